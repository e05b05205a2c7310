"""Runs: computations with recorded inputs, settings, seed and code, that can be done again.

A stage's `compute.py` offers a `Task` of three steps.  `load` reads the inputs as plain JSON values,
`calculate` is pure (the worker, a test and `flask rebuild` call the very same function), `store` writes
the result in one short transaction.  Nothing is computed inside a transaction.  The Run row is the truth
about the work: created in the action's transaction, kept alive by a heartbeat, put back by the sweeper
(jobs.py) when its worker died.  A task whose inputs moved on while it was calculating is not stored.
"""

from __future__ import annotations

import hashlib
import json
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, undefer

from reviewapp.access import Actor
from reviewapp.audit import canonical
from reviewapp.db import Database
from reviewapp.errors import DomainError, Missing, Stale
from reviewapp.models.result import Run, RunState
from reviewapp.words import Sentence, say

CODE_VERSION = "1"  # raised whenever a task may answer the same inputs differently
LEASE = timedelta(seconds=60)  # a running Run without a heartbeat for so long has lost its worker
HEARTBEAT_SECONDS = 1.0
MAX_ATTEMPTS = 3

Json = dict[str, Any]
Progress = Callable[[int, int], None]


class Cancelled(Exception):
    """Raised inside `calculate` through its progress callable when somebody asked to stop."""


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of computation.

    load: reads inputs for the run's round and params (plain JSON values; no ORM objects)
    calculate: (inputs, params, seed, progress) -> output, pure and deterministic
    store: writes the output's rows; runs in the finishing transaction, as the system
    """

    kind: str
    load: Callable[[Session, Run], Json]
    calculate: Callable[[Json, Json, int, Progress], Json]
    store: Callable[[Session, Run, Json, datetime], None]
    guarded: bool = True  # refuse to store when the inputs changed meanwhile


def digest(value: object) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


def create(
    session: Session, actor: Actor, kind: str, round_id: int, *, now: datetime, seed: int = 0, **params: Any
) -> Run:
    """Queue a run; hand its id to jobs.enqueue after the commit."""
    run = Run(
        kind=kind,
        round_id=round_id,
        params=params,
        seed=seed,
        code_version=CODE_VERSION,
        created_by=actor.user_id,
        created_at=now,
    )
    session.add(run)
    session.flush()
    return run


def perform(database: Database, task: Task, run_id: int, *, on_progress: Progress | None = None) -> RunState:
    """Do the work of one queued (or abandoned) run and say how it ended."""
    run = _claim(database, run_id)
    if run is None:
        with database.session() as session:
            return _get(session, run_id).state
    progress = _Reporter(database, run_id, on_progress)
    try:
        with database.session() as session:
            inputs = task.load(session, run)
        progress(0, 1)
        output = task.calculate(inputs, run.params, run.seed, progress)
        _finish(database, task, run_id, inputs, output)
    except Cancelled:
        return _end(database, run_id, RunState.CANCELLED, None)
    except DomainError as error:
        return _end(database, run_id, RunState.FAILED, error.sentence)
    except Exception:
        _end(
            database,
            run_id,
            RunState.FAILED,
            say("运算时出现意外错误，未保存任何结果。请重试；仍不成功时请联系管理员。"),
        )
        raise
    return RunState.DONE


def rebuild(session: Session, task: Task, run_id: int) -> tuple[str, str]:
    """(recorded digest, digest of the output calculated again from the recorded inputs)."""
    run = _get(session, run_id, whole=True)
    output = task.calculate(unpack(run.inputs), run.params, run.seed, lambda done, total: None)
    return run.output_digest, digest(output)


def request_cancel(session: Session, run: Run) -> None:
    """Ask a queued or running computation to stop at its next step."""
    if run.state == RunState.QUEUED:
        run.state = RunState.CANCELLED
    run.cancel_requested = True


def queued(session: Session, round_id: int) -> list[int]:
    """Ids of the round's runs that were never started."""
    return list(session.scalars(select(Run.id).where(Run.round_id == round_id, Run.state == RunState.QUEUED)))


def abandoned(session: Session, now: datetime) -> list[int]:
    """Ids of runs that wait for a worker: never started, or their worker died."""
    lost = now - LEASE
    return list(
        session.scalars(
            select(Run.id).where(
                ((Run.state == RunState.QUEUED) & (Run.created_at < now - timedelta(seconds=5)))
                | ((Run.state == RunState.RUNNING) & (Run.heartbeat_at < lost))
            )
        )
    )


def output_of(session: Session, run_id: int) -> Json:
    """The recorded output of a finished run."""
    return unpack(_get(session, run_id, whole=True).output)


def pack(value: Json) -> bytes:
    return zlib.compress(canonical(value), 6)


def unpack(data: bytes | None) -> Json:
    if data is None:
        raise Missing(say("这次运算没有留下记录。"))
    value: Json = json.loads(zlib.decompress(data))
    return value


def _get(session: Session, run_id: int, *, whole: bool = False) -> Run:
    options = [undefer(Run.inputs), undefer(Run.output)] if whole else []
    run = session.get(Run, run_id, options=options)
    if run is None:
        raise Missing
    return run


def _claim(database: Database, run_id: int) -> Run | None:
    """Take the run if it waits or was abandoned; the compare-and-set lets only one worker have it."""
    now = datetime.now(UTC)
    with database.transaction() as session:
        run = _get(session, run_id)
        if run.attempts >= MAX_ATTEMPTS and run.state in (RunState.QUEUED, RunState.RUNNING):
            run.state, run.finished_at = RunState.FAILED, now
            run.error = say("运算多次中断，已停止。请重试；仍不成功时请联系管理员。").to_json()
            return None
        free = (Run.state == RunState.QUEUED) | (
            (Run.state == RunState.RUNNING) & (Run.heartbeat_at < now - LEASE)
        )
        taken = session.execute(
            update(Run)
            .where(Run.id == run_id, free)
            .values(state=RunState.RUNNING, attempts=Run.attempts + 1, heartbeat_at=now)
            .execution_options(synchronize_session=False)
            .returning(Run.id)
        ).scalar()
        if taken is None:
            return None
        session.refresh(run)
        return run


class _Reporter:
    """Writes progress and heartbeat at most once a second, and stops the work when asked to."""

    def __init__(self, database: Database, run_id: int, on_progress: Progress | None) -> None:
        self.database, self.run_id, self.on_progress = database, run_id, on_progress
        self.written = 0.0

    def __call__(self, done: int, total: int) -> None:
        if self.on_progress is not None:
            self.on_progress(done, total)
        if time.monotonic() - self.written < HEARTBEAT_SECONDS:
            return
        self.written = time.monotonic()
        with self.database.transaction() as session:
            session.execute(
                update(Run)
                .where(Run.id == self.run_id)
                .values(done=done, total=total, heartbeat_at=datetime.now(UTC))
            )
            if session.scalar(select(Run.cancel_requested).where(Run.id == self.run_id)):
                raise Cancelled


def _finish(database: Database, task: Task, run_id: int, inputs: Json, output: Json) -> None:
    now = datetime.now(UTC)
    with database.transaction() as session:
        run = _get(session, run_id)
        if run.cancel_requested:
            raise Cancelled
        if task.guarded and digest(task.load(session, run)) != digest(inputs):
            raise Stale(say("计算期间数据有变动，结果未保存。请重新运算。"))
        run.inputs, run.input_digest = pack(inputs), digest(inputs)
        run.output, run.output_digest = pack(output), digest(output)
        run.state, run.finished_at = RunState.DONE, now
        run.done = run.total = max(run.total, 1)
        task.store(session, run, output, now)


def _end(database: Database, run_id: int, state: RunState, sentence: Sentence | None) -> RunState:
    with database.transaction() as session:
        run = _get(session, run_id)
        run.state, run.finished_at = state, datetime.now(UTC)
        run.error = sentence.to_json() if sentence else None
    return state
