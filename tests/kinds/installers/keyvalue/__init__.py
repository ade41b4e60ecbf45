"""An installer that reads lines of key=value."""
