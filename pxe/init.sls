# A kickstart server, whole. What it serves is the minion's `pxe` pillar.
#
# The order keeps a machine from booting into half of an install: packages, repositories, answer files and who serves them
# come before the boot files that lead to them, and DHCP, which sends machines here, comes last.
include:
  - pxe.packages
  - pxe.repos
  - pxe.answer_files
  - pxe.http
  - pxe.boot
  - pxe.dhcp
