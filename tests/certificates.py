"""A certificate authority for tests, made by openssl on the spot."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Certificate:
    """A certificate and its private key, in PEM."""

    certificate: Path
    key: Path


class Authority:
    """A CA that lives in a folder; `pem` is what has to be known to believe it."""

    def __init__(self, folder: Path, name: str = "ca") -> None:
        self.folder = folder
        self.own = Certificate(folder / f"{name}.pem", folder / f"{name}.key")
        _openssl(
            *(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "900",
            ),
            *("-subj", f"/CN=The CA {name}", "-keyout", self.own.key, "-out", self.own.certificate),
        )

    @property
    def pem(self) -> str:
        """The CA's own certificate."""
        return self.own.certificate.read_text()

    def issue(self, *names: str, called: str = "server", days: int = 90) -> Certificate:
        """Return a certificate for these names (`IP:10.0.0.7`, `DNS:pxe.example.com`); negative days: it is over."""
        made = Certificate(self.folder / f"{called}.pem", self.folder / f"{called}.key")
        request, more = self.folder / f"{called}.csr", self.folder / f"{called}.ext"
        more.write_text(f"subjectAltName={','.join(names)}\n")
        _openssl(
            *("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
            *("-subj", f"/CN={called}", "-keyout", made.key, "-out", request),
        )
        _openssl(
            *("x509", "-req", "-in", request, "-CA", self.own.certificate, "-CAkey", self.own.key),
            *("-CAcreateserial", "-days", str(days), "-extfile", more, "-out", made.certificate),
        )
        made.key.chmod(0o600)
        return made


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)
