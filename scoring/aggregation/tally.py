"""What is kept of the states of a chain: means and spreads, scores for draws, readings predicted left out.

A state is taken for what it says about the judges.  The papers are then worked out from the judges without
chance, over all ways in which readings may be slips, by summing over a grid: papers with the same marks by the
same judges get the same score to the last digit, and the mean needs far fewer states.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scoring.aggregation.chain import SPREADS, State
from scoring.aggregation.panel import Panel
from scoring.tables import Floats

# Qualities that are summed over, in standard deviations of the paper.  One apart is exact to 1e-8 for normal
# curves none of which is narrower (trapezoidal rule), ``WIDEST`` apart to 3e-4: papers whose readings contradict
# each other are given so much more room.
GRID = np.arange(-6.0, 7.0)
WIDEST = 1.5
BLOCK = 4096  # readings worked on at once: what the processor's cache holds
# A reading that a state finds next to impossible would outweigh all other states when it is predicted.
LEAST_DENSITY = 1e-4


class Moments:
    """Running mean and variance of an array."""

    def __init__(self, size: int) -> None:
        self.count = 0
        self._sum = np.zeros(size)
        self._squares = np.zeros(size)

    def add(self, values: Floats) -> None:
        self.count += 1
        self._sum += values
        self._squares += values**2

    @property
    def mean(self) -> Floats:
        return self._sum / self.count

    @property
    def variance(self) -> Floats:
        return np.maximum(self._squares / self.count - self.mean**2, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Papers:
    """What a state makes of the papers: ``mean, variance`` of quality, (P,); and of each reading, (R,), ``odds``
    (one over the density that the others give to it) and its ``prediction`` from the others times ``odds``."""

    mean: Floats
    variance: Floats
    odds: Floats
    prediction: Floats


class Tally:
    """Sums over the kept states; everything in the units of the panel's marks, levels relative to the
    average judge of each state.

    Parameters
    ----------
    panel: the readings.
    by_groups: whether a paper is expected to be as its groups or as all papers.
    states: how many will be added.
    """

    def __init__(self, panel: Panel, by_groups: bool, states: int) -> None:
        judges = len(panel.loads)
        self.panel, self.by_groups, self.states = panel, by_groups, states
        self.score, self.own = Moments(panel.papers), np.zeros(panel.papers)
        self.lean, self.slope, self.flat = Moments(judges), Moments(judges), np.zeros(judges)
        self.noise, self.weight = np.zeros(judges), np.zeros(judges)
        cells = 0 if panel.cell is None else int(panel.cell.max()) + 1
        self.favour, self.favoured = np.zeros(cells), np.zeros(cells)
        # level, quality inside groups, judge, reading, then the levels of groups
        self.variances = Moments(4 + len(panel.levels))
        self.scores = np.zeros((states, panel.papers), dtype=np.float32)
        self._odds, self._predicted = np.zeros(len(panel.mark)), np.zeros(len(panel.mark))

    def add(self, state: State) -> None:
        """Count a state."""
        level = float(state.lean.mean())
        papers = papers_of(self.panel, state, self.by_groups)
        self.scores[self.score.count] = papers.mean + level
        self.score.add(papers.mean + level)
        self.own += papers.variance
        self._odds += papers.odds
        self._predicted += papers.prediction
        self.lean.add(state.lean - level)
        self.slope.add(state.slope)
        self.flat += state.flat
        self.noise += state.noise * float(np.dot(state.share_spread, SPREADS))
        self.weight += state.slope**2 / state.noise
        self.favour += state.favour
        self.favoured += state.favoured
        sizes = (level, state.var_quality, state.var_lean, state.typical_noise, *state.var_levels)
        self.variances.add(np.array(sizes))

    @property
    def left_out(self) -> Floats:
        """(R,) each reading as predicted from all others, without fitting once per reading.

        The states were drawn with the reading included; each is weighted by one over the density it gives to
        the reading (importance sampling; Gelfand, Dey & Chang 1992, Bayesian Statistics 4, 147-167).
        """
        return self._predicted / self._odds


def papers_of(panel: Panel, state: State, by_groups: bool) -> Papers:
    """Qualities given the judges, spreads summed out; source: any text on numerical integration."""
    given = state.lean[panel.judge]
    if panel.cell is not None:
        given = given + state.favour[panel.cell]
    noise, slope = state.noise[panel.judge], state.slope[panel.judge]
    broad = noise + panel.limits.rounding
    rest, pull = panel.mark - given, slope / broad
    variance = state.var_quality if by_groups else state.var_quality + sum(state.var_levels)
    before = state.expected if by_groups else np.zeros(panel.papers)
    ordinary = panel.by_paper(slope * pull) + 1 / variance
    centre = (panel.by_paper(pull * rest) + before / variance) / ordinary
    # the grid is laid where the readings lead that the others do not contradict
    trust = _trust((rest - slope * centre[panel.paper]) / np.sqrt(broad), state.share_spread)
    precision = panel.by_paper(trust * slope * pull) + 1 / variance
    centre = (panel.by_paper(trust * pull * rest) + before / variance) / precision
    step = np.minimum(1 / np.sqrt(precision), WIDEST / np.sqrt(ordinary))
    # density of the prior at the grid, and of each reading, both up to a constant
    prior = -0.5 * ((centre - before)[:, None] + step[:, None] * GRID) ** 2 / variance
    found = Papers(np.empty(panel.papers), np.empty(panel.papers), np.empty(len(rest)), np.empty(len(rest)))
    off = (rest - slope * centre[panel.paper]) / np.sqrt(noise)
    move = slope * step[panel.paper] / np.sqrt(noise)
    for papers, readings in _blocks(panel):
        paper = panel.paper[readings] - papers.start
        away = off[readings, None] - move[readings, None] * GRID
        likely = _density(away, state.share_spread) / np.sqrt(noise[readings, None])
        _put_chances(panel, likely, away, (readings, noise), state.share_spread)
        log = prior[papers] + np.add.reduceat(np.log(likely), np.flatnonzero(np.diff(paper, prepend=-1)))
        share = np.exp(log - log.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        mean = share @ GRID
        found.mean[papers] = centre[papers] + step[papers] * mean
        found.variance[papers] = step[papers] ** 2 * (share @ GRID**2 - mean**2)
        others = share[paper] / np.maximum(likely, LEAST_DENSITY)
        found.odds[readings] = others.sum(axis=1)
        quality = found.odds[readings] * centre[panel.paper[readings]]
        quality += step[panel.paper[readings]] * (others @ GRID)
        found.prediction[readings] = found.odds[readings] * given[readings] + slope[readings] * quality
    return found


def _density(away: Floats, share: tuple[float, ...], power: float = 0.5) -> Floats:
    """Density of errors in units of noise, over the kinds of reading, without the constant."""
    squares = away**2
    total = np.full(away.shape, np.finfo(float).tiny)
    for part, spread in zip(share, SPREADS.tolist(), strict=True):
        total += part / spread**power * np.exp(squares * (-0.5 / spread))
    return total


def _put_chances(
    panel: Panel, likely: Floats, away: Floats, of: tuple[slice, Floats], share: tuple[float, ...]
) -> None:
    """Put probabilities in the place of densities where only bounds of a reading are known."""
    readings, noise = of
    run = panel.limits.within(readings)
    at = panel.limits.reading[run]
    if len(at):
        deviation, own = np.sqrt(noise[at]), at - readings.start
        points = away[own] * deviation[:, None]
        likely[own] = sum(
            part * panel.limits.chance(run, points, deviation * np.sqrt(spread))
            for part, spread in zip(share, SPREADS.tolist(), strict=True)
        )


def _trust(away: Floats, share: tuple[float, ...]) -> Floats:
    """One over the spread that such an error is expected to have: 1 for an ordinary reading."""
    return _density(away, share, 1.5) / _density(away, share)


def _blocks(panel: Panel) -> list[tuple[slice, slice]]:
    """Runs of whole papers with about ``BLOCK`` readings, and their readings."""
    ends = np.searchsorted(panel.paper, np.arange(panel.papers + 1))
    cuts = np.unique(np.searchsorted(ends, np.arange(0, len(panel.mark), BLOCK)))
    bounds = [*cuts.tolist(), panel.papers]
    pairs = [(a, b) for a, b in pairwise(bounds) if a < b]
    return [(slice(a, b), slice(int(ends[a]), int(ends[b]))) for a, b in pairs]
