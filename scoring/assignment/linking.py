"""Linking readings: make the judges comparable where even loads alone would split them.

Two judges' severities can be compared only along a chain of papers read in common.  With skewed
conflicts every most-even plan can fall into parts (the judges of the big region read only the small
ones); then a share of the readings is handed across: by swaps where the rules allow (loads stay), else
by giving a reading to a judge of the other part (loads move apart a little, within the hard limits).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from scoring.assignment.balance import Bounds
from scoring.assignment.mixing import Board
from scoring.assignment.problem import BoolArray, IntArray

# Share of the smaller part's readings that is handed across (SCORING: 5 to 10 % of each judge's readings).
LINK_SHARE = 0.05


@dataclass(slots=True)
class Links:
    """The free readings while they are re-dealt across parts.

    paper, judge
        ``(R,)`` the free readings, in any order.
    held
        ``(n, 2)`` readings that may not move.
    board
        who reads each paper and who may (its ``readers`` are kept up to date here).
    bounds
        total loads per judge and their limits; ``loads`` (J,) are the totals now.
    """

    paper: IntArray
    judge: IntArray
    held: IntArray
    board: Board
    bounds: Bounds
    loads: IntArray

    def parts(self) -> IntArray:
        """Part number of every judge, ``(J,)``; -1 for a judge without a reading."""
        return judge_parts(
            np.concatenate([self.paper, self.held[:, 0]]), np.concatenate([self.judge, self.held[:, 1]]),
            len(self.board.of_paper), len(self.loads),
        )

    def hand_over(self, reading: int, judge: int) -> None:
        """Give one reading to another judge."""
        paper, old = self.paper[reading], self.judge[reading]
        self.board.readers[paper, np.argmax(self.board.readers[paper] == old)] = judge
        self.judge[reading] = judge
        self.loads[old] -= 1
        self.loads[judge] += 1


def judge_parts(paper: IntArray, judge: IntArray, papers: int, judges: int) -> IntArray:
    """Connected parts of the judges linked by common papers, numbered from 0; -1 = no reading; ``(J,)``."""
    size = papers + judges
    graph = csr_array((np.ones(len(paper), dtype=np.int8), (paper, papers + judge)), shape=(size, size))
    labels = connected_components(graph, directed=False)[1][papers:]
    busy = np.bincount(judge, minlength=judges) > 0
    numbers = np.full(judges, -1, dtype=np.int64)
    numbers[busy] = np.unique(labels[busy], return_inverse=True)[1]
    return numbers


def link(board: Board, held: IntArray, bounds: Bounds, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    """Join the parts of the plan as far as the rules allow.

    Returns the free readings as papers (R,) and judges (R,).  What cannot be joined (single readings,
    limits that leave no room) stays apart; the quality report says so.
    """
    loads = bounds.held + np.bincount(board.judge, minlength=len(bounds.held))
    links = Links(board.paper.copy(), board.judge.copy(), held, board, bounds, loads)
    parts = links.parts()
    while (count := int(parts.max(initial=-1)) + 1) > 1:
        if not _join_smallest(links, parts, rng):
            break
        parts = links.parts()
        if int(parts.max()) + 1 >= count:
            break
    return links.paper, links.judge


def _join_smallest(links: Links, parts: IntArray, rng: np.random.Generator) -> int:
    """Hand readings between the part with the fewest readings that can be joined and the rest."""
    weight = np.bincount(parts[links.judge], minlength=int(parts.max()) + 1)
    for part in np.argsort(weight, kind="stable"):
        inside = parts == part
        wanted = max(1, int(LINK_SHARE * min(weight[part], weight.sum() - weight[part])))
        done = _swap_across(links, inside, wanted, rng)
        done += _move_across(links, inside, wanted - done, rng)
        if done:
            return done
    return 0


def _swap_across(links: Links, inside: BoolArray, wanted: int, rng: np.random.Generator) -> int:
    """Swap readings between the part and the rest, loads unchanged, each paper once; returns how many."""
    shared = (links.board.readers >= 0).sum(axis=1) > 1
    usable = shared[links.paper]
    order = rng.permutation(len(links.paper))
    ours = order[usable[order] & inside[links.judge[order]]]
    theirs = order[usable[order] & ~inside[links.judge[order]]]
    ours = ours[_has_partner(links, ours, theirs)]
    touched: set[int] = set()
    done = 0
    for reading in ours:
        if done == wanted:
            break
        if int(links.paper[reading]) in touched:
            continue
        partner = _partner(links, int(reading), theirs, touched)
        if partner is None:
            continue
        mine, other = int(links.judge[reading]), int(links.judge[partner])
        links.hand_over(int(reading), other)
        links.hand_over(partner, mine)
        touched |= {int(links.paper[reading]), int(links.paper[partner])}
        done += 1
    return done


def _has_partner(links: Links, ours: IntArray, theirs: IntArray) -> BoolArray:
    """Whether the conflicts leave each of our readings any partner at all; ``(len(ours),)``."""
    of_paper, allowed = links.board.of_paper, links.board.allowed.astype(np.float32)
    there = np.zeros(allowed.shape, dtype=np.float32)
    there[of_paper[links.paper[theirs]], links.judge[theirs]] = 1
    # [judge, class] > 0: some reading there is open to this judge, and its judge may read this class.
    possible = allowed.T @ there @ allowed.T > 0
    return np.asarray(possible[links.judge[ours], of_paper[links.paper[ours]]])


def _partner(links: Links, reading: int, theirs: IntArray, touched: set[int]) -> int | None:
    """A reading of the other side that can be swapped with ``reading``, or None."""
    paper, judge = links.paper[reading], links.judge[reading]
    fits = links.board.may_take(np.full(len(theirs), paper), links.judge[theirs])
    theirs = theirs[fits]
    theirs = theirs[links.board.may_take(links.paper[theirs], np.full(len(theirs), judge))]
    return next((int(other) for other in theirs if int(links.paper[other]) not in touched), None)


def _move_across(links: Links, inside: BoolArray, wanted: int, rng: np.random.Generator) -> int:
    """Hand up to ``wanted`` readings to judges of the other side; returns how many.

    Each time the least loaded judge that can take one gets it from the most loaded that can give one.  A
    paper that links already is left alone: a bond is as strong as the number of different papers in it.
    """
    readers = links.board.readers
    filled = readers >= 0
    shared = filled.sum(axis=1) > 1
    pure = {ours: shared & ~(filled & (inside[readers] == ours)).any(axis=1) for ours in (True, False)}
    tie = rng.permutation(len(inside))
    for done in range(wanted):
        reading_judge = _next_move(links, inside, pure, tie)
        if reading_judge is None:
            return done
        reading, judge = reading_judge
        links.hand_over(reading, judge)
        for papers in pure.values():
            papers[links.paper[reading]] = False
    return wanted


def _next_move(
    links: Links, inside: BoolArray, pure: dict[bool, BoolArray], tie: IntArray
) -> tuple[int, int] | None:
    """The reading to hand over and its new judge; ``pure[side]``: papers (P,) that side does not read."""
    givable = (links.loads > links.bounds.low)[links.judge]
    open_to = (links.loads < links.bounds.high) & (np.bincount(links.judge, minlength=len(tie)) > 0)
    offers = {side: np.flatnonzero(givable & pure[side][links.paper]) for side in (True, False)}
    classes = {side: links.board.of_paper[links.paper[found]] for side, found in offers.items()}
    able = np.zeros(len(tie), dtype=bool)
    for side, present in classes.items():
        kinds = np.flatnonzero(np.bincount(present, minlength=1))
        able |= (inside == side) & links.board.allowed[kinds].any(axis=0)
    takers = np.flatnonzero(open_to & able)
    if not len(takers):
        return None
    judge = int(takers[np.lexsort((tie[takers], links.loads[takers]))[0]])
    side = bool(inside[judge])
    found = offers[side][links.board.allowed[classes[side], judge]]
    heaviest = np.lexsort((tie[links.judge[found]], -links.loads[links.judge[found]]))[0]
    return int(found[heaviest]), judge
