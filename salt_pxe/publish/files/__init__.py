"""Files on the kickstart server's disk, and the differences that bring a tree there."""
