"""Mixing a plan by swaps, so that judges meet many other judges and every region.

A flow fills judges in blocks: loads are even but neighbours share all their papers.  A swap exchanges
the papers of two readings by two judges; loads stay as they are, so the mixing can run for as long as it
likes.  First random valid swaps (a random balanced design is within 1 % of the best possible variance of
severity differences), then swaps that lower the sum of squares of pair overlaps and of group counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scoring.assignment.classes import Classes
from scoring.assignment.problem import BoolArray, IntArray

FloatArray = npt.NDArray[np.float64]

# Swaps offered per reading: enough random ones to forget the order of the flow, then improving ones.
RANDOM_ROUNDS = 10
# Improvement ends when every reading has been offered about this often without one swap that helps.
BARREN_ROUNDS = 20
# The table of overlaps is judges x judges; above this many judges random mixing is as good (and cheap).
OVERLAP_JUDGES = 600


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
    allowed, of_paper
        ``(C, J)`` which class of papers a judge may read; ``(P,)`` class of each paper.
    """

    paper: IntArray
    judge: IntArray
    start: IntArray
    readers: IntArray
    allowed: BoolArray
    of_paper: IntArray

    @classmethod
    def of(cls, paper: IntArray, judge: IntArray, held: IntArray, classes: Classes) -> Board:
        """Set up the board from free readings (R,), (R,) and held pairs (n, 2)."""
        order = np.argsort(judge, kind="stable")
        paper, judge = paper[order], judge[order]
        judges = classes.eligible.shape[1]
        return cls(
            paper=paper, judge=judge,
            start=np.searchsorted(judge, np.arange(judges + 1)),
            readers=_readers(np.concatenate([paper, held[:, 0]]), np.concatenate([judge, held[:, 1]]),
                             len(classes.of_paper)),
            allowed=classes.eligible, of_paper=classes.of_paper,
        )

    def may_take(self, paper: IntArray, judge: IntArray) -> BoolArray:
        """Whether each judge may read each paper and does not read it yet; ``(S,)``."""
        free = ~(self.readers[paper] == judge[:, None]).any(axis=1)
        return np.asarray(free & self.allowed[self.of_paper[paper], judge])

    def replace(self, at: IntArray, paper: IntArray, old: IntArray, new: IntArray) -> None:
        """Let ``paper`` be read by ``new`` instead of ``old``, at the place ``at`` among the readings."""
        place = np.argmax(self.readers[paper] == old[:, None], axis=1)
        self.readers[paper, place] = new
        self.paper[at] = paper


def _readers(paper: IntArray, judge: IntArray, papers: int) -> IntArray:
    order = np.argsort(paper, kind="stable")
    paper, judge = paper[order], judge[order]
    counts = np.bincount(paper, minlength=papers)
    place = np.arange(len(paper)) - np.repeat(np.cumsum(counts) - counts, counts)
    table = np.full((papers, int(counts.max(initial=0))), -1, dtype=np.int64)
    table[paper, place] = judge
    return table


def mix(board: Board, groups: IntArray, rng: np.random.Generator) -> None:
    """Mix the board in place.  ``groups`` (P,) numbers from 0, or empty when no even mix is wanted."""
    loads = np.diff(board.start)
    active = np.flatnonzero(loads)
    if len(active) < 2:
        return
    passes = -(-len(board.paper) // len(active))
    for _ in range(RANDOM_ROUNDS * passes):
        _apply(board, _propose(board, active, loads, rng))
    goal, barren = _Goal.of(board, groups), 0
    for _ in range(_improving_rounds(len(board.paper)) * passes):
        barren = 0 if goal.improve(board, _propose(board, active, loads, rng)) else barren + 1
        if barren > BARREN_ROUNDS * passes:
            break


def _improving_rounds(readings: int) -> int:
    """Improving swaps offered per reading: many for small contests, where chance leaves most to improve."""
    return int(np.clip(200_000 // max(readings, 1), 10, 200))


def _propose(board: Board, active: IntArray, loads: IntArray, rng: np.random.Generator) -> Swaps:
    """Pair the judges at random and pick one reading of each; keep what is allowed.

    Every judge is in one pair only, so the swaps of one round cannot hand a paper to one judge twice.
    """
    order = rng.permutation(active)
    half = len(order) // 2
    a, b = order[:half], order[half:2 * half]
    at_a = board.start[a] + (rng.random(half) * loads[a]).astype(np.int64)
    at_b = board.start[b] + (rng.random(half) * loads[b]).astype(np.int64)
    swaps = Swaps(a, b, at_a, at_b)
    return swaps.where(board.may_take(board.paper[at_a], b) & board.may_take(board.paper[at_b], a))


def _apply(board: Board, swaps: Swaps) -> None:
    paper_a, paper_b = board.paper[swaps.at_a], board.paper[swaps.at_b]
    board.replace(swaps.at_b, paper_a, swaps.a, swaps.b)
    board.replace(swaps.at_a, paper_b, swaps.b, swaps.a)


@dataclass(slots=True)
class _Goal:
    """What the improving swaps lower: squared overlaps (J, J) plus squared group counts (J, G), scaled.

    ``rarity`` (G,) is mean group size over group size, so that small groups are spread as evenly.
    """

    groups: IntArray
    counts: FloatArray
    rarity: FloatArray
    overlaps: FloatArray | None

    @classmethod
    def of(cls, board: Board, groups: IntArray) -> _Goal:
        groups = groups if len(groups) else np.zeros(len(board.of_paper), dtype=np.int64)
        papers, slots = np.nonzero(board.readers >= 0)
        judges, judge = board.allowed.shape[1], board.readers[papers, slots]
        counts = np.zeros((judges, int(groups.max(initial=0)) + 1))
        np.add.at(counts, (judge, groups[papers]), 1.0)
        sizes = np.maximum(counts.sum(axis=0), 1.0)
        return cls(groups, counts, sizes.mean() / sizes, _overlap_table(board, judges))

    def improve(self, board: Board, swaps: Swaps) -> int:
        """Apply the proposed swaps that lower the goal and touch no paper twice; returns how many."""
        change = self._group_change(board, swaps)
        if self.overlaps is not None:
            change = change + self._overlap_change(board, swaps)
        swaps = swaps.where(change < 0)
        paper_a, paper_b = board.paper[swaps.at_a], board.paper[swaps.at_b]
        swaps = swaps.where(_first_touch(paper_a, paper_b))
        if not len(swaps.a):
            return 0
        self._move_groups(board, swaps)
        if self.overlaps is not None:
            self._move_overlaps(board, swaps)
        _apply(board, swaps)
        return len(swaps.a)

    def _group_change(self, board: Board, swaps: Swaps) -> FloatArray:
        group_a, group_b = self.groups[board.paper[swaps.at_a]], self.groups[board.paper[swaps.at_b]]
        counts, rarity = self.counts, self.rarity
        gains = rarity[group_b] * (counts[swaps.a, group_b] - counts[swaps.b, group_b] + 1)
        losses = rarity[group_a] * (counts[swaps.b, group_a] - counts[swaps.a, group_a] + 1)
        return np.asarray(np.where(group_a == group_b, 0.0, 2 * (gains + losses)))

    def _overlap_change(self, board: Board, swaps: Swaps) -> FloatArray:
        with_a = board.readers[board.paper[swaps.at_a]]
        with_b = board.readers[board.paper[swaps.at_b]]
        return np.asarray(
            self._shift(swaps.a, swaps.b, with_a) + self._shift(swaps.b, swaps.a, with_b), dtype=np.float64
        )

    def _shift(self, leaves: IntArray, enters: IntArray, readers: IntArray) -> FloatArray:
        """Change of squared overlaps when ``enters`` replaces ``leaves`` beside the readers (S, K)."""
        assert self.overlaps is not None
        others = (readers >= 0) & (readers != leaves[:, None])
        new, old = self.overlaps[enters[:, None], readers], self.overlaps[leaves[:, None], readers]
        return np.asarray(np.where(others, 2 * (new - old) + 2, 0.0).sum(axis=1))

    def _move_groups(self, board: Board, swaps: Swaps) -> None:
        group_a, group_b = self.groups[board.paper[swaps.at_a]], self.groups[board.paper[swaps.at_b]]
        self.counts[swaps.a, group_a] -= 1
        self.counts[swaps.b, group_a] += 1
        self.counts[swaps.b, group_b] -= 1
        self.counts[swaps.a, group_b] += 1

    def _move_overlaps(self, board: Board, swaps: Swaps) -> None:
        assert self.overlaps is not None
        for at, leaves, enters in ((swaps.at_a, swaps.a, swaps.b), (swaps.at_b, swaps.b, swaps.a)):
            readers = board.readers[board.paper[at]]
            row, slot = np.nonzero((readers >= 0) & (readers != leaves[:, None]))
            others = readers[row, slot]
            for judge, sign in ((leaves[row], -1.0), (enters[row], 1.0)):
                np.add.at(self.overlaps, (judge, others), sign)
                np.add.at(self.overlaps, (others, judge), sign)


def _first_touch(paper_a: IntArray, paper_b: IntArray) -> BoolArray:
    """Keep, of swaps that touch the same paper, only the first; ``(S,)``."""
    both = np.concatenate([paper_a, paper_b])
    first = np.zeros(len(both), dtype=bool)
    first[np.unique(both, return_index=True)[1]] = True
    return np.asarray(first[:len(paper_a)] & first[len(paper_a):])


def _overlap_table(board: Board, judges: int) -> FloatArray | None:
    if judges > OVERLAP_JUDGES:
        return None
    table = np.zeros((judges, judges))
    slots = board.readers.shape[1]
    for one in range(slots):
        for two in range(slots):
            left, right = board.readers[:, one], board.readers[:, two]
            both = (left >= 0) & (right >= 0) & (left != right)
            np.add.at(table, (left[both], right[both]), 1.0)
    return table
