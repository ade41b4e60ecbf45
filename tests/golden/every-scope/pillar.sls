# Every DHCP scope, and what each may say. Nobody is installed.
pxe:
  server:
    address: 10.0.0.7
    interfaces: [eth1, eth2]
    loaders: uefi
  dhcp:
    comment: Example, Inc.
    default_lease_time: 21600
    max_lease_time: 43200
    domain_name: example.com
    domain_search: [example.com, example.org]
    ntp_servers: 10.0.0.4
    ping_check: true
    ping_timeout: 2
    one_lease_per_client: true
    log_facility: local3
    option_definitions:
      wpad: {code: 252, type: text}
    options:
      wpad: 'http://10.0.0.7/"wpad".dat'
      ip-forwarding: false
    static_routes:
      - {network: 172.16.0.0/12, gateway: 10.0.0.1}
  subnets:
    10.0.0.0/24:
      interface: eth1
      range: [10.0.0.150-10.0.0.200, 10.0.0.220]
      routers: 10.0.0.254
      domain_name_servers: [10.0.0.2, 10.0.0.3]
      unknown_clients: deny
    10.0.9.0/24:
      comment: phones
      routers: 10.0.9.1
      next_server: 10.0.9.2
      filename: phone.cfg
      pools:
        - {range: 10.0.9.10-10.0.9.99, allow: phones, lease_time: 3600}
        - {range: 10.0.9.100-10.0.9.199, deny: [phones, unknown]}
  shared_networks:
    lab:
      lease_time: infinite
      subnets:
        10.1.0.0/24: {range: 10.1.0.10-10.1.0.20, dynamic_bootp: true}
        10.2.0.0/24: {}
      pools:
        - {range: 10.2.0.10-10.2.0.20, allow: known}
  classes:
    phones:
      match: {vendor_class: "Phone \\ \"1\"", mac_prefix: "00:00:5e"}
      server_name: phones.example.com
    loaders: {match: {user_class: iPXE, architecture: [0, 7, 9]}, min_secs: 2}
  hosts:
    printer: {mac: "02-00-00-00-00-01", fixed_address: 10.0.0.99}
    two-nics:
      mac: ["02:00:00:00:00:03", "02:00:00:00:00:02"]
      hostname: two.example.com
      dhcp:
        comment: "its own # words"
        filename: own.efi
        options: {root-path: "/srv/a b", routers: 10.0.0.253}
