"""A site whose kickstart server has a certificate."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.certificates import Authority, Certificate
from tests.functional.test_states import site


def with_tls(media: Path, made: Certificate, authority: Authority, **more: Any) -> dict[str, Any]:
    """Return a site with one armed machine whose server has this certificate."""
    tls = {"certificate": str(made.certificate), "certificate_key": str(made.key), **more}
    return site(media, **{"server:tls": {"ca_certificate": authority.pem, **tls}})
