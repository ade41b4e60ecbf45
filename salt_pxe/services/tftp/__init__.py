"""in.tftpd: how it runs."""
