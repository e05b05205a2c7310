"""The readings as the sampler sees them; how exactly each is known: :mod:`scoring.aggregation.limits`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.aggregation.limits import Limits
from scoring.tables import Floats, Ints

# Below so many readings per judge and group a favour cannot be told from a slip.
FAVOUR_FROM = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """The readings in the order of papers: ``paper, judge`` (R,) int, dense positions; ``mark`` (R,) float,
    mean 0, variance 1.

    ``levels``: for each level of grouping (P,) int, the group of each paper, coarse to fine.
    ``cell``: (R,) int, the pair of judge and coarsest group; None when favour is not modelled.
    ``loads``: (J,) int, readings of each judge.
    ``limits``: how exactly the marks are known.
    """

    paper: Ints
    judge: Ints
    mark: Floats
    levels: tuple[Ints, ...]
    cell: Ints | None
    loads: Ints
    limits: Limits

    @classmethod
    def of(
        cls, paper: Ints, judge: Ints, mark: Floats, levels: Sequence[Ints], limits: Limits | None = None
    ) -> Panel:
        """Favour is modelled where a judge reads ``FAVOUR_FROM`` papers of a group on average.

        ``limits``: None: every mark is exact.
        """
        cell = None
        if levels:
            pair = judge * (int(levels[0].max()) + 1) + levels[0][paper]
            pairs, cells = np.unique(pair, return_inverse=True)
            if len(pair) >= FAVOUR_FROM * len(pairs):
                cell = cells.astype(np.int64)
        loads = np.bincount(judge).astype(np.int64)
        limits = limits or Limits.none(len(mark), len(loads))
        return cls(paper, judge, mark, tuple(levels), cell, loads, limits)

    @property
    def papers(self) -> int:
        return int(self.paper[-1]) + 1

    @property
    def judges(self) -> int:
        return len(self.loads)

    def by_paper(self, x: Floats) -> Floats:
        return np.bincount(self.paper, x).astype(np.float64, copy=False)

    def by_judge(self, x: Floats) -> Floats:
        return np.bincount(self.judge, x).astype(np.float64, copy=False)
