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
    say "boot loader: GRUB is installed"
    must in_sysroot update-grub
    say "boot loader: GRUB, $(is_uefi && echo UEFI || echo BIOS), on $disk"
}
