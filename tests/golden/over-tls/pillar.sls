# Kickstarts and reports over https, by a CA of the site's own; one machine has a fixed address, the other leases one.
pxe:
  server:
    address: 10.0.0.7
    interfaces: [eth1]
    master: salt.example.com
    api: http://10.0.0.1:8000
    tls:
      certificate: /etc/pki/pxe/server.pem
      certificate_key: /etc/pki/pxe/server.key
      name: pxe.example.com
      port: 8443
      ca_certificate: |
        -----BEGIN CERTIFICATE-----
        MIIBfDCCASOgAwIBAgIUHPsCIyOCPjenpbfy7usAMi8OMsswCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJVGhlIENBIGNhMB4XDTI2MTEyMzAxMzc0OFoXDTI2MTIwMjAx
        Mzc0OFowFDESMBAGA1UEAwwJVGhlIENBIGNhMFkwEwYHKoZIzj0CAQYIKoZIzj0D
        AQcDQgAExz8xAW7p+QU+N74XVjLOrIFkj0J/AXh9DtD9BvBeV28HTPdMZz6baytw
        4H8Yl9CL58u2nZXzSjaUhNbXzXk+r6NTMFEwHQYDVR0OBBYEFLN7fD/xbaz/OSGn
        BdzX+U7ObH9xMB8GA1UdIwQYMBaAFLN7fD/xbaz/OSGnBdzX+U7ObH9xMA8GA1Ud
        EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgRUdztBY9wEP7jC3EuIgwl5Qv
        Q/0ljMja39BSzTeZB8YCID+Ab0ezGdqcJw3QEau4mPYmrUKtkIWl1m9NKxK9Oehv
        -----END CERTIFICATE-----
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
      install: CHG0012345
    web02:
      mac: "52:54:00:12:34:57"
      profile: el9-web
      install: CHG0012345
