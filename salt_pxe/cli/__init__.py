"""What can be done with a site without Salt."""
