# The smallest useful site: one subnet, one profile, one machine to be installed and one that is not.
pxe:
  server:
    address: 10.0.0.7
    interfaces: [eth1]
    master: salt.example.com
  dhcp:
    default_lease_time: 21600
    max_lease_time: 43200
  subnets:
    10.0.0.0/24:
      range: [10.0.0.150-10.0.0.200]
      routers: [10.0.0.254]
      domain_name_servers: [10.0.0.2]
  repos:
    el9: {source: /srv/iso/el9.iso}
  profiles:
    el9-web:
      release: RHEL9
      repo: el9
      rootpw: "$6$saltpxe$9N5PHJrLg0dnbBLbA9I9vS1sgn3nEUUmcdpq0Tdb0bLQyLGBxHtC7uJCgR7AMSCL7HBdBM9ZPXWnCSnjXpDbF/"
      disks: [sda]
      packages: ["@core", salt-minion]
  hosts:
    web01:
      mac: "52:54:00:12:34:56"
      fixed_address: 10.0.0.21
      profile: el9-web
      minion_id: web01.example.com
      install: CHG0012345
    web02:
      mac: "52:54:00:12:34:57"
      fixed_address: 10.0.0.22
      profile: el9-web
