"""What stands on judges' lists: a reading given, and its place in the judge's own order."""

from __future__ import annotations

import random

from sqlalchemy.orm import Session

from reviewapp.assignment import queries
from reviewapp.models.contest import Round
from reviewapp.models.judging import Assignment, AssignmentKind, AssignmentState
from reviewapp.models.paper import Paper


def give(
    session: Session, round_: Round, held: Assignment | None, key: tuple[int, int], kind: AssignmentKind
) -> None:
    """A new reading of (paper id, judge id), or the cancelled one of the same pair taken up again."""
    if held is None:
        code = session.get_one(Paper, key[0]).code
        session.add(Assignment(round_id=round_.id, paper_id=key[0], judge_id=key[1], kind=kind, code=code))
    else:
        held.state, held.kind = AssignmentState.OPEN, kind


def shuffle(session: Session, round_: Round) -> None:
    """Each judge has an order of his own, fixed by the round's seed; papers on his list keep their place."""
    lists: dict[int, list[Assignment]] = {}
    for assignment in queries.assignments(session, round_.id):
        lists.setdefault(assignment.judge_id, []).append(assignment)
    for judge_id, mine in lists.items():
        mine.sort(key=lambda a: a.paper_id)
        order = list(range(1, len(mine) + 1))
        random.Random(f"{round_.seed}/{judge_id}").shuffle(order)
        for assignment, place in zip(mine, order, strict=True):
            assignment.position = assignment.position or place
