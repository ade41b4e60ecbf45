"""The daemons: checked, followed, started, stopped and asked."""
