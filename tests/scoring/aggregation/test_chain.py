"""The chain draws from the distribution that its module states: joint distribution test, and invariances."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scoring.aggregation import chain
from scoring.aggregation.chain import Evidence, State
from scoring.aggregation.limits import Limits
from scoring.aggregation.panel import Panel
from scoring.tables import Floats, Ints

# name, value of a state: everything the chain draws, in numbers without heavy tails
WATCHED = {
    "quality": lambda s: s.quality[0] / np.sqrt(s.var_quality),
    "var_quality": lambda s: np.log(s.var_quality),
    "var_region": lambda s: np.log(s.var_levels[0]),
    "effect": lambda s: s.effects[1][0] / np.sqrt(s.var_levels[1]),
    "lean": lambda s: (s.lean[1] - s.mean_lean) / np.sqrt(s.var_lean),
    "mean_lean": lambda s: s.mean_lean,
    "var_lean": lambda s: np.log(s.var_lean),
    "slope": lambda s: np.clip(s.slope[0], -1, 2),
    "slopes": lambda s: np.clip(s.slope.mean(), -1, 2),
    "var_slope": lambda s: np.log(s.var_slope),
    "flat": lambda s: float(s.flat.mean()),
    "share_flat": lambda s: s.share_flat,
    "noise": lambda s: np.log(s.noise[0]),
    "typical_noise": lambda s: np.log(s.typical_noise),
    "noise_degrees": lambda s: np.log(s.noise_degrees),
    "favoured": lambda s: float(s.favoured.mean()),
    "var_favour": lambda s: np.log(s.var_favour),
    "favour": lambda s: float(np.abs(s.favour).max() > 1),
    "share_slips": lambda s: s.share_spread[2],
}


BATCHES, LENGTH = 30, 50


def watched(state: State) -> list[float]:
    return [float(value(state)) for value in WATCHED.values()]


def small_panel() -> Panel:
    """8 papers of 2 regions and 4 units, 4 judges of whom 3 read each paper: 3 readings of a region by each."""
    paper = np.repeat(np.arange(8), 3)
    judge = np.concatenate([np.delete(np.arange(4), i % 4) for i in range(8)])
    levels: list[Ints] = [np.arange(8) // 4, np.arange(8) // 2]
    panel = Panel.of(paper, judge, np.zeros(24), levels)
    assert panel.cell is not None
    return panel


def scaled(rng: np.random.Generator, before: tuple[int, float]) -> float:
    return float(before[0] * before[1] / rng.chisquare(before[0]))


def from_prior(panel: Panel, rng: np.random.Generator) -> State:
    """A state drawn from the priors in the words of the module, part by part."""
    state = State.start(panel)
    judges, cells = len(panel.loads), len(state.favour)
    state.var_quality = scaled(rng, chain.QUALITY_BEFORE)
    state.var_levels = tuple(scaled(rng, chain.GROUPS_BEFORE) for _ in panel.levels)
    state.effects = [
        rng.normal(0, np.sqrt(v), len(effect))
        for v, effect in zip(state.var_levels, state.effects, strict=True)
    ]
    pairs = zip(panel.levels, state.effects, strict=True)
    state.expected = np.sum([effect[level] for level, effect in pairs], axis=0)
    state.quality = state.expected + rng.normal(0, np.sqrt(state.var_quality), panel.papers)
    state.mean_lean, state.var_lean = float(rng.normal()), scaled(rng, chain.LEAN_BEFORE)
    state.lean = rng.normal(state.mean_lean, np.sqrt(state.var_lean), judges)
    state.share_flat = float(rng.beta(*chain.FLAT_BEFORE))
    state.flat = rng.random(judges) < state.share_flat
    state.var_slope = scaled(rng, chain.SLOPE_BEFORE)
    follows = rng.normal(1, np.sqrt(state.var_slope), judges)
    state.slope = np.where(state.flat, rng.normal(chain.FLAT[0], np.sqrt(chain.FLAT[1]), judges), follows)
    state.typical_noise = float(rng.exponential())
    state.noise_degrees = float(rng.choice(chain.NOISE_DEGREES))
    drawn = rng.chisquare(state.noise_degrees, judges)
    state.noise = state.noise_degrees * state.typical_noise / drawn
    state.share_favoured = float(rng.beta(*chain.FAVOUR_BEFORE))
    state.favoured = rng.random(cells) < state.share_favoured
    state.var_favour = scaled(rng, chain.FAVOURS_BEFORE)
    state.favour = np.where(state.favoured, rng.normal(0, np.sqrt(state.var_favour), cells), 0.0)
    state.share_spread = tuple(rng.dirichlet(chain.SPREADS_BEFORE).tolist())
    return state


def marked(panel: Panel, state: State, spread: Floats, rng: np.random.Generator) -> tuple[Panel, Evidence]:
    """The panel with marks drawn from the state on a scale with ends and steps, and the evidence of these."""
    assert panel.cell is not None
    judge, slope = panel.judge, state.slope[panel.judge]
    noise = state.noise[judge] * spread
    given = state.lean[judge] + state.favour[panel.cell]
    state.mark = given + slope * state.quality[panel.paper] + rng.normal(0, np.sqrt(noise))
    # the first half in steps of a half, the others exact
    half = np.where(np.arange(len(judge)) < len(judge) // 2, 0.25, 0.0)
    mark = np.clip(np.where(half > 0, np.round(2 * state.mark) / 2, state.mark), -1, 1)
    below, above = np.where(mark == -1, np.inf, half), np.where(mark == 1, np.inf, half)
    limits = Limits.of(below, above, 0.0, np.zeros(panel.judges, dtype=bool))
    found = replace(panel, mark=mark, limits=limits)
    return found, Evidence.of(panel, noise, spread, slope, state.mark - given)


def test_states_and_marks_drawn_in_turn_keep_the_prior(monkeypatch: pytest.MonkeyPatch) -> None:
    """Geweke (2004), JASA 99, 799-804: prior -> marks -> sweep leaves every part distributed as in the prior.

    Favours and flat judges are made common here, so that their draws are seen often.
    """
    monkeypatch.setattr(chain, "FAVOUR_BEFORE", (2.0, 4.0))
    monkeypatch.setattr(chain, "FLAT_BEFORE", (2.0, 4.0))
    monkeypatch.setattr(chain, "SPREADS_BEFORE", np.array([6.0, 2.0, 2.0]))
    rng = np.random.default_rng(41)
    panel = small_panel()
    prior = np.array([watched(from_prior(panel, rng)) for _ in range(800)])
    state = from_prior(panel, rng)
    spread = rng.choice(chain.SPREADS, 24, p=state.share_spread)
    kept = []
    for _ in range(BATCHES * LENGTH):
        marks, evidence = marked(panel, state, spread, rng)
        spread = chain.sweep(marks, state, evidence, rng).spread
        kept.append(watched(state))
    batches = np.array(kept).reshape(BATCHES, LENGTH, -1).mean(axis=1)
    errors = np.sqrt(batches.var(axis=0, ddof=1) / BATCHES + prior.var(axis=0) / len(prior))
    away = (batches.mean(axis=0) - prior.mean(axis=0)) / errors
    assert {name: round(z, 1) for name, z in zip(WATCHED, away.tolist(), strict=True) if abs(z) > 4} == {}


def test_lean_and_slope_are_drawn_together_from_their_regression() -> None:
    """Oracle: 4,000 judges with the same readings, against the dense posterior of one."""
    judges, rng = 4000, np.random.default_rng(47)
    quality, noise, mark = rng.normal(0.5, 1, 6), rng.uniform(0.2, 1, 6), rng.normal(0, 1, 6)
    paper, judge = np.repeat(np.arange(6), judges), np.tile(np.arange(judges), 6)
    panel = Panel.of(paper, judge, mark[paper], [])
    state = State.start(panel)
    state.var_lean, state.mean_lean, state.var_slope = 0.3, 0.2, 0.5
    each = noise[paper]
    evidence = Evidence.of(panel, each, np.ones(len(each)), np.ones(len(each)), mark[paper])
    chain._draw_judges(panel, state, evidence, quality[paper], rng)
    design = np.stack([np.ones(6), quality], axis=1)
    precision = design.T @ (design / noise[:, None]) + np.diag([1 / 0.3, 1 / 0.5])
    covariance = np.linalg.inv(precision)
    mean = covariance @ (design.T @ (mark / noise) + np.array([0.2 / 0.3, 1 / 0.5]))
    drawn = np.stack([state.lean, state.slope])
    assert drawn.mean(axis=1).tolist() == pytest.approx(
        mean.tolist(), abs=4 * np.sqrt(covariance.max() / judges)
    )
    assert np.cov(drawn).ravel().tolist() == pytest.approx(covariance.ravel().tolist(), abs=0.03)


def test_stretching_changes_no_mark() -> None:
    rng = np.random.default_rng(42)
    panel = small_panel()
    state = from_prior(panel, rng)
    fitted = state.slope[panel.judge] * state.quality[panel.paper]
    part = state.expected / np.sqrt(state.var_quality)
    chain._draw_scale(state, rng)
    assert (state.slope[panel.judge] * state.quality[panel.paper]).tolist() == pytest.approx(fitted.tolist())
    assert (state.expected / np.sqrt(state.var_quality)).tolist() == pytest.approx(part.tolist())


def test_looking_at_few_readings_only_draws_the_same_kinds_of_reading() -> None:
    """Oracle: all readings weighed one by one with the same random numbers."""
    squares = np.random.default_rng(43).chisquare(1, 3000) * 3
    state = State.start(small_panel())
    state.share_spread = (0.8, 0.15, 0.05)
    at = np.random.default_rng(44).random(3000)
    expected = []
    for square, u in zip(squares.tolist(), at.tolist(), strict=True):
        weight = [
            p / np.sqrt(k) * np.exp(-0.5 * square / k)
            for p, k in zip((0.8, 0.15, 0.05), chain.SPREADS, strict=True)
        ]
        kind = 0 if u * sum(weight) <= weight[0] else 1 if u * sum(weight) <= weight[0] + weight[1] else 2
        expected.append(chain.SPREADS[kind])
    assert chain._draw_spread(state, squares, np.random.default_rng(44)).tolist() == expected


def test_chains_of_one_seed_forget_where_they_started() -> None:
    """So that rounding on another processor dies out instead of growing."""
    rng = np.random.default_rng(45)
    panel = small_panel()
    panel, _ = marked(panel, from_prior(panel, rng), np.ones(24), rng)
    ends = []
    for lean in (0.0, 1e-9):
        state = State.start(panel)
        state.lean += lean
        evidence = Evidence.start(panel, state)
        draws = np.random.default_rng(46)
        for _ in range(80):
            evidence = chain.sweep(panel, state, evidence, draws)
        ends.append(state.quality)
    assert ends[0].tolist() == pytest.approx(ends[1].tolist(), abs=1e-9)


def test_favour_is_left_out_where_judges_hardly_meet_a_group() -> None:
    paper, judge = np.repeat(np.arange(12), 2), np.tile(np.arange(6), 4)
    assert Panel.of(paper, judge, np.zeros(24), [np.arange(12) // 2]).cell is None
