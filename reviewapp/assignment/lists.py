"""What stands on judges' lists: a reading given, the code it goes by, and its place in the judge's own order."""

from __future__ import annotations

import hmac
import random
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from reviewapp.assignment import queries
from reviewapp.contests.codes import new_code
from reviewapp.models.contest import Round
from reviewapp.models.judging import Assignment, AssignmentKind, AssignmentState

APART = 10  # places between a reading and its hidden repeat, at least, where the list is long enough
LIVE = (AssignmentState.OPEN, AssignmentState.SUBMITTED)


@dataclass(slots=True)
class Codes:
    """What judges know papers by: the paper's code, or in a round with codes per judge, and for a hidden
    repeat always, a random one that no paper and no other reading of the round has."""

    of_paper: dict[int, str]
    taken: set[str]
    per_judge: bool

    @classmethod
    def of(cls, session: Session, round_: Round) -> Codes:
        known = queries.paper_codes(session, round_.id)
        taken = {*known.values(), *queries.own_codes(session, round_.id)}
        return cls(known, taken, round_.codes_per_judge)

    def of_own(self, kind: AssignmentKind) -> bool:
        """Does a reading of this kind go by a code of its own?"""
        return self.per_judge or kind == AssignmentKind.REPEAT

    def new(self, paper_id: int, kind: AssignmentKind) -> str:
        return new_code(self.taken) if self.of_own(kind) else self.of_paper[paper_id]

    def fit(self, assignment: Assignment) -> bool:
        """Does the reading go by such a code as the round's setting wants?"""
        return (assignment.code != self.of_paper[assignment.paper_id]) == self.of_own(assignment.kind)


def give(
    session: Session,
    round_: Round,
    held: Assignment | None,
    key: tuple[int, int],
    kind: AssignmentKind,
    codes: Codes,
) -> None:
    """A new reading of (paper id, judge id), or the cancelled one of the same pair taken up again."""
    if held is None:
        code = codes.new(key[0], kind)
        session.add(Assignment(round_id=round_.id, paper_id=key[0], judge_id=key[1], kind=kind, code=code))
    else:
        held.state, held.kind = AssignmentState.OPEN, kind


def shuffle(session: Session, round_: Round) -> None:
    """Each judge has an order of his own, fixed by the seed and a secret; papers on his list keep their place."""
    lists: dict[int, list[Assignment]] = {}
    for found in (queries.assignments(session, round_.id), queries.repeats(session, round_.id)):
        for assignment in found:
            lists.setdefault(assignment.judge_id, []).append(assignment)
    for judge_id, mine in lists.items():
        mine.sort(key=lambda a: (a.paper_id, a.kind == AssignmentKind.REPEAT))
        order = list(range(1, len(mine) + 1))
        rng = _lot(session, round_, judge_id)
        rng.shuffle(order)
        new = [(a, place) for a, place in zip(mine, order, strict=True) if not a.position]
        placed = sorted(a.position for a in mine if a.position and a.state in LIVE)
        for assignment, place in new:
            assignment.position = place
        if any(a.kind == AssignmentKind.REPEAT for a, _place in new):
            _put_late(mine, [a for a, _place in new], placed, rng)


def _lot(session: Session, round_: Round, judge_id: int) -> random.Random:
    """What a judge's order is drawn by.  The seed is public, so the installation's secret goes in too: who
    knows the seed alone cannot turn his list back into the order in which works came in, nor find a repeat."""
    key: bytes = session.info["audit_key"]
    return random.Random(hmac.digest(key, f"order:{round_.seed}/{judge_id}".encode(), "sha256"))


def _put_late(
    mine: Sequence[Assignment], new: list[Assignment], placed: list[int], rng: random.Random
) -> None:
    """Hidden repeats into the second half of the list, and well behind the reading they repeat.

    mine: the whole list; new: what has just been given a place, which is dealt anew among the same places;
    placed: places of the rest, in order.
    """
    free = sorted(a.position for a in new)
    first = {a.paper_id: a for a in mine if a.kind != AssignmentKind.REPEAT}
    again = [a for a in new if a.kind == AssignmentKind.REPEAT]
    readings = {id(a) for a in new} - {id(a) for a in again}
    half = len(mine) // 2 + 1
    for repeat in sorted(again, key=lambda a: id(first[a.paper_id]) in readings):
        reading = first[repeat.paper_id]
        if id(reading) not in readings:  # it has its place
            repeat.position = _behind(reading.position, placed, half, rng)
            continue
        late = [place for place in free if place >= max(half, free[0] + APART)] or free[-1:]
        repeat.position = rng.choice(late)
        free.remove(repeat.position)
        early = [place for place in free if place <= repeat.position - APART] or free[:1]
        reading.position = rng.choice(early)
        free.remove(reading.position)
        readings.remove(id(reading))
    rest = [a for a in new if id(a) in readings]
    rng.shuffle(free)
    for assignment, place in zip(rest, free, strict=False):
        assignment.position = place


def _behind(position: int, placed: list[int], half: int, rng: random.Random) -> int:
    """A place so many papers behind one that is on the list; at the end where there are not as many."""
    at = bisect_left(placed, position) + APART
    last = placed[-1] if placed else position
    least = max(placed[at] if at < len(placed) else last + 1, half)
    return rng.randint(least, max(least, last + 1))
