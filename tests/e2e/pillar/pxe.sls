# The site of the end-to-end tests: two machines to be installed, one not, and room for strangers.
pxe:
  server:
    address: 10.0.0.7
    interfaces: [eth1]
    console: ttyS0,115200n8
  dhcp:
    default_lease_time: 600
    max_lease_time: 1200
  subnets:
    10.0.0.0/24:
      range: [10.0.0.150-10.0.0.200]
      routers: [10.0.0.254]
      domain_name_servers: [10.0.0.2]
  repos:
    el9: {source: /srv/media/el9.iso}
  profiles:
    el9-web:
      release: RHEL9
      repo: el9
      rootpw: "$6$saltpxe$9N5PHJrLg0dnbBLbA9I9vS1sgn3nEUUmcdpq0Tdb0bLQyLGBxHtC7uJCgR7AMSCL7HBdBM9ZPXWnCSnjXpDbF/"
      disks: [vda]
      storage: {autopart: plain, fstype: ext4}
      packages: ["@core"]
      kernel_args: ["console=ttyS0,115200n8"]
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
