"""The verbs of borderline readings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from reviewapp import runs
from reviewapp.access import Actor, authorize
from reviewapp.assignment import queries as assignment_queries
from reviewapp.assignment.lists import Codes, give, shuffle
from reviewapp.audit import record
from reviewapp.borderline import rules
from reviewapp.errors import Invalid, Stale
from reviewapp.models.contest import Round
from reviewapp.models.judging import AssignmentKind, AssignmentState
from reviewapp.models.result import Run
from reviewapp.runs import Json
from reviewapp.standings import queries as standings_queries
from reviewapp.words import say

MOST = 100_000


@dataclass(frozen=True, slots=True)
class BorderlineDraft:
    """budget: readings at most.  corrects: stop where so many readings correct one place; None: never."""

    budget: int
    corrects: int | None = 50


def request_borderline(
    session: Session, actor: Actor, round_: Round, data: BorderlineDraft, *, now: datetime
) -> Run:
    """Queue the search for works near the line, from the newest standings.  Recorded with the budget.

    Raises Stale when marks, verdicts or the method have moved since those standings.
    """
    authorize(rules.read_more(actor, round_, now=now))
    if not 1 <= data.budget <= MOST:
        bad = say("应在 1 到 %(high)s 之间。", high=MOST)
        raise Invalid(bad, {"budget": bad})
    standings = runs.newest(session, round_.id, "standings", "output")
    if standings is None:
        raise Invalid(say("还没有合过分。请先合分，再加读临界作品。"))
    if not standings_queries.is_current(session, round_, standings):
        raise Stale(say("最近一次合分之后评分、认定或计分办法有变动。请先重新合分。"))
    run = runs.create(
        session, actor, "borderline", round_.id, now=now, seed=round_.seed,
        budget=data.budget, corrects=data.corrects, standings_run=standings.id,
    )  # fmt: skip
    record(
        session, actor, "borderline.requested", f"run:{run.id}", contest_id=round_.contest_id, now=now,
        budget=data.budget, corrects=data.corrects, standings=standings.id,
    )  # fmt: skip
    return run


def store_borderline(
    session: Session, actor: Actor, round_: Round, run: Run, output: Json, *, now: datetime
) -> int:
    """The found readings stand on the judges' lists.  By the worker; recorded pair by pair.

    A pair that meanwhile came about in another way is left as it is.
    """
    authorize(rules.read_more(actor, round_, now=now))
    present = {(a.paper_id, a.judge_id): a for a in assignment_queries.assignments(session, round_.id)}
    added, codes = [], Codes.of(session, round_)
    for row in output["readings"]:
        key = (row["paper"], row["judge"])
        held = present.get(key)
        if held is None or held.state == AssignmentState.CANCELLED:
            give(session, round_, held, key, AssignmentKind.BORDERLINE, codes)
            added.append(list(key))
    session.flush()
    shuffle(session, round_)
    record(
        session, actor, "borderline.added", f"run:{run.id}", contest_id=round_.contest_id, now=now,
        readings=len(added), pairs=added, stopped=output["stopped"],
    )  # fmt: skip
    return len(added)


def withdraw_borderline(session: Session, actor: Actor, round_: Round, *, now: datetime) -> int:
    """Borderline readings that nobody has begun are taken off the lists.  By the organizer; recorded."""
    authorize(rules.read_more(actor, round_, now=now))
    taken = [
        a
        for a in assignment_queries.assignments(session, round_.id)
        if a.kind == AssignmentKind.BORDERLINE and a.state == AssignmentState.OPEN and a.sheet is None
    ]
    for assignment in taken:
        assignment.state = AssignmentState.CANCELLED
    record(
        session, actor, "borderline.withdrawn", f"round:{round_.id}", contest_id=round_.contest_id, now=now,
        readings=len(taken), assignments=[a.id for a in taken],
    )  # fmt: skip
    return len(taken)
