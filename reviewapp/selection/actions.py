"""The verbs of selection."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from reviewapp import runs
from reviewapp.access import Actor, authorize
from reviewapp.audit import record
from reviewapp.contests.marking import cannot_trim
from reviewapp.errors import Invalid, Stale
from reviewapp.models.contest import Round, ScoreMethod
from reviewapp.models.result import Run, RunState, Selection
from reviewapp.runs import Json
from reviewapp.selection import queries, rules
from reviewapp.selection.edits import Edit
from reviewapp.standings import queries as standings_queries
from reviewapp.words import say


def request_selection(session: Session, actor: Actor, round_: Round, *, now: datetime) -> Run:
    """Queue a selection from the frozen standings.  Opens the seal: recorded as such."""
    authorize(rules.try_selection(actor, round_, now=now))
    standings = standings_queries.frozen_run(session, round_.id)
    if standings is None:
        raise Invalid(say("请先冻结一次合分结果，再做遴选。"))
    run = runs.create(
        session, actor, "selection", round_.id, now=now, seed=round_.seed, standings_run=standings.id
    )
    record(
        session, actor, "selection.seal_opened", f"run:{run.id}", contest_id=round_.contest_id, now=now,
        standings_run=standings.id,
    )  # fmt: skip
    return run


def request_preview(session: Session, actor: Actor, round_: Round, edit: Edit, *, now: datetime) -> Run:
    """Queue a comparison of the selection before and after an edit.  Opens the seal: recorded as such.
    Raises Invalid for a method that the round has too few readings for."""
    authorize(rules.try_selection(actor, round_, now=now))
    too_few = cannot_trim(round_, ScoreMethod(edit.change["method"])) if edit.what == "method" else None
    if too_few is not None:
        raise Invalid(too_few)
    run = runs.create(
        session, actor, "preview", round_.id, now=now, seed=round_.seed,
        what=edit.what, edit=edit.change, form=[list(pair) for pair in edit.form], about=edit.about,
    )  # fmt: skip
    record(
        session, actor, "selection.previewed", f"run:{run.id}", contest_id=round_.contest_id, now=now,
        what=edit.what,
    )  # fmt: skip
    return run


def store_selection(
    session: Session, actor: Actor, round_: Round, run: Run, output: Json, *, now: datetime
) -> int:
    """A decision with its reason for every entry of the round.  By the worker; recorded."""
    authorize(rules.store(actor, round_, now=now))
    session.add_all(Selection(run_id=run.id, **row) for row in output["decisions"])
    session.flush()
    chosen = sum(bool(row["selected"]) for row in output["decisions"])
    record(
        session, actor, "selection.computed", f"run:{run.id}", contest_id=round_.contest_id, now=now,
        selected=chosen, entries=len(output["decisions"]), shortfalls=output["shortfalls"],
        output=run.output_digest,
    )  # fmt: skip
    return chosen


def confirm_selection(session: Session, actor: Actor, round_: Round, run: Run, *, now: datetime) -> None:
    """This selection stands.  By the organizer in the stage of selection; recorded.

    Raises Stale when it was not made from the standings frozen now, when marks, verdicts, entries or quotas
    changed since, or when a list of another selection was sent up already.
    """
    authorize(rules.confirm(actor, round_, now=now))
    if run.round_id != round_.id or run.kind != "selection" or run.state != RunState.DONE:
        raise Invalid(say("只能确认本轮已完成的遴选结果。"))
    standings = standings_queries.frozen_run(session, round_.id)
    if standings is None or run.params.get("standings_run") != standings.id:
        raise Stale(say("合分结果在这次遴选之后有变动，请重新遴选。"))
    if not standings_queries.is_current(session, round_, standings):
        raise Stale(say("冻结的合分之后评分或认定有变动，请重新合分、冻结，再遴选。"))
    if not queries.is_current(session, round_, run):
        raise Stale(say("这次遴选之后作品、名额或认定有变动，请重新遴选。"))
    listed = queries.submitted_list(session, round_.id)
    if listed is not None and listed.run_id != run.id:
        raise Stale(say("推荐名单已经提交。要改用另一次遴选，请先退回名单。"))
    before = runs.settle(session, run)
    record(
        session, actor, "selection.confirmed", f"run:{run.id}", contest_id=round_.contest_id, now=now,
        output=run.output_digest, instead_of=before.id if before else None,
    )  # fmt: skip
