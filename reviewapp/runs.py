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
    attempt = run.attempts  # names this worker's hold on the run: see _is_held
    progress = _Reporter(database, run_id, attempt, on_progress)
    try:
        with database.session() as session:
            inputs = task.load(session, run)
        progress(0, 1)
        output = task.calculate(inputs, run.params, run.seed, progress)
        return _finish(database, task, run_id, attempt, inputs, output)
    except Cancelled:
        return _end(database, run_id, attempt, RunState.CANCELLED, None)
    except DomainError as error:
        return _end(database, run_id, attempt, RunState.FAILED, error.sentence)
    except Exception:
        why = say("运算时出现意外错误，未保存任何结果。请重试；仍不成功时请联系管理员。")
        _end(database, run_id, attempt, RunState.FAILED, why)
        raise


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


def _lock(session: Session, run_id: int) -> Run:
    """The run, held until the transaction ends."""
    run = session.get(Run, run_id, with_for_update=True)
    if run is None:
        raise Missing
    return run


def _claim(database: Database, run_id: int) -> Run | None:
    """Take the run if it waits or was abandoned; its row is locked, so only one worker can have it."""
    now = datetime.now(UTC)
    with database.transaction() as session:
        run = _lock(session, run_id)
        beat = run.heartbeat_at
        lost = run.state == RunState.RUNNING and beat is not None and beat < now - LEASE
        if run.state != RunState.QUEUED and not lost:
            return None
        if run.attempts >= MAX_ATTEMPTS:
            run.state, run.finished_at = RunState.FAILED, now
            run.error = say("运算多次中断，已停止。请重试；仍不成功时请联系管理员。").to_json()
            return None
        run.state, run.attempts, run.heartbeat_at = RunState.RUNNING, run.attempts + 1, now
        return run


class _Reporter:
    """Writes progress and heartbeat at most once a second, and stops the work when asked to, or when
    another worker took the run over."""

    def __init__(self, database: Database, run_id: int, attempt: int, on_progress: Progress | None) -> None:
        self.database, self.run_id, self.attempt, self.on_progress = database, run_id, attempt, on_progress
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
                .where(Run.id == self.run_id, Run.attempts == self.attempt, Run.state == RunState.RUNNING)
                .values(done=done, total=total, heartbeat_at=datetime.now(UTC))
            )
            run = _get(session, self.run_id)
            if run.cancel_requested or not _is_held(run, self.attempt):
                raise Cancelled


def _is_held(run: Run, attempt: int) -> bool:
    """Is the run still that of the worker which claimed it as this attempt?

    A worker that stood still for longer than its lease has lost it: another may have stored the result.
    """
    return run.state == RunState.RUNNING and run.attempts == attempt


def _finish(
    database: Database, task: Task, run_id: int, attempt: int, inputs: Json, output: Json
) -> RunState:
    """Store the result, unless another worker took the run over; answers the run's state."""
    now = datetime.now(UTC)
    with database.transaction() as session:
        run = _lock(session, run_id)
        if not _is_held(run, attempt):
            return run.state
        if run.cancel_requested:
            raise Cancelled
        if task.guarded and digest(task.load(session, run)) != digest(inputs):
            raise Stale(say("计算期间数据有变动，结果未保存。请重新运算。"))
        run.inputs, run.input_digest = pack(inputs), digest(inputs)
        run.output, run.output_digest = pack(output), digest(output)
        run.state, run.finished_at = RunState.DONE, now
        run.done = run.total = max(run.total, 1)
        task.store(session, run, output, now)
        return run.state


def _end(
    database: Database, run_id: int, attempt: int, state: RunState, sentence: Sentence | None
) -> RunState:
    """End a run without a result, unless another worker took it over; answers the run's state."""
    with database.transaction() as session:
        run = _lock(session, run_id)
        if _is_held(run, attempt):
            run.state, run.finished_at = state, datetime.now(UTC)
            run.error = sentence.to_json() if sentence else None
        return run.state
