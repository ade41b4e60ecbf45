include:
  - pxe.http
  - pxe.boot

DHCP server:
  pxe_dhcpd.managed:
    - require:
      - pxe_http: HTTP server
      - pxe_tftp: boot files
