kickstart server's packages:
  pxe_packages.installed
