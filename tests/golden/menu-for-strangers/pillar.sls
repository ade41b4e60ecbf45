# Strangers get a menu on the serial console; declared machines do not.
pxe:
  server:
    address: 10.0.0.7
    interfaces: eth1
    console: ttyS1,9600n8
    http_port: 8080
  subnets:
    10.0.0.0/24: {range: 10.0.0.150-10.0.0.200}
  repos:
    el8: {source: /srv/media/el8/}
    fedora: {source: "https://mirror.example.com/fedora/42/"}
  profiles:
    rescue: {release: F42, repo: fedora, install_unknown: true, disks: sda, mode: graphical}
    lab: {release: Rocky8, repo: el8, install_unknown: true, disks: vda, kernel_args: ["console=ttyS1,9600n8"]}
    web: {release: Rocky8, repo: el8, disks: vda}
  hosts:
    web01: {mac: "52:54:00:12:34:56", profile: web, install: "2026-11-22", kernel_args: [net.ifnames=0]}
    web02: {mac: "52:54:00:12:34:57", profile: web}
  unknown: menu
