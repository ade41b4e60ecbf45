"""The minion's configuration: what pillar says is what YAML reads, whatever it holds."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from salt_pxe.installation import Report
from salt_pxe.profile_minion import OURS, PROOF_GRAIN, Minion
from salt_pxe.render.minion_config import minion_config

REPORT = Report("e", "a", "fra1", "web01", "m", "r", "ab" * 32, "web01", "salt.example.com", "0a:0b")
TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(
        ["no", "12:30", "0x1", "~", "- a", "a: b", "%end", "\n%post\n", "{{ x }}", "'", '"', "\u2028", "1e3"]
    ),
)
PLAIN = st.recursive(
    st.one_of(TEXT, st.integers(), st.booleans(), st.none(), st.integers(-9999, 9999).map(lambda n: n / 100)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=6,
)
NAME = st.from_regex(r"\A[a-z_]{1,12}\Z").filter(lambda name: name not in {*OURS, "grains", "keysize"})


@given(st.dictionaries(NAME, PLAIN, max_size=4), st.none() | st.dictionaries(TEXT, PLAIN, max_size=3))
def test_yaml_reads_exactly_what_pillar_said(config: dict[str, Any], grains: dict[str, Any] | None) -> None:
    """Every value is the value that it was, of the same type, on a line of its own that no kickstart acts on."""
    said = config if grains is None else {**config, "grains": grains}
    try:
        minion = Minion(config=said)
    except ValueError:
        assume(False)
        return
    text = minion_config(REPORT, minion)
    assert text.isascii() and text.replace("\n", "").isprintable()
    assert all(line.startswith(('"', '  "')) for line in text.split("\n"))
    read = yaml.safe_load(text + f'\n  "{PROOF_GRAIN}": "xyz"\n')
    assert read.pop("grains") == {**(grains or {}), PROOF_GRAIN: "xyz"}
    assert read == {
        "master": "salt.example.com",
        "master_finger": "0a:0b",
        "rejected_retry": True,
        "autosign_grains": [PROOF_GRAIN],
        **config,
    }
