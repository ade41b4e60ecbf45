"""Single values of an installation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from salt_pxe.site.values import profile_values as check

GOOD: list[tuple[Callable[[object], Any], object]] = [
    (check.kernel_argument, "console=ttyS0,115200n8"),
    (check.kernel_argument, "rd.luks.uuid=luks-1"),
    (check.kernel_argument, "a=b/c:d@e%f+g"),
    (check.package, "@core"),
    (check.package, "-@mail server"),
    (check.package, "@^minimal-environment"),
    (check.package, "@nodejs:18/common"),
    (check.package, "vim*"),
    (check.package, "glibc.i686"),
    (check.mount_point, "/"),
    (check.mount_point, "swap"),
    (check.mount_point, "biosboot"),
    (check.mount_point, "/boot/efi"),
    (check.root_password, "locked"),
    (check.root_password, "$6$saltsalt$" + "a" * 86),
    (check.request, "x" * 128),
    (check.variable, True),
    (check.variable, 7),
    (check.variable, "a { b }"),
]

BAD: list[tuple[Callable[[object], Any], object, str]] = [
    (check.kernel_argument, "a b", "not one word"),
    (check.kernel_argument, "a;b", "not a kernel argument"),
    (check.kernel_argument, "${x}", "not a kernel argument"),
    (check.kernel_argument, "--", "not a kernel argument"),
    (check.kernel_argument, "---", "not a kernel argument"),
    (check.package, "a --ignoremissing", "not a package"),
    (check.package, "a ", "not a package"),
    (check.package, "", "not a package"),
    (check.package, "--x", "not a package"),
    (check.package, "%end", "starts with %"),
    (check.mount_point, "home", "not an absolute path"),
    (check.root_password, "geheim", "plain text is refused"),
    (check.root_password, "Locked", "plain text is refused"),
    (check.request, "", "1 to 128 characters"),
    (check.request, "   ", "1 to 128 characters"),
    (check.request, "x" * 129, "1 to 128 characters"),
    (check.request, 20260101, "is not text"),
    (check.variable, None, "is not text"),
    (check.variable, "a\nb", "line break"),
]


@pytest.mark.parametrize(("take", "given"), GOOD)
def test_what_an_installer_can_do_is_taken_as_it_is(take: Callable[[object], Any], given: object) -> None:
    """No good value is refused."""
    assert take(given) == given and type(take(given)) is type(given)


@pytest.mark.parametrize(("take", "given", "words"), BAD)
def test_what_would_mean_something_else_is_refused(
    take: Callable[[object], Any], given: object, words: str
) -> None:
    """To a boot loader, a shell, an answer file, sshd."""
    with pytest.raises(ValueError, match=words):
        take(given)


def test_a_request_has_no_blanks_around_it() -> None:
    """So that two spellings of one request are one."""
    assert check.request(" CHG1 ") == "CHG1"
