"""Problems, and the errors that carry many of them."""

from __future__ import annotations

from salt_pxe.site.problem import Allowance, PillarError, Problem, entry_of


def test_a_problem_reads_as_path_fault_and_remedy() -> None:
    """The remedy stands in brackets; without one there are none."""
    assert str(Problem("pxe:unknown", "is wrong", "mend it")) == "pxe:unknown: is wrong (mend it)"
    assert str(Problem("pxe:unknown", "is wrong")) == "pxe:unknown: is wrong"


def test_an_error_counts_its_problems_and_writes_each_on_a_line() -> None:
    """All of them, in their order."""
    one, two = Problem("pxe:a", "x"), Problem("pxe:b", "y")
    assert str(PillarError([one])) == "1 problem in pillar\n  pxe:a: x"
    assert str(PillarError([two, one])) == "2 problems in pillar\n  pxe:b: y\n  pxe:a: x"
    assert PillarError(iter([one, two])).problems == (one, two)


def test_of_very_many_problems_the_first_of_each_kind_is_written() -> None:
    """The same remedy in the same field of other entries is one kind; all of them stay at hand."""
    many = [Problem(f"pxe:hosts:h{number}:mac:{number % 2}", "x", "quote it") for number in range(300)]
    error = PillarError([*many, Problem("pxe:hosts:h1:profile", "y", "name one")])
    lines = str(error).splitlines()
    assert lines[0] == "301 problems in pillar"
    assert lines[1] == "  pxe:hosts:h0:mac:0: x (quote it), and 299 more of this kind"
    assert lines[2] == "  pxe:hosts:h1:profile: y (name one)"
    assert len(lines) == 3 and len(error.problems) == 301


def test_of_very_many_kinds_the_rest_is_counted() -> None:
    """The text stays one that a person can read."""
    lines = str(PillarError(Problem(f"pxe:k{number}", "x") for number in range(250))).splitlines()
    assert len(lines) == 202
    assert lines[-1] == "  and problems of 50 more kinds"


def test_an_entry_tells_its_first_problems_and_counts_the_others() -> None:
    """Twenty of each, and how many more there are."""
    allowance = Allowance()
    assert [allowance.takes("pxe:hosts:a") for _ in range(25)] == [True] * 20 + [False] * 5
    assert allowance.takes("pxe:hosts:b")
    assert [(left.path, left.message) for left in allowance.left_out()] == [
        ("pxe:hosts:a", "has 5 more problems")
    ]


def test_among_thousands_of_problems_each_entry_still_tells_its_first() -> None:
    """No entry goes unnamed because others have many."""
    allowance = Allowance()
    for entry in range(100):
        for _ in range(20):
            allowance.takes(f"e{entry}")
    assert [allowance.takes("late") for _ in range(3)] == [True, False, False]


def test_the_entry_of_a_path_is_its_first_three_parts() -> None:
    """A shorter path is its own entry."""
    assert entry_of("pxe:hosts:web01:mac:0") == "pxe:hosts:web01"
    assert entry_of("pxe:unknown") == "pxe:unknown"
