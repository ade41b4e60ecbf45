# Where does the system come from? From the tree of inst.repo or url: .treeinfo, then the image of the base system.

read_url() { options "--url=" "$@"; }
plan_url() { repo=$opt_url; }

read_repo() {
    options "--name= --baseurl=" "$@"
    [ -n "$opt_name" ] && [ -n "$opt_baseurl" ] || refuse "it needs --name and --baseurl"
}
plan_repo() { echo "$opt_baseurl" >>"$work/repos"; }

find_repo() {
    repo=${repo:-$(argument inst.repo)}
    repo=${repo%/}
    [ -n "$repo" ] || fail "neither the kickstart nor the kernel line names a repository"
    wget -q -O "$work/treeinfo" "$repo/.treeinfo" || fail "no .treeinfo at $repo"
    say "repo: $repo/ $(sed -n 's/^version *= *//p' "$work/treeinfo" | tail -n 1)"
}

# unpack_base: the image is unpacked while it comes in, and never lies in memory.
unpack_base() {
    image=images/base.tar
    wget -q -O - "$repo/$image" | tar -x -f - -C "$sysroot"
    [ -s "$sysroot/etc/debian_version" ] || fail "$repo/$image could not be unpacked"
    for place in proc sys dev; do
        must mount -o bind "/$place" "$sysroot/$place"
    done
    mount -t tmpfs -o mode=755 tmpfs "$sysroot/run"
    if is_uefi; then
        # Without it grub-install writes no boot entry, and the firmware finds no disk to boot.
        must mount -t efivarfs efivarfs "$sysroot/sys/firmware/efi/efivars"
    fi
    [ ! -e /etc/resolv.conf ] || cat /etc/resolv.conf >"$sysroot/etc/resolv.conf"
    write_fstab
    # Every system has a name of its own from its first boot on (machine-id(5)).
    must in_sysroot systemd-machine-id-setup
    must in_sysroot ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
    say "base: Debian $(cat "$sysroot/etc/debian_version"), $(df -m "$sysroot" | awk 'END { print $3 }') MiB"
}
