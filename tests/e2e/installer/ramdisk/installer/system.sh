# What else does the kickstart say of the installed system? Language, time, services; and how the install ends.

read_lang() { options "--addsupport=" "$@"; }
apply_lang() {
    echo "LANG=C.UTF-8" >"$sysroot/etc/default/locale"
    [ "$word" = C.UTF-8 ] || means_nothing "the base system has C.UTF-8 alone"
}

read_keyboard() { options "--vckeymap= --xlayouts= --switch=" "$@"; }
apply_keyboard() { echo "XKBLAYOUT=\"${opt_vckeymap:-$word}\"" >"$sysroot/etc/default/keyboard"; }

read_timezone() { options "--utc" "$@"; }
apply_timezone() {
    [ -e "$sysroot/usr/share/zoneinfo/$word" ] || refuse "there is no such time zone"
    ln -sf "/usr/share/zoneinfo/$word" "$sysroot/etc/localtime"
    echo "$word" >"$sysroot/etc/timezone"
    printf '0.0 0 0.0\n0\n%s\n' "$([ -n "$opt_utc" ] && echo UTC || echo LOCAL)" >"$sysroot/etc/adjtime"
}

read_timesource() { options "--ntp-server= --ntp-pool= --ntp-disable" "$@"; }
apply_timesource() { means_nothing "the base system has no NTP client"; }

read_selinux() { options "--enforcing --permissive --disabled" "$@"; }
apply_selinux() { means_nothing "Debian does not use SELinux"; }

read_firewall() { options "--enabled --disabled --service= --port= --trust= --ssh" "$@"; }
apply_firewall() { means_nothing "the base system has no firewall"; }

read_services() { options "--enabled= --disabled=" "$@"; }
apply_services() {
    for unit in $(echo "$opt_enabled" | tr ',' ' '); do
        in_sysroot systemctl -q enable "$unit" || means_nothing "there is no service $unit"
    done
    for unit in $(echo "$opt_disabled" | tr ',' ' '); do
        in_sysroot systemctl -q disable "$unit" || means_nothing "there is no service $unit"
    done
}

read_firstboot() { options "--enable --disable --reconfig" "$@"; }
apply_firstboot() { [ -n "$opt_disable" ] || means_nothing "Debian asks nothing at its first boot"; }
read_eula() { options "--agreed" "$@"; }
read_skipx() { options "" "$@"; }
read_text() { options "" "$@"; }
read_cmdline() { options "" "$@"; }

# Anaconda waits for a key at the end unless the kickstart says how to go on; here nobody would press one.
finish=poweroff
read_reboot() { options "" "$@"; }
plan_reboot() { finish=reboot; }
read_poweroff() { options "" "$@"; }
plan_poweroff() { finish=poweroff; }
read_shutdown() { options "" "$@"; }
plan_shutdown() { finish=shutdown; }
read_halt() { options "" "$@"; }
plan_halt() { finish=halt; }
