"""The panel in one report: complete tables, tables with gaps, nothing at all."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from scoring.reliability import agreement, components
from scoring.reliability.expectation import PanelFit
from scoring.reliability.panel import mean_kappa, panel_report
from scoring.tables import Floats, MarkTable

FitOf = Callable[..., PanelFit]


def table_of(marks: Floats) -> MarkTable:
    paper, judge = np.nonzero(~np.isnan(marks))
    papers, judges = (tuple(map(str, range(size))) for size in marks.shape)
    return MarkTable(papers, judges, paper, judge, marks[paper, judge], 100.0)


def some_marks(gaps: float) -> Floats:
    rng = np.random.default_rng(3)
    marks = np.rint(rng.normal(70, 7, (40, 1)) + rng.normal(0, 4, (40, 5)))
    marks[rng.random(marks.shape) < gaps] = np.nan
    return marks


def test_complete_table_has_all_statistics(fit_of: FitOf) -> None:
    marks = some_marks(0.0)
    scores, errors = marks.mean(axis=1), np.full(40, 2.0)
    found = panel_report(table_of(marks), fit_of(5), scores, errors)
    assert found is not None
    assert (found.papers, found.judges, found.readings, found.depth) == (40, 5, 200, pytest.approx(5))
    assert (found.icc, found.concordance) == (agreement.icc(marks), agreement.kendall_w(marks))
    assert (found.share_paper, found.share_judge) == (pytest.approx(50 / 96), pytest.approx(16 / 96))
    assert found.mean == agreement.generalizability(50, 16, 30, found.depth)
    assert found.papers_apart == components.separation(scores, errors)


def test_table_with_gaps_leaves_out_what_needs_a_complete_one(fit_of: FitOf) -> None:
    table = table_of(some_marks(0.4))
    found = panel_report(table, fit_of(5), np.full(40, np.nan), np.full(40, np.nan))
    assert found is not None
    counts = table.readings_per_paper()
    counts = counts[counts > 0]
    assert found.depth == pytest.approx(len(counts) / np.sum(1 / counts))
    assert (found.icc, found.concordance) == (None, None)
    assert found.alpha == agreement.alpha(table)
    assert found.papers_apart.reliability is None


def test_mean_kappa_equals_scikit_learn_pair_by_pair() -> None:
    marks = some_marks(0.3)
    values, weights = [], []
    for a, b in combinations(range(5), 2):
        both = ~np.isnan(marks[:, a]) & ~np.isnan(marks[:, b])
        if both.sum() >= 18:
            one, two = marks[both, a], marks[both, b]
            labels = np.arange(min(one.min(), two.min()), max(one.max(), two.max()) + 1)
            values.append(cohen_kappa_score(one, two, labels=labels, weights="quadratic"))
            weights.append(both.sum())
    found, pairs = mean_kappa(table_of(marks), fewest=18)
    assert 0 < len(values) < 10
    assert (found, pairs) == (pytest.approx(np.average(values, weights=weights)), len(values))


def test_without_readings_or_without_pairs_there_is_nothing_to_say(fit_of: FitOf) -> None:
    empty = MarkTable.from_readings(["a"], ["j"], [], 100)
    assert panel_report(empty, fit_of(1), [np.nan], [np.nan]) is None
    single = MarkTable.from_readings(["a", "b"], ["j"], [("a", "j", 5), ("b", "j", 6)], 100)
    assert mean_kappa(single) == (None, 0)
    flat = MarkTable.from_readings(["a"], ["j", "k"], [("a", "j", 5), ("a", "k", 5)], 100)
    assert mean_kappa(flat, fewest=1) == (None, 0)
