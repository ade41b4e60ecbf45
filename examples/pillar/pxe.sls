# A first site: one kickstart server, one subnet, one repository, three machines.
# Check it without Salt:  python -m salt_pxe check examples/pillar/pxe.sls
pxe:
  server:
    address: 10.0.0.7              # next-server: one of the minion's own addresses
    interfaces: [eth1]             # where DHCP is served
    master: 10.0.0.1               # given to new minions
    api: http://10.0.0.1:8000      # salt-api: installed machines report to it through this server
    services: while_armed          # the daemons run only while a machine is to be installed
    max_armed: 5
    console: ttyS0,115200n8
  dhcp:
    default_lease_time: 1800
    max_lease_time: 3600
  subnets:
    10.0.0.0/24:
      range: [10.0.0.150-10.0.0.200]
      routers: [10.0.0.1]
      domain_name: example.com
  repos:
    el9:
      source: /srv/media/el9.iso
  profiles:
    el9-web:
      release: RHEL9
      repo: el9
      timezone: Europe/Berlin
      rootpw: "$6$rounds=5000$kB3TQxHkYcVbtWPo$XzH5yQk9rXz2x0d3yUe7VgB0kNQw1cR8mT4sLpJfKaG6iDvEoZhCqWnMbYuXjF2tSrAl9P7OeH1dIgVw5kNcB/"
      disks: vda                   # the only disk that an install may erase
      storage: {autopart: plain, fstype: ext4}
      packages: ["@core", less]
      kernel_args: [console=ttyS0]
      post: |
        echo "installed by salt-pxe" > /etc/motd
  hosts:
    web01:                         # asks for an install: it is armed until that is done
      mac: "52:54:00:12:34:56"
      fixed_address: 10.0.0.21
      profile: el9-web
      minion_id: web01.example.com
      install: CHG0012345
    web02:                         # the same on a machine with UEFI firmware
      mac: "52:54:00:12:34:57"
      fixed_address: 10.0.0.22
      profile: el9-web
      install: CHG0012346
    db01:                          # known, and never installed: it boots its disk
      mac: "52:54:00:12:34:60"
      fixed_address: 10.0.0.30
      profile: el9-web
      protected: holds the only copy of the ledger
  unknown: local                   # a machine that nobody declared boots its disk
