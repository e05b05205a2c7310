"""Panels that share no judge: what they differ by goes to the judges or to the papers, as the marks say."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kendalltau

from scoring.aggregation import choice, severity
from scoring.tables import Floats, MarkTable

PANELS, PAPERS = 12, 30


def contest(seed: int, between: float, fixed: bool = True) -> tuple[MarkTable, Floats]:
    """Panels of three judges with 30 papers each, whose qualities differ by ``between`` beside 6 inside."""
    rng = np.random.default_rng(seed)
    quality = 70 + np.repeat(rng.normal(0, between, PANELS), PAPERS) + rng.normal(0, 6, PANELS * PAPERS)
    lean = rng.normal(0, 4, 3 * PANELS)
    paper = np.repeat(np.arange(len(quality)), 3)
    judge = np.repeat(np.arange(len(quality)) // PAPERS * 3, 3) + np.tile(np.arange(3), len(quality))
    if not fixed:
        judge = rng.permuted(np.tile(np.arange(3 * PANELS), (len(quality), 1)), axis=1)[:, :3].ravel()
    mark = np.clip(quality[paper] + lean[judge] + rng.normal(0, 6, len(paper)), 0, 100)
    names = [f"p{i}" for i in range(len(quality))], [f"j{i}" for i in range(3 * PANELS)]
    rows = [(names[0][p], names[1][j], float(x)) for p, j, x in zip(paper, judge, mark, strict=True)]
    return MarkTable.from_readings(*names, rows, 100), quality


def test_one_panel_per_region_is_not_worse_than_the_mean_and_is_told() -> None:
    gain, away, sure, told = [], [], [], 0
    for seed in range(8):
        table, quality = contest(seed, between=6.0)
        fit = severity.fit(table)
        mean = np.bincount(table.paper, table.total) / 3
        gain.append(kendalltau(fit.adjusted, quality).statistic - kendalltau(mean, quality).statistic)
        away.append([np.std(fit.adjusted - quality), np.std(mean - quality)])
        shift = float(np.mean(fit.adjusted - quality))
        sure.append(np.mean((fit.low - shift <= quality) & (quality <= fit.high - shift)))
        told += "parts_differ" in fit.warnings
    assert np.mean(gain) > -0.006
    adjusted, plain = np.mean(away, axis=0)
    assert adjusted <= 1.01 * plain
    assert 0.86 < np.mean(sure) < 0.94
    assert told == 8


def test_panels_with_papers_dealt_at_random_are_adjusted_as_before() -> None:
    gain, told = [], 0
    for seed in range(8):
        table, quality = contest(seed, between=0.0)
        fit = severity.fit(table)
        mean = np.bincount(table.paper, table.total) / 3
        gain.append(kendalltau(fit.adjusted, quality).statistic - kendalltau(mean, quality).statistic)
        told += "parts_differ" in fit.warnings
        assert fit.var_parts is not None
    assert np.mean(gain) > 0.012
    assert told <= 3


def test_joined_panels_have_no_parts_to_tell_apart() -> None:
    fit = severity.fit(contest(0, between=6.0, fixed=False)[0])
    assert fit.var_parts is None
    assert not {"parts_differ", "disconnected"} & {*fit.warnings}


def test_left_out_readings_of_apart_panels_are_those_of_refitted_levels() -> None:
    table, _ = contest(3, between=6.0)
    fit = severity.fit(table)
    predicted = choice.left_out(table, fit)
    assert np.sqrt(np.mean((table.total - predicted) ** 2)) == pytest.approx(6.8, abs=0.3)
    without = np.arange(len(table.total)) != 5
    rest = MarkTable(table.papers, table.judges, table.paper[without], table.judge[without],
                     table.total[without], 100.0)  # fmt: skip
    again = severity.fit(rest)
    paper, judge = table.paper[5], table.judge[5]
    keep = again.var_paper / (again.var_paper + again.var_residual / 2)
    region = np.mean(again.adjusted[paper // PAPERS * PAPERS :][:PAPERS])
    expected = region + keep * (again.adjusted[paper] - region) - again.severity[judge]
    assert predicted[5] == pytest.approx(expected, abs=0.5)
