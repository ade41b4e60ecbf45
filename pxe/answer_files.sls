include:
  - pxe.packages

kickstarts:
  pxe_answer_files.managed:
    - require:
      - pxe_packages: kickstart server's packages
