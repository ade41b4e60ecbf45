# Which NIC does the installer use, and which address has it? BOOTIF and ip= of the kernel line say so.

# BOOTIF=01-52-54-00-12-34-56: the hardware type, then the MAC of the NIC that the firmware booted from.
find_nic() {
    wanted=$(argument BOOTIF | cut -d- -f2- | tr '-' ':' | tr 'A-F' 'a-f')
    nic=
    tries=0
    while [ -z "$nic" ]; do
        for folder in /sys/class/net/*; do
            [ "${folder##*/}" = lo ] && continue
            if [ -z "$wanted" ] || [ "$(cat "$folder/address")" = "$wanted" ]; then
                nic=${folder##*/}
                break
            fi
        done
        tries=$((tries + 1))
        [ "$tries" -gt 100 ] && fail "no NIC ${wanted:-at all}"
        [ -n "$nic" ] || usleep 100000
    done
    mac=$(cat "/sys/class/net/$nic/address")
    say "nic: $nic $mac bootif=${wanted:-none}"
    ip link set lo up
    ip link set "$nic" up
}

# dracut.cmdline(7): ip=dhcp, or ip=<address>::<gateway>:<netmask>:<host name>:<NIC>:none.
ask_dhcp() {
    case $(argument ip) in
        '' | dhcp | on | *:dhcp)
            udhcpc -q -n -t 10 -T 2 -i "$nic" -s /etc/udhcpc.script >/tmp/udhcpc.log 2>&1 || {
                cat /tmp/udhcpc.log
                fail "no DHCP answer on $nic"
            }
            . /tmp/lease
            say "dhcp: $address from $server"
            ;;
        *:none | *:off | *:static) static_address "$(argument ip)" ;;
        *) fail "ip=$(argument ip) on the kernel line is not known here" ;;
    esac
}

static_address() {
    address=$(echo "$1" | cut -d: -f1)
    router=$(echo "$1" | cut -d: -f3)
    mask=$(echo "$1" | cut -d: -f4)
    dns=$(argument nameserver)
    must ip addr add "$address/$mask" dev "$nic"
    [ -z "$router" ] || must ip route add default via "$router" dev "$nic"
    say "address: $address from the kernel line"
}
