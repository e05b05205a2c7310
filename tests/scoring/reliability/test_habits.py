"""Each habit recomputed the long way, and where it is undefined."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.reliability import habits
from scoring.tables import Floats


def judge(n: int = 40, seed: int = 2) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    predicted = rng.normal(70, 6, n)
    return 5 + 0.8 * predicted + rng.normal(0, 5, n), predicted


def test_line_on_the_predictions_equals_polyfit() -> None:
    total, predicted = judge()
    found = habits.in_step(total, predicted, np.full(40, 9.0), 30.0)
    assert found is not None
    (slope, start), covariance = np.polyfit(predicted, total, 1, cov=True)
    rest = float(((total - slope * predicted - start) ** 2).sum()) / 38
    assert found.slope == pytest.approx(slope)
    assert found.slope_se == pytest.approx(np.sqrt(covariance[0, 0]))
    assert found.following == pytest.approx(np.corrcoef(total, predicted)[0, 1])
    assert found.noise == pytest.approx(np.sqrt(30 * rest / (slope**2 * 9 + 30)))
    assert found.spread_ratio == pytest.approx(rest / (slope**2 * 9 + 30))
    assert found.following_expected == pytest.approx(np.sqrt(predicted.var() / (predicted.var() + 39)))
    assert (found.readings, found.noise_share) == (40, pytest.approx(30 / 39))


def test_one_mark_for_everything_follows_nothing_and_has_slope_zero() -> None:
    found = habits.in_step(np.full(8, 75.0), np.arange(8.0), np.ones(8), 30.0)
    assert found is not None
    assert (found.following, found.slope, found.noise) == (None, 0.0, 0.0)


def test_line_is_undefined_with_few_readings_or_papers_alike() -> None:
    assert habits.in_step(np.arange(3.0), np.arange(3.0), np.ones(3), 1.0) is None
    assert habits.in_step(np.arange(9.0), np.full(9, 70.0), np.ones(9), 1.0) is None


def test_trend_equals_least_squares_and_thirds_see_it() -> None:
    total, predicted = judge(30)
    order = np.random.default_rng(3).permutation(30).astype(float)
    total = total + 6 * order / 29  # six points milder from first to last
    found = habits.trend(total, predicted, order * 100)
    assert found is not None
    design = np.stack([np.ones(30), order / 29, predicted], axis=1)
    solution = np.linalg.lstsq(design, total, rcond=None)[0]
    rest = total - design @ solution
    error = np.sqrt(rest @ rest / 27 * np.linalg.inv(design.T @ design)[1, 1])
    assert (found.change, found.change_se) == (pytest.approx(solution[1]), pytest.approx(error))
    departure = total - design @ np.array([solution[0], 0, solution[2]])
    departure -= departure.mean()
    wanted = [departure[(order >= low) & (order < low + 10)].mean() for low in (0, 10, 20)]
    assert np.array(found.thirds) - np.mean(found.thirds) == pytest.approx(wanted)


def test_trend_is_undefined_with_few_readings_or_no_order() -> None:
    assert habits.trend(np.arange(5.0), np.arange(5.0), np.arange(5.0)) is None
    assert habits.trend(np.arange(9.0), np.arange(9.0), np.zeros(9)) is None


def test_one_mark_for_everything_does_not_change_over_time() -> None:
    found = habits.trend(np.full(9, 70.1), np.arange(9.0), np.arange(9.0))
    assert found == habits.Trend(0.0, 0.0, (0.0, 0.0, 0.0))


def test_halo_is_the_mean_correlation_of_criteria_that_vary() -> None:
    rng = np.random.default_rng(4)
    marks = rng.normal(0, 1, (30, 1)) + rng.normal(0, 1, (30, 3))
    pairs = [np.corrcoef(marks[:, a], marks[:, b])[0, 1] for a, b in ((0, 1), (0, 2), (1, 2))]
    assert habits.halo(marks) == pytest.approx(np.mean(pairs))
    constant = np.column_stack([marks, np.full(30, 5.0)])
    assert habits.halo(constant) == pytest.approx(np.mean(pairs))
    blank = np.vstack([marks, [1.0, np.nan, 2.0]])
    assert habits.halo(blank) == pytest.approx(np.mean(pairs))
    assert habits.halo(np.repeat(marks[:, :1], 3, axis=1)) == pytest.approx(1.0)
    assert habits.halo(marks[:3]) is None
    assert habits.halo(constant[:, 2:]) is None


def test_safe_marks_commonest_total_and_pace() -> None:
    assert habits.middle_share(np.array([60, 65, 70, 80.0]), 65, 75) == 0.5
    assert habits.middle_share(np.zeros(0), 65, 75) is None
    assert habits.commonest(np.array([70, 70, 80, 70.0])) == 3
    assert habits.commonest(np.zeros(0)) == 0
    seconds = np.array([60, np.nan, 120, 90, 30.0])
    assert habits.pace(seconds) == 75
    assert habits.pace(seconds, np.array([1000, 1000, 2000, 500, 1000.0])) == 60
    assert habits.pace(seconds[:4]) is None
