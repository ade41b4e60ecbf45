# Machines that prove what they report, and become minions: by packages, by a command, without Salt, by a template.
pxe:
  server: {address: 10.0.0.7, interfaces: [eth1], master: salt.example.com, api: "https://salt.example.com:8000"}
  subnets:
    10.0.0.0/24: {range: [10.0.0.150-10.0.0.200], routers: [10.0.0.254], domain_name_servers: [10.0.0.2]}
  repos:
    media: {source: /srv/media/el}
  profiles:
{% for release in ["RHEL7", "RHEL8", "Rocky9", "AlmaLinux10", "F38", "F42"] %}
    on-{{ release }}: {release: {{ release }}, repo: media, disks: sda, packages: ["@core", salt-minion]}
{% endfor %}
    by-command:
      release: RHEL9
      repo: media
      disks: sda
      minion:
        command: |
          curl -sf http://10.0.0.7/pxe/repo/media/salt.tar.gz | tar -C /opt -xz
          printf '%s\n' "it's here" > /etc/motd
        config:
          log_level: info
          keysize: 4096
          grains: {role: "wéb: 'one'", rack: 7}
          beacons: {load: [{interval: 5}]}
      onerror: poweroff
    no-salt: {release: RHEL9, repo: media, disks: sda, minion: {enabled: false}}
    own-template: {release: RHEL9, repo: media, disks: sda, template: "salt://kickstart/own.ks"}
  hosts:
{% set profiles = ["on-RHEL7", "on-RHEL8", "on-Rocky9", "on-AlmaLinux10", "on-F38", "on-F42", "by-command", "no-salt", "own-template"] %}
{% for profile in profiles %}
    {{ profile | lower }}:
      mac: "52:54:00:12:34:{{ 10 + loop.index }}"
      fixed_address: 10.0.0.{{ 20 + loop.index }}
      minion_id: {{ profile | lower }}.example.com
      profile: {{ profile }}
      install: "CHG 1: it's $HOME"
{% endfor %}
