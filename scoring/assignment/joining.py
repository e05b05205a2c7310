"""Joining parts of a plan that fell apart by chance, paper by paper.

``linking`` sees to it that classes of papers link the judges; in a small contest, or beside started
readings, the papers themselves can still split them.  Then readings are exchanged across where the rules
allow (loads stay), else one is handed over (loads move apart a little, within the hard limits).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.assignment.board import Board, Swaps
from scoring.assignment.linking import judge_parts
from scoring.assignment.problem import BoolArray, IntArray

# Readings handed over, of those of the smaller part, and never more than this: with so many papers in common
# the step between two parts is known to an eighth of a single reading's noise.
LINK_SHARE = 0.05
FEW_LINKS = 100


@dataclass(slots=True)
class _Joint:
    """The board while parts are joined, the readings ``held`` (n, 2) that may not move, the loads (J,)."""

    board: Board
    held: IntArray
    loads: IntArray

    def parts(self) -> IntArray:
        """Part number of every judge, ``(J,)``; -1 for a judge without a reading."""
        return judge_parts(
            np.concatenate([self.board.paper, self.held[:, 0]]),
            np.concatenate([self.board.judge, self.held[:, 1]]),
            len(self.board.readers), len(self.loads),
        )  # fmt: skip


def join(board: Board, held: IntArray, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    """Join the parts of the plan as far as the rules allow.

    Returns the free readings as papers (R,) and judges (R,).  What cannot be joined (single readings,
    limits that leave no room) stays apart; the quality report says so.
    """
    loads = np.bincount(np.concatenate([board.judge, held[:, 1]]), minlength=len(board.rules.low))
    joint = _Joint(board, held, loads)
    parts = joint.parts()
    while (count := int(parts.max(initial=-1)) + 1) > 1 and board.rules.wanted.max() > 1:
        if not _join_smallest(joint, parts, rng):
            break
        parts = joint.parts()
        if int(parts.max()) + 1 >= count:
            break
    return board.paper, board.judge


def _join_smallest(joint: _Joint, parts: IntArray, rng: np.random.Generator) -> int:
    """Hand readings between the part with the fewest readings that can be joined and the rest."""
    weight = np.bincount(parts[joint.board.judge], minlength=int(parts.max()) + 1)
    for part in np.argsort(weight, kind="stable"):
        inside = parts == part
        share = int(LINK_SHARE * min(weight[part], weight.sum() - weight[part]))
        wanted = min(max(1, share), FEW_LINKS)
        done = _swap_across(joint.board, inside, wanted, rng)
        done += _move_across(joint, inside, wanted - done, rng)
        if done:
            return done
    return 0


def _swap_across(board: Board, inside: BoolArray, wanted: int, rng: np.random.Generator) -> int:
    """Swap readings between the part and the rest, loads unchanged, each paper once; returns how many."""
    usable = (board.readers >= 0).sum(axis=1) > 1
    order = rng.permutation(len(board.paper))
    order = order[usable[board.paper[order]]]
    ours, theirs = order[inside[board.judge[order]]], order[~inside[board.judge[order]]]
    ours = ours[_has_partner(board, ours, theirs)]
    done = 0
    for reading in ours.tolist():
        if done == wanted:
            break
        at = np.full(len(theirs), reading)
        swaps = Swaps(board.judge[at], board.judge[theirs], at, theirs)
        fits = np.flatnonzero(board.lawful(swaps) & usable[board.paper[at]] & usable[board.paper[theirs]])
        if len(fits):
            papers = board.paper[[reading, theirs[fits[0]]]]
            board.apply(swaps.where(np.arange(len(theirs)) == fits[0]))
            usable[papers] = False
            done += 1
    return done


def _has_partner(board: Board, ours: IntArray, theirs: IntArray) -> BoolArray:
    """Whether the bars of kinds leave each of our readings any partner at all; ``(len(ours),)``."""
    kind, allowed = board.rules.kind, (~board.rules.barred).astype(np.float32)
    there = np.zeros(allowed.shape, dtype=np.float32)
    there[kind[board.paper[theirs]], board.judge[theirs]] = 1
    # [judge, kind] > 0: some reading there is open to this judge, and its judge may read this kind.
    possible = allowed.T @ there @ allowed.T > 0
    return np.asarray(possible[board.judge[ours], kind[board.paper[ours]]])


def _move_across(joint: _Joint, inside: BoolArray, wanted: int, rng: np.random.Generator) -> int:
    """Hand up to ``wanted`` readings to judges of the other side; returns how many.

    Each time the least loaded judge that can take one gets it from the most loaded that can give one.  A
    paper that links already is left alone: a bond is as strong as the number of different papers in it.
    """
    readers = joint.board.readers
    filled = readers >= 0
    shared = filled.sum(axis=1) > 1
    pure = shared & ((filled & inside[readers]).any(axis=1) != (filled & ~inside[readers]).any(axis=1))
    tie = rng.permutation(len(inside))
    busy = joint.loads > 0
    for done in range(wanted):
        found = _next_move(joint, inside, pure, busy, tie)
        if found is None:
            return done
        reading, judge = found
        paper, old = int(joint.board.paper[reading]), int(joint.board.judge[reading])
        readers[paper, np.argmax(readers[paper] == old)] = judge
        joint.board.judge[reading] = judge
        joint.loads[old] -= 1
        joint.loads[judge] += 1
        pure[paper] = False
    return wanted


def _next_move(
    joint: _Joint, inside: BoolArray, pure: BoolArray, busy: BoolArray, tie: IntArray
) -> tuple[int, int] | None:
    """The reading to hand over and its new judge; ``pure`` (P,): papers that only one side reads."""
    board, rules = joint.board, joint.board.rules
    offers = np.flatnonzero((joint.loads > rules.low)[board.judge] & pure[board.paper])
    offers = offers[np.lexsort((tie[board.judge[offers]], -joint.loads[board.judge[offers]]))]
    kinds = {
        side: np.unique(rules.kind[board.paper[offers[inside[board.judge[offers]] == side]]])
        for side in (True, False)
    }
    able = np.where(inside, ~rules.barred[kinds[False]].all(axis=0), ~rules.barred[kinds[True]].all(axis=0))
    takers = np.flatnonzero((joint.loads < rules.high) & busy & able)
    for judge in takers[np.lexsort((tie[takers], joint.loads[takers]))].tolist():
        there = offers[inside[board.judge[offers]] != inside[judge]]
        fits = board.fits(board.paper[there], np.full(len(there), judge), board.judge[there])
        if fits.any():
            return int(there[np.argmax(fits)]), judge
    return None
