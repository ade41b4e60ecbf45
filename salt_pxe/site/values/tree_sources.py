"""Where a tree comes from, with an installer and its packages: a folder, an ISO file, or a URL below which it lies."""

from __future__ import annotations

import re

import netaddr

from salt_pxe.site.values import absolute_path, shown, string, text_of, url, without_login, wrong
from salt_pxe.site.values.addresses import host_or_address

_VARIABLE = re.compile(
    r"\$\{?(?:releasever(?:_major|_minor)?|basearch|arch|uuid|infra|contentdir|stream|YUM[0-9]|DNF[0-9])\b\}?"
)
_SYSTEM_FOLDERS = {
    "bin",
    "boot",
    "dev",
    "etc",
    "home",
    "lib",
    "lib64",
    "proc",
    "root",
    "run",
    "sbin",
    "sys",
    "usr",
}
_SCHEMES = {
    "file": "write the path alone, such as /srv/media/el9",
    "nfs": "mount it on the kickstart server, and write the path",
    "salt": "put it on the kickstart server, and write the path",
    "ftp": "name a mirror that speaks http or https",
}
_INSIDE = (
    "repodata",
    "Packages",
    "images",
    "images/pxeboot",
    "isolinux",
    "EFI",
    "EFI/BOOT",
    ".treeinfo",
    "treeinfo",
)
"""What lies in a tree: a URL that ends so leads too deep."""

_FILES = {
    "iso": "unpack it, or copy it to the kickstart server and write its path",
    "repo": "write the baseurl that stands in it",
    "xml": "write the URL of the tree, above repodata",
    "rpm": "write the URL of the tree",
    "img": "write the URL of the tree",
}


def source(value: object) -> str:
    """Return where a repository comes from: an absolute path (folder or ISO) or an http(s) URL.

    A folder is served whole to everybody, so folders of the system are refused.
    """
    text = text_of(value, "a source")
    if "://" in text or text.lower().startswith(
        ("nfs:", "hd:", "http:", "https:", "ftp:", "file:", "cdrom:")
    ):
        return _tree_url(text)
    path = absolute_path(text)
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if len(parts) < 2 or parts[0] in _SYSTEM_FOLDERS:
        raise wrong(
            f"{shown(text)} is a folder of the system", "a folder below /srv or /var, or a disk of its own"
        )
    return path


def _tree_url(text: str) -> str:
    if found := sorted(set(_VARIABLE.findall(text))):
        raise wrong(
            f"{', '.join(found)[:80]} is a variable of a package manager, and nobody expands it here",
            "write the release and the architecture, such as 9 and x86_64",
        )
    if re.match(r"https?://\[", text):
        raise wrong(
            f"{shown(text)} names its server by an IPv6 address, and machines are installed over IPv4",
            "name the server, or write its IPv4 address",
        )
    scheme = text.partition(":")[0]
    if scheme.lower() in _SCHEMES:
        raise wrong(f"{shown(without_login(text))} is no source of an installer", _SCHEMES[scheme.lower()])
    if scheme.lower() in ("http", "https") and scheme != scheme.lower():
        raise wrong(f"{shown(without_login(text))} is not an http or https URL", f"write {scheme.lower()}")
    checked = url(text)
    if re.search(r"mirrorlist|metalink", checked, re.IGNORECASE):
        raise wrong(
            f"{shown(checked)} is a list of mirrors, and no tree", "open it, and write one of its mirrors"
        )
    if "?" in checked or "#" in checked:
        raise wrong(
            f"{shown(checked)} has a query, behind which no file lies", "write the URL of the tree alone"
        )
    authority, _, path = checked.partition("://")[2].partition("/")
    _server(*authority.partition(":")[::2])
    _not_too_deep(checked, path.strip("/"))
    return checked


def _server(host: str, port: str) -> None:
    """Hold the server of a tree to one that each machine finds: not itself."""
    name = host_or_address(host)
    if port and not 1 <= int(port) <= 65535:
        raise wrong(f"{port} is not a port", "1 to 65535, or leave it out")
    is_address = netaddr.valid_ipv4(name)
    if name == "localhost" or (is_address and (netaddr.IPAddress(name).is_loopback() or name == "0.0.0.0")):
        raise wrong(
            f"{name} is each machine itself, and the machines fetch from there",
            "a path is served by the kickstart server; or name the server",
        )


def _not_too_deep(text: str, path: str) -> None:
    if ".." in path.split("/"):
        raise wrong(f"{shown(text)} leads up again by ..", "write the path without it")
    last = next((one for one in _INSIDE if path == one or path.endswith(f"/{one}")), None)
    if last is not None:
        raise wrong(f"{shown(text)} is a part of a tree", f"write the URL above {last}")
    name = path.rpartition("/")[2] if not text.endswith("/") else ""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending in _FILES or name in ("vmlinuz", "initrd.img"):
        raise wrong(f"{shown(text)} is a file, and no tree", _FILES.get(ending, "write the URL of the tree"))


Source = string(source, "an ISO file, a folder or an http(s) URL")
