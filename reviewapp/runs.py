"""Runs: computations with recorded inputs, settings, seed and code, that can be done again.

A stage's `compute.py` offers a `Task` of three steps.  `load` reads the inputs as plain JSON values,
`calculate` is pure (the worker, a test and `flask rebuild` call the very same function), `store` writes
the result in one short transaction.  Nothing is computed inside a transaction.  The Run row is the truth
about the work: created in the action's transaction, kept alive by a heartbeat, put back by the sweeper
(jobs.py) when its worker died.  A task whose inputs moved on while it was calculating is not stored.

A task that can `resume` keeps finished parts in a folder of its run, below the instance folder: the worker
that takes the run over goes on from there.  The folder goes when the run ends, however it ends; it is only
a cache, so a worker on another host, which does not see it, answers the same a little later.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, undefer

from reviewapp.access import Actor
from reviewapp.audit import canonical
from reviewapp.db import Database
from reviewapp.errors import DomainError, Missing, Stale
from reviewapp.hold import LEASE as LEASE
from reviewapp.hold import Cancelled as Cancelled
from reviewapp.hold import Hold, Pulse, Reporter
from reviewapp.hold import Progress as Progress
from reviewapp.models.result import Run, RunState
from reviewapp.words import Sentence, say

CODE_VERSION = "5"  # raised whenever a task may answer the same inputs differently
MAX_ATTEMPTS = 3
LOADING = "load"  # the phase of every run before those of its task
ENDED = (RunState.DONE, RunState.FAILED, RunState.CANCELLED)

Json = dict[str, Any]
Part = Literal["inputs", "output"]  # what is not loaded with a run unless asked for


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of computation.

    load: reads inputs for the run's round and params (plain JSON values; no ORM objects)
    calculate: (inputs, params, seed, progress) -> output, pure and deterministic
    store: writes the output's rows; runs in the finishing transaction, as the system
    resume: `calculate` with a folder to keep finished parts in; the same inputs continue there
    phases: (share of the progress at which it ends, code), ascending: what is being done at the moment
    """

    kind: str
    load: Callable[[Session, Run], Json]
    calculate: Callable[[Json, Json, int, Progress], Json]
    store: Callable[[Session, Run, Json, datetime], None]
    guarded: bool = True  # refuse to store when the inputs changed meanwhile
    resume: Callable[[Json, Json, int, Progress, Path], Json] | None = None
    phases: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Chore:
    """Small work in the background that leaves no result of its own to keep or rebuild.

    waiting: ids of the rounds in which there is something to do; asked every few seconds, so it is quick
    perform: (database, instance folder, round id, now) does it; harmless when it comes twice
    """

    waiting: Callable[[Session], list[int]]
    perform: Callable[[Database, Path, int, datetime], None]


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


def perform(
    database: Database,
    task: Task,
    run_id: int,
    *,
    on_progress: Progress | None = None,
    work: Path | None = None,
) -> RunState:
    """Do the work of one queued (or abandoned) run and say how it ended.

    `work`: the folder below which a task that can resume keeps its finished parts; None keeps nothing.
    """
    folder = work / f"run-{run_id}" if work is not None and task.resume is not None else None
    try:
        run = _claim(database, run_id)
        return _state(database, run_id) if run is None else _attempt(database, task, run, on_progress, folder)
    finally:
        if folder is not None and folder.exists() and _state(database, run_id) in ENDED:
            shutil.rmtree(folder, ignore_errors=True)


def _state(database: Database, run_id: int) -> RunState:
    with database.session() as session:
        return _get(session, run_id).state


def _attempt(
    database: Database, task: Task, run: Run, on_progress: Progress | None, folder: Path | None
) -> RunState:
    """Load, calculate and store a claimed run; answers how it ended."""
    hold = Hold(database, run.id, run.attempts)
    progress = Reporter(hold, on_progress, task.phases)

    def give_up() -> None:
        _end(hold, RunState.CANCELLED, None)

    try:
        with Pulse(progress, give_up):
            with database.session() as session:
                inputs = task.load(session, run)
            progress(0, 1)
            output = _calculate(task, inputs, run, progress, folder)
        return _finish(hold, task, inputs, output)
    except Cancelled:
        return _end(hold, RunState.CANCELLED, None)
    except DomainError as error:
        return _end(hold, RunState.FAILED, error.sentence)
    except Exception:
        why = say("运算时出现意外错误，未保存任何结果。请重试；仍不成功时请联系管理员。")
        _end(hold, RunState.FAILED, why)
        raise


def _calculate(task: Task, inputs: Json, run: Run, progress: Progress, folder: Path | None) -> Json:
    """The output; parts finished by a worker that died serve only if it had loaded the same inputs."""
    if task.resume is None or folder is None:
        return task.calculate(inputs, run.params, run.seed, progress)
    parts = folder / digest(inputs)[:16]
    parts.mkdir(parents=True, exist_ok=True)
    return task.resume(inputs, run.params, run.seed, progress, parts)


def rebuild(session: Session, task: Task, run_id: int) -> tuple[str, str]:
    """(recorded digest, digest of the output calculated again from the recorded inputs)."""
    run = _get(session, run_id, whole=True)
    output = task.calculate(unpack(run.inputs), run.params, run.seed, lambda done, total: None)
    return run.output_digest, digest(output)


def request_cancel(session: Session, run: Run, *, now: datetime | None = None) -> None:
    """Ask a computation to stop at its next step; one that no worker holds (any more) has stopped at once.

    Raises Stale when it has ended, also since the run was read.
    """
    session.refresh(run, with_for_update=True)
    if run.state in ENDED:
        raise Stale(say("运算已经结束，不能再停止。"))
    beat = run.heartbeat_at
    lost = now is not None and run.state == RunState.RUNNING and beat is not None and beat < now - LEASE
    if run.state == RunState.QUEUED or lost:
        run.state, run.finished_at = RunState.CANCELLED, now
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


def finished(session: Session, round_id: int, kind: str, *parts: Part) -> Sequence[Run]:
    """The round's finished runs of a kind, newest first; ``parts``: what is loaded of them beside the figures."""
    return session.scalars(_finished(round_id, kind, parts)).all()


def newest(session: Session, round_id: int, kind: str, *parts: Part) -> Run | None:
    """The last that was finished."""
    return session.scalar(_finished(round_id, kind, parts).limit(1))


def one_finished(session: Session, round_id: int, run_id: int, kind: str, *parts: Part) -> Run | None:
    """The finished run of this id, if it is of this round and kind."""
    return session.scalar(_finished(round_id, kind, parts).where(Run.id == run_id))


def settled(session: Session, round_id: int, kind: str) -> Run | None:
    """The one that later stages build on (`Run.frozen`): standings that are frozen, a selection that is confirmed."""
    return session.scalar(_of_kind(round_id, kind).where(Run.frozen.is_(True)))


def settle(session: Session, run: Run) -> Run | None:
    """From now on later stages build on this run; the other one that they built on before, if any."""
    before = settled(session, run.round_id, run.kind)
    run.frozen = True
    if before is None or before.id == run.id:
        return None
    before.frozen = False
    return before


def last_asked(session: Session, round_id: int, kind: str) -> Run | None:
    """The last that was asked for, whatever became of it."""
    return session.scalar(_of_kind(round_id, kind).limit(1))


def waiting(session: Session, round_id: int, kind: str) -> Run | None:
    """The one that is queued or at work, if any; not one that was asked to stop."""
    waits = Run.state.in_((RunState.QUEUED, RunState.RUNNING)), Run.cancel_requested.is_(False)
    return session.scalar(_of_kind(round_id, kind).where(*waits).limit(1))


def _of_kind(round_id: int, kind: str) -> Select[Run]:
    return select(Run).where(Run.round_id == round_id, Run.kind == kind).order_by(Run.id.desc())


def _finished(round_id: int, kind: str, parts: Sequence[Part]) -> Select[Run]:
    done = _of_kind(round_id, kind).where(Run.state == RunState.DONE)
    return done.options(*(undefer(getattr(Run, part)) for part in parts))


def output_of(session: Session, run_id: int) -> Json:
    """The recorded output of a finished run."""
    return unpack(packed_output(session, run_id))


def packed_output(session: Session, run_id: int) -> bytes | None:
    """The same as it is stored."""
    return session.scalar(select(Run.output).where(Run.id == run_id))


def pack(value: Json) -> bytes:
    return zlib.compress(canonical(value), 6)


def unpack(data: bytes | None, leave_out: re.Pattern[bytes] | None = None) -> Json:
    """leave_out: the part of the canonical form that is not wanted; reading a large one takes its time."""
    if data is None:
        raise Missing(say("这次运算没有留下记录。"))
    text = zlib.decompress(data)
    value: Json = json.loads(leave_out.sub(b"", text, count=1) if leave_out else text)
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
        if run.cancel_requested:
            run.state, run.finished_at = RunState.CANCELLED, now
            return None
        if run.attempts >= MAX_ATTEMPTS:
            run.state, run.finished_at = RunState.FAILED, now
            run.error = say("运算多次中断，已停止。请重试；仍不成功时请联系管理员。").to_json()
            return None
        run.state, run.attempts, run.heartbeat_at = RunState.RUNNING, run.attempts + 1, now
        run.started_at, run.phase = run.started_at or now, LOADING
        return run


def _finish(hold: Hold, task: Task, inputs: Json, output: Json) -> RunState:
    """Store the result, unless another worker took the run over; answers the run's state."""
    now = datetime.now(UTC)
    with hold.database.transaction() as session:
        run = _lock(session, hold.run_id)
        if not hold.holds(run):
            return run.state
        if run.cancel_requested:
            raise Cancelled
        if task.guarded and digest(task.load(session, run)) != digest(inputs):
            raise Stale(say("计算期间数据有变动，结果未保存。请重新运算。"))
        run.inputs, run.input_digest = pack(inputs), digest(inputs)
        run.output, run.output_digest = pack(output), digest(output)
        run.state, run.finished_at, run.phase = RunState.DONE, now, ""
        run.done = run.total = max(run.total, 1)
        task.store(session, run, output, now)
        return run.state


def _end(hold: Hold, state: RunState, sentence: Sentence | None) -> RunState:
    """End a run without a result, unless another worker took it over; answers the run's state."""
    with hold.database.transaction() as session:
        run = _lock(session, hold.run_id)
        if hold.holds(run):
            run.state, run.finished_at = state, datetime.now(UTC)
            run.error = sentence.to_json() if sentence else None
        return run.state
