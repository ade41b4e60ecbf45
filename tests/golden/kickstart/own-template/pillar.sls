# A template of the site's own, one that is whole and one that extends ours.
pxe:
  server: {address: 10.0.0.7, interfaces: [eth1], master: salt.example.com}
  subnets: {10.0.0.0/24: {range: [10.0.0.150-10.0.0.200]}}
  repos: {el9: {source: /srv/media/el9.iso}}
  profiles:
    whole:
      release: RHEL9
      repo: el9
      disks: sda
      rootpw: "$6$golden$0123456789abcdef0123456789abcdef"
      template: salt://kickstart/whole.ks
      snippets: {motd: salt://kickstart/motd.ks}
      variables: {site: "Hall 7; it's loud", rack: 12, spare: false}
      accept_warnings: ["The --level option"]
    more:
      release: RHEL9
      repo: el9
      disks: sda
      template: salt://kickstart/more.ks
  hosts:
    whole: {mac: "52:54:00:12:34:11", profile: whole, install: CHG1, variables: {rack: 13}, packages: [tmux]}
    more: {mac: "52:54:00:12:34:12", profile: more, install: CHG1}
