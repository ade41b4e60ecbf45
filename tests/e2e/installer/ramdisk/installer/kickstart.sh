# What does the machine's kickstart say? It is fetched once, split, and each command is read before anything is done.
#
# A command NAME is up to three functions: read_NAME takes its words apart and refuses what it does not know;
# plan_NAME notes what the disk will look like, before it is touched; apply_NAME acts in the installed system.

fetch_kickstart() {
    url=$(argument inst.ks)
    [ -n "$url" ] || fail "no inst.ks on the kernel line"
    set -- --header "X-Anaconda-Architecture: x86_64"
    set -- "$@" --header "X-Anaconda-System-Release: salt-pxe test installer"
    if grep -qw inst.ks.sendmac /proc/cmdline; then
        set -- "$@" --header "X-RHN-Provisioning-MAC-0: $nic $mac"
    fi
    tries=0
    until wget -q "$@" -O "$work/kickstart" "$url"; do
        tries=$((tries + 1))
        [ "$tries" -ge 5 ] && fail "cannot fetch $url"
        sleep 1
    done
    sum=$(sha256sum "$work/kickstart" | cut -d' ' -f1)
    say "kickstart: $(wc -c <"$work/kickstart") bytes sha256 $sum from $url"
}

read_kickstart() {
    mkdir "$work/sections"
    awk -v out="$work" -f /installer/kickstart.awk "$work/kickstart" >"$work/broken" ||
        fail "the kickstart: $(cat "$work/broken")"
    execute read
    for_each_section check
}

# execute PHASE: go through the commands; the phases are read, plan and apply.
execute() {
    phase=$1
    . "$work/commands"
}

at() {
    line=$1
    command=$2
    shift 2
    case $command in
        *[!a-z]*) refuse "it is no command" ;;
    esac
    known "read_$command" || refuse "this installer does not know it"
    [ "$phase" = read ] && say "understood: $(shown "$line")"
    "read_$command" "$@"
    [ "$phase" = read ] && return
    if known "${phase}_$command"; then "${phase}_$command"; fi
}

known() { type "$1" >/dev/null 2>&1; }

# refuse WHY: end the install because of the line that is being read.
refuse() { fail "line $line of the kickstart, $(shown "$line"): $*"; }

# shown LINE: that line of the kickstart.
shown() { sed -n "$1p" "$work/kickstart"; }

# means_nothing WHY: the command is right, and on this system there is nothing to do for it.
means_nothing() { say "nothing to do for line $line, $command: $*"; }
