"""Hints for what is no MAC address."""

from __future__ import annotations

import pytest
import yaml
from pydantic_core import PydanticCustomError

from salt_pxe.site.values import addresses, mac_spelling
from salt_pxe.site.values.mac_spelling import FORM


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("52:54:00:12:34:56", "52:54:00:12:34:56"),
        ("20:00:59:59:59:59", "20:00:59:59:59:59"),
        ("525400123456", "52:54:00:12:34:56"),
        ("190890123456", "19:08:90:12:34:56"),
    ],
)
def test_a_number_is_told_as_the_address_that_was_written(written: str, meant: str) -> None:
    """YAML 1.1 reads groups of digits to the base of 60."""
    number = yaml.safe_load(written)
    assert isinstance(number, int)
    assert mac_spelling.of_number(number) == f'quote it: mac: "{meant}"'


@pytest.mark.parametrize("written", ["001122334455", "10:00:00:00:00:01", "5254", "1.0e+20", "true", "-5"])
def test_a_number_that_may_have_been_another_address_is_told_as_a_form(written: str) -> None:
    """Octal digits are no groups to the base of 60, and nobody's address is made up."""
    number = yaml.safe_load(written)
    assert isinstance(number, (int, float))
    assert mac_spelling.of_number(number) == f"quote it: mac: {FORM}"


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("O2:54:00:12:34:56", 'did you mean "02:54:00:12:34:56"?'),
        ("52;54;00;12;34;56", 'did you mean "52:54:00:12:34:56"?'),
        ("52 54 0 12 34 56", 'did you mean "52:54:00:12:34:56"?'),
        ("52:54:00:12:34:56:", 'did you mean "52:54:00:12:34:56"?'),
        ("52540O12345l", 'did you mean "52:54:00:12:34:51"?'),
        ("01-52-54-00-AB-34-56", 'without the hardware type in front: "52:54:00:ab:34:56"'),
        ("52:54:00:12:34", f"it has 5 octets, and that of a NIC has six: {FORM} is the form"),
        ("02:54:00:12:34:56:78", f"it has 7 octets, and that of a NIC has six: {FORM} is the form"),
        ("52:54:00:12:34:5g", f"g is no hexadecimal digit; six octets of two, quoted, in the form {FORM}"),
        ("eth0", f"six octets, quoted, in the form {FORM}"),
        ("", f"six octets, quoted, in the form {FORM}"),
    ],
)
def test_a_text_is_told_by_what_is_wrong_with_it(written: str, hint: str) -> None:
    """The remedy is the value itself, mended."""
    assert mac_spelling.of_text(written) == hint
    with pytest.raises(PydanticCustomError) as caught:
        addresses.mac(written)
    assert caught.value.context is not None
    assert caught.value.context["hint"] == hint
