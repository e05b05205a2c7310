"""The verbs of standings."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from reviewapp import runs
from reviewapp.access import Actor, authorize
from reviewapp.audit import record
from reviewapp.errors import Invalid, Stale
from reviewapp.models.contest import Round
from reviewapp.models.result import Run, RunState, Standing
from reviewapp.runs import Json
from reviewapp.standings import queries, rules
from reviewapp.words import say


def request_standings(session: Session, actor: Actor, round_: Round, *, now: datetime) -> Run:
    """Queue the computation from the marks as they are now.  Recorded."""
    authorize(rules.aggregate(actor, round_, now=now))
    run = runs.create(
        session, actor, "standings", round_.id, now=now, seed=round_.seed, method=round_.score_method.value
    )
    record(session, actor, "standings.requested", f"run:{run.id}", contest_id=round_.contest_id, now=now)
    return run


def store_standings(
    session: Session, actor: Actor, round_: Round, run: Run, output: Json, *, now: datetime
) -> int:
    """One row per paper.  By the worker; recorded with the output's digest."""
    authorize(rules.store(actor, round_, now=now))
    session.add_all(Standing(run_id=run.id, **row) for row in output["rows"])
    session.flush()
    record(
        session, actor, "standings.computed", f"run:{run.id}", contest_id=round_.contest_id, now=now,
        papers=len(output["rows"]), input=run.input_digest, output=run.output_digest,
    )  # fmt: skip
    return len(output["rows"])


def freeze_standings(session: Session, actor: Actor, round_: Round, run: Run, *, now: datetime) -> None:
    """This run is what selection builds on, instead of any frozen before.  By the organizer; recorded.

    Raises Stale when marks, verdicts or the method changed since it was computed.
    """
    authorize(rules.freeze(actor, round_, now=now))
    if run.round_id != round_.id or run.kind != "standings" or run.state != RunState.DONE:
        raise Invalid(say("只能冻结本轮已完成的合分结果。"))
    if not queries.is_current(session, round_, run):
        raise Stale(say("这次合分之后评分、认定或计分办法有变动，请重新合分。"))
    before = runs.settle(session, run)
    record(
        session, actor, "standings.frozen", f"run:{run.id}", contest_id=round_.contest_id, now=now,
        output=run.output_digest, instead_of=before.id if before else None,
    )  # fmt: skip
