"""What is remembered of an armed host comes back from its file as it was, or is refused."""

from __future__ import annotations

import pytest

from salt_pxe.publish.armed.armed_record import ArmedRecord, SiteRecord, json_of, safe
from salt_pxe.publish.files.disk import PublishError
from salt_pxe.site.artefact import File, is_ours

RECORD = ArmedRecord(
    "web01",
    "CHG1 für Käthe",
    ("52:54:00:12:34:56", "52:54:00:12:34:57"),
    {"/srv/b": File(b"boots its disk \xc3\xa4\n", 0o640, "root", "www-data"), "/srv/a": None},
)


def test_a_record_comes_back_from_its_file() -> None:
    """With every field; and its files in the order in which disarming takes them away."""
    found = ArmedRecord.of_file("/record", RECORD.to_file())
    assert found == RECORD
    assert list(found.files) == ["/srv/b", "/srv/a"]


def test_a_site_record_comes_back_from_its_file() -> None:
    """With every field."""
    record = SiteRecord("while_armed", ("dhcp", "nginx"), ("wild",), ("/srv/ks/wild",), ("nginx",), 30)
    assert SiteRecord.of_file("/site", record.to_file()) == record


def test_records_are_known_as_ours_and_nobody_else_reads_them() -> None:
    """They name requests and answer files."""
    for file in (RECORD.to_file(), SiteRecord().to_file()):
        assert is_ours(file.content)
        assert file.mode == 0o600


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\xff"])
def test_a_damaged_file_is_named_and_arms_nobody(content: bytes) -> None:
    """Half a file is not taken for a whole one."""
    with pytest.raises(PublishError, match=r"/armed/web01\.json is damaged .*nothing is armed"):
        json_of("/armed/web01.json", File(content))


@pytest.mark.parametrize("name", ["", ".", "..", ".hidden", "a/b", "/etc", "a\0b"])
def test_what_leads_out_of_the_folder_is_no_name(name: str) -> None:
    """A host's name becomes that of a file, and may come from a stranger."""
    with pytest.raises(PublishError, match="is not the name of a host"):
        safe(name)


@pytest.mark.parametrize("name", ["web01", "web01.example.com", "über"])
def test_every_host_name_names_a_file(name: str) -> None:
    """It stays as it is."""
    assert safe(name) == name
