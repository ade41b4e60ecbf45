# How does the installed system start? GRUB for the firmware that this machine has, from within the installed system.

install_boot_loader() {
    # As Anaconda does: the consoles of the installer are those of the system, and GRUB asks on the serial one.
    consoles=$(tr ' ' '\n' </proc/cmdline | grep '^console=' | tr '\n' ' ')
    {
        echo "GRUB_DEFAULT=0"
        echo "GRUB_TIMEOUT=$boot_timeout"
        printf 'GRUB_DISABLE_OS_PROBER=true\nGRUB_DISABLE_SUBMENU=true\nGRUB_DISABLE_RECOVERY=true\n'
        echo "GRUB_CMDLINE_LINUX=\"$consoles$boot_append\""
        case $consoles in
            *ttyS*) printf 'GRUB_TERMINAL=serial\nGRUB_SERIAL_COMMAND="serial --speed=115200 --unit=0"\n' ;;
        esac
    } >"$sysroot/etc/default/grub"
    if is_uefi; then
        must in_sysroot grub-install --target=x86_64-efi --efi-directory=/boot/efi --bootloader-id=debian
    else
        must in_sysroot grub-install --target=i386-pc "/dev/$disk"
    fi
    grub_configuration >"$sysroot/boot/grub/grub.cfg"
    say "boot loader: GRUB, $(is_uefi && echo UEFI || echo BIOS), on $disk"
}

# grub_configuration: one entry for the one kernel. update-grub, which the next kernel's package calls, writes the same at
# length; under emulation that takes twenty seconds. $root is where /boot lies: grub-install has told GRUB so.
grub_configuration() {
    case $consoles in
        *ttyS*) printf 'serial --speed=115200 --unit=0\nterminal_input serial\nterminal_output serial\n' ;;
    esac
    grep -q ' /boot ' "$sysroot/etc/fstab" && place= || place=/boot
    root=$(sed -n 's|^\([^ ]*\) / .*|\1|p' "$sysroot/etc/fstab")
    for kernel in "$sysroot"/boot/vmlinuz-*; do
        version=${kernel##*/vmlinuz-}
    done
    echo "set timeout=$boot_timeout"
    echo "menuentry 'Debian GNU/Linux, $version' {"
    echo "    linux $place/vmlinuz-$version root=$root ro $consoles$boot_append"
    echo "    initrd $place/initrd.img-$version"
    echo "}"
}
