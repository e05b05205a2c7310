"""Papers given the judges against a sum over all ways of slipping; left-out readings against refits."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy.stats import norm

from scoring.aggregation import robust, tally
from scoring.aggregation.chain import SPREADS, State
from scoring.aggregation.panel import Panel
from scoring.tables import Floats, MarkTable


def simulated(rng: np.random.Generator, papers: int, judges: int) -> tuple[Panel, State]:
    """Three readings of each paper, some of them slips, by judges of all kinds."""
    judge = np.argsort(rng.random((papers, judges)), axis=1)[:, :3].ravel()
    paper = np.repeat(np.arange(papers), 3)
    mark = rng.normal(0, 1, len(paper))
    mark[::7] += 4
    panel = Panel.of(paper, judge, mark, [np.arange(papers) // 2])
    state = State.start(panel)
    state.lean, state.slope = rng.normal(0, 0.3, judges), rng.normal(0.9, 0.4, judges)
    state.noise = rng.uniform(0.2, 0.6, judges)
    state.favour = rng.normal(0, 0.2, len(state.favour))
    state.expected = rng.normal(0, 0.4, papers)
    state.share_spread = (0.85, 0.1, 0.05)
    return panel, state


def mixture(
    panel: Panel, state: State, readings: list[int], before: float, variance: float
) -> tuple[float, float, float]:
    """Likelihood of some readings of one paper, mean and variance of its quality: every case one by one."""
    cases = []
    for kinds in product(range(3), repeat=len(readings)):
        judges = panel.judge[readings]
        noise = state.noise[judges] * SPREADS[list(kinds)]
        given = state.lean[judges]
        if panel.cell is not None:
            given = given + state.favour[panel.cell[readings]]
        slope, rest = state.slope[judges], panel.mark[readings] - given
        covariance = np.diag(noise) + variance * np.outer(slope, slope)
        away = rest - slope * before
        density = np.exp(-0.5 * away @ np.linalg.solve(covariance, away))
        density /= np.sqrt(np.linalg.det(2 * np.pi * covariance))
        precision = 1 / variance + (slope**2 / noise).sum()
        mean = (before / variance + (slope * rest / noise).sum()) / precision
        cases.append((np.prod([state.share_spread[k] for k in kinds]) * density, mean, 1 / precision))
    weight, mean, spread = np.array(cases).T
    total = weight.sum()
    centre = (weight * mean).sum() / total
    return float(total), float(centre), float((weight * (spread + mean**2)).sum() / total - centre**2)


@pytest.mark.parametrize("by_groups", [True, False])
def test_qualities_are_summed_over_all_kinds_of_reading(by_groups: bool) -> None:
    panel, state = simulated(np.random.default_rng(1), 8, 5)
    found = tally.papers_of(panel, state, by_groups)
    variance = state.var_quality if by_groups else state.var_quality + sum(state.var_levels)
    for paper in range(8):
        before = float(state.expected[paper]) if by_groups else 0.0
        own = np.flatnonzero(panel.paper == paper).tolist()
        whole, mean, spread = mixture(panel, state, own, before, variance)
        assert found.mean[paper] == pytest.approx(mean, abs=1e-3)
        assert found.variance[paper] == pytest.approx(spread, rel=0.01)
        for reading in own:
            others = [r for r in own if r != reading]
            part, expected, _ = mixture(panel, state, others, before, variance)
            judge = panel.judge[reading]
            assert found.odds[reading] == pytest.approx(part / whole / np.sqrt(2 * np.pi), rel=0.01)
            given = state.lean[judge]
            if panel.cell is not None:
                given += state.favour[panel.cell[reading]]
            predicted = given + state.slope[judge] * expected
            assert found.prediction[reading] / found.odds[reading] == pytest.approx(predicted, abs=5e-3)


def test_readings_at_an_end_of_the_scale_count_as_at_least_or_at_most() -> None:
    """Oracle: a sum over a fine grid of qualities, with the distribution in the place of the density."""
    panel, state = simulated(np.random.default_rng(5), 8, 5)
    limited = np.array([0, 4, 5, 15, 16, 17])
    side = np.array([1.0, 1, -1, 1, 1, 1])
    panel = replace(panel, limited=limited, side=side)
    found = tally.papers_of(panel, state, True)
    quality = np.linspace(-12, 12, 24001)
    for paper in range(8):
        own = np.flatnonzero(panel.paper == paper).tolist()
        likely = {reading: likelihood(panel, state, reading, quality) for reading in own}
        prior = norm.pdf(quality, state.expected[paper], np.sqrt(state.var_quality))
        whole = prior * np.prod(list(likely.values()), axis=0)
        mean = (whole @ quality) / whole.sum()
        assert found.mean[paper] == pytest.approx(mean, abs=2e-3)
        assert found.variance[paper] == pytest.approx(whole @ quality**2 / whole.sum() - mean**2, rel=0.02)
        for reading in own:
            constant = 1.0 if reading in limited else np.sqrt(2 * np.pi)
            others = (whole / likely[reading]).sum() / whole.sum()
            assert found.odds[reading] == pytest.approx(others / constant, rel=0.02)


def likelihood(panel: Panel, state: State, reading: int, quality: Floats) -> Floats:
    """Of a reading, at each quality; its end of the scale is ``panel.mark``."""
    judge = panel.judge[reading]
    given = state.lean[judge] + state.slope[judge] * quality
    if panel.cell is not None:
        given = given + state.favour[panel.cell[reading]]
    deviations = np.sqrt(state.noise[judge] * SPREADS)
    side = dict(zip(panel.limited.tolist(), panel.side.tolist(), strict=True)).get(reading)
    away = (panel.mark[reading] - given)[:, None] / deviations
    kinds = norm.pdf(away) / deviations if side is None else norm.sf(side * away)
    return np.asarray(kinds @ np.array(state.share_spread))


def test_papers_worked_on_in_blocks_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    panel, state = simulated(np.random.default_rng(2), 20, 6)
    panel = replace(panel, limited=np.array([2, 30, 31]), side=np.array([1.0, -1, 1]))
    whole = tally.papers_of(panel, state, True)
    monkeypatch.setattr(tally, "BLOCK", 7)
    pieces = tally.papers_of(panel, state, True)
    for name in ("mean", "variance", "odds", "prediction"):
        assert getattr(pieces, name).tolist() == pytest.approx(getattr(whole, name).tolist(), rel=1e-12)


def test_moments_are_mean_and_variance() -> None:
    rows = np.random.default_rng(3).normal(5, 2, (40, 3))
    moments = tally.Moments(3)
    for row in rows:
        moments.add(row)
    assert moments.mean.tolist() == pytest.approx(rows.mean(axis=0).tolist())
    assert moments.variance.tolist() == pytest.approx(rows.var(axis=0).tolist())


def without(table: MarkTable, reading: int) -> MarkTable:
    keep = np.arange(len(table.total)) != reading
    return MarkTable(table.papers, table.judges, table.paper[keep], table.judge[keep], table.total[keep], 100)


def test_left_out_readings_are_as_if_fitted_without_them() -> None:
    rng = np.random.default_rng(4)
    judge = np.argsort(rng.random((30, 5)), axis=1)[:, :3].ravel()
    paper = np.repeat(np.arange(30), 3)
    quality: Floats = rng.normal(70, 7, 30)
    mark = np.clip(np.round(quality[paper] + rng.normal(0, 4, 5)[judge] + rng.normal(0, 4, 90)), 0, 100)
    table = MarkTable(tuple(f"p{i:02d}" for i in range(30)), tuple("abcde"), paper, judge, mark, 100)
    whole = robust.fit(table, states=150)
    assert whole.left_out is not None
    for reading in (5, 40):
        paper_of, judge_of = table.paper[reading], table.judge[reading]
        including, excluding = (
            fit.level - fit.severity[judge_of] + fit.slope[judge_of] * (fit.adjusted[paper_of] - fit.level)
            for fit in (whole, robust.fit(without(table, reading), states=150))
        )
        assert abs(whole.left_out[reading] - excluding) < 0.6
        assert abs(whole.left_out[reading] - excluding) < 0.3 * abs(including - excluding)
