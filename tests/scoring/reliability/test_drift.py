"""Judges with a known habit are told apart; every figure recomputed by hand on a small table."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scoring.errors import InvalidProblem
from scoring.reliability.drift import judge_reports
from scoring.tables import MarkTable


def small() -> MarkTable:
    rows = [
        ("a", "j1", 60),
        ("b", "j1", 70),
        ("c", "j1", 70),
        ("a", "j2", 66),
        ("b", "j2", 70),
        ("c", "j2", 80),
    ]
    rows += [("a", "j3", 50), ("d", "j3", 55)]
    return MarkTable.from_readings(["a", "b", "c", "d"], ["j1", "j2", "j3", "j4"], rows, 100)


def test_figures_of_a_small_table_are_those_computed_by_hand() -> None:
    reports = judge_reports(small(), [1.0, -1.0, 4.0, 0.0], [0.5, 0.5, 0.9, 2.0])
    first = reports[0]
    # the others' marks with their severity taken out: a = (65 + 54) / 2, b = 69, c = 79
    own, others = np.array([60, 70, 70.0]), np.array([59.5, 69, 79])
    assert first.following == pytest.approx(np.corrcoef(own, others)[0, 1])
    assert first.slope == pytest.approx(np.polyfit(others, own, 1)[0])
    assert (first.readings, first.mean, first.commonest_share) == (
        3,
        pytest.approx(200 / 3),
        pytest.approx(2 / 3),
    )
    assert first.spread == pytest.approx(math.sqrt(100 / 3))
    assert (first.severity, first.severity_se) == (1.0, 0.5)
    # without severities 61 71 71 65 69 79 54 59: quartiles 60.5 and 71
    assert first.middle_share == pytest.approx(1.0)
    assert reports[1].middle_share == pytest.approx(2 / 3)
    assert reports[2].middle_share == 0.0


def test_too_few_common_papers_and_no_readings_give_none() -> None:
    third, fourth = judge_reports(small(), np.zeros(4), np.zeros(4))[2:]
    assert (third.following, third.slope) == (None, None)
    assert (fourth.readings, fourth.mean, fourth.spread, fourth.middle_share) == (0, None, None, None)
    assert fourth.commonest_share is None


def panel() -> MarkTable:
    """Eight judges of 150 papers: j0 marks at random, j1 hardly leaves the middle, j2 gives one mark only."""
    rng = np.random.default_rng(5)
    quality = rng.normal(70, 7, 150)
    marks = quality[:, None] + rng.normal(0, 4, (150, 8))
    marks[:, 0] = rng.normal(70, 8, 150)
    marks[:, 1] = 70 + 0.2 * (quality - 70) + rng.normal(0, 1, 150)
    marks[:, 2] = 75
    paper, judge = np.nonzero(rng.random((150, 8)) < 0.5)
    papers, judges = tuple(f"p{i}" for i in range(150)), tuple(f"j{i}" for i in range(8))
    return MarkTable(papers, judges, paper, judge, np.clip(marks[paper, judge], 0, 100), 100)


def test_random_central_and_constant_judges_stand_out() -> None:
    reports = judge_reports(panel(), np.zeros(8), np.zeros(8))
    ordinary = reports[3:]
    assert all(one.following is not None and one.following > 0.45 for one in ordinary)
    assert abs(reports[0].following or 0) < 0.25
    assert all((one.slope or 0) > 0.5 for one in ordinary)
    assert (reports[1].slope or 0) < 0.3
    assert all((one.middle_share or 0) < 0.65 < (reports[1].middle_share or 0) for one in ordinary)
    assert (reports[2].following, reports[2].slope, reports[2].commonest_share) == (None, 0.0, 1.0)


@pytest.mark.parametrize("severity", [[0.0], [0.0, 0.0, 0.0, float("nan")]])
def test_missing_severities_are_refused(severity: list[float]) -> None:
    with pytest.raises(InvalidProblem):
        judge_reports(small(), severity, np.zeros(4))


def test_table_without_readings_gives_empty_reports() -> None:
    empty = MarkTable.from_readings(["a"], ["j"], [], 100)
    assert [one.readings for one in judge_reports(empty, [0.0], [0.0])] == [0]
