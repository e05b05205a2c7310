"""A run survives its worker: killed, late, or killed again and again."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from reviewapp import runs, worker
from reviewapp.config import ROOT
from reviewapp.db import Database
from reviewapp.models.contest import Round
from reviewapp.models.log import AuditEvent
from reviewapp.models.result import Run, RunState, Standing
from reviewapp.standings import actions as standings
from tests import factories
from tests.conftest import NOW
from tests.journeys.soundness import assert_sound, at_once, count_events


@pytest.fixture
def queued_run(database: Database, marked: factories.World) -> int:
    with database.transaction() as session:
        round_ = session.get_one(Round, marked.round.id)
        return standings.request_standings(session, marked.actors["organizer"], round_, now=NOW).id


def killed_worker(database: Database, run_id: int) -> None:
    """A real process takes the run and is killed in the middle of the calculation."""
    url = database.url.render_as_string(hide_password=False)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.worker", url, str(run_id)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "calculating\n"
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL


def silence(database: Database, run_id: int) -> None:
    """The lease of the run's worker runs out, as if a minute had passed."""
    with database.transaction() as session:
        beat = session.get_one(Run, run_id).heartbeat_at
        assert beat is not None
        session.execute(
            update(Run).where(Run.id == run_id).values(heartbeat_at=beat - runs.LEASE - timedelta(seconds=1))
        )


def stored(session: Session, run_id: int) -> tuple[RunState, int, int]:
    """(state, attempts, standings) of a run."""
    run = session.get_one(Run, run_id)
    rows = session.scalar(select(func.count()).select_from(Standing).where(Standing.run_id == run_id))
    return run.state, run.attempts, rows or 0


def test_run_of_killed_worker_is_finished_once_by_the_sweeper(
    app: Flask, database: Database, queued_run: int
) -> None:
    jobs = app.extensions["jianwen"].jobs
    killed_worker(database, queued_run)
    with database.session() as session:
        assert stored(session, queued_run) == (RunState.RUNNING, 1, 0)
    assert jobs.sweep() == []  # the lease still holds: the worker might only be slow
    silence(database, queued_run)
    swept = at_once([jobs.sweep, jobs.sweep])
    assert queued_run in [i for ids in swept for i in ids]
    assert jobs.sweep() == []
    with database.session() as session:
        assert stored(session, queued_run) == (RunState.DONE, 2, 3)
        recorded, rebuilt = runs.rebuild(session, worker.task_for("standings"), queued_run)
        assert recorded == rebuilt
    assert count_events(database, AuditEvent.verb == "standings.computed") == 1
    assert_sound(database)


def test_worker_that_comes_back_late_stores_nothing(database: Database, queued_run: int) -> None:
    """It stood still for longer than its lease; another has finished the run meanwhile."""
    task = worker.task_for("standings")

    def overtaken(done: int, total: int) -> None:
        if done == 0:
            silence(database, queued_run)
            assert runs.perform(database, task, queued_run) == RunState.DONE

    assert runs.perform(database, task, queued_run, on_progress=overtaken) == RunState.DONE
    with database.session() as session:
        assert stored(session, queued_run) == (RunState.DONE, 2, 3)
    assert count_events(database, AuditEvent.verb == "standings.computed") == 1
    assert_sound(database)


def test_run_that_kills_every_worker_is_given_up(app: Flask, database: Database, queued_run: int) -> None:
    """A second delivery does not end a live third attempt; when that is lost too, the run has failed."""
    task = worker.task_for("standings")
    with database.transaction() as session:
        session.get_one(Run, queued_run).attempts = runs.MAX_ATTEMPTS - 1

    def delivered_again(done: int, total: int) -> None:
        assert runs.perform(database, task, queued_run) == RunState.RUNNING
        raise KeyboardInterrupt  # the worker's process ends here

    with pytest.raises(KeyboardInterrupt):
        runs.perform(database, task, queued_run, on_progress=delivered_again)
    silence(database, queued_run)
    assert app.extensions["jianwen"].jobs.sweep() == [queued_run]
    with database.session() as session:
        assert stored(session, queued_run) == (RunState.FAILED, runs.MAX_ATTEMPTS, 0)
        assert session.get_one(Run, queued_run).error is not None
