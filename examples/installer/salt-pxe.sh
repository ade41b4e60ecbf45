#!/bin/sh
# For installers that read no kickstart: report, become a minion and wait as a machine does that a kickstart installs.
#
#   salt-pxe.sh start   URL          before anything is done: report that the install has begun
#   salt-pxe.sh failure URL          when the install cannot go on: report that, with the end of the logs
#   salt-pxe.sh end     URL [ROOT]   last, in the installed system at ROOT (default: /): make it a minion, report, and
#                                    wait until the kickstart server says that this machine may reboot
#
# URL is that of the machine's own kickstart, http://10.0.0.7/pxe/ks/52:54:00:12:34:56; the server gives it to this machine
# alone, while it is armed. The steps are those of the kickstart's own sections, to the letter: nothing of them is here.
# It ends with 0 only if all is well. After anything else at the end, switch the machine off: it is still armed.
# Needs sh, sed and chroot, and curl or wget. SALT_PXE_CA names a file with the CA of a server with TLS.

what=$1
url=$2
root=${3:-/}
umask 077
script=$root/tmp/salt-pxe-$what.sh

fetch() {
    if command -v curl >/dev/null; then
        curl --silent --show-error --fail --noproxy '*' --max-time 30 ${SALT_PXE_CA:+--cacert "$SALT_PXE_CA"} "$url"
    else
        http_proxy='' https_proxy='' wget -q ${SALT_PXE_CA:+--ca-certificate="$SALT_PXE_CA"} -O - "$url"
    fi
}

case $what in
    start | failure | end) ;;
    *)
        sed -n '2,/^$/s/^# \{0,1\}//p' "$0" >&2
        exit 2
        ;;
esac
trap 'rm -f "$script"' EXIT
for pause in 1 5 10 0; do
    fetch | sed -n "/^# salt-pxe: the $what of an install\$/,/^%end\$/p" | sed '$d' >"$script"
    [ -s "$script" ] && break
    sleep "$pause"
done
if [ ! -s "$script" ]; then
    echo "There is nothing for the $what of an install at $url" >&2
    exit 1
fi
if [ "$root" = / ]; then
    sh "$script"
else
    # The installer's own path is not the system's.
    chroot "$root" /bin/sh -c 'PATH=/usr/sbin:/usr/bin:/sbin:/bin exec sh "$1"' sh "/tmp/salt-pxe-$what.sh"
fi
