include:
  - pxe.packages

kickstarts:
  pxe_kickstart.managed:
    - require:
      - pxe_packages: kickstart server's packages
