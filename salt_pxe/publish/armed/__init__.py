"""What makes a machine armed on this server, and what disarms it."""
