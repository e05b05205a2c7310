"""Mixing a plan by swaps, so that judges meet many other judges, every region and every level.

The readings were dealt at random, which is within 1 % of the best possible variance of severity
differences in a large contest.  Swaps that lower the sum of squares of pair overlaps, of group counts and
of level counts do the rest: much in a small contest, little in a large one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.assignment.board import Board, Swaps, first_touch
from scoring.assignment.problem import FloatArray, IntArray

# Rounds of swaps, one for each judge: the more the fewer readings there are, within these limits.
ROUNDS_BY_READINGS = 1_000_000
FEWEST_ROUNDS, MOST_ROUNDS = 200, 2_000
# Improvement ends when every reading has been offered about this often without one swap that helps.
BARREN_ROUNDS = 20
# The table of overlaps is judges x judges; above this many judges chance is as good (and cheap).
OVERLAP_JUDGES = 600


def mix(board: Board, rng: np.random.Generator) -> None:
    """Mix the board in place."""
    active, rules = np.flatnonzero(np.diff(board.start)), board.rules
    chance = len(rules.low) > OVERLAP_JUDGES and rules.preferred is None
    if len(active) < 2 or (chance and all(_follows(mix, rules.kind) for mix in rules.mixes)):
        return  # the shares of the kinds are even already
    goal = _Goal.of(board)
    passes, barren = -(-len(board.paper) // len(active)), 0
    for _ in range(int(np.clip(ROUNDS_BY_READINGS // len(board.paper), FEWEST_ROUNDS, MOST_ROUNDS))):
        barren = 0 if goal.improve(board, board.propose(active, rng)) else barren + 1
        if barren > BARREN_ROUNDS * passes:
            break


def _follows(labels: IntArray, kind: IntArray) -> bool:
    """Whether the kind of a paper tells its label; both (P,), numbers from 0."""
    pairs = kind * (labels.max(initial=0) + 1) + labels
    return len(np.unique(pairs)) == int(kind.max(initial=-1)) + 1


@dataclass(slots=True)
class _Mix:
    """A property of papers (P,) and how often each judge reads each of its values, (J, G).

    ``rarity`` (G,) is mean size over size of a value, so that rare ones are spread as evenly.
    """

    of_paper: IntArray
    counts: FloatArray
    rarity: FloatArray

    def change(self, board: Board, swaps: Swaps) -> FloatArray:
        one, other = self.of_paper[board.paper[swaps.at_a]], self.of_paper[board.paper[swaps.at_b]]
        counts, rarity = self.counts, self.rarity
        gains = rarity[other] * (counts[swaps.a, other] - counts[swaps.b, other] + 1)
        losses = rarity[one] * (counts[swaps.b, one] - counts[swaps.a, one] + 1)
        return np.asarray(np.where(one == other, 0.0, 2 * (gains + losses)))

    def move(self, board: Board, swaps: Swaps) -> None:
        one, other = self.of_paper[board.paper[swaps.at_a]], self.of_paper[board.paper[swaps.at_b]]
        self.counts[swaps.a, one] -= 1
        self.counts[swaps.b, one] += 1
        self.counts[swaps.b, other] -= 1
        self.counts[swaps.a, other] += 1


@dataclass(slots=True)
class _Goal:
    """What the swaps lower: squared overlaps (J, J) plus squared counts of every mix."""

    mixes: list[_Mix]
    overlaps: FloatArray | None

    @classmethod
    def of(cls, board: Board) -> _Goal:
        papers, slots = np.nonzero(board.readers >= 0)
        judges, judge = len(board.rules.low), board.readers[papers, slots]
        mixes = []
        for of_paper in board.rules.mixes:
            counts = np.zeros((judges, int(of_paper.max(initial=0)) + 1))
            np.add.at(counts, (judge, of_paper[papers]), 1.0)
            sizes = np.maximum(counts.sum(axis=0), 1.0)
            mixes.append(_Mix(of_paper, counts, sizes.mean() / sizes))
        return cls(mixes, _overlap_table(board, judges))

    def improve(self, board: Board, swaps: Swaps) -> int:
        """Apply the proposed swaps that lower the goal and touch no paper twice; returns how many."""
        change = np.zeros(len(swaps.a))
        for one in self.mixes:
            change += one.change(board, swaps)
        if self.overlaps is not None:
            change += self._overlap_change(board, swaps)
        swaps = swaps.where(change < 0)
        swaps = swaps.where(first_touch(board.paper[swaps.at_a], board.paper[swaps.at_b]))
        if not len(swaps.a):
            return 0
        for one in self.mixes:
            one.move(board, swaps)
        if self.overlaps is not None:
            self._move_overlaps(board, swaps)
        board.apply(swaps)
        return len(swaps.a)

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

    def _move_overlaps(self, board: Board, swaps: Swaps) -> None:
        assert self.overlaps is not None
        for at, leaves, enters in ((swaps.at_a, swaps.a, swaps.b), (swaps.at_b, swaps.b, swaps.a)):
            readers = board.readers[board.paper[at]]
            row, slot = np.nonzero((readers >= 0) & (readers != leaves[:, None]))
            others = readers[row, slot]
            for judge, sign in ((leaves[row], -1.0), (enters[row], 1.0)):
                np.add.at(self.overlaps, (judge, others), sign)
                np.add.at(self.overlaps, (others, judge), sign)


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
