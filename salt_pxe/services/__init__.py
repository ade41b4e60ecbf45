"""The services of a kickstart server: DHCP, TFTP and HTTP, and what each distribution calls them."""
