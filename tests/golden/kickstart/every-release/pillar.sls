# The same wishes for every release: each kickstart says them as its release spells them.
{% set hash = "$6$golden$" ~ "0123456789abcdef" * 5 %}
pxe:
  server: {address: 10.0.0.7, interfaces: [eth1], master: salt.example.com}
  subnets:
    10.0.0.0/24:
      range: [10.0.0.150-10.0.0.200]
      routers: [10.0.0.254]
      domain_name_servers: [10.0.0.2, 10.0.0.3]
  repos:
    media: {source: /srv/media/el}
    mirror: {source: "https://mirror.example.com/el"}
  profiles:
{% for release in ["RHEL7", "RHEL8", "Rocky9", "AlmaLinux10", "F38", "F42"] %}
    all-{{ release }}:
      release: {{ release }}
      repo: {{ "media" if release != "F42" else "mirror" }}
      mode: cmdline
      lang: de_DE.UTF-8
      addsupport: [en_US.UTF-8, fr_FR.UTF-8]
      keyboard: {vckeymap: de-nodeadkeys, xlayouts: [de, "cz (qwerty)"], switch: "grp:alt_shift_toggle"}
      timezone: {zone: Europe/Berlin, utc: true, ntp_servers: [10.0.0.2, time.example.com]}
      rootpw: "{{ hash }}"
      rootpw_allow_ssh: true
      ssh_keys: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGdvbGRlbmtleWdvbGRlbmtleWdvbGRlbmtleWdvbGRl root@example.com
      groups: {operators: 2000, guests: null}
      users:
        ops:
          password: "{{ hash }}"
          groups: [wheel, operators]
          uid: 2001
          gid: 2000
          gecos: "The operators # on duty, 'room 5'"
          homedir: /srv/ops
          shell: /bin/bash
          ssh_keys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGdvbGRlbmtleWdvbGRlbmtleWdvbGRlbmtleWdvbGRl ops@example.com]
        guest: {}
      selinux: permissive
      firewall: {enabled: true, services: [ssh, https], ports: ["8140:tcp", "5000-5010:udp"], trust: eth1}
      services: {enabled: [chronyd, "getty@tty2"], disabled: [cups]}
      packages: ["@core", "@^minimal-environment", vim-enhanced, "lib*devel", -nano, "-@games"]
      packages_options: {exclude_docs: true, exclude_weakdeps: true, ignore_missing: true, inst_langs: "de:en", multilib: true}
      repos:
        site: {baseurl: "https://repo.example.com/site/$basearch/", cost: 50, install: true}
        extra: {baseurl: "http://10.0.0.7/extra/", proxy: "http://10.0.0.8:3128"}
      disks: [sda, sdb]
      storage: {autopart: lvm, fstype: xfs, no_home: true, disklabel: gpt}
      bootloader:
        append: [console=tty0, "console=ttyS0,115200n8", rhgb]
        timeout: 0
        boot_drive: sdb
        password: grub.pbkdf2.sha512.10000.C0FFEE.DECAFBAD
        leavebootorder: true
      firstboot: reconfig
      kdump: true
      addons:
        org_example_hardening: {arguments: ["--profile=server", "--strict"], body: "content-type = scap\n"}
      pre: echo one
      pre_install: {script: "echo two\n", log: /tmp/two.log}
      onerror: [{script: "echo three\n", interpreter: /usr/bin/python3}]
      post:
        - |
          {% raw %}words=(a b c); echo ${#words} "{{ not jinja }}" {% not either %} {# nor this #}
            awk '{{ print $1 }}' <<'%'
          %here
          %
          #comment{% endraw %}

        - script: "cp /run/install/* /mnt/sysroot/root/"
          nochroot: true
          log: /mnt/sysroot/root/post.log
          erroronfail: true
        - source: salt://scripts/last.sh
      finish: poweroff
{% endfor %}
  hosts:
{% for release in ["RHEL7", "RHEL8", "Rocky9", "AlmaLinux10", "F38", "F42"] %}
    {{ release | lower }}:
      mac: "52:54:00:12:34:{{ 10 + loop.index }}"
      hostname: {{ release | lower }}.example.com
      fixed_address: 10.0.0.{{ 20 + loop.index }}
      profile: all-{{ release }}
      install: CHG1
{% endfor %}
