"""What is kept of the states of a chain: means and spreads, scores for draws, readings predicted left out.

Scores are averaged over what each state expects of a paper, not over drawn qualities: the same mean with a
fraction of the sampling error.
"""

from __future__ import annotations

import numpy as np

from scoring.aggregation.chain import SPREADS, Evidence, Panel, State
from scoring.tables import Floats

# A reading that a state finds next to impossible would outweigh all other states.
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


class Tally:
    """Sums over the kept states; everything in the units of the panel's marks, levels relative to the
    average judge of each state.

    Parameters
    ----------
    panel: the readings.
    by_groups: whether a paper is expected to be as its groups or as all papers.
    scores_kept: states whose scores are kept, evenly spaced.
    sweeps: states that will be added.
    """

    def __init__(self, panel: Panel, by_groups: bool, scores_kept: int, sweeps: int) -> None:
        papers, judges = panel.papers, panel.judges
        self.panel, self.by_groups, self.sweeps = panel, by_groups, sweeps
        self.score, self.own = Moments(papers), np.zeros(papers)
        self.lean, self.slope, self.flat = Moments(judges), Moments(judges), np.zeros(judges)
        self.noise, self.weight = np.zeros(judges), np.zeros(judges)
        cells = 0 if panel.cell is None else int(panel.cell.max()) + 1
        self.favour, self.favoured = np.zeros(cells), np.zeros(cells)
        # level, quality inside groups, judge, reading, then the levels of groups
        self.variances = Moments(4 + len(panel.levels))
        self.kept = np.zeros((scores_kept, papers), dtype=np.float32)

    def add(self, before: State, evidence: Evidence) -> None:
        """Count a state; ``evidence`` must be what the judges of this state make of the marks."""
        level = float(before.lean.mean())
        mean, precision = expected(before, evidence, self.by_groups)
        self.own += 1 / precision
        row = self.score.count * len(self.kept) // self.sweeps
        self.kept[row] = mean + level
        self.score.add(mean + level)
        self.lean.add(before.lean - level)
        self.slope.add(before.slope)
        self.flat += before.flat
        variance = before.noise * float(np.dot(before.share_spread, SPREADS))
        self.noise += variance
        self.weight += before.slope**2 / before.noise
        self.favour += before.favour
        self.favoured += before.favoured
        sizes = (level, before.var_quality, before.var_lean, before.typical_noise, *before.var_levels)
        self.variances.add(np.array(sizes))


def expected(state: State, evidence: Evidence, by_groups: bool) -> tuple[Floats, Floats]:
    """(P,) mean and precision of the qualities, given the judges and what is expected of a paper."""
    variance = state.var_quality if by_groups else state.var_quality + sum(state.var_levels)
    precision = evidence.information + 1 / variance
    pull = evidence.pull + state.expected / variance if by_groups else evidence.pull
    return pull / precision, precision


class LeftOut:
    """Each reading as predicted from all others, without fitting once per reading.

    The states were drawn with the reading included; each is weighted by one over the density it gives to the
    reading (importance sampling).

    Source: Gelfand, Dey & Chang (1992), Bayesian Statistics 4, 147-167.
    """

    def __init__(self, readings: int) -> None:
        self._sum = np.zeros(readings)
        self._weight = np.zeros(readings)

    def add(self, panel: Panel, state: State, evidence: Evidence) -> None:
        mean, precision = expected(state, evidence, by_groups=True)
        slope, pull = evidence.slope, evidence.slope / evidence.noise
        others = precision[panel.paper] - slope * pull
        quality = ((precision * mean)[panel.paper] - pull * evidence.rest) / others
        away = evidence.rest - slope * quality
        noise, of_quality = evidence.noise / evidence.spread, slope**2 / others
        density = np.zeros(len(away))
        for share, spread in zip(state.share_spread, SPREADS, strict=True):
            variance = of_quality + noise * spread
            density += share * np.exp(-0.5 * away**2 / variance) / np.sqrt(variance)
        weight = 1 / np.maximum(density, LEAST_DENSITY)
        self._sum += weight * (panel.mark - away)
        self._weight += weight

    @property
    def prediction(self) -> Floats:
        """(R,) in the units of the panel's marks."""
        return self._sum / self._weight
