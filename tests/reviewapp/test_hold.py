"""A worker's hold on a run: alive while it lives, told to stop, given up when it does not answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from reviewapp import hold, runs
from reviewapp.access import Actor
from reviewapp.db import Database
from reviewapp.hold import Hold, Pulse, Reporter
from reviewapp.models.result import Run, RunState
from reviewapp.runs import Json, Progress, Task
from tests import factories

PATIENCE = 30.0  # seconds a loaded machine may take; nothing here is measured
PHASES = ((0.5, "read"), (1.0, "compare"))


def load(session: Session, run: Run) -> Json:
    return {"word": "灯"}


def calculate(inputs: Json, params: Json, seed: int, progress: Progress) -> Json:
    progress(1, 4)
    progress(3, 4)
    return {"word": inputs["word"]}


def store(session: Session, run: Run, output: Json, now: datetime) -> None:
    run.params = {"stored": output["word"]}


TASK = Task("test", load, calculate, store, phases=PHASES)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hold, "HEARTBEAT_SECONDS", 0.0)
    monkeypatch.setattr(hold, "PULSE_SECONDS", 0.02)


@pytest.fixture
def run_id(database: Database, stored_world: factories.World) -> int:
    with database.transaction() as session:
        return runs.create(session, Actor.system(), "test", stored_world.round.id, now=datetime.now(UTC)).id


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return tmp_path / "work"


def edit(database: Database, run_id: int, **values: object) -> None:
    with database.transaction() as session:
        run = session.get_one(Run, run_id)
        for name, value in values.items():
            setattr(run, name, value)


def read(database: Database, run_id: int) -> Run:
    with database.session() as session:
        return session.get_one(Run, run_id)


def beat(database: Database, run_id: int) -> datetime:
    at = read(database, run_id).heartbeat_at
    assert at is not None
    return at


def wait_for(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.01)


def test_silent_calculation_keeps_its_run(database: Database, run_id: int) -> None:
    """It reports nothing for longer than a lease: nobody may take the run over."""

    def silent(inputs: Json, params: Json, seed: int, progress: Progress) -> Json:
        edit(database, run_id, heartbeat_at=datetime.now(UTC) - 2 * hold.LEASE)
        wait_for(lambda: beat(database, run_id) > datetime.now(UTC) - hold.LEASE)
        with database.session() as session:
            assert runs.abandoned(session, datetime.now(UTC)) == []
        return calculate(inputs, params, seed, progress)

    assert runs.perform(database, replace(TASK, calculate=silent), run_id) == RunState.DONE
    assert read(database, run_id).attempts == 1


def test_calculation_that_does_not_answer_is_given_up(
    database: Database, run_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hold, "LEASE", timedelta(seconds=0.1))

    def deaf(inputs: Json, params: Json, seed: int, progress: Progress) -> Json:
        edit(database, run_id, cancel_requested=True)
        wait_for(lambda: read(database, run_id).state == RunState.CANCELLED)
        return {"word": "晚了"}

    assert runs.perform(database, replace(TASK, calculate=deaf), run_id) == RunState.CANCELLED
    assert read(database, run_id).params == {}


def test_pulse_survives_a_busy_database_and_ends_with_the_work(
    database: Database, run_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(database, run_id, state=RunState.RUNNING, attempts=1)
    beats = iter([OperationalError("", {}, Exception("database is locked"))])
    beaten = threading.Event()

    def beat(_hold: Hold, **_values: object) -> bool:
        for error in beats:
            raise error
        beaten.set()
        return False

    monkeypatch.setattr(Hold, "beat", beat)
    reporter = Reporter(Hold(database, run_id, 1), None, ())
    pulse = Pulse(reporter, lambda: None)
    with pulse:
        assert beaten.wait(PATIENCE)
    assert not pulse.thread.is_alive()


def test_page_reads_what_is_done_and_since_when(database: Database, run_id: int) -> None:
    seen: list[tuple[str, int]] = []

    def look(inputs: Json, params: Json, seed: int, progress: Progress) -> Json:
        seen.append((read(database, run_id).phase, read(database, run_id).done))
        for done in (0, 1, 2, 3, 4):
            progress(done, 4)
            seen.append((read(database, run_id).phase, read(database, run_id).done))
        return {"word": "灯"}

    before = read(database, run_id)
    assert (before.started_at, before.phase) == (None, "")
    assert runs.perform(database, replace(TASK, calculate=look), run_id) == RunState.DONE
    assert seen == [("read", 0), ("read", 0), ("read", 1), ("compare", 2), ("compare", 3), ("store", 4)]
    run = read(database, run_id)
    assert run.started_at is not None
    assert run.phase == ""


def test_finished_parts_stay_for_the_next_worker_and_go_with_the_run(
    database: Database, run_id: int, work: Path
) -> None:
    def resume(inputs: Json, params: Json, seed: int, progress: Progress, parts: Path) -> Json:
        if not (parts / "half").exists():
            (parts / "half").write_text("灯")
            raise KeyboardInterrupt
        return {"word": (parts / "half").read_text() + "还亮着"}

    task = replace(TASK, resume=resume)
    with pytest.raises(KeyboardInterrupt):
        runs.perform(database, task, run_id, work=work)
    assert [p.name for p in work.rglob("half")] == ["half"]
    edit(database, run_id, heartbeat_at=datetime.now(UTC) - 2 * hold.LEASE)
    assert runs.perform(database, task, run_id, work=work) == RunState.DONE
    assert read(database, run_id).params == {"stored": "灯还亮着"}
    assert list(work.iterdir()) == []


@pytest.mark.parametrize("error", [ZeroDivisionError, hold.Cancelled])
def test_finished_parts_go_however_the_run_ends(
    error: type[Exception], database: Database, run_id: int, work: Path
) -> None:
    def resume(inputs: Json, params: Json, seed: int, progress: Progress, parts: Path) -> Json:
        (parts / "half").write_text("灯")
        raise error

    try:
        runs.perform(database, replace(TASK, resume=resume), run_id, work=work)
    except ZeroDivisionError:
        assert error is ZeroDivisionError
    assert read(database, run_id).state in (RunState.FAILED, RunState.CANCELLED)
    assert list(work.iterdir()) == []


def test_worker_that_lost_its_run_leaves_the_parts_to_the_other(
    database: Database, run_id: int, work: Path
) -> None:
    def resume(inputs: Json, params: Json, seed: int, progress: Progress, parts: Path) -> Json:
        (parts / "half").write_text("灯")
        edit(database, run_id, attempts=2)  # another worker has claimed it
        progress(1, 2)
        return {"word": "不该存下"}

    assert runs.perform(database, replace(TASK, resume=resume), run_id, work=work) == RunState.RUNNING
    assert [p.name for p in work.rglob("half")] == ["half"]


def test_stopping_what_no_worker_holds_stops_it_at_once(database: Database, run_id: int) -> None:
    now = datetime.now(UTC)
    edit(database, run_id, state=RunState.RUNNING, attempts=1, heartbeat_at=now - 2 * hold.LEASE)
    with database.transaction() as session:
        runs.request_cancel(session, session.get_one(Run, run_id), now=now)
    assert (read(database, run_id).state, read(database, run_id).finished_at) == (RunState.CANCELLED, now)


def test_stop_that_was_asked_before_the_worker_died_is_not_forgotten(database: Database, run_id: int) -> None:
    lost = datetime.now(UTC) - 2 * hold.LEASE
    edit(database, run_id, state=RunState.RUNNING, attempts=1, heartbeat_at=lost, cancel_requested=True)
    assert runs.perform(database, TASK, run_id) == RunState.CANCELLED
    assert read(database, run_id).params == {}
