"""The machine room: a lab network, a kickstart server with a real systemd, and machines that boot over it."""
