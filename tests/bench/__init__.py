"""How fast is it? Sites of 100 to 100 000 hosts, each step, next to a baseline of the same run."""
