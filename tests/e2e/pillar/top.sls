base:
  '*':
    - pxe
