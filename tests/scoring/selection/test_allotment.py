"""Percentages and headcounts become numbers of places, with the rounding stated."""

from __future__ import annotations

import doctest
from fractions import Fraction

import pytest

from scoring.errors import InvalidProblem
from scoring.selection import allotment
from scoring.selection.allotment import entries, places_by_headcount, places_of_percent
from scoring.selection.problem import Candidate


def test_examples_of_the_docstrings() -> None:
    assert doctest.testmod(allotment).failed == 0


@pytest.mark.parametrize(
    ("percent", "count", "down", "up", "nearest"),
    [
        (Fraction(10), 30, 3, 3, 3),
        (Fraction(20), 14, 2, 3, 3),
        (Fraction("12.5"), 20, 2, 3, 3),  # exactly 2.5: halves up
        (Fraction("33.3"), 10, 3, 4, 3),
        (Fraction(0), 9, 0, 0, 0),
        (Fraction(100), 9, 9, 9, 9),
    ],
)
def test_percent_is_exact_and_rounded_as_said(
    percent: Fraction, count: int, down: int, up: int, nearest: int
) -> None:
    assert places_of_percent(percent, count, "down") == down
    assert places_of_percent(percent, count, "up") == up
    assert places_of_percent(percent, count, "nearest") == nearest


@pytest.mark.parametrize(("percent", "rounding"), [(-1, "up"), (101, "up"), (10, "sideways")])
def test_impossible_percentages_are_refused(percent: int, rounding: str) -> None:
    with pytest.raises(InvalidProblem):
        places_of_percent(Fraction(percent), 10, rounding)  # type: ignore[arg-type]


def test_entries_count_everybody_sent_in_where_it_lies() -> None:
    candidates = [
        Candidate("p", 80, {"region": "n", "author": ("li", "wu")}),
        Candidate("q", 80, {"region": "n", "author": "li"}, eligible=False),
        Candidate("r", 80, {"region": ""}),
    ]
    assert entries(candidates, "region") == {"n": 2}
    assert entries(candidates, "region+author") == {"n+li": 2, "n+wu": 1}
    assert entries(candidates, "total") == {"": 3}


def test_places_by_headcount_keep_floors_and_caps() -> None:
    staff = {"n": 600, "s": 300, "w": 100}
    assert places_by_headcount(10, staff, {}, {}) == {"n": 6, "s": 3, "w": 1}
    assert places_by_headcount(10, staff, {"w": 2}, {"n": 5}) == {"n": 5, "s": 3, "w": 2}
