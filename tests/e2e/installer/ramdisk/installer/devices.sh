# Which address and which name has the installed system? One .network file (systemd.network(5)) for each device.

read_network() {
    options "--device= --bootproto= --ip= --netmask= --gateway= --nameserver= --nodefroute --mtu= --noipv6 --ipv6= \
--onboot= --activate --hostname=" "$@"
    case ${opt_bootproto:-dhcp} in
        dhcp) ;;
        static) [ -n "$opt_ip" ] && [ -n "$opt_netmask" ] || refuse "static needs --ip and --netmask" ;;
        *) refuse "--bootproto is dhcp or static" ;;
    esac
}

apply_network() {
    [ -z "$opt_hostname" ] || write_hostname "$opt_hostname"
    devices=$((devices + 1))
    network_file >"$sysroot/etc/systemd/network/$((devices + 9))-kickstart.network"
    in_sysroot systemctl -q enable systemd-networkd
    for server in $(echo "$opt_nameserver" | tr ',' ' '); do
        [ -n "$own_servers" ] || : >"$sysroot/etc/resolv.conf"
        own_servers=yes
        echo "nameserver $server" >>"$sysroot/etc/resolv.conf"
    done
}

write_hostname() {
    echo "$1" >"$sysroot/etc/hostname"
    short=${1%%.*}
    [ "$short" = "$1" ] && names=$1 || names="$1 $short"
    printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$names" >"$sysroot/etc/hosts"
}

network_file() {
    echo "[Match]"
    case ${opt_device:-bootif} in
        link | bootif) echo "MACAddress=$mac" ;;
        *:*) echo "MACAddress=$opt_device" ;;
        *) echo "Name=$opt_device" ;;
    esac
    echo "[Link]"
    [ -z "$opt_mtu" ] || echo "MTUBytes=$opt_mtu"
    [ "$opt_onboot" != no ] || echo "ActivationPolicy=manual"
    echo "[Network]"
    if [ -n "$opt_noipv6" ]; then printf 'LinkLocalAddressing=no\nIPv6AcceptRA=no\n'; fi
    if [ "$opt_bootproto" = static ]; then
        echo "Address=$opt_ip/$(bits "$opt_netmask")"
        [ -z "$opt_gateway" ] || [ -n "$opt_nodefroute" ] || echo "Gateway=$opt_gateway"
    else
        printf 'DHCP=ipv4\n[DHCPv4]\n'
        [ -z "$opt_nodefroute" ] || echo "UseRoutes=no"
        # The address belongs to the MAC in dhcpd.conf; a client identifier of its own would get another one.
        echo "ClientIdentifier=mac"
    fi
}

bits() { ipcalc -p 0.0.0.0 "$1" | cut -d= -f2; }
