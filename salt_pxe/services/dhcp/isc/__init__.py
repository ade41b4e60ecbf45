"""ISC dhcpd: its configuration from a site."""
