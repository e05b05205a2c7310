"""The same verbs on the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from reviewapp.db import Database
from reviewapp.models.contest import Stage
from tests.factories import World
from tests.reviewapp.assignment import builders


@pytest.fixture
def ready(database: Database, stored_world: World) -> World:
    with database.transaction() as session:
        session.add_all([stored_world.round, *stored_world.judges])
        builders.ready(session, stored_world, papers=4, judges=2)
    return stored_world


def _run(app: Flask, *words: str) -> Result:
    with app.app_context():  # as the flask command itself does
        return app.test_cli_runner().invoke(args=["contest", *words])


def _json(app: Flask, *words: str) -> dict[str, Any]:
    result = _run(app, *words, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_plan_is_computed_and_applied(app: Flask, ready: World) -> None:
    found = _json(app, "plan", "--apply")
    assert (found["state"], found["readings"], found["added"]) == ("applied", 8, 8)
    assert sum(found["loads"].values()) == 8
    assert "评委03" in found["loads"]
    assert _json(app, "plan", "--fresh")["state"] == "draft"
    assert _json(app, "adjudicate") | {"run": 0} == {"run": 0, "due": [], "stuck": []}


def test_common_papers_are_chosen_and_their_plan_says_who_reads_them(app: Flask, ready: World) -> None:
    assert _json(app, "common-papers", "P0002", "--more", "0") == {"common": ["P0002"]}
    found = _json(app, "plan")
    assert (found["common"], found["repeats"]) == ([["P0002", 5]], 0)
    refused = _run(app, "common-papers", "QQQQQ")
    assert refused.exit_code == 1
    assert "没有编号为 QQQQQ 的待分配作品" in refused.output


def test_conflict_is_declared_and_a_wrong_name_refused(app: Flask, ready: World) -> None:
    _run(app, "plan", "--apply")
    given = ("conflict", "--judge", "评委03", "--unit", "通辽市卫生局", "--reason", "亲属")
    assert _json(app, *given)["cancelled"] >= 1
    refused = _run(app, "conflict", "--judge", "评委77", "--unit", "通辽市卫生局", "--reason", "亲属")
    assert refused.exit_code == 1
    assert "没有代号为“评委77”的评委" in refused.output


def test_closed_stage_ends_with_its_sentence(app: Flask, database: Database, ready: World) -> None:
    with database.transaction() as session:
        ready.round.stage = Stage.SELECTION
        session.add(ready.round)
    refused = _run(app, "plan")
    assert refused.exit_code == 1
    assert "“遴选与推荐”阶段不能进行这项操作" in refused.output
