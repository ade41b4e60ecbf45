"""What an installer is told on its kernel line, in neutral words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class KernelLine:
    """What an installer has to know before it can fetch anything else."""

    repo_url: str
    """Where it installs from."""
    answers_url: str
    """Where its answer file is; where it has several, the folder of them, without a `/` at the end."""
    mac: str | None
    """The NIC that boots, in lower case with colons; None: the loader names it, as it knows the machine."""
    mode: str
    """`text`, `graphical` or `cmdline`."""
    verify: bool
    """False: any certificate of the server is taken."""


@dataclass(frozen=True)
class ArgumentFault:
    """What is wrong with one of an operator's arguments, by its place among them."""

    index: int
    message: str
    hint: str
    stops: bool = True
    """False: the machine is installed nevertheless, or somebody may have meant it so."""


@dataclass(frozen=True)
class ArgumentNic:
    """What one of an operator's arguments says of a NIC that is to fetch the answer file."""

    index: int
    address: str | None = None
    """An IPv4 address of its own; None: it asks for one, or the argument is of something else."""
    netmask: str | None = None
    gateway: str | None = None
    asks: bool = False
    """Whether it gets an address by DHCP."""
    mac: str | None = None
    """The MAC address by which the NIC is named, in lower case with colons."""


def name_of(argument: str) -> str:
    """Return the name of a kernel argument: what stands before its `=`."""
    return argument.partition("=")[0]


def joined(own: tuple[str, ...], more: tuple[str, ...], replaceable: Collection[str]) -> tuple[str, ...]:
    """Return the arguments of a kernel line: those of the operator take the place of ours where they may.

    What the operator says as we do stands there once.
    """
    named = {name_of(argument) for argument in more} & set(replaceable)
    kept = [argument for argument in own if name_of(argument) not in named and argument not in more]
    return (*kept, *more)


def bootif(mac: str) -> str:
    """Return a MAC address as BOOTIF has it: hardware type 01, lower case, dashes."""
    return "01-" + mac.replace(":", "-")
