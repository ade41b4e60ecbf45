# Every machine that nobody declared is installed; the two that are declared are left alone.
pxe:
  server:
    address: 10.0.0.7
    interfaces: [eth1, bond0.12]
    loaders: [bios, uefi]
  subnets:
    10.0.0.0/24: {range: 10.0.0.150-10.0.0.200, routers: 10.0.0.254}
  repos:
    el9: {source: /srv/iso/el9.iso}
  profiles:
    lab: {release: RHEL9, repo: el9, install_unknown: true, disks: sda, mode: cmdline}
  hosts:
    db01: {mac: "52:54:00:12:34:56", profile: lab, protected: holds the ledger, install: CHG1}
    db02: {mac: "52:54:00:12:34:57"}
  unknown: lab
