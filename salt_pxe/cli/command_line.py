"""The command line: check a pillar file, print the schema and the reference.

python -m salt_pxe check FILE.sls [--file-root DIR]
python -m salt_pxe schema
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from salt_pxe import __version__, pillar
from salt_pxe import served as served_room
from salt_pxe.arming.armed import ArmingRefused, arm
from salt_pxe.cli import reference, sls_file
from salt_pxe.master import serve as serve_room
from salt_pxe.plan import summary
from salt_pxe.site.problem import PillarError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 0 when all is well, 1 when the site has problems, 2 for wrong usage."""
    parser = argparse.ArgumentParser(
        prog="python -m salt_pxe", description="Check a salt-pxe site without Salt."
    )
    parser.add_argument("--version", action="version", version=f"salt-pxe {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="print a pillar file's problems, or the site's plan")
    check.add_argument("file", type=Path, metavar="FILE.sls")
    check.add_argument(
        "--file-root", type=Path, action="append", default=[], help="where salt:// files are looked for"
    )
    commands.add_parser("schema", help="print the JSON Schema of the pxe pillar")
    commands.add_parser("reference", help="print the pillar reference in Markdown")
    given = parser.parse_args(arguments)
    if given.command == "schema":
        print(pillar.schema_text(), end="")
        return 0
    if given.command == "reference":
        print(reference.markdown(), end="")
        return 0
    return _check(given.file, _reader(given.file_root))


def _reader(roots: Sequence[Path]) -> Callable[[str], str]:
    def read(url: str) -> str:
        for root in roots:
            found = root / url.removeprefix("salt://")
            if found.is_file():
                return found.read_text(encoding="utf-8")
        raise FileNotFoundError(f"{url} is in none of the folders named by --file-root")

    return read


def _check(file: Path, read: Callable[[str], str]) -> int:
    try:
        data = sls_file.load(file)
        site = pillar.parse(data)
        arm(site)
        served = serve_room.serve(data, read)[served_room.KEY]
    except (PillarError, ArmingRefused) as error:
        print(error, file=sys.stderr)
        return 1
    for warning in pillar.warnings(site):
        print(f"warning: {warning}", file=sys.stderr)
    for path, message, hint in served["refused"]:
        print(f"refused: {path}: {message} ({hint})", file=sys.stderr)
    print("\n".join(summary.lines(site, served["armed"])))
    return 1 if served["refused"] else 0


if __name__ == "__main__":
    sys.exit(main())
