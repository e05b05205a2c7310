"""The queue: nothing lost, also when a worker is killed in the middle of its work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from huey.storage import RedisStorage
from sqlalchemy.orm import Session

from reviewapp import runs, worker
from reviewapp.access import Actor
from reviewapp.db import Database
from reviewapp.jobs import Jobs
from reviewapp.models.result import Run, RunState
from reviewapp.runs import Json, Progress, Task
from tests import factories

PATIENCE = 30.0  # seconds a loaded machine may take; nothing here is measured


def load(session: Session, run: Run) -> Json:
    return {}


def calculate(inputs: Json, params: Json, seed: int, progress: Progress) -> Json:
    return {"answer": 42}


def store(session: Session, run: Run, output: Json, now: datetime) -> None:
    run.params = {**run.params, "stored": run.params.get("stored", 0) + 1}


COUNTING = Task("test", load, calculate, store)


@pytest.fixture(autouse=True)
def _test_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(worker.TASKS, "test", f"{__name__}:COUNTING")
    monkeypatch.setitem(sys.modules, __name__, sys.modules.get(__name__) or _this_module())


def _this_module() -> object:
    """pytest's importlib mode does not register test modules; the worker looks its task up by name."""
    import types

    module = types.ModuleType(__name__)
    module.__dict__.update(globals())
    return module


def queue(database: Database, world: factories.World, **values: object) -> int:
    with database.transaction() as session:
        run = runs.create(session, Actor.system(), "test", world.round.id, now=datetime.now(UTC))
        for name, value in values.items():
            setattr(run, name, value)
        return run.id


def read(database: Database, run_id: int) -> Run:
    with database.session() as session:
        return session.get_one(Run, run_id)


def wait_for(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.02)


@pytest.fixture
def jobs(database: Database, tmp_path: Path) -> Jobs:
    return Jobs(database, str(tmp_path / "queue.db"))


def test_consumer_does_what_is_queued(database: Database, jobs: Jobs, stored_world: factories.World) -> None:
    run_id = queue(database, stored_world)
    jobs.enqueue(run_id)
    assert read(database, run_id).state == RunState.QUEUED
    stop = threading.Event()
    consumer = threading.Thread(target=jobs.consume, args=(stop,), daemon=True)
    consumer.start()
    try:
        wait_for(lambda: read(database, run_id).state == RunState.DONE)
    finally:
        stop.set()
        consumer.join(PATIENCE)
    assert not consumer.is_alive()


def test_sweep_takes_only_what_nobody_works_on(
    database: Database, jobs: Jobs, stored_world: factories.World
) -> None:
    now = datetime.now(UTC)
    lost = now - runs.LEASE - timedelta(seconds=1)
    forgotten = queue(database, stored_world, created_at=now - timedelta(minutes=1))
    dead = queue(database, stored_world, state=RunState.RUNNING, attempts=1, heartbeat_at=lost)
    queue(database, stored_world)  # just queued: its own task is on the way
    queue(database, stored_world, state=RunState.RUNNING, attempts=1, heartbeat_at=now)
    queue(database, stored_world, state=RunState.DONE)
    assert sorted(jobs.sweep()) == sorted([forgotten, dead])


def test_swept_run_is_done_although_the_queue_forgot_it(
    database: Database, tmp_path: Path, stored_world: factories.World
) -> None:
    lost = datetime.now(UTC) - runs.LEASE - timedelta(seconds=1)
    run_id = queue(database, stored_world, state=RunState.RUNNING, attempts=1, heartbeat_at=lost)
    Jobs(database, str(tmp_path / "queue.db"), immediate=True).sweep()
    run = read(database, run_id)
    assert (run.state, run.attempts, run.params["stored"]) == (RunState.DONE, 2, 1)


def test_doubled_delivery_is_harmless(
    database: Database, tmp_path: Path, stored_world: factories.World
) -> None:
    at_once = Jobs(database, str(tmp_path / "queue.db"), immediate=True)
    run_id = queue(database, stored_world)
    for _ in range(3):
        at_once.enqueue(run_id)
    assert read(database, run_id).params["stored"] == 1
    at_once.enqueue(999)  # a run that was rolled back


def test_queue_of_several_hosts_is_kept_in_redis(database: Database) -> None:
    """Nothing connects before work is queued: what is asked here is that the client is installed."""
    storage = Jobs(database, "redis://queue.example.org:6380/3").huey.storage
    assert isinstance(storage, RedisStorage)
    where = storage.pool.connection_kwargs
    assert (where["host"], where["port"], where["db"]) == ("queue.example.org", 6380, 3)


WORKER = """
    import sys, time
    from reviewapp import runs
    from reviewapp.db import Database

    def calculate(inputs, params, seed, progress):
        print("working", flush=True)
        while True:
            progress(1, 2)
            time.sleep(0.05)

    task = runs.Task("test", lambda s, r: {}, calculate, lambda s, r, o, n: None)
    runs.perform(Database(sys.argv[1], audit_key=b"k" * 32), task, int(sys.argv[2]))
"""


def test_killed_worker_is_replaced(database: Database, tmp_path: Path, stored_world: factories.World) -> None:
    """A real process, really killed: its run is picked up by the sweep once the lease is over, and done once."""
    run_id = queue(database, stored_world)
    url = database.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", textwrap.dedent(WORKER), url, str(run_id)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"working\n"
        wait_for(lambda: read(database, run_id).state == RunState.RUNNING)
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)
    at_once = Jobs(database, str(tmp_path / "queue.db"), immediate=True)
    assert at_once.sweep() == []  # its last heartbeat is fresh: nobody can know yet
    assert read(database, run_id).state == RunState.RUNNING
    with database.transaction() as session:  # a minute later
        run = session.get_one(Run, run_id)
        assert run.heartbeat_at is not None
        run.heartbeat_at -= runs.LEASE
    assert at_once.sweep() == [run_id]
    run = read(database, run_id)
    assert (run.state, run.attempts, run.params["stored"]) == (RunState.DONE, 2, 1)
