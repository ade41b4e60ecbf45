# The site of the tests that install: a real system on an empty disk, BIOS and UEFI.
pxe:
  server:
    address: 10.0.0.7
    interfaces: [eth1]
    master: 10.0.0.1
    api: http://10.0.0.1:8000
    console: ttyS0,115200n8
  dhcp:
    default_lease_time: 600
    max_lease_time: 1200
  subnets:
    10.0.0.0/24:
      range: [10.0.0.150-10.0.0.200]
      routers: [10.0.0.254]
      # No name server: there is none in the lab, and a minion that asks one which is not there waits ten seconds.
  repos:
    el9: {source: /srv/media/el9.iso}
    el9-tree: {source: /srv/media/el9}
  profiles:
    el9-web:
      release: RHEL9
      repo: el9
      timezone: Europe/Berlin
      rootpw: "$6$saltpxe$npnviOFy9QbBdsgOHAtVyk7dfLZSX0s08KHj80wTx6a5TNHMAjfwkNUq51tsVRB5MqHT2/f7ICbtn00/AD5AE0"
      users:
        ops:
          groups: [wheel]
          gecos: The operators
      disks: vda
      storage: {autopart: plain, fstype: ext4}
      packages: ["@core", less]
      kernel_args: ["console=ttyS0,115200n8"]
      # The server's daemons run only while something is armed: an installed machine has its address without them.
      network: [{bootproto: static}]
      pre: echo "the disk before the install has $(grep -c 'vda[0-9]' /proc/partitions) partitions"
      minion:
        # What a package would bring, for wheels bring no service.
        command: |
          cat > /etc/systemd/system/salt-minion.service <<'UNIT'
          [Unit]
          Description=Salt minion
          # Who logs in does not wait for it: it uses the whole processor while it starts.
          After=network-online.target ssh.service getty.target
          Wants=network-online.target

          [Service]
          Environment=PYTHONPATH=/opt/salt
          ExecStart=/usr/bin/python3 -c "from salt.scripts import salt_minion; salt_minion()"
          KillMode=process

          [Install]
          WantedBy=multi-user.target
          UNIT
        config: {acceptance_wait_time: 2, random_reauth_delay: 1}
      post:
        - script: |
            echo "installed by salt-pxe" > /etc/motd
        # The minion comes from wheels of the install tree. They are unpacked, not installed by pip: under emulation that
        # is ten seconds in place of two minutes.
        - nochroot: true
          erroronfail: true
          script: |
            set -e
            tree=$(sed -n 's|^url --url="*\([^" ]*\)/.*|\1|p' /tmp/installer/kickstart)/wheels
            mkdir /mnt/sysroot/opt/salt
            wget -q -O /tmp/index.txt "$tree/index.txt"
            while read -r wheel; do
                wget -q -O /tmp/wheel "$tree/$wheel"
                unzip -q -o /tmp/wheel -d /mnt/sysroot/opt/salt
            done < /tmp/index.txt
            rm /tmp/wheel
        - script: cp /tmp/installer/kickstart /mnt/sysroot/root/anaconda-ks.cfg
          nochroot: true
  hosts:
    web01:
      mac: "52:54:00:12:34:56"
      fixed_address: 10.0.0.21
      profile: el9-web
      install: CHG0012345
    web02:
      mac: "52:54:00:12:34:57"
      fixed_address: 10.0.0.22
      profile: el9-web
      install: CHG0012345
    db01:
      mac: "52:54:00:12:34:58"
      fixed_address: 10.0.0.23
      profile: el9-web
