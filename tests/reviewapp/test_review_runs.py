"""Stopping a run that has ended is refused and leaves no trace."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from reviewapp import runs
from reviewapp.contests import actions
from reviewapp.db import Database
from reviewapp.errors import Stale
from reviewapp.models.log import AuditEvent
from reviewapp.models.result import Run, RunState
from tests.conftest import NOW
from tests.factories import World


def make_run(session: Session, world: World, state: RunState) -> Run:
    run = Run(round_id=world.round.id, kind="sealing", state=state, created_at=NOW, heartbeat_at=NOW)
    session.add(run)
    session.flush()
    return run


def logged(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(AuditEvent)) or 0


@pytest.mark.parametrize("state", [RunState.DONE, RunState.FAILED, RunState.CANCELLED])
def test_ended_run_cannot_be_stopped(session: Session, world: World, state: RunState) -> None:
    run = make_run(session, world, state)
    before = logged(session)
    with pytest.raises(Stale, match="已经结束"):
        actions.cancel_run(session, world.actors["organizer"], run, now=NOW)
    assert (run.state, run.cancel_requested, logged(session)) == (state, False, before)


@pytest.mark.parametrize(
    ("state", "after"), [(RunState.QUEUED, RunState.CANCELLED), (RunState.RUNNING, RunState.RUNNING)]
)
def test_run_that_waits_or_works_can_be_stopped(
    session: Session, world: World, state: RunState, after: RunState
) -> None:
    run = make_run(session, world, state)
    before = logged(session)
    actions.cancel_run(session, world.actors["organizer"], run, now=NOW)
    assert (run.state, run.cancel_requested, logged(session)) == (after, True, before + 1)


def test_run_that_ended_meanwhile_is_seen_to_have_ended(database: Database, stored_world: World) -> None:
    with database.transaction() as session:
        run_id = make_run(session, stored_world, RunState.RUNNING).id
    with database.session() as session:
        seen = session.get_one(Run, run_id)
        session.rollback()  # what was read stays in hand, as on a page that loaded it a moment ago
        with database.transaction() as worker:
            worker.get_one(Run, run_id).state = RunState.DONE
        with pytest.raises(Stale):
            runs.request_cancel(session, seen, now=NOW)


def test_page_says_that_the_run_has_ended(
    database: Database, stored_world: World, client_for: Callable[[str | None], FlaskClient]
) -> None:
    with database.transaction() as session:
        run_id = make_run(session, stored_world, RunState.DONE).id
    answer = client_for("organizer").post(f"/runs/{run_id}/cancel")
    assert answer.status_code == 409
    assert "运算已经结束" in answer.get_data(as_text=True)
