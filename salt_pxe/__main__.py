"""The door to `python -m salt_pxe`."""

import sys

from salt_pxe.cli.command_line import main

if __name__ == "__main__":
    sys.exit(main())
