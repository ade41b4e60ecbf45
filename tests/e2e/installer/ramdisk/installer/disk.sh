# Which disk may be erased, and what will it look like? The commands only note it; storage.sh does it.

read_ignoredisk() { options "--only-use=" "$@"; }
plan_ignoredisk() { may_use=$opt_only_use; }

read_zerombr() { options "" "$@"; }

read_clearpart() {
    options "--all --initlabel --drives= --disklabel=" "$@"
    [ -n "$opt_all" ] || refuse "this installer only clears whole disks: --all"
    case $opt_disklabel in
        '' | gpt | msdos) ;;
        *) refuse "--disklabel is gpt or msdos" ;;
    esac
}
plan_clearpart() {
    clear=${opt_drives:-$may_use}
    label=$opt_disklabel
}

read_bootloader() {
    options "--location= --boot-drive= --append= --timeout=" "$@"
    [ "${opt_location:-mbr}" = mbr ] || refuse "this installer puts the boot loader where --location=mbr says"
}
plan_bootloader() {
    boot_drive=$opt_boot_drive
    boot_append=$opt_append
    boot_timeout=${opt_timeout:-0}
}

read_autopart() {
    options "--type= --fstype= --nohome --noswap" "$@"
    [ "$opt_type" = plain ] || refuse "this installer knows --type=plain alone, and no LVM"
}
plan_autopart() {
    plan_reqpart
    note_part /boot "${opt_fstype:-ext4}" 512
    [ -n "$opt_noswap" ] || note_part swap swap 512
    note_part / "${opt_fstype:-ext4}" 1 yes
}

read_reqpart() { options "" "$@"; }
plan_reqpart() {
    if is_uefi; then
        note_part /boot/efi efi 128
    elif [ "$label" = gpt ]; then
        note_part biosboot biosboot 1
    fi
}

read_part() {
    options "--fstype= --ondisk= --size= --recommended --grow --label= --fsoptions= --asprimary" "$@"
    case $word in
        /* | swap | biosboot) ;;
        *) refuse "this installer mounts at a path, or makes swap or biosboot" ;;
    esac
    [ -n "$opt_size$opt_recommended" ] || refuse "it has no --size"
}
plan_part() {
    case $word in
        swap | biosboot) opt_fstype=$word ;;
        /boot/efi) opt_fstype=efi ;;
    esac
    note_part "$word" "${opt_fstype:-ext4}" "${opt_size:-512}" "$opt_grow" "$opt_label" "$opt_fsoptions" "$opt_ondisk"
}
read_partition() { read_part "$@"; }
plan_partition() { plan_part; }

# note_part MOUNT TYPE MIB [GROW] [LABEL] [OPTIONS] [DISK]: one line of the plan. "-" stands for nothing.
note_part() {
    case $2 in
        ext2 | ext3 | ext4 | efi | vfat | swap | biosboot) ;;
        *) refuse "this installer cannot make $2" ;;
    esac
    echo "$1 $2 $3 ${4:--} ${5:--} ${6:--} ${7:--}" >>"$work/parts"
}

is_uefi() { [ -d /sys/firmware/efi ]; }
