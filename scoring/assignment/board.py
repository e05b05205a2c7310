"""The readings on the table while they are swapped: who reads each paper, and who may.

A swap exchanges the papers of two readings by two judges; loads stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from scoring.assignment.problem import BoolArray, IntArray
from scoring.assignment.rules import Rules

# Partners tried for a reading that breaks a rule, before all are.
SAMPLE = 256
# Times the readings are shuffled when some still break a rule.
SHUFFLES = 12


class Swaps(NamedTuple):
    """S proposed swaps: reading ``at_a`` of judge ``a`` against ``at_b`` of judge ``b``, all ``(S,)``."""

    a: IntArray
    b: IntArray
    at_a: IntArray
    at_b: IntArray

    def where(self, keep: BoolArray) -> Swaps:
        return Swaps(self.a[keep], self.b[keep], self.at_a[keep], self.at_b[keep])


@dataclass(slots=True)
class Board:
    """The free readings, sorted by judge, and who reads each paper.

    paper, judge
        ``(R,)`` the free readings; those of judge j stand at ``start[j]:start[j + 1]``.
    readers
        ``(P, K)`` judges of each paper, held readings included, -1 = empty place.
    """

    rules: Rules
    paper: IntArray
    judge: IntArray
    start: IntArray
    readers: IntArray

    @classmethod
    def of(cls, rules: Rules, paper: IntArray, judge: IntArray, held: IntArray) -> Board:
        """Set up the board from free readings (R,), (R,) and held pairs (n, 2)."""
        order = np.argsort(judge * len(rules.wanted) + paper)  # one key: far faster than two
        paper, judge = paper[order], judge[order]
        return cls(
            rules, paper, judge, np.searchsorted(judge, np.arange(len(rules.low) + 1)),
            _readers(np.concatenate([paper, held[:, 0]]), np.concatenate([judge, held[:, 1]]),
                     len(rules.wanted)),
        )  # fmt: skip

    def fits(self, paper: IntArray, judge: IntArray, leaves: IntArray) -> BoolArray:
        """Whether each judge may read each paper beside its readers without ``leaves``; ``(S,)``."""
        readers = self.readers[paper]
        free = ~(readers == judge[:, None]).any(axis=1) & ~self.rules.bars(paper, judge)
        if self.rules.apart is not None:
            beside = (readers >= 0) & (readers != leaves[:, None])
            free &= ~(self.rules.apart[judge[:, None], readers] & beside).any(axis=1)
        return np.asarray(free)

    def lawful(self, swaps: Swaps) -> BoolArray:
        """Whether both readings of each swap keep the rules afterwards, ``(S,)``."""
        paper_a, paper_b = self.paper[swaps.at_a], self.paper[swaps.at_b]
        return self.fits(paper_a, swaps.b, swaps.a) & self.fits(paper_b, swaps.a, swaps.b)

    def harmless(self, swaps: Swaps) -> BoolArray:
        """Whether each swap leaves as many readings with preferred judges, ``(S,)``."""
        wish = self.rules.preferred
        if wish is None:
            return np.ones(len(swaps.a), dtype=bool)
        kind_a, kind_b = self.rules.kind[self.paper[swaps.at_a]], self.rules.kind[self.paper[swaps.at_b]]
        now = wish[kind_a, swaps.a].astype(np.int8) + wish[kind_b, swaps.b]
        return np.asarray(wish[kind_a, swaps.b].astype(np.int8) + wish[kind_b, swaps.a] >= now)

    def propose(self, active: IntArray, rng: np.random.Generator) -> Swaps:
        """Pair the ``active`` judges at random and pick one reading of each; keep what is allowed.

        Every judge is in one pair only, so the swaps of one round cannot hand a paper to one judge twice.
        """
        order = rng.permutation(active)
        half = len(order) // 2
        a, b = order[:half], order[half : 2 * half]
        loads = self.start[1:] - self.start[:-1]
        at_a = self.start[a] + (rng.random(half) * loads[a]).astype(np.int64)
        at_b = self.start[b] + (rng.random(half) * loads[b]).astype(np.int64)
        swaps = Swaps(a, b, at_a, at_b)
        swaps = swaps.where(self.lawful(swaps))
        return swaps.where(self.harmless(swaps))

    def apply(self, swaps: Swaps) -> None:
        """Exchange the papers; no paper may stand in two of the swaps."""
        paper_a, paper_b = self.paper[swaps.at_a], self.paper[swaps.at_b]
        self._replace(swaps.at_b, paper_a, swaps.a, swaps.b)
        self._replace(swaps.at_a, paper_b, swaps.b, swaps.a)

    def _replace(self, at: IntArray, paper: IntArray, old: IntArray, new: IntArray) -> None:
        """Let ``paper`` be read by ``new`` instead of ``old``, at the place ``at`` among the readings."""
        place = np.argmax(self.readers[paper] == old[:, None], axis=1)
        self.readers[paper, place] = new
        self.paper[at] = paper

    def broken(self) -> IntArray:
        """Free readings that break a rule: a barred judge, the same judge twice, two who must be apart."""
        beside = self.readers[self.paper]
        wrong = self.rules.bars(self.paper, self.judge) | ((beside == self.judge[:, None]).sum(axis=1) > 1)
        if self.rules.apart is not None:
            wrong |= (self.rules.apart[self.judge[:, None], beside] & (beside >= 0)).any(axis=1)
        return np.flatnonzero(wrong)

    def settle(self, rng: np.random.Generator) -> bool:
        """Swap until no reading breaks a rule; False when that does not succeed."""
        for _ in range(SHUFFLES):
            broken = self.broken()
            for reading in rng.permutation(broken):
                self._mend(int(reading), rng)
            if not len(broken) or not len(self.broken()):
                return True
            active = np.flatnonzero(np.diff(self.start))
            for _ in range(int(np.diff(self.start).max())):
                swaps = self.propose(active, rng)
                self.apply(swaps.where(first_touch(self.paper[swaps.at_a], self.paper[swaps.at_b])))
        return False

    def _mend(self, reading: int, rng: np.random.Generator) -> None:
        """Swap one reading with the first at random that makes both right, if there is one."""
        for draw in (lambda count: rng.integers(count, size=SAMPLE), rng.permutation):
            others = draw(len(self.paper))
            at = np.full(len(others), reading)
            swaps = Swaps(self.judge[at], self.judge[others], at, others)
            good = np.flatnonzero(self.lawful(swaps))
            if len(good):
                best = good[np.argmax(self.harmless(swaps)[good])]
                self.apply(swaps.where(np.arange(len(others)) == best))
                return


def _readers(paper: IntArray, judge: IntArray, papers: int) -> IntArray:
    order = np.argsort(paper * len(paper) + np.arange(len(paper)))
    paper, judge = paper[order], judge[order]
    counts = np.bincount(paper, minlength=papers)
    place = np.arange(len(paper)) - np.repeat(np.cumsum(counts) - counts, counts)
    table = np.full((papers, int(counts.max(initial=0))), -1, dtype=np.int64)
    table[paper, place] = judge
    return table


def first_touch(paper_a: IntArray, paper_b: IntArray) -> BoolArray:
    """Keep, of swaps that touch the same paper, only the first; ``(S,)``."""
    both = np.concatenate([paper_a, paper_b])
    first = np.zeros(len(both), dtype=bool)
    first[np.unique(both, return_index=True)[1]] = True
    return np.asarray(first[: len(paper_a)] & first[len(paper_a) :])
