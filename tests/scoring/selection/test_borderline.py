"""Gains against simulated readings, and the order and the end of the readings asked for."""

from __future__ import annotations

import doctest

import numpy as np
import pytest
from scipy.special import ndtr

from scoring.errors import InvalidProblem
from scoring.selection import borderline
from scoring.selection.borderline import gain_of_reading, next_readings


def test_examples_of_the_docstring() -> None:
    assert doctest.testmod(borderline).failed == 0


@pytest.mark.parametrize(("distance", "error", "noise"), [(0.7, 4.0, 6.0), (-1.5, 5.0, 3.0), (0.0, 2.0, 6.0)])
def test_gain_is_what_simulated_readings_correct(distance: float, error: float, noise: float) -> None:
    """Truth, a reading of it, and the sign decided with and without the reading."""
    rng = np.random.default_rng(20260630)
    truth = error * (distance + rng.standard_normal(400_000))
    reading = truth + noise * rng.standard_normal(len(truth))
    after = (distance * error / error**2 + reading / noise**2) / (1 / error**2 + 1 / noise**2)
    simulated = np.mean((after > 0) == (truth > 0)) - ndtr(abs(distance))
    assert gain_of_reading([ndtr(distance)], [error], noise)[0] == pytest.approx(simulated, abs=0.003)


def test_gain_is_largest_at_the_line_and_where_least_is_known() -> None:
    share = np.array([0.5, 0.7, 0.3, 0.9, 1.0, 0.5])
    error = np.array([4.0, 4.0, 4.0, 4.0, 4.0, 1.0])
    gain = gain_of_reading(share, error, 6.0)
    assert gain[1] == pytest.approx(gain[2])
    assert gain[0] > gain[1] > gain[3] > gain[4] >= 0
    assert gain[0] > gain[5]


def test_papers_known_exactly_or_not_eligible_gain_nothing() -> None:
    assert gain_of_reading([0.5, 0.0], [0.0, np.nan], 6.0).tolist() == [0.0, 0.0]


def test_most_worthwhile_papers_come_first_within_the_budget() -> None:
    plan = next_readings([0.9, 0.5, 0.6, 0.02], [4.0] * 4, 6.0, 2)
    assert (plan.papers, plan.stopped) == ((1, 2), "budget")


def test_readings_end_where_they_gain_too_little_or_may_not_be_given() -> None:
    share, error = [0.9, 0.5, 0.6, 0.0], [4.0] * 4
    assert next_readings(share, error, 6.0, 9, least_gain=0.1).papers == (1, 2)
    assert next_readings(share, error, 6.0, 9, least_gain=0.1).stopped == "gain"
    closed = np.array([True, False, True, True])
    plan = next_readings(share, error, 6.0, 9, least_gain=0.1, may_read=closed)
    assert (plan.papers, plan.stopped) == ((2,), "limit")
    assert next_readings(share, error, 6.0, 0).papers == ()


@pytest.mark.parametrize(
    ("share", "error", "noise", "budget"),
    [
        ([1.5], [4.0], 6.0, 1),
        ([np.nan], [4.0], 6.0, 1),
        ([0.5], [-4.0], 6.0, 1),
        ([0.5], [np.inf], 6.0, 1),
        ([0.5, 0.5], [4.0], 6.0, 1),
        ([0.5], [4.0], 0.0, 1),
        ([0.5], [4.0], np.nan, 1),
        ([0.5], [4.0], 6.0, -1),
    ],
)
def test_what_makes_no_sense_is_refused(
    share: list[float], error: list[float], noise: float, budget: int
) -> None:
    with pytest.raises(InvalidProblem):
        next_readings(share, error, noise, budget)
