include:
  - pxe.packages
  - pxe.http
  - pxe.boot

# A machine that could not be armed keeps no other from its address: what comes before is an order, not a condition.
DHCP server:
  pxe_dhcp.managed:
    - require:
      - pxe_packages: kickstart server's packages
