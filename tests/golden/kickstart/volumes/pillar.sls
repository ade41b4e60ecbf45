# Explicit partitions and volume groups, plain partitions, and a host that brings its own disks and layout.
pxe:
  server: {address: 10.0.0.7, interfaces: [eth1]}
  subnets: {10.0.0.0/24: {range: [10.0.0.150-10.0.0.200]}}
  repos: {el9: {source: /srv/media/el9.iso}}
  profiles:
    volumes:
      release: RHEL9
      repo: el9
      disks: [nvme0n1, /dev/disk/by-id/wwn-0x5000c500a1b2c3d4]
      storage:
        disklabel: gpt
        partitions:
          - {mount: biosboot, size: 1, disk: nvme0n1}
          - {mount: /boot, fstype: ext4, size: 1024, disk: nvme0n1, label: boot, asprimary: true}
          - {mount: /boot/efi, size: 600, disk: nvme0n1, fsoptions: "umask=0077,shortname=winnt"}
          - {volume_group: system, size: 20480, grow: true, maxsize: 102400, disk: nvme0n1}
          - {volume_group: data, size: 1, grow: true, disk: disk/by-id/wwn-0x5000c500a1b2c3d4}
          - {volume_group: system, size: 4096, disk: disk/by-id/wwn-0x5000c500a1b2c3d4}
        volume_groups:
          system:
            pesize: 4096
            volumes:
              root: {mount: /, size: 10240, grow: true, maxsize: 51200, fsoptions: noatime}
              swap: {mount: swap, recommended: true}
              var: {mount: /var, fstype: ext4, percent: 25, label: var}
          data:
            volumes:
              srv: {mount: /srv, size: 1024, grow: true}
    thin: {release: RHEL8, repo: el9, disks: vda, storage: {autopart: thinp, no_swap: true}}
    plain: {release: RHEL7, repo: el9, disks: vda, storage: {autopart: plain, fstype: ext4}}
    btrfs: {release: F41, repo: el9, disks: vda, storage: {autopart: btrfs}}
  hosts:
    lvm: {mac: "52:54:00:12:34:11", profile: volumes, install: CHG1}
    thin: {mac: "52:54:00:12:34:12", profile: thin, install: CHG1}
    plain: {mac: "52:54:00:12:34:13", profile: plain, install: CHG1}
    btrfs: {mac: "52:54:00:12:34:14", profile: btrfs, install: CHG1}
    own:
      mac: "52:54:00:12:34:15"
      profile: volumes
      install: CHG1
      disks: [sdz]
      storage:
        reqpart: true
        partitions:
          - {mount: swap, recommended: true}
          - {mount: /, fstype: xfs, size: 8192, grow: true}
