"""Malformed problems are refused; the digest recognises equal ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scoring.assignment.problem import Plan
from scoring.errors import InvalidProblem
from tests.scoring.assignment.builders import problem_of


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"papers": ("a", "a", "b")}, "papers: an id occurs twice"),
        ({"judges": ("x", "x")}, "judges: an id occurs twice"),
        ({"readings": 0}, "readings must be at least 1"),
        ({"load_min": (0,)}, "load_min: 1 values for 2 judges"),
        ({"load_max": (1, 1, 1)}, "load_max: 3 values for 2 judges"),
        ({"load_min": (3, 0), "load_max": (2, 2)}, "judge j0: minimum load 3 against maximum load 2"),
        ({"load_min": (-1, 0)}, "minimum load -1"),
        ({"conflicts": frozenset({(3, 0)})}, "conflicts: a position outside"),
        ({"conflicts": frozenset({(0, 2)})}, "conflicts: a position outside"),
        ({"fixed": ((0, -1),)}, "fixed: a position outside"),
        ({"fixed": ((0, 1), (0, 1))}, "fixed: a pair occurs twice"),
        ({"previous": ((0, 1), (0, 1))}, "previous: a pair occurs twice"),
        ({"fixed": ((0, 1),), "conflicts": frozenset({(0, 1)})}, "fixed: a reading that is also a conflict"),
        ({"paper_group": (0, 1)}, "paper_group: 2 values for 3 papers"),
        ({"demand": (1, 2)}, "demand: 2 values for 3 papers"),
        ({"demand": (1, 2, -1)}, "demand: a negative number"),
        ({"repeats": -1}, "repeats must be 0 or more"),
        ({"paper_kind": (0, 1, 2), "barred": (frozenset(), frozenset())}, "paper_kind: a kind outside the 2"),
        ({"barred": (frozenset(),)}, "no paper has one"),
        ({"paper_kind": (0, 0, 0), "barred": (frozenset({2}),)}, "outside the list of judges"),
        (
            {"paper_kind": (0, 0, 0), "barred": (frozenset(),), "preferred": (frozenset(),) * 2},
            "preferred: 2 values",
        ),
        ({"apart": frozenset({(1, 1)})}, "a judge and himself"),
        ({"apart": frozenset({(0, 5)})}, "outside the list of judges"),
        ({"apart": frozenset({(1, 0)}), "fixed": ((2, 0), (2, 1))}, "begun by two judges who may not"),
        ({"fixed": ((0, 1),), "paper_kind": (0, 0, 0), "barred": (frozenset({1}),)}, "also a conflict"),
    ],
)
def test_malformed_problem_is_refused_with_its_reason(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidProblem, match=said):
        problem_of(3, 2, **changes)


def test_digest_ignores_the_order_of_pairs() -> None:
    one = problem_of(3, 2, fixed=((0, 0), (2, 1)), conflicts=frozenset({(1, 0), (1, 1)}))
    two = problem_of(3, 2, fixed=((2, 1), (0, 0)), conflicts=frozenset({(1, 1), (1, 0)}))
    assert one.digest() == two.digest()


@pytest.mark.parametrize(
    "changes",
    [
        {"readings": 1},
        {"papers": ("p0", "p1", "q2")},
        {"load_max": (3, 2)},
        {"load_min": (1, 0)},
        {"conflicts": frozenset({(0, 0)})},
        {"fixed": ((0, 0),)},
        {"previous": ((0, 0),)},
        {"paper_group": (0, 0, 1)},
        {"demand": (2, 2, 2)},
        {"paper_level": (0, 0, 1)},
        {"repeats": 1},
        {"apart": frozenset({(0, 1)})},
        {"paper_kind": (0, 0, 0), "barred": (frozenset(),)},
    ],
)
def test_digest_changes_with_every_part_of_the_problem(changes: dict[str, Any]) -> None:
    assert problem_of(3, 2, **changes).digest() != problem_of(3, 2).digest()


def test_plan_of_arrays_is_sorted() -> None:
    assert Plan.of(np.array([1, 0, 1]), np.array([2, 1, 0])).pairs == ((0, 1), (1, 0), (1, 2))
