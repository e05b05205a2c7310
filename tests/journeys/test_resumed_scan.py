"""A scan outlives its worker: the next one goes on from the finished parts and answers the same."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from reviewapp import runs
from reviewapp.access import load_actor
from reviewapp.config import ROOT
from reviewapp.contests import actions as contests
from reviewapp.db import Database
from reviewapp.models.account import User
from reviewapp.models.contest import Stage
from reviewapp.models.entry import Entry
from reviewapp.models.library import LibraryKind, LibraryText
from reviewapp.models.log import AuditEvent
from reviewapp.models.result import Run, RunState
from reviewapp.models.similarity import SimilarityCase
from reviewapp.similarity import actions
from reviewapp.similarity.compute import SIMILARITY
from tests import factories
from tests.conftest import NOW
from tests.journeys.soundness import assert_sound, count_events

KEYS = ("P01", "A20", "P08", "A04", "P10", "P11", "P12", "P13", "B20", "B21", "B22")
MIDDLE = 60  # percent: prepared and indexed, not compared yet


@pytest.fixture
def queued_scan(database: Database) -> int:
    """A scan that waits: copies among the works, and one work that stands in the library."""
    with database.transaction() as session:
        world = factories.make_world(session, Stage.SEALING)
        entries = factories.make_sample_entries(session, world, KEYS)
        text = entries["B20"].text
        session.add(
            LibraryText(
                kind=LibraryKind.WINNER,
                title="往届作品",
                text=text,
                sha256="0" * 64,
                characters=len(text),
                added_at=NOW,
            )
        )
        return actions.request_scan(session, world.actors["organizer"], world.round, now=NOW).id


def killed_worker(database: Database, run_id: int, work: Path) -> None:
    """A real process is killed in the middle of the scan."""
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.journeys.worker", url, str(run_id), str(work), str(MIDDLE)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "calculating\n"
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL


def interrupted_worker(database: Database, run_id: int, work: Path) -> None:
    """The same inside this process: it ends where it stands, without a word to the database."""

    def end(done: int, total: int) -> None:
        if 100 * done >= MIDDLE * total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        runs.perform(database, SIMILARITY, run_id, on_progress=end, work=work)


def silence(database: Database, run_id: int) -> None:
    """A minute passes."""
    with database.transaction() as session:
        beat = session.get_one(Run, run_id).heartbeat_at
        assert beat is not None
        lost = beat - runs.LEASE - timedelta(seconds=1)
        session.execute(update(Run).where(Run.id == run_id).values(heartbeat_at=lost))


def parts(work: Path, run_id: int) -> dict[str, int]:
    """Finished parts of a run: name → when they were written."""
    folder = work / f"run-{run_id}"
    return {str(p.relative_to(folder)): p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()}


def stored(database: Database, run_id: int) -> tuple[RunState, int, int]:
    """(state, attempts, cases)"""
    with database.session() as session:
        run = session.get_one(Run, run_id)
        return run.state, run.attempts, session.scalar(select(func.count()).select_from(SimilarityCase)) or 0


def test_second_worker_goes_on_and_answers_the_same(
    database: Database, queued_scan: int, tmp_path: Path
) -> None:
    work = tmp_path / "work"
    killed_worker(database, queued_scan, work)
    assert stored(database, queued_scan) == (RunState.RUNNING, 1, 0)
    silence(database, queued_scan)
    finished = parts(work, queued_scan)
    kept: dict[str, int] = {}

    def look(done: int, total: int) -> None:
        kept.update(parts(work, queued_scan))

    assert runs.perform(database, SIMILARITY, queued_scan, on_progress=look, work=work) == RunState.DONE
    blocks = {name: at for name, at in finished.items() if "block" in name}
    assert blocks
    assert {name: kept[name] for name in blocks} == blocks, "a finished part was computed again"
    assert set(kept) - set(finished), "the rest was computed now"
    assert list(work.iterdir()) == []
    with database.session() as session:
        recorded, uninterrupted = runs.rebuild(session, SIMILARITY, queued_scan)
        assert recorded == uninterrupted
    assert stored(database, queued_scan) == (RunState.DONE, 2, 4)
    assert count_events(database, AuditEvent.verb == "similarity.scanned") == 1
    assert_sound(database)


def test_parts_of_other_texts_are_not_used(database: Database, queued_scan: int, tmp_path: Path) -> None:
    """A work changed between the two workers: the second one scans what is there now."""
    interrupted_worker(database, queued_scan, tmp_path)
    silence(database, queued_scan)
    with database.transaction() as session:
        session.execute(update(Entry).where(Entry.number == 1).values(text="换了一篇，与谁都不同。"))
    assert runs.perform(database, SIMILARITY, queued_scan, work=tmp_path) == RunState.DONE
    with database.session() as session:
        recorded, uninterrupted = runs.rebuild(session, SIMILARITY, queued_scan)
    assert recorded == uninterrupted


def test_stopped_scan_stores_nothing_and_leaves_nothing(
    app: Flask, database: Database, queued_scan: int, tmp_path: Path
) -> None:
    """The organizer stops a scan whose worker is gone: it has stopped at once, and nobody takes it up."""
    interrupted_worker(database, queued_scan, tmp_path / "work")
    silence(database, queued_scan)
    with database.transaction() as session:
        organizer = load_actor(
            session, session.scalars(select(User.id).where(User.username == "organizer")).one()
        )
        assert organizer is not None
        run = session.get_one(Run, queued_scan)
        contests.cancel_run(session, organizer, run, now=datetime.now(UTC))
    assert stored(database, queued_scan) == (RunState.CANCELLED, 1, 0)
    assert app.extensions["jianwen"].jobs.sweep() == []
    assert runs.perform(database, SIMILARITY, queued_scan, work=tmp_path / "work") == RunState.CANCELLED
    assert list((tmp_path / "work").iterdir()) == []
    assert count_events(database, AuditEvent.verb == "contests.run_cancelled") == 1
    assert_sound(database)
