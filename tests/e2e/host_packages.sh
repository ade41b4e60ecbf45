#!/bin/sh
# Which Debian packages does this machine lack for the tests and the demo? Installs them, and starts none of their daemons.
set -eu
here=$(dirname "$0")
wanted=$(sed 's/#.*//' "$here/packages.txt")
missing=
for package in $wanted; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ]; then
    echo "These packages are missing and only root can install them:$missing" >&2
    exit 1
fi

echo "Installing:$missing"
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    trap 'exit 1' INT TERM HUP
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q || echo "Some package lists could not be refreshed; going on with those that could." >&2
apt-get install -y -q --no-install-recommends $missing

# Debian enables a daemon at boot on installation. The tests start their own copies; the machine needs none.
if command -v systemctl >/dev/null; then
    for package in $missing; do
        case $package in
            isc-dhcp-server|tftpd-hpa) systemctl -q disable "$package" || true ;;
            nginx-light) systemctl -q disable nginx || true ;;
            postgresql) systemctl -q disable postgresql || true ;;
        esac
    done
fi
