base:
  'kickstart*':
    - pxe
