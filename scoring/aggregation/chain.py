"""The Markov chain behind the robust model (Gibbs sampling).

Model, marks centred and in units of their standard deviation, reading r of paper i by judge j::

    mark_r = lean_j + slope_j q_i + favour_jg + e_r        e_r ~ N(0, noise_j spread_r)
    q_i    = group effects + N(0, var_quality)             one effect per level (region, unit in it)

Priors, their parameters drawn too, from the weak priors below (no parameter of the world is assumed):
``lean ~ N(mean_lean, var_lean)``, ``mean_lean ~ N(0, 1)``; ``slope ~ N(1, var_slope)`` for a judge who follows
the others, ``FLAT`` for one who hardly does (random marks, safe marks); ``noise`` scaled inverse chi-square
around a typical noise, itself exponential with mean 1; ``spread`` one of ``SPREADS`` (slips, heavy tails);
``favour`` zero for nearly all pairs of judge and group, else normal.  Of a mark at an end of the scale or
on a coarse one only bounds are known (:mod:`scoring.aggregation.limits`).
A variance for which the marks hold little evidence stays near its small prior value: with few readings the
model shrinks to severity only.

A sweep draws each part given all others.  Every draw is a smooth function of the state and of random numbers
whose kind depends on counts only, so that two chains of one seed stay together and rounding errors die out.

Source: Gelfand & Smith (1990), JASA 85, 398-409; George & McCulloch (1993), JASA 88, 881-889 (zero or
normal effects); Papaspiliopoulos, Roberts & Zanella (2020), Biometrika 107, 25-40 (crossed effects).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from scoring.aggregation.panel import Panel
from scoring.tables import Bools, Floats, Ints

SPREADS = np.array([1.0, 4.0, 25.0])  # an ordinary reading, a loose one, a slip
SPREADS_BEFORE = np.array([97.0, 2.5, 0.5])  # readings of each kind that the prior is worth
FLAT = (0.2, 0.09)  # mean and variance of the slopes of judges who hardly follow the others
FLAT_BEFORE = (1.0, 19.0)  # judges who do not and who do follow the others, by the prior
FAVOUR_BEFORE = (1.0, 199.0)  # pairs of judge and group with and without favour, by the prior
# How many values a prior of a variance is worth, and their mean square.
QUALITY_BEFORE = (2, 0.1)
GROUPS_BEFORE = (2, 0.01)
LEAN_BEFORE = (1, 0.02)
SLOPE_BEFORE = (3, 0.02)
FAVOURS_BEFORE = (3, 0.5)
FACTORS = np.linspace(-6.0, 6.0, 241)  # standard deviations around the likeliest stretch
NEAR = 4.0  # squared error in units of noise
NOISE_DEGREES = np.array([3.0, 5.0, 8.0, 12.0, 18.0, 27.0, 40.0, 60.0, 90.0, 140.0, 250.0])


@dataclass(slots=True, eq=False)
class State:
    """One state of the chain; units as in the module docstring, variances squared.

    Per paper: ``quality`` and ``expected``, the sum of its groups' effects.  Per judge: ``lean, slope, noise``
    and ``flat`` (does not follow the others).  ``effects``: one array per level.  ``favour, favoured``: per cell.
    Per reading: ``mark``, as it would be on a scale without ends and steps.
    """

    quality: Floats
    expected: Floats
    effects: list[Floats]
    lean: Floats
    slope: Floats
    flat: Bools
    noise: Floats
    favour: Floats
    favoured: Bools
    mark: Floats
    var_quality: float = 0.4
    var_lean: float = 0.1
    mean_lean: float = 0.0
    var_slope: float = 0.03
    share_flat: float = 0.05
    typical_noise: float = 0.4
    noise_degrees: float = 10.0
    share_favoured: float = 0.005
    var_favour: float = 0.5
    var_levels: tuple[float, ...] = ()
    share_spread: tuple[float, ...] = (0.97, 0.025, 0.005)

    @classmethod
    def start(cls, panel: Panel) -> State:
        """An ordinary panel: all judges alike, no slips."""
        judges = panel.judges
        cells = 0 if panel.cell is None else int(panel.cell.max()) + 1
        return cls(
            quality=np.zeros(panel.papers),
            expected=np.zeros(panel.papers),
            effects=[np.zeros(int(level.max()) + 1) for level in panel.levels],
            lean=np.zeros(judges),
            slope=np.ones(judges),
            flat=np.zeros(judges, dtype=bool),
            noise=np.full(judges, 0.4),
            favour=np.zeros(cells),
            favoured=np.zeros(cells, dtype=bool),
            mark=panel.mark.copy(),
            var_levels=tuple(0.05 for _ in panel.levels),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What the marks say about the papers if the judges are as in a state.

    Per reading: ``noise``, its variance with ``spread``; ``slope``; ``rest``, the mark without lean and favour.
    Per paper: ``information`` and ``pull``, so that ``pull / information`` is the score without a prior.
    """

    noise: Floats
    spread: Floats
    slope: Floats
    rest: Floats
    information: Floats
    pull: Floats

    @classmethod
    def of(cls, panel: Panel, noise: Floats, spread: Floats, slope: Floats, rest: Floats) -> Evidence:
        pull = slope / noise
        return cls(noise, spread, slope, rest, panel.by_paper(slope * pull), panel.by_paper(pull * rest))

    @classmethod
    def start(cls, panel: Panel, state: State) -> Evidence:
        """That of a starting state, without slips and favours."""
        ones = np.ones(len(panel.mark))
        judge = panel.judge
        return cls.of(panel, state.noise[judge], ones, state.slope[judge], panel.mark - state.lean[judge])


def sweep(panel: Panel, state: State, evidence: Evidence, rng: np.random.Generator) -> Evidence:
    """Draw every part of the state once, papers first, from the evidence of this state; that of the next."""
    _draw_quality(state, evidence, rng)
    _draw_groups(panel, state, rng)
    quality = state.quality[panel.paper]
    _draw_judges(panel, state, evidence, quality, rng)
    fitted = state.slope[panel.judge] * quality
    _draw_scale(state, rng)
    slope, rest = state.slope[panel.judge], state.mark - state.lean[panel.judge]
    if panel.cell is not None:
        rest -= _draw_favour(panel.cell, state, evidence.noise, rest - fitted, rng)
    left = (rest - fitted) ** 2
    _draw_noise(panel, state, left / evidence.spread, rng)
    noise = state.noise[panel.judge]
    spread = _draw_spread(state, left / noise, rng)
    if len(panel.limits.reading):
        rest[panel.limits.reading] += _draw_opinions(panel, state, rest - fitted, noise * spread, rng)
    return Evidence.of(panel, noise * spread, spread, slope, rest)


def _draw_opinions(
    panel: Panel, state: State, left: Floats, noise: Floats, rng: np.random.Generator
) -> Floats:
    """What judges think of whom only bounds are known, given (R,) errors and their variance; (L,) by how much
    their marks change."""
    at = panel.limits.reading
    before = state.mark[at]
    given = before - left[at]
    state.mark[at] = given + panel.limits.draw(panel.mark[at] - given, np.sqrt(noise[at]), rng)
    return np.asarray(state.mark[at] - before)


def _draw_quality(state: State, evidence: Evidence, rng: np.random.Generator) -> None:
    precision = evidence.information + 1 / state.var_quality
    mean = (evidence.pull + state.expected / state.var_quality) / precision
    state.quality = mean + rng.standard_normal(len(mean)) / np.sqrt(precision)


def _draw_groups(panel: Panel, state: State, rng: np.random.Generator) -> None:
    """The effect of each group, level by level, then how much groups and papers differ."""
    variances = []
    away = state.quality - state.expected
    for k, level in enumerate(panel.levels):
        groups = len(state.effects[k])
        away += state.effects[k][level]
        precision = np.bincount(level, minlength=groups) / state.var_quality + 1 / state.var_levels[k]
        mean = np.bincount(level, away, groups) / state.var_quality / precision
        state.effects[k] = mean + rng.standard_normal(groups) / np.sqrt(precision)
        away -= state.effects[k][level]
        variances.append(_variance(state.effects[k], GROUPS_BEFORE, rng))
    state.expected = state.quality - away
    state.var_levels = tuple(variances)
    state.var_quality = _variance(away, QUALITY_BEFORE, rng)


def _variance(values: Floats, before: tuple[int, float], rng: np.random.Generator) -> float:
    """A variance given values around zero; prior: ``before[0]`` values of mean square ``before[1]``."""
    count, typical = before
    return float((values.dot(values) + count * typical) / rng.chisquare(len(values) + count))


def _draw_judges(
    panel: Panel, state: State, evidence: Evidence, quality: Floats, rng: np.random.Generator
) -> None:
    """Lean and slope of each judge together, given (R,) the quality of the paper read; then who follows."""
    weight = 1 / evidence.noise
    mark = state.mark if panel.cell is None else state.mark - state.favour[panel.cell]
    weighted = weight * quality
    centre, inverse = np.where(state.flat, FLAT[0], 1.0), 1 / np.where(state.flat, FLAT[1], state.var_slope)
    first = panel.by_judge(weight) + 1 / state.var_lean
    cross = panel.by_judge(weighted)
    second = panel.by_judge(weighted * quality) + inverse
    at_lean = panel.by_judge(weight * mark) + state.mean_lean / state.var_lean
    at_slope = panel.by_judge(weighted * mark) + centre * inverse
    determinant = first * second - cross**2
    slope = (first * at_slope - cross * at_lean) / determinant
    state.slope = slope + rng.standard_normal(len(slope)) * np.sqrt(first / determinant)
    state.lean = (at_lean - cross * state.slope) / first + rng.standard_normal(len(slope)) / np.sqrt(first)
    _draw_kinds(panel, state, rng)
    precision = len(state.lean) / state.var_lean + 1
    mean = float(state.lean.sum()) / state.var_lean / precision
    state.mean_lean = float(mean + rng.standard_normal() / np.sqrt(precision))
    state.var_lean = _variance(state.lean - state.mean_lean, LEAN_BEFORE, rng)


def _draw_kinds(panel: Panel, state: State, rng: np.random.Generator) -> None:
    """Who follows the others, how many do, and how much the slopes of those who do differ."""
    away = state.slope - 1
    follows = np.log1p(-state.share_flat) - 0.5 * (np.log(state.var_slope) + away**2 / state.var_slope)
    hardly = np.log(state.share_flat) - 0.5 * (np.log(FLAT[1]) + (state.slope - FLAT[0]) ** 2 / FLAT[1])
    state.flat = panel.limits.uniform | (rng.random(len(away)) < _share(hardly - follows))
    count = int(state.flat.sum())
    state.share_flat = float(rng.beta(FLAT_BEFORE[0] + count, FLAT_BEFORE[1] + len(away) - count))
    state.var_slope = _variance(away[~state.flat], SLOPE_BEFORE, rng)


def _share(log_odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -50, 50))))


def _draw_scale(state: State, rng: np.random.Generator) -> None:
    """Stretch all slopes and shrink all qualities by one factor, which changes no mark.

    Only the priors speak about it; drawn apart, because slopes and qualities in turn would take hundreds of
    sweeps to move together.  Source: Liu & Wu (1999), JASA 94, 1264-1274.
    """
    centre, variance = np.where(state.flat, FLAT[0], 1.0), np.where(state.flat, FLAT[1], state.var_slope)
    before = [(QUALITY_BEFORE, state.var_quality), *((GROUPS_BEFORE, v) for v in state.var_levels)]
    square = float((state.slope**2 / variance).sum()) + sum(n * typical / v for (n, typical), v in before)
    linear = float((state.slope * centre / variance).sum())
    power = len(state.slope) + sum(n for (n, _), _ in before)
    # mode and curvature of power log c + linear c - square c^2 / 2, in log c
    mode = (linear + np.sqrt(linear**2 + 4 * square * power)) / (2 * square)
    wide = 1 / np.sqrt(2 * square * mode**2 - linear * mode)
    logs = np.log(mode) + wide * FACTORS
    height = power * logs + linear * np.exp(logs) - 0.5 * square * np.exp(2 * logs)
    grown = np.cumsum(np.exp(height - height.max()))
    factor = float(np.exp(np.interp(rng.random() * grown[-1], grown, logs)))
    state.slope = state.slope * factor
    state.quality = state.quality / factor
    state.expected = state.expected / factor
    state.effects = [effect / factor for effect in state.effects]
    state.var_quality /= factor**2
    state.var_levels = tuple(v / factor**2 for v in state.var_levels)


def _draw_favour(cell: Ints, state: State, noise: Floats, left: Floats, rng: np.random.Generator) -> Floats:
    """Zero or normal, for each pair of judge and group, given (R,) what is left of the marks; (R,) favours."""
    cells = len(state.favour)
    precision = np.bincount(cell, 1 / noise, cells) + 1 / state.var_favour
    mean = np.bincount(cell, left / noise, cells) / precision
    odds = np.log(state.share_favoured) - np.log1p(-state.share_favoured)
    odds = odds + 0.5 * (precision * mean**2 - np.log(state.var_favour * precision))
    state.favoured = rng.random(cells) < _share(odds)
    drawn = mean + rng.standard_normal(cells) / np.sqrt(precision)
    state.favour = np.where(state.favoured, drawn, 0.0)
    count = int(state.favoured.sum())
    state.share_favoured = float(rng.beta(FAVOUR_BEFORE[0] + count, FAVOUR_BEFORE[1] + cells - count))
    state.var_favour = _variance(drawn[state.favoured], FAVOURS_BEFORE, rng)
    return np.asarray(state.favour[cell])


def _draw_noise(panel: Panel, state: State, squares: Floats, rng: np.random.Generator) -> None:
    """Each judge's noise given (R,) squared errors, the typical noise and how much the judges differ in it."""
    size = panel.by_judge(squares) + state.noise_degrees * state.typical_noise
    state.noise = np.maximum(size / rng.chisquare(panel.loads + state.noise_degrees), panel.limits.least)
    others = state.noise[~panel.limits.uniform]
    judges, inverse, logs = len(others), float((1 / others).sum()), float(np.log(others).sum())
    half = 0.5 * state.noise_degrees
    state.typical_noise = float(rng.gamma(half * judges + 1) / (half * inverse + 1))
    halves = NOISE_DEGREES / 2
    chance = judges * (halves * np.log(halves * state.typical_noise) - gammaln(halves))
    chance -= (halves + 1) * logs + halves * state.typical_noise * inverse
    grown = np.cumsum(np.exp(chance - chance.max()))
    state.noise_degrees = float(NOISE_DEGREES[np.searchsorted(grown, rng.random() * grown[-1])])


def _draw_spread(state: State, squares: Floats, rng: np.random.Generator) -> Floats:
    """Which readings are loose or slips, given (R,) squared errors in units of noise, and how many are.

    Only readings that can leave the ordinary kind are looked at: those beyond ``NEAR``, and those whose random
    number is beyond what it would take at ``NEAR``.
    """
    at = rng.random(len(squares))
    bound = 1 / (1 + _odds(np.array([NEAR]), state.share_spread).sum())
    maybe = np.flatnonzero((at > bound) | (squares > NEAR))
    loose, slip = _odds(squares[maybe], state.share_spread)
    level = at[maybe] * (1 + loose + slip)
    spread = np.ones(len(squares))
    spread[maybe] = np.where(level > 1 + loose, SPREADS[2], np.where(level > 1, SPREADS[1], SPREADS[0]))
    slips = int((spread == SPREADS[2]).sum())
    beyond = int((spread > SPREADS[0]).sum())
    counts = np.array([len(spread) - beyond, beyond - slips, slips])
    state.share_spread = tuple(rng.dirichlet(counts + SPREADS_BEFORE).tolist())
    return spread


def _odds(squares: Floats, share: tuple[float, ...]) -> Floats:
    """(2, ...) odds of a loose reading and of a slip against an ordinary one."""
    base = np.array(share[1:]) / share[0] / np.sqrt(SPREADS[1:])
    growth = np.multiply.outer(0.5 * (1 - 1 / SPREADS[1:]), squares)
    return np.asarray(base[:, None] * np.exp(np.minimum(growth, 600.0)))
