include:
  - pxe.packages

install repositories:
  pxe_repo.present:
    - require:
      - pxe_packages: kickstart server's packages
