"""Files of the master's file roots."""

from __future__ import annotations

from salt_pxe.installers.answer_files import answer_files
from tests.site import changed, validated
from tests.unit.installers.kickstart.rendered_site import WEB


def test_files_are_asked_once() -> None:
    """A file of the master's file roots is read once for all hosts."""
    asked: list[str] = []

    def read(url: str) -> str:
        asked.append(url)
        return "echo hello\n"

    site = validated(changed({f"{WEB}:post": [{"source": "salt://a.sh"}]})["pxe"])
    texts, problems = answer_files(site, {"web01": "x", "web02": "x"}, read)
    assert sorted(texts) == ["web01", "web02"] and problems == [] and asked == ["salt://a.sh"]
