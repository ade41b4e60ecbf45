"""A site of nginx comes in force with its certificate, or the old one serves on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.certificates import Authority, Certificate
from tests.functional.conftest import Run
from tests.functional.test_states import STATES, results, site
from tests.functional.tls_site import with_tls

# Not among the fast tests: real daemons, or many processes, take their time.
pytestmark = pytest.mark.integration

SERVER = "10.0.0.7"


def test_a_bad_certificate_leaves_the_old_configuration_in_force(
    run: Run, media: Path, authority: Authority
) -> None:
    """With a key of another certificate, or a file that is not there, the state fails and the old site serves."""
    good = with_tls(media, authority.issue(f"IP:{SERVER}"), authority)
    other = authority.issue(f"IP:{SERVER}", called="other")
    mixed = with_tls(media, Certificate(other.certificate, authority.folder / "server.key"), authority)
    absent = with_tls(media, Certificate(Path("/etc/none.pem"), other.key), authority)
    serves = f"curl -fsS --cacert {authority.own.certificate} https://{SERVER}/pxe/"
    serves += " && cat /etc/nginx/conf.d/salt-pxe.conf"
    plain = {"site": site(media), "states": STATES}
    first, moved, wrong, missing, _, back = run(
        plain,
        {"site": good, "states": STATES},
        {"site": mixed, "states": ["pxe_http.managed"]},
        {"site": absent, "states": ["pxe_http.managed"]},
        {"shell": f"{serves} | grep -q 'ssl_certificate {authority.folder}/server.pem;'"},
        plain,
    )
    assert results(first) == results(moved) == results(back) == dict.fromkeys(STATES, True), (moved, back)
    assert "/srv/tftp/pxe/_ca.img" in moved["states"]["pxe_tftp.managed"]["changes"]
    assert "/srv/tftp/pxe/_ca.img" in back["states"]["pxe_tftp.managed"]["changes"]
    for report, words in ((wrong, "key values mismatch"), (missing, "/etc/none.pem")):
        ret = report["states"]["pxe_http.managed"]
        assert ret["result"] is False
        assert words in ret["comment"]
        assert ret["changes"] == {}
        assert report["running"]["nginx"]
