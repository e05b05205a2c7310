"""z-scores by their definition and where they have none."""

from __future__ import annotations

import statistics

import numpy as np
import pytest

from scoring.aggregation.standardised import standardise
from scoring.tables import MarkTable


def test_each_judge_gets_the_panels_mean_and_spread() -> None:
    rng = np.random.default_rng(1)
    paper, judge = np.divmod(np.arange(90), 3)
    mark = np.round(60 + rng.normal(0, 6, 90) * np.array([1, 2, 0.5])[judge] + np.array([5, 0, -5])[judge])
    table = MarkTable(tuple(f"p{i:02d}" for i in range(30)), tuple("abc"), paper, judge, mark, 100)
    found = standardise(table)
    centre, size = statistics.fmean(table.total), statistics.stdev(table.total)
    for j in range(3):
        own = table.total[table.judge == j].tolist()
        mean, spread = statistics.fmean(own), statistics.stdev(own)
        expected = [centre + size * (x - mean) / spread for x in own]
        assert found.marks[table.judge == j].tolist() == pytest.approx(expected)
    means = [found.marks[table.paper == i].mean() for i in range(30)]
    assert found.scores.score.tolist() == pytest.approx(means)
    assert found.warnings == ()


def test_equal_marks_say_nothing_and_a_single_mark_stays() -> None:
    rows = [(p, "even", 70.1) for p in "abc"] + [
        (p, "wide", x) for p, x in zip("abc", (50, 60, 85), strict=True)
    ]
    rows += [("a", "once", 90)]
    table = MarkTable.from_readings("abcd", ["even", "wide", "once", "idle"], rows, 100)
    found = standardise(table)
    centre = table.total.mean()
    assert found.marks[table.judge == 0].tolist() == pytest.approx([centre] * 3)
    assert found.marks[table.judge == 2].tolist() == [90]
    assert found.warnings == ("few_readings_per_judge", "judges_with_one_reading", "judges_without_spread")
    assert found.scores.available.tolist() == [True, True, True, False]
    assert np.isnan(found.scores.score[3])


def test_no_reading_and_one_reading_are_answered() -> None:
    empty = standardise(MarkTable.from_readings(["a"], ["j"], [], 100))
    assert (len(empty.marks), empty.scores.available.tolist()) == (0, [False])
    one = standardise(MarkTable.from_readings(["a"], ["j"], [("a", "j", 66)], 100))
    assert one.scores.score.tolist() == [66]
