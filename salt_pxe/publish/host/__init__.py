"""Facts of this machine: its interfaces, its programs, what its network says."""
