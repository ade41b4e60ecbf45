include:
  - pxe.packages

HTTP server:
  pxe_http.managed:
    - require:
      - pxe_packages: kickstart server's packages
