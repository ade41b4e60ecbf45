pxe:
  server:
    address: 10.0.0.7
    interfaces: [eth1]
    master: salt.example.com
    api: http://salt.example.com:8000
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
      rootpw: "$6$kB3TQxHkYcVbtWPo$XzH5yQk9rXz2x0d3yUe7VgB0kNQw1cR8mT4sLpJfKaG6iDvEoZhCqWnMbYuXjF2tSrAl9P7OeH1dIgVw5kNcB/"
      disks: sda
      packages: ["@core", salt-minion]
  hosts:
    web01:
      mac: "52:54:00:12:34:56"
      fixed_address: 10.0.0.21
      profile: el9-web
