"""ISC dhcpd: its configuration from a site, its check, its leases."""
