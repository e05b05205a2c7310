"""One way to ask for the exact choice, whether the quotas are nested or cross."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from scoring.selection import blocking, crossing, nested
from scoring.selection.bodies import HARD, Frame
from scoring.selection.demands import demands, kinds
from scoring.selection.room import Room, choose_one
from scoring.tables import Bools, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Solver:
    """A frame made ready; ``tree`` where the quotas are nested, else ``room``."""

    frame: Frame
    tree: nested.Nest | None
    room: Room | None

    def choose(self, order: Ints) -> Bools:
        """(m,) bool, who is chosen when (m,) ``order`` holds the positions from best to worst."""
        chosen: Bools = self.choose_rows(order[None, :])[0]
        return chosen

    def choose_rows(self, order: Ints, progress: Callable[[int], None] | None = None) -> Bools:
        """(B, m) bool for (B, m) orders; ``progress`` is told the rows done."""
        if self.tree is not None:
            return nested.choose_rows(self.tree, order)
        assert self.room is not None
        chosen = np.zeros(order.shape, dtype=np.bool_)
        for row in range(len(order)):
            chosen[row] = choose_one(self.room, order[row])
            if progress is not None:
                progress(row + 1)
        return chosen


def prepare(frame: Frame) -> Solver:
    """Make a frame ready for any order.

    Raises
    ------
    Infeasible: hard quotas that contradict each other or the entries; blockers from
        :func:`scoring.selection.blocking.contradictions`.
    """
    tree = nested.nest(frame)
    if tree is not None:
        chosen = nested.choose_rows(tree, np.arange(len(frame.eligible))[None, :])[0]
        if _keeps_hard(frame, chosen):
            return Solver(frame, tree, None)
        raise blocking.infeasible(frame, tree)
    alike = kinds(frame)
    held = crossing.hold_soft(crossing.program(alike, demands(frame, alike)))
    if held is None or held.any_counts() is None:
        raise blocking.infeasible(frame)
    return Solver(frame, None, Room(held))


def without_minima(frame: Frame) -> Frame | None:
    """The same without minima and least shares; None where there are none."""
    if not any(rule.low for rule in frame.rules) and not any(share.least for share in frame.shares):
        return None
    rules = tuple(replace(rule, low=0) for rule in frame.rules)
    shares = tuple(replace(s, least=Fraction(0)) for s in frame.shares if s.most < 1)
    return replace(frame, rules=rules, shares=shares)


def counts(frame: Frame, chosen: Bools) -> list[int]:
    """Chosen of every body."""
    return [int(np.count_nonzero(chosen[members])) for members in frame.members]


def _keeps_hard(frame: Frame, chosen: Bools) -> bool:
    got = counts(frame, chosen)
    return all(
        rule.low <= got[rule.body] and (rule.high is None or got[rule.body] <= rule.high)
        for rule in frame.rules
        if rule.level == HARD
    )
