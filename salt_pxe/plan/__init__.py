"""What a machine would get and why, and the summary of a site."""
