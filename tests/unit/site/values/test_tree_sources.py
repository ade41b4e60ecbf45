"""Where trees come from."""

from __future__ import annotations

import pytest
from pydantic_core import PydanticCustomError

from salt_pxe.site.values import tree_sources


@pytest.mark.parametrize(
    "source",
    [
        "http://mirror.example.com/el9",
        "https://mirror.example.com:8443/el%209/os/",
        "http://10.0.0.9/el9.iso/",
        "http://mirror.example.com",
        "http://mirror.example.com/images-of-el9/",
        "http://mirror.example.com/rocky/9.4/BaseOS/x86_64/os/",
        "/srv/media/el9",
        "/srv/media/EL9.ISO",
    ],
)
def test_a_tree_is_a_path_or_a_url(source: str) -> None:
    """With a slash at its end or without."""
    assert tree_sources.source(source) == source


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("file:///srv/el9", "write the path alone"),
        ("nfs:10.0.0.9:/srv/el9", "mount it on the kickstart server"),
        ("ftp://10.0.0.9/el9", "http or https"),
        ("salt://el9.iso", "put it on the kickstart server"),
        ("HTTP://mirror.example.com/el9/", "write http"),
        ("http:/mirror/el9", "https://server/path"),
        ("http://mirror.example.com/mirrorlist?arch=x86_64&repo=BaseOS-9", "one of its mirrors"),
        ("https://mirror.example.com/metalink?repo=fedora-42&arch=x86_64", "one of its mirrors"),
        ("http://mirror.example.com/el9/?arch=x86_64", "the URL of the tree alone"),
        ("http://mirror.example.com/el9/#os", "the URL of the tree alone"),
        ("http://mirror.example.com/el9/repodata/", "write the URL above repodata"),
        ("http://mirror.example.com/el9/images/pxeboot", "write the URL above images/pxeboot"),
        ("http://mirror.example.com/el9/.treeinfo", "write the URL above .treeinfo"),
        ("http://mirror.example.com/el9.iso", "unpack it"),
        ("http://mirror.example.com/el9.repo", "baseurl"),
        ("http://mirror.example.com/el9/vmlinuz", "write the URL of the tree"),
        ("http://mirror.example.com/../el9/", "without it"),
        ("http://localhost/el9/", "served by the kickstart server"),
        ("http://127.0.0.1/el9/", "served by the kickstart server"),
        ("http://10.0.0.300/el9/", "four decimal numbers"),
        ("http://mirror..example.com/el9/", "labels"),
        ("http://mirror.example.com:0/el9/", "1 to 65535"),
        ("http://mirror.example.com:65536/el9/", "1 to 65535"),
        ("http://[2001:db8::7]/el9/", "IPv4 address"),
    ],
)
def test_what_is_no_tree_is_told_with_what_to_write(source: str, words: str) -> None:
    """By each that somebody has tried."""
    with pytest.raises(PydanticCustomError) as caught:
        tree_sources.source(source)
    assert caught.value.context is not None
    assert words in caught.value.context["hint"]


@pytest.mark.parametrize(
    "source", ["http://user:geheim@mirror.example.com/el9/", "ftp://user:geheim@10.0.0.9/el9"]
)
def test_no_message_shows_a_password(source: str) -> None:
    """It would stand in logs."""
    with pytest.raises(PydanticCustomError) as caught:
        tree_sources.source(source)
    assert "geheim" not in str(caught.value)
    assert "...@" in str(caught.value)
