"""Which readings lie at an end of the scale, and what is drawn for them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import truncnorm

from scoring.aggregation import panel
from scoring.aggregation.panel import Panel
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
    found = panel.at_ends(table(marks + [3.0] * 10))
    assert np.flatnonzero(found > 0).tolist() == top
    assert np.flatnonzero(found < 0).tolist() == bottom


def test_scale_with_most_marks_at_its_ends_is_taken_as_it_is() -> None:
    assert not panel.at_ends(table([0.0] * 10 + [5.0] * 10 + [3.0] * 10)).any()


def test_marks_beyond_an_end_are_drawn_from_what_is_left_of_the_normal() -> None:
    """Oracle: quantiles of scipy's truncated normal."""
    given, noise = np.array([0.2, -1.0, 3.0, 0.0, -30.0]), np.array([0.25, 1.0, 0.5, 4.0, 1.0])
    readings = Panel.of(
        np.arange(5), np.zeros(5, int), np.full(5, 0.7), [], np.array([1.0, 1.0, -1.0, -1.0, 1.0])
    )
    drawn = panel.beyond(readings, given, noise, np.random.default_rng(3))
    at = np.random.default_rng(3).random(5)
    for i in range(4):
        end, spread = (0.7 - given[i]) / np.sqrt(noise[i]), np.sqrt(noise[i])
        limits = (end, np.inf) if readings.side[i] > 0 else (-np.inf, end)
        quantile = 1 - at[i] if readings.side[i] > 0 else at[i]
        expected = truncnorm.ppf(quantile, *limits, loc=given[i], scale=spread)
        assert drawn[i] == pytest.approx(expected)
    assert np.isfinite(drawn[4])
