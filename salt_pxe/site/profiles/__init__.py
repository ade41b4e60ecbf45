"""What can be installed: profiles, and the records that they are made of."""
