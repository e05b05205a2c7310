"""The command line of contests and of the installation: answers, JSON, refusals, exit codes."""

from __future__ import annotations

import json
import shutil
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from reviewapp import migrate
from reviewapp.db import Database
from reviewapp.models.account import User
from reviewapp.models.contest import Round, Stage
from reviewapp.models.log import AuditEvent
from reviewapp.models.result import Run, RunState
from reviewapp.runs import CODE_VERSION, digest, pack
from tests import factories
from tests.conftest import NOW

Invoke = Callable[..., Result]


@pytest.fixture
def invoke(app: Flask) -> Invoke:
    """``invoke("contest", "status")``: the result of a flask command, in the context that ``flask`` gives it."""
    runner = app.test_cli_runner()

    def run(*words: str) -> Result:
        with app.app_context():
            return runner.invoke(args=list(words))

    return run


def answer(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_preset_builds_a_contest(invoke: Invoke) -> None:
    made = answer(invoke("contest", "create", "--preset", "sample", "--json"))
    assert (made["recommenders"], made["judges"]) == (19, 12)
    listed = answer(invoke("contest", "list", "--json"))
    assert [r["stage"] for r in listed["rounds"]] == ["setup"]


def test_unknown_preset_is_refused_with_the_known_ones(invoke: Invoke) -> None:
    result = invoke("contest", "create", "--preset", "nothing")
    assert result.exit_code == 1
    assert "sample" in result.stderr


def test_status_says_counts_and_what_waits(invoke: Invoke, stored_world: factories.World) -> None:
    found = answer(invoke("contest", "status", "--json"))
    assert (found["stage"], found["recommenders"], found["judges"]) == ("submission", 3, 4)
    assert "征集" in invoke("contest", "status").stdout


def test_stage_moves_on_and_back_with_a_reason(
    invoke: Invoke, database: Database, stored_world: factories.World
) -> None:
    assert answer(invoke("contest", "stage", "--json"))["after"] == "sealing"
    refused = invoke("contest", "stage", "submission")
    assert (refused.exit_code, "理由" in refused.stderr) == (1, True)
    assert invoke("contest", "stage", "submission", "--reason", "补交").exit_code == 0
    with database.session() as session:
        assert session.get_one(Round, 1).stage == Stage.SUBMISSION
        event = session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert event.actor_name.startswith("cli:")


def test_round_must_be_named_when_there_are_several(
    invoke: Invoke, database: Database, stored_world: factories.World
) -> None:
    with database.transaction() as session:
        session.add(Round(contest_id=1, level_id=stored_world.round.level_id, title="复评"))
    refused = invoke("contest", "status")
    assert (refused.exit_code, "--round" in refused.stderr) == (1, True)
    assert invoke("contest", "status", "--round", "2").exit_code == 0
    assert invoke("contest", "status", "--round", "9").exit_code == 1


def test_schema_commands_agree(invoke: Invoke, database: Database) -> None:
    head = invoke("db", "current").stdout.strip()
    assert invoke("db", "downgrade", "base").stdout.strip() == "base"
    assert invoke("db", "upgrade").stdout.strip() == head
    assert invoke("db", "check").exit_code == 0
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE passage")
    assert invoke("db", "check").exit_code == 1


def test_migration_is_written_from_what_the_models_have_and_the_database_has_not(
    invoke: Invoke, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "FOLDER", shutil.copytree(migrate.FOLDER, tmp_path / "migrations"))
    before = set((tmp_path / "migrations" / "versions").glob("*.py"))
    assert "一致" in invoke("db", "revision", "nothing new").stdout
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE passage")
    written = Path(invoke("db", "revision", "passages come back").stdout.strip())
    assert {*(tmp_path / "migrations" / "versions").glob("*.py")} - before == {written}
    assert written.name.endswith("_passages_come_back.py")
    assert "create_table('passage'" in written.read_text(encoding="utf-8")
    late = invoke("db", "revision", "too early")  # the database has not got the one just written
    assert (late.exit_code, "flask db upgrade" in late.stderr) == (1, True)


def test_first_administrator_is_made_and_can_sign_in(app: Flask, invoke: Invoke, database: Database) -> None:
    words = ("user", "create", "root", "--name", "管理员", "--admin", "--password", "horse staple battery")
    assert invoke(*words).exit_code == 0
    again = invoke(*words)
    assert (again.exit_code, "已经有人使用" in again.stderr) == (1, True)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/login", data={"username": "root", "password": "horse staple battery"})
    assert client.get("/accounts").status_code == 200


def test_password_and_role_are_given(
    invoke: Invoke, database: Database, stored_world: factories.World
) -> None:
    assert invoke("user", "password", "judge1", "--password", "short").exit_code == 1
    assert invoke("user", "password", "judge1", "--password", "horse staple battery").exit_code == 0
    assert invoke("user", "grant", "judge1", "clerk").exit_code == 1  # which contest?
    assert invoke("user", "grant", "judge1", "clerk", "--contest", "1").exit_code == 1  # he gives marks in it
    assert invoke("user", "grant", "bureau1", "clerk", "--contest", "1").exit_code == 0
    assert invoke("user", "grant", "nobody", "clerk", "--contest", "1").exit_code == 1
    with database.session() as session:
        user = session.scalars(sa.select(User).where(User.username == "judge1")).one()
    assert user.session_epoch == 1


def test_waiting_computations_are_listed(
    invoke: Invoke, database: Database, stored_world: factories.World
) -> None:
    with database.transaction() as session:
        session.add(Run(round_id=1, kind="plan", created_at=NOW))
        session.add(Run(round_id=1, kind="plan", state=RunState.DONE, created_at=NOW))
    assert [r["id"] for r in answer(invoke("jobs", "--json"))["runs"]] == [1]


def test_check_prints_heads_and_ends_with_one_on_damage(
    invoke: Invoke, database: Database, stored_world: factories.World
) -> None:
    invoke("contest", "stage")
    sound = answer(invoke("check", "--json"))
    assert (sound["ok"], sound["heads"][0]["seq"]) == (True, 1)
    with database.transaction() as session:
        session.execute(sa.update(AuditEvent).values(actor_name="别人"))
    damaged = invoke("check", "--json")
    assert damaged.exit_code == 1
    assert json.loads(damaged.stdout)["breaks"] == [[1, 1, "altered"]]
    assert "日志 1 的第 1 条被改动过。" in invoke("check").stdout


def test_rebuild_compares_and_says_which_version(
    invoke: Invoke, database: Database, stored_world: factories.World
) -> None:
    """A sealing run without works: the smallest real computation."""
    inputs: dict[str, Any] = {"entries": [], "people": [], "units": [], "places": []}
    with database.transaction() as session:
        for version, output in ((CODE_VERSION, {"papers": ["made up"]}), ("0", {})):
            session.add(
                Run(
                    round_id=1, kind="sealing", state=RunState.DONE, created_at=NOW, code_version=version,
                    inputs=pack(inputs), input_digest=digest(inputs), output=pack(output),
                    output_digest=digest(output),
                )
            )  # fmt: skip
    different = invoke("rebuild", "1", "--json")
    assert different.exit_code == 1
    assert json.loads(different.stdout)["same"] is False
    older = invoke("rebuild", "2")
    assert (older.exit_code, "版本 0" in older.stderr) == (1, True)
    assert invoke("rebuild", "99").exit_code == 1


def test_worker_stops_when_it_is_told(invoke: Invoke, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The signal ends the loop; the handlers that were there before come back for the rest of the tests."""
    jobs = app.extensions["jianwen"].jobs
    before = [signal.getsignal(s) for s in (signal.SIGTERM, signal.SIGINT)]
    asked: list[int] = []

    def consume(stop: Any, workers: int) -> None:
        signal.raise_signal(signal.SIGTERM)
        asked.append(workers)
        assert stop.is_set()

    monkeypatch.setattr(jobs, "consume", consume)
    try:
        assert invoke("worker", "--threads", "3").exit_code == 0
    finally:
        for number, handler in zip((signal.SIGTERM, signal.SIGINT), before, strict=True):
            signal.signal(number, handler)
    assert asked == [3]


def test_demo_refuses_a_taken_port_before_it_begins(invoke: Invoke, database: Database) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = invoke("demo", "--port", port)
    assert result.exit_code == 1
    assert f"端口 {port} 用不了" in result.output
    with database.session() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Round)) == 0
