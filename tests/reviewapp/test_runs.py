"""Runs: what is recorded, what is refused, who may finish, and that a result can be had again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from reviewapp import hold, runs
from reviewapp.access import Actor
from reviewapp.db import Database
from reviewapp.errors import Invalid, Missing
from reviewapp.models.people import Region
from reviewapp.models.result import Run, RunState
from reviewapp.runs import Json, Progress, Task
from reviewapp.words import say
from tests import factories

Change = Callable[[Run], None]


def load(session: Session, run: Run) -> Json:
    """The names of all regions: something a test can change meanwhile."""
    return {"names": list(session.scalars(select(Region.name).order_by(Region.id)))}


def calculate(inputs: Json, params: Json, seed: int, progress: Progress) -> Json:
    for done in range(3):
        progress(done, 3)
    return {"answer": [f"{name}×{params['times']}+{seed}" for name in inputs["names"]]}


def store(session: Session, run: Run, output: Json, now: datetime) -> None:
    session.add(Region(name=f"结果{run.id}：{output['answer'][0]}"))


TASK = Task("test", load, calculate, store)


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hold, "HEARTBEAT_SECONDS", 0.0)  # every step writes its heartbeat and looks around


@pytest.fixture
def run_id(database: Database, stored_world: factories.World) -> int:
    with database.transaction() as session:
        now = datetime.now(UTC)
        return runs.create(
            session, Actor.system(), "test", stored_world.round.id, now=now, seed=7, times=2
        ).id


def read(database: Database, run_id: int) -> Run:
    with database.session() as session:
        return session.get_one(Run, run_id)


def stored_results(database: Database) -> int:
    with database.session() as session:
        return session.scalar(select(func.count(Region.id)).where(Region.name.startswith("结果"))) or 0


def edit(database: Database, run_id: int, **values: Any) -> None:
    with database.transaction() as session:
        run = session.get_one(Run, run_id)
        for name, value in values.items():
            setattr(run, name, value)


def meanwhile(act: Callable[[], None]) -> Task:
    """The task, with something happening once in the middle of the calculation."""

    def calculate_slowly(inputs: Json, params: Json, seed: int, progress: Progress) -> Json:
        act()
        return calculate(inputs, params, seed, progress)

    return replace(TASK, calculate=calculate_slowly)


def test_finished_run_keeps_inputs_settings_and_output(database: Database, run_id: int) -> None:
    assert runs.perform(database, TASK, run_id) == RunState.DONE
    run = read(database, run_id)
    assert (run.params, run.seed, run.code_version, run.attempts) == ({"times": 2}, 7, runs.CODE_VERSION, 1)
    with database.session() as session:
        assert runs.output_of(session, run_id) == {"answer": ["赤峰市×2+7", "通辽市×2+7"]}
    assert run.input_digest == runs.digest({"names": ["赤峰市", "通辽市"]})
    assert stored_results(database) == 1


def test_result_can_be_had_again_from_the_record(database: Database, run_id: int) -> None:
    """Also after the tables moved on: the recorded inputs count, not the present ones."""
    runs.perform(database, TASK, run_id)
    with database.transaction() as session:
        session.add(Region(name="新的地区"))
    with database.session() as session:
        recorded, again = runs.rebuild(session, TASK, run_id)
        assert recorded == again
        other = replace(TASK, calculate=lambda i, p, s, report: {"answer": "changed code"})
        recorded, again = runs.rebuild(session, other, run_id)
        assert recorded != again


def test_done_run_is_not_done_twice(database: Database, run_id: int) -> None:
    runs.perform(database, TASK, run_id)
    assert runs.perform(database, TASK, run_id) == RunState.DONE
    assert stored_results(database) == 1


def test_stale_inputs_are_refused(database: Database, run_id: int) -> None:
    def move_on() -> None:
        with database.transaction() as session:
            session.add(Region(name="新的地区"))

    assert runs.perform(database, meanwhile(move_on), run_id) == RunState.FAILED
    run = read(database, run_id)
    assert run.error is not None
    assert run.error["msgid"].startswith("计算期间数据有变动")
    assert (run.output_digest, stored_results(database)) == ("", 0)


def test_unguarded_task_stores_although_the_inputs_moved(database: Database, run_id: int) -> None:
    def move_on() -> None:
        with database.transaction() as session:
            session.add(Region(name="新的地区"))

    assert runs.perform(database, replace(meanwhile(move_on), guarded=False), run_id) == RunState.DONE


def test_waiting_run_is_cancelled_at_once(database: Database, run_id: int) -> None:
    with database.transaction() as session:
        runs.request_cancel(session, session.get_one(Run, run_id))
    assert runs.perform(database, TASK, run_id) == RunState.CANCELLED
    assert stored_results(database) == 0


def test_running_run_stops_at_its_next_step(database: Database, run_id: int) -> None:
    steps: list[int] = []
    task = meanwhile(lambda: edit(database, run_id, cancel_requested=True))
    assert (
        runs.perform(database, task, run_id, on_progress=lambda d, t: steps.append(d)) == RunState.CANCELLED
    )
    assert steps == [0, 0]  # before the calculation, and its first step
    assert (read(database, run_id).error, stored_results(database)) == (None, 0)


def test_cancel_that_comes_after_the_last_step_still_counts(database: Database, run_id: int) -> None:
    def calculate_then_cancel(inputs: Json, params: Json, seed: int, progress: Progress) -> Json:
        output = calculate(inputs, params, seed, progress)
        edit(database, run_id, cancel_requested=True)
        return output

    assert (
        runs.perform(database, replace(TASK, calculate=calculate_then_cancel), run_id) == RunState.CANCELLED
    )
    assert stored_results(database) == 0


def test_refusal_is_kept_as_a_sentence_and_a_bug_as_an_apology(database: Database, run_id: int) -> None:
    def refuse(inputs: Json, params: Json, seed: int, progress: Progress) -> Json:
        raise Invalid(say("还缺 %(count)s 篇。", count=3))

    def break_down(inputs: Json, params: Json, seed: int, progress: Progress) -> Json:
        raise ZeroDivisionError("secret detail")

    assert runs.perform(database, replace(TASK, calculate=refuse), run_id) == RunState.FAILED
    error = read(database, run_id).error
    assert error is not None
    assert error["msgid"] == "还缺 %(count)s 篇。"
    edit(database, run_id, state=RunState.QUEUED)
    with pytest.raises(ZeroDivisionError):
        runs.perform(database, replace(TASK, calculate=break_down), run_id)
    error = read(database, run_id).error
    assert error is not None
    assert "secret" not in str(error)


def test_failing_store_leaves_nothing_half_written(database: Database, run_id: int) -> None:
    def store_half(session: Session, run: Run, output: Json, now: datetime) -> None:
        store(session, run, output, now)
        session.flush()
        raise Invalid(say("写不下去。"))

    assert runs.perform(database, replace(TASK, store=store_half), run_id) == RunState.FAILED
    assert (stored_results(database), read(database, run_id).output_digest) == (0, "")


def test_run_of_a_living_worker_is_left_alone(database: Database, run_id: int) -> None:
    edit(database, run_id, state=RunState.RUNNING, attempts=1, heartbeat_at=datetime.now(UTC))
    assert runs.perform(database, TASK, run_id) == RunState.RUNNING
    with database.session() as session:
        assert runs.abandoned(session, datetime.now(UTC)) == []
    assert stored_results(database) == 0


def test_third_attempt_of_a_living_worker_is_left_alone_too(database: Database, run_id: int) -> None:
    """A doubled delivery must not fail a computation that is going on."""
    edit(database, run_id, state=RunState.RUNNING, attempts=runs.MAX_ATTEMPTS, heartbeat_at=datetime.now(UTC))
    assert runs.perform(database, TASK, run_id) == RunState.RUNNING


def test_run_of_a_dead_worker_is_taken_over(database: Database, run_id: int) -> None:
    lost = datetime.now(UTC) - runs.LEASE - timedelta(seconds=1)
    edit(database, run_id, state=RunState.RUNNING, attempts=1, heartbeat_at=lost)
    with database.session() as session:
        assert runs.abandoned(session, datetime.now(UTC)) == [run_id]
    assert runs.perform(database, TASK, run_id) == RunState.DONE
    assert (read(database, run_id).attempts, stored_results(database)) == (2, 1)


@pytest.mark.parametrize("silent", [False, True], ids=["reports", "silent"])
def test_worker_that_stood_still_does_not_store_after_another_did(
    silent: bool, database: Database, run_id: int
) -> None:
    """It learns so at its next step, or at the latest when it wants to store."""

    def calculate_late(inputs: Json, params: Json, seed: int, progress: Progress) -> Json:
        edit(database, run_id, heartbeat_at=datetime.now(UTC) - runs.LEASE - timedelta(seconds=1))
        assert runs.perform(database, TASK, run_id) == RunState.DONE
        return calculate(inputs, params, seed, (lambda done, total: None) if silent else progress)

    late = replace(TASK, calculate=calculate_late, guarded=False)
    assert runs.perform(database, late, run_id) == RunState.DONE
    assert (read(database, run_id).attempts, stored_results(database)) == (2, 1)


def test_run_that_keeps_killing_its_worker_is_given_up(database: Database, run_id: int) -> None:
    lost = datetime.now(UTC) - runs.LEASE - timedelta(seconds=1)
    edit(database, run_id, state=RunState.RUNNING, attempts=runs.MAX_ATTEMPTS, heartbeat_at=lost)
    assert runs.perform(database, TASK, run_id) == RunState.FAILED
    error = read(database, run_id).error
    assert error is not None
    assert error["msgid"].startswith("运算多次中断")


def test_unknown_run_and_missing_record_are_said(database: Database, run_id: int) -> None:
    with pytest.raises(Missing):
        runs.perform(database, TASK, 999)
    with database.session() as session, pytest.raises(Missing):
        runs.rebuild(session, TASK, run_id)


def test_packed_values_come_back() -> None:
    value = {"作品": [1, 2.5, None, True], "b": {"甲": "乙"}}
    assert runs.unpack(runs.pack(value)) == value
    assert runs.pack(value) == runs.pack(dict(reversed(value.items())))
