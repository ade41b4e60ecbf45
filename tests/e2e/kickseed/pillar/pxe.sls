# The site of the test with Debian's own installer: one machine, and what its kickseed can read of a kickstart.
pxe:
  server:
    address: 10.0.0.7
    interfaces: [eth1]
    master: 10.0.0.1
    api: http://10.0.0.1:8000
    loaders: [bios]
    console: ttyS0,115200n8
  dhcp:
    default_lease_time: 600
    max_lease_time: 1200
  subnets:
    10.0.0.0/24:
      range: [10.0.0.150-10.0.0.200]
      routers: [10.0.0.1]
      domain_name_servers: [10.0.0.2]
  repos:
    debian: {source: /srv/media/debian}
  profiles:
    debian:
      # kickseed speaks an old dialect, and this is the oldest that salt-pxe writes.
      release: RHEL7
      repo: debian
      lang: en_GB.UTF-8
      keyboard: de
      timezone: Europe/Berlin
      rootpw: "$6$saltpxe$npnviOFy9QbBdsgOHAtVyk7dfLZSX0s08KHj80wTx6a5TNHMAjfwkNUq51tsVRB5MqHT2/f7ICbtn00/AD5AE0"
      users: {ops: {groups: [wheel], gecos: The operators}}
      disks: vda
      storage: {partitions: [{mount: /, fstype: ext4, size: 1000, grow: true, disk: vda}]}
      packages: ["@core", less]
      network: [{bootproto: static}]
      kernel_args:
        - console=ttyS0,115200n8
        # The word auto makes Debian's installer run on one console; on two, everything would happen twice.
        - interface=auto
        - priority=critical
        - DEBIAN_FRONTEND=text
        - debian-installer/allow_unauthenticated=true
        # Its syslog goes over the network as it happens.
        - log_host=10.0.0.1
        - log_port=514
        # What takes its time under emulation, and nobody here needs.
        - ipv6.disable=1
        - keymap=skip-config
        - TERM=dumb
        - mitigations=off
      # kickseed knows neither %end nor %onerror: without the exit, what follows in the kickstart would run here too.
      pre: |
        echo "pre: runs in the installer"
        exit 0
      post:
        - script: |
            echo "installed by salt-pxe" > /etc/motd
            echo "post: runs in Debian $(cat /etc/debian_version)"
        - nochroot: true
          script: cp /var/spool/kickseed/parse/preseed.cfg /target/root/
  hosts:
    web01:
      mac: "52:54:00:12:34:56"
      fixed_address: 10.0.0.21
      profile: debian
      install: CHG0012345
      # Where the others know inst.ks=, kickseed knows ks=.
      kernel_args: ["ks=http://10.0.0.7/pxe/ks/52:54:00:12:34:56"]
