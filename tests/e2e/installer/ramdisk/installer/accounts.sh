# Who can log in? root, users, groups and their ssh keys.

read_rootpw() {
    options "--iscrypted --lock --allow-ssh" "$@"
    [ -n "$opt_lock" ] || [ -n "$opt_iscrypted" ] || refuse "a password in plain text has no place in a kickstart"
}
apply_rootpw() {
    [ -z "$word" ] || must in_sysroot usermod -p "$word" root
    [ -z "$opt_lock" ] || must in_sysroot passwd -q -l root
    [ -z "$opt_allow_ssh" ] || echo "PermitRootLogin yes" >"$sysroot/etc/ssh/sshd_config.d/rootpw.conf"
}

read_group() { options "--name= --gid=" "$@"; }
apply_group() { must in_sysroot groupadd -f ${opt_gid:+-g "$opt_gid"} "$opt_name"; }

read_user() {
    options "--name= --groups= --uid= --gid= --gecos= --homedir= --shell= --lock --iscrypted --password=" "$@"
    [ -z "$opt_password" ] || [ -n "$opt_iscrypted" ] || refuse "a password in plain text has no place in a kickstart"
}
apply_user() {
    for group in $(echo "$opt_groups" | tr ',' ' '); do
        must in_sysroot groupadd -f "$group"
    done
    must in_sysroot useradd -m -s "${opt_shell:-/bin/bash}" ${opt_uid:+-u "$opt_uid"} ${opt_gid:+-g "$opt_gid"} \
        ${opt_groups:+-G "$opt_groups"} ${opt_gecos:+-c "$opt_gecos"} ${opt_homedir:+-d "$opt_homedir"} \
        -p "${opt_password:-!}" "$opt_name"
}

read_sshkey() { options "--username=" "$@"; }
apply_sshkey() {
    entry=$(grep "^$opt_username:" "$sysroot/etc/passwd") || refuse "there is no user $opt_username"
    home=$(echo "$entry" | cut -d: -f6)
    mkdir -p "$sysroot$home/.ssh"
    echo "$word" >>"$sysroot$home/.ssh/authorized_keys"
    must in_sysroot chown -R "$opt_username:" "$home/.ssh"
    chmod 700 "$sysroot$home/.ssh"
    chmod 600 "$sysroot$home/.ssh/authorized_keys"
}
