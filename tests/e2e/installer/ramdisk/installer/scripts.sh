# How do the sections of the kickstart run? %pre and --nochroot in the installer, %post in the installed system.

# for_each_section DO [KIND]: call DO_section with the options of each section, in the kickstart's order.
for_each_section() {
    does=$1
    wanted_kind=$2
    for head in "$work"/sections/*.head; do
        [ -e "$head" ] || continue
        body=${head%.head}.body
        . "$head"
    done
}

section() {
    line=$1
    kind=${2#%}
    shift 2
    [ -z "$wanted_kind" ] || [ "$kind" = "$wanted_kind" ] || return 0
    "${does}_section" "$@"
}

run_scripts() { for_each_section run "$1"; }

# check_section: refuse what this installer does not know, before anything is done.
check_section() {
    case $kind in
        pre | pre-install | onerror | traceback) options "--interpreter= --log= --erroronfail" "$@" ;;
        post) options "--interpreter= --log= --erroronfail --nochroot" "$@" ;;
        packages) check_packages "$@" ;;
        addon)
            [ "$1 $2" = "com_redhat_kdump --disable" ] || refuse "this installer has no such add-on"
            means_nothing "there is no kdump to disable"
            return
            ;;
    esac
    [ -z "${word+set}" ] || refuse "$word is one word too many"
}

run_section() {
    options "--interpreter= --log= --erroronfail --nochroot" "$@"
    say "run: %$kind of line $line"
    log=${opt_log:-/dev/console}
    code=0
    if [ "$kind" = post ] && [ -z "$opt_nochroot" ]; then
        [ -n "$opt_log" ] && log=$sysroot$opt_log
        must cp "$body" "$sysroot/tmp/ks-script"
        in_sysroot "${opt_interpreter:-/bin/sh}" /tmp/ks-script >>"$log" 2>&1 || code=$?
        rm "$sysroot/tmp/ks-script"
    else
        "${opt_interpreter:-/bin/sh}" "$body" >>"$log" 2>&1 || code=$?
    fi
    say "run: %$kind of line $line ended with $code"
    [ "$code" = 0 ] || [ -z "$opt_erroronfail" ] || refuse "the script failed with $code"
}

# in_sysroot COMMAND...: run it in the installed system.
in_sysroot() {
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=linux LANG=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive chroot "$sysroot" "$@"
}
