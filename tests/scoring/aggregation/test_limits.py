"""Which marks tell only bounds of what a judge thinks, what is drawn for them, and who gives most papers one mark."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm, truncnorm

from scoring.aggregation import limits
from scoring.aggregation.limits import Limits
from scoring.tables import MarkTable


def table(marks: list[float], full_marks: float = 5.0) -> MarkTable:
    """One judge, one reading per paper."""
    ids = tuple(f"p{i:03d}" for i in range(len(marks)))
    return MarkTable(
        ids, ("j",), np.arange(len(marks)), np.zeros(len(marks), int), np.array(marks), full_marks
    )


@pytest.mark.parametrize(
    ("marks", "top", "bottom"),
    [
        ([5.0, 4.0, 1.0, 2.0], [0], []),
        ([0.0] * 5 + [2.0, 2.5, 3.0, 3.5, 4.0] * 4, [], []),  # what is no essay
        ([1.0] * 5 + [2.0, 2.5, 3.0, 3.5, 4.0] * 4, [], [0, 1, 2, 3, 4]),
        ([1.0] * 4 + [2.0, 2.5, 3.0, 3.5, 4.0] * 4, [], []),  # four alike may be chance
        ([4.5] * 5 + [2.0, 2.5, 3.0, 3.5, 4.0] * 4, [0, 1, 2, 3, 4], []),
        ([1.0] * 5 + [2.0, 2.5, 3.0, 3.5] * 60 + [4.0], [], []),  # fewer than one in fifty
    ],
)
def test_ends_of_the_scale(marks: list[float], top: list[int], bottom: list[int]) -> None:
    found = limits.at_ends(table(marks + [3.0] * 10))
    assert np.flatnonzero(found > 0).tolist() == top
    assert np.flatnonzero(found < 0).tolist() == bottom


def test_scale_with_most_marks_at_its_ends_is_taken_as_it_is() -> None:
    assert not limits.at_ends(table([0.0] * 10 + [5.0] * 10 + [3.0] * 10)).any()


@pytest.mark.parametrize(
    ("marks", "half"),
    [
        ([3.0] * 30 + [4.0] * 30, 0.5),
        ([3.0] * 29 + [3.2] + [4.0] * 30, 0.0),  # one mark between: the steps are fifths
        ([1.0, 2.0, 3.0, 4.0] * 8, 0.0),  # a step is less than the spread
        ([3.0] * 14 + [4.0] * 14, 0.0),  # few marks: the step may be chance
    ],
)
def test_steps_wider_than_the_spread_of_marks_hide_what_judges_think(marks: list[float], half: float) -> None:
    found = Limits.told(table(marks, 100.0), 2.0, np.arange(len(marks)), np.arange(1))
    assert set(found.below.tolist()) == set(found.above.tolist()) == ({half / 2} if half else set())
    assert found.rounding == pytest.approx((2 * half / 2) ** 2 / 12)


def test_limits_follow_the_order_of_readings_and_judges() -> None:
    marks = np.array([75.0] * 6 + [40, 60, 70, 80, 91, 100])
    papers, judges = np.tile(np.arange(6), 2), np.repeat([0, 1], 6)
    given = MarkTable(tuple("abcdef"), ("same", "other"), papers, judges, marks, 100.0)
    order = np.arange(12)[::-1]
    found = Limits.told(given, 10.0, order, np.array([1, 0]))
    assert given.total[order][found.reading].tolist() == [100.0]
    assert (found.below.tolist(), found.above.tolist()) == ([0.0], [np.inf])
    assert found.uniform.tolist() == [False, True]
    assert found.least == pytest.approx((1 / 10) ** 2 / 12)


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([70.0] * 6, True),
        ([70.0] * 5 + [71, 72, 73, 74], True),
        ([70.0] * 5 + [71, 72, 73, 74, 75], False),  # half of the marks
        ([70.0] * 4, False),  # four alike may be chance
    ],
)
def test_judges_who_give_most_papers_one_mark(marks: list[float], expected: bool) -> None:
    assert limits.uniform(table(marks, 100.0)).tolist() == [expected]


def test_opinions_are_drawn_from_what_the_marks_leave_of_the_normal() -> None:
    """Oracle: quantiles of scipy's truncated normal."""
    below = np.array([0.0, 0.0, np.inf, 0.3, 0.3, 0.0])
    above = np.array([np.inf, np.inf, 0.0, 0.3, np.inf, np.inf])
    given = np.array([0.2, -1.0, 3.0, 0.0, -2.0, -30.0])
    deviation = np.array([0.5, 1.0, 0.7, 2.0, 1.0, 1.0])
    found = Limits.of(below, above, 0.0, np.zeros(1, dtype=bool))
    drawn = given + found.draw(0.7 - given, deviation, np.random.default_rng(3))
    at = np.random.default_rng(3).random(6)
    for i in range(5):
        low, high = (0.7 - below[i] - given[i]) / deviation[i], (0.7 + above[i] - given[i]) / deviation[i]
        quantile = 1 - at[i] if low + high > 0 else at[i]
        assert drawn[i] == pytest.approx(truncnorm.ppf(quantile, low, high, loc=given[i], scale=deviation[i]))
    assert np.isfinite(drawn[5])
    assert drawn[5] >= 0.7


def test_chance_of_a_mark_keeps_its_digits_far_away() -> None:
    found = Limits.of(np.full(3, 0.5), np.array([0.5, np.inf, 0.5]), 0.0, np.zeros(1, dtype=bool))
    away = np.array([[0.0, 9.0], [0.0, 9.0], [-9.0, 60.0]])
    chance = found.chance(slice(0, 3), away, np.ones(3))
    assert chance[0, 1] == pytest.approx(norm.sf(8.5) - norm.sf(9.5), rel=1e-9)
    assert chance[1, 1] == pytest.approx(norm.sf(8.5), rel=1e-9)
    assert chance[2, 0] == pytest.approx(chance[0, 1], rel=1e-9)
    assert (chance > 0).all()
