"""Papers given the judges against a sum over all ways of slipping; left-out readings against refits."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy.stats import norm

from scoring.aggregation import robust, tally
from scoring.aggregation.chain import SPREADS, State
from scoring.aggregation.limits import Limits
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


def limited(panel: Panel, below: dict[int, float], above: dict[int, float]) -> Panel:
    """The panel with bounds for some readings."""
    far = np.zeros((2, len(panel.mark)))
    for row, bounds in zip(far, (below, above), strict=True):
        row[list(bounds)] = list(bounds.values())
    return replace(panel, limits=Limits.of(*far, 0.0, np.zeros(len(panel.loads), dtype=bool)))


STEPS = dict.fromkeys(range(24), 0.4)  # half a step


@pytest.mark.parametrize(
    ("below", "above"),
    [
        ({5: np.inf}, {0: np.inf, 4: np.inf, 15: np.inf, 16: np.inf, 17: np.inf}),
        (STEPS | {5: np.inf}, STEPS | {0: np.inf, 15: np.inf}),
    ],
    ids=["ends", "coarse"],
)
def test_readings_of_which_bounds_are_known_count_as_anything_between(
    below: dict[int, float], above: dict[int, float]
) -> None:
    """Oracle: a sum over a fine grid of qualities, with the distribution in the place of the density."""
    panel, state = simulated(np.random.default_rng(5), 8, 5)
    panel = limited(panel, below, above)
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
            constant = 1.0 if reading in panel.limits.reading else np.sqrt(2 * np.pi)
            others = (whole / likely[reading]).sum() / whole.sum()
            assert found.odds[reading] == pytest.approx(others / constant, rel=0.02)


def likelihood(panel: Panel, state: State, reading: int, quality: Floats) -> Floats:
    """Of a reading, at each quality: a density, or the probability of what its bounds allow."""
    judge = panel.judge[reading]
    given = state.lean[judge] + state.slope[judge] * quality
    if panel.cell is not None:
        given = given + state.favour[panel.cell[reading]]
    deviations = np.sqrt(state.noise[judge] * SPREADS)
    limits = panel.limits
    bounds = dict(zip(limits.reading.tolist(), zip(limits.below, limits.above, strict=True), strict=True))
    away = (panel.mark[reading] - given)[:, None] / deviations
    if reading in bounds:
        below, above = bounds[reading]
        kinds = norm.cdf(away + above / deviations) - norm.cdf(away - below / deviations)
    else:
        kinds = norm.pdf(away) / deviations
    return np.asarray(kinds @ np.array(state.share_spread))


def test_papers_worked_on_in_blocks_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    panel, state = simulated(np.random.default_rng(2), 20, 6)
    panel = limited(panel, {30: np.inf, 31: 0.3}, {2: np.inf, 31: 0.3})
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
