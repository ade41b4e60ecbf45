include:
  - pxe.packages

answer_files:
  pxe_answer_files.managed:
    - require:
      - pxe_packages: kickstart server's packages
