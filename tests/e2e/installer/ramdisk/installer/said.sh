# What does the console show, and what happens when something goes wrong?

# say MESSAGE: one line with the seconds since the kernel started. No hash is shown: the console is no place for secrets.
say() {
    read -r now rest </proc/uptime
    case $* in
        *'$'*) echo "installer: $now $*" | sed 's/\$[0-9a-z]*\$[^ "]*/(a hash)/g' ;;
        *) echo "installer: $now $*" ;;
    esac
}

# fail MESSAGE: say it, run %onerror, and switch off. Nothing is asked, for nobody is there.
fail() {
    say "failed: $*"
    if [ -z "$failing" ]; then
        failing=yes
        [ -d "$work/sections" ] && run_scripts onerror
    fi
    sync
    poweroff -f
    sleep 3600
}

# must COMMAND...: run it; if it fails, show what it said and fail.
must() {
    "$@" >"$work/said" 2>&1 && return
    cat "$work/said"
    fail "$*"
}

# argument NAME: the value of the last NAME=value on the kernel line, as Anaconda takes it.
argument() {
    tr ' ' '\n' </proc/cmdline | sed -n "s|^$1=||p" | tail -n 1
}
