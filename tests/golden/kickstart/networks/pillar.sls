# Several NICs, a bond, a VLAN on it, static addresses said in full and taken from the host and its subnet.
pxe:
  server: {address: 10.0.0.7, interfaces: [eth1], http_port: 8080}
  subnets:
    10.0.0.0/24:
      range: [10.0.0.150-10.0.0.200]
      routers: [10.0.0.254, 10.0.0.253]
      domain_name_servers: [10.0.0.2, 10.0.0.3]
  repos: {el9: {source: /srv/media/el9.iso}}
  profiles:
    el9: {release: RHEL9, repo: el9, disks: sda, network: [{bootproto: static}]}
    el10: {release: RHEL10, repo: el9, disks: sda}
    el7: {release: RHEL7, repo: el9, disks: sda}
  hosts:
    fixed: {mac: "52:54:00:12:34:11", fixed_address: 10.0.0.21, hostname: fixed.example.com, profile: el9, install: CHG1}
    several:
      mac: ["52:54:00:12:34:12", "52:54:00:12:34:13"]
      fixed_address: 10.0.0.22
      profile: el10
      install: CHG1
      network:
        - {bootproto: static, mtu: 9000, nodefroute: true}
        - {device: enp2s0, ipv6: auto, onboot: false, activate: false}
        - {device: enp3s0, bootproto: static, ip: 192.168.7.5, netmask: 255.255.255.240, gateway: 192.168.7.1, nameservers: 192.168.7.1}
    bonded:
      mac: "52:54:00:12:34:14"
      profile: el7
      install: CHG1
      network:
        - {device: bond0, bond: {slaves: [em1, em2], options: "mode=802.3ad,miimon=100,lacp_rate=fast"}}
        - {device: bond0, vlan: {id: 42, interface_name: storage}, bootproto: static, ip: 10.9.0.5, netmask: 255.255.0.0, ipv6: dhcp}
