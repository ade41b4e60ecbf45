# How does the plan become a disk? One disk is labelled, partitioned, formatted and mounted; no other is touched.

lay_out_disk() {
    one_disk
    write_partitions
    number=0
    sort_parts >"$work/sorted"
    while read -r mount type size grow name opts disk_named; do
        number=$((number + 1))
        make_file_system "$(partition "$number")" "$type" "$name"
    done <"$work/sorted"
    # A mount point is shorter than those below it.
    sort "$work/fstab" >"$work/mounts"
    while read -r mount device type opts; do
        mkdir -p "$sysroot$mount"
        must mount -t "$type" -o "$opts" "$device" "$sysroot$mount"
    done <"$work/mounts"
    say "disk: $disk $label, $number partitions"
}

# one_disk: the disk that ignoredisk, clearpart and bootloader agree on. Whatever is not named stays as it is.
one_disk() {
    disk=${may_use:-$clear}
    [ -n "$disk" ] || fail "the kickstart names no disk; this installer never chooses one"
    [ "$clear" = "$disk" ] || fail "clearpart names ${clear:-nothing}, ignoredisk $disk"
    [ "${boot_drive:-$disk}" = "$disk" ] || fail "bootloader names $boot_drive, ignoredisk $disk"
    case $disk in
        *,*) fail "this installer lays out one disk, not $disk" ;;
        */*) fail "this installer knows disks by their kernel's name, not $disk" ;;
    esac
    [ -b "/dev/$disk" ] || fail "there is no disk $disk"
    [ -s "$work/parts" ] || fail "the kickstart says nothing of partitions"
    while read -r mount type size grow name opts on; do
        [ "$on" = - ] || [ "$on" = "$disk" ] || fail "part $mount is on $on, not on $disk"
    done <"$work/parts"
    grep -q '^/ ' "$work/parts" || fail "no partition is mounted at /"
    if is_uefi; then
        grep -q '^/boot/efi efi ' "$work/parts" || fail "the firmware is UEFI and there is no /boot/efi"
        [ -n "$label" ] || label=gpt
    elif [ "$label" = gpt ]; then
        grep -q '^biosboot ' "$work/parts" || fail "the firmware is BIOS, the label gpt, and there is no biosboot"
    fi
    [ -n "$label" ] || label=msdos
}

# sort_parts: the one that grows is last, so that it can take what is left.
sort_parts() {
    grep -v '^[^ ]* [^ ]* [^ ]* yes ' "$work/parts"
    grep '^[^ ]* [^ ]* [^ ]* yes ' "$work/parts"
}

write_partitions() {
    sort_parts >"$work/sorted"
    [ "$(grep -c '^[^ ]* [^ ]* [^ ]* yes ' "$work/parts")" -le 1 ] || fail "more than one partition grows"
    [ "$label" = gpt ] || [ "$(wc -l <"$work/sorted")" -le 4 ] || fail "an msdos label has four partitions"
    {
        echo "label: $([ "$label" = gpt ] && echo gpt || echo dos)"
        while read -r mount type size grow rest; do
            [ "$grow" = yes ] && room= || room="size=${size}MiB, "
            [ "$label" = msdos ] && [ "$mount" = / ] && flag=", bootable" || flag=
            echo "${room}type=$(partition_type "$type")$flag"
        done <"$work/sorted"
    } >"$work/sfdisk"
    /sbin/sfdisk -q --wipe always --wipe-partitions always "/dev/$disk" <"$work/sfdisk" >"$work/said" 2>&1 || {
        cat "$work/sfdisk" "$work/said"
        fail "sfdisk"
    }
    tries=0
    until [ -b "$(partition "$(wc -l <"$work/sorted")")" ]; do
        tries=$((tries + 1))
        [ "$tries" -gt 50 ] && fail "the kernel does not see the partitions of $disk"
        usleep 100000
    done
}

# Types of sfdisk(8): U is an EFI system partition, L Linux, S swap.
partition_type() {
    case $1 in
        efi) echo U ;;
        swap) echo S ;;
        biosboot) echo 21686148-6449-6E6F-744E-656564454649 ;;
        *) echo L ;;
    esac
}

# partition NUMBER: vda1, but nvme0n1p1.
partition() {
    case $disk in
        *[0-9]) echo "/dev/${disk}p$1" ;;
        *) echo "/dev/$disk$1" ;;
    esac
}

make_file_system() {
    [ "$3" = - ] && set -- "$1" "$2"
    case $2 in
        ext*)
            # The installed kernel zeroes the inode tables later; under emulation that is a minute saved.
            must /sbin/mke2fs -q -F -t "$2" -E lazy_itable_init=1,lazy_journal_init=1 ${3:+-L "$3"} "$1"
            note_mount "$1" "$2" "${opts#-}"
            ;;
        efi | vfat)
            must /sbin/mkfs.fat -F 32 ${3:+-n "$3"} "$1"
            [ "$opts" = - ] && opts=umask=0077
            note_mount "$1" vfat "$opts"
            ;;
        swap) must mkswap ${3:+-L "$3"} "$1" && echo "$(uuid "$1") none swap sw 0 0" >>"$work/swaps" ;;
    esac
}

# note_mount DEVICE TYPE OPTIONS: one line that mount and fstab are made from.
note_mount() { echo "$mount $1 $2 ${3:-defaults}" >>"$work/fstab"; }

uuid() { echo "UUID=$(/sbin/blkid "$1" | sed 's/.* UUID="\([^"]*\)".*/\1/')"; }

# No file system is checked at each boot (the last column, fstab(5)): the journal does it, and fsck costs seconds.
write_fstab() {
    while read -r mount device type opts; do
        echo "$(uuid "$device") $mount $type $opts 0 0"
    done <"$work/mounts" >"$sysroot/etc/fstab"
    [ ! -e "$work/swaps" ] || cat "$work/swaps" >>"$sysroot/etc/fstab"
}

# leave_disk: everything is on the disk when the machine restarts.
leave_disk() {
    sync
    for place in sys/firmware/efi/efivars run dev sys proc; do
        umount "$sysroot/$place" 2>/dev/null
    done
    sort -r "$work/fstab" | while read -r mount rest; do
        umount "$sysroot$mount" || say "busy: $mount"
    done
    sync
}
