"""The walk with witnesses and proofs against the plain one, which asks the integer program for every candidate."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest

from scoring.selection import choose
from scoring.selection.bodies import frame
from scoring.selection.problem import Candidate, Composition, Quota
from scoring.selection.room import Room, choose_one
from scoring.selection.solution import prepare
from scoring.tables import Bools, Ints

SHARE = Composition("theme", "t", at_least=Fraction(3, 10))
GROUPS = Quota("group", "*", 1, 2, hard=False)
CASES: dict[str, Sequence[Quota | Composition]] = {
    "share": [GROUPS, SHARE],
    "range of a share": [
        GROUPS, Quota("total", "", 0, 7), Composition("theme", "u", Fraction(1, 7), Fraction(1, 3), hard=False),
    ],
    "numbers and each": [
        GROUPS, Quota("theme", "s", 2, 3, hard=False, priority=2), Quota("group+theme", "*+*", 0, 1),
    ],
    "a share that gives way": [GROUPS, Quota("total", "", 0, 6), Quota("theme", "u", 3, 3),
        Composition("theme", "t", at_least=Fraction(3, 5), hard=False, priority=2)],
}  # fmt: skip


def contest(rng: np.random.Generator) -> list[Candidate]:
    """Eighteen candidates in four groups and three themes."""
    themes = rng.choice(list("stu"), 18, p=[0.5, 0.25, 0.25]).tolist()
    return [Candidate(str(i), 0.0, {"group": "abcd"[i % 4], "theme": themes[i]}) for i in range(18)]


def plainly(room: Room, order: Ints) -> Bools:
    """Candidate by candidate, the integer program asked each time."""
    low, high = np.zeros_like(room.kinds.size), room.kinds.size.copy()
    chosen = np.zeros(len(order), dtype=np.bool_)
    for one in order.tolist():
        kind = room.kinds.of[one]
        more = low + (np.arange(len(low)) == kind)
        if high[kind] > low[kind] and room.program.counts(more, high) is not None:
            low, chosen[one] = more, True
        else:
            high[kind] = low[kind]
    return chosen


@pytest.mark.parametrize("case", CASES)
def test_walk_chooses_as_by_asking_the_program_for_every_candidate(case: str) -> None:
    rng = np.random.default_rng(11)
    solver = prepare(frame(contest(rng), CASES[case]))
    assert solver.room is not None
    chosen = []
    for _ in range(4):  # one room for all orders: what it learnt from one serves the next
        order = rng.permutation(18)
        chosen.append(choose_one(solver.room, order))
        assert chosen[-1].tolist() == plainly(solver.room, order).tolist()
    assert len({tuple(row.tolist()) for row in chosen}) > 1


@pytest.mark.parametrize("case", CASES)
def test_room_says_there_are_counts_exactly_when_the_program_does(case: str) -> None:
    rng = np.random.default_rng(12)
    room = prepare(frame(contest(rng), CASES[case])).room
    assert room is not None
    some = room.program.any_counts()
    assert some is not None
    kinds = len(room.kinds.size)
    answers = []
    for _ in range(15):
        low = np.maximum(0, some[:kinds] - (rng.random(kinds) < 0.4))
        high = np.minimum(low + (rng.random(kinds) < 0.6), room.kinds.size)
        low = np.minimum(low, high)
        found, known = room.counts(low, high), room.program.counts(low, high)
        answers.append(known is not None)
        assert (found is not None) == answers[-1]
        if found is not None:
            assert ((low <= found) & (found <= high)).all()
            assert room.program.kept_by(found[:, None]).all()
        for kind in np.flatnonzero(room.blocked(low, high) & (low < high))[:1]:
            assert room.program.counts(low + (np.arange(len(low)) == kind), high) is None
    assert len(set(answers)) == 2


def test_selected_by_other_scores_is_who_would_be_chosen() -> None:
    rng = np.random.default_rng(13)
    candidates = contest(rng)
    candidates[4] = Candidate("4", np.nan, candidates[4].bodies, eligible=False)
    rows = rng.integers(0, 9, (3, 18)).astype(float).tolist()
    for row, found in zip(rows, choose.selected_by(candidates, rows, CASES["share"], seed=5), strict=True):
        moved = [
            Candidate(c.id, score, c.bodies, c.eligible) for c, score in zip(candidates, row, strict=True)
        ]
        assert found == set(choose.choose(moved, CASES["share"], seed=5).selected)
