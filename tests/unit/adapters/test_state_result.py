"""What a Salt state returns, made in one place."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.adapters.state_result import state_return
from salt_pxe.arming.armed import ArmingRefused
from salt_pxe.publish.files.disk import PublishError
from salt_pxe.publish.steps import Step
from salt_pxe.site.problem import PillarError, Problem


class FakeStep(Step):
    """A step that changes what it is told to, and fails as it is told to."""

    def __init__(self, planned: dict[str, Any], failure: Exception | None = None, refused: str = "") -> None:
        self.planned, self.failure, self.one_refused = planned, failure, refused
        self.carried_out = False

    def changes(self) -> dict[str, Any]:
        return self.planned

    def words(self) -> list[str]:
        return ["web01 is armed"]

    def refused(self) -> list[str]:
        return [self.one_refused] if self.one_refused and self.carried_out else []

    def carry_out(self) -> None:
        self.carried_out = True
        if self.failure:
            raise self.failure


@pytest.mark.parametrize("testmode", [True, False])
def test_a_change_is_none_in_test_mode_and_true_when_made(testmode: bool) -> None:
    """Both show the same changes; only applying carries them out."""
    step = FakeStep({"/a": "new"})
    ret = state_return("it", testmode, lambda: step)
    assert (ret["result"] is None) is testmode
    assert ret["changes"] == {"/a": "new"}
    assert step.carried_out is not testmode
    assert "web01 is armed" in ret["comment"]
    assert ret["name"] == "it"


@pytest.mark.parametrize("testmode", [True, False])
def test_nothing_to_change_is_true_and_carries_nothing_out(testmode: bool) -> None:
    """Where everything is as it should be, the result is True in test mode too."""
    step = FakeStep({})
    ret = state_return("it", testmode, lambda: step)
    assert (ret["result"], ret["changes"], step.carried_out) == (True, {}, False)


@pytest.mark.parametrize(
    "failure",
    [
        PublishError("dhcpd refuses"),
        ArmingRefused("too many"),
        PillarError([Problem("pxe:server", "is missing")]),
        OSError(28, "No space left on device"),
    ],
)
def test_a_refusal_is_false_in_its_own_words(failure: Exception) -> None:
    """What stops a step is its comment, nothing counts as changed, and no traceback reaches the operator."""
    ret = state_return("it", False, lambda: FakeStep({"/a": "new"}, failure))
    assert (ret["result"], ret["changes"]) == (False, {})
    assert str(failure) in ret["comment"]
    assert "warnings" not in ret


def test_a_step_that_did_a_part_shows_that_part_and_fails() -> None:
    """What could be done is among the changes; what could not is the comment."""
    ret = state_return("it", False, lambda: FakeStep({"/a": "new"}, refused="web02 is not armed"))
    assert (ret["result"], ret["changes"], ret["comment"]) == (False, {"/a": "new"}, "web02 is not armed")
