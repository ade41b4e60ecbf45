"""The DHCP services."""
