# What a machine gets that nobody declared, where the site allows it.
pxe:
  server: {address: 10.0.0.7, interfaces: [eth1]}
  subnets: {10.0.0.0/24: {range: [10.0.0.150-10.0.0.200]}}
  repos: {el9: {source: /srv/media/el9.iso}}
  unknown: menu
  profiles:
    kiosk: {release: RHEL9, repo: el9, disks: sda, install_unknown: true}
    never: {release: RHEL9, repo: el9, disks: sda}
