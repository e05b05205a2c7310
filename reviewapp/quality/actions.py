"""The verbs of judge quality."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from reviewapp import runs
from reviewapp.access import Actor, authorize
from reviewapp.audit import record
from reviewapp.models.contest import Round
from reviewapp.models.result import Run
from reviewapp.quality import rules
from reviewapp.runs import Json


def request_quality(session: Session, actor: Actor, round_: Round, *, now: datetime) -> Run:
    """Queue the figures of the judges from the marks as they are now.  Recorded."""
    authorize(rules.measure(actor, round_, now=now))
    run = runs.create(session, actor, "quality", round_.id, now=now)
    record(session, actor, "quality.requested", f"run:{run.id}", contest_id=round_.contest_id, now=now)
    return run


def store_quality(
    session: Session, actor: Actor, round_: Round, run: Run, output: Json, *, now: datetime
) -> None:
    """The result is the run's output; nothing else changes.  By the worker; recorded with its digest."""
    authorize(rules.store(actor, round_, now=now))
    record(
        session, actor, "quality.computed", f"run:{run.id}", contest_id=round_.contest_id, now=now,
        judges=len(output["judges"]), readings=output["readings"], output=run.output_digest,
    )  # fmt: skip
