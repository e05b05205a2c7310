"""The rehearsal page and its command: asked for, computed, read; nobody else meets it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from reviewapp.db import Database
from reviewapp.models.result import Run, RunState
from tests.factories import World

Clients = Callable[[str | None], FlaskClient]
FORM = {
    "papers": "6", "judges": "6", "readings": "2", "pace": "10", "drop_outs": "0", "panel": "typical",
    "more_judges": "2", "runs": "2",
}  # fmt: skip


@pytest.fixture
def base(stored_world: World) -> str:
    return f"/rounds/{stored_world.round.id}/rehearsal"


def test_rehearsal_is_asked_for_and_its_result_read(
    client_for: Clients, database: Database, base: str
) -> None:
    organizer = client_for("organizer")
    assert "还没有预演过" in organizer.get(base).get_data(as_text=True)
    answer = organizer.post(base, data=FORM)
    assert answer.status_code == 302
    assert answer.location.startswith("/runs/")
    assert base in organizer.get(answer.location).get_data(as_text=True)  # the run leads to its result
    text = organizer.get(base).get_data(as_text=True)
    for shown in (
        "最忙的评委要读 6 篇，每天 10 篇，需要 1 天。",
        "真正该入选的作品，每 100 篇预计能选上",
        "增加 2 位评委",
        "另加 20% 的评阅，放在入选线附近",
        "通辽市",
        "<svg",
        "20260701",  # the round's seed
    ):
        assert shown in text, shown
    with database.session() as session:
        run = session.scalars(sa.select(Run).where(Run.kind == "rehearsal")).one()
    assert run.state == RunState.DONE
    assert organizer.get(f"{base}?run={run.id}").status_code == 200
    assert organizer.get(f"{base}?run={run.id + 1}").status_code == 404


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"papers": ""}, "还没有收到作品"),
        ({"judges": ""}, "必填"),
        ({"readings": "99"}, "应在 1 到 15 之间"),
    ],
)
def test_wrong_assumption_is_said_at_its_field(
    client_for: Clients, base: str, change: dict[str, str], said: str
) -> None:
    answer = client_for("organizer").post(base, data=FORM | change)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("name", "status"),
    [("clerk", 403), ("leader", 403), ("judge1", 404), ("bureau1", 404), ("admin", 404), (None, 302)],
)
def test_nobody_else_meets_the_page(client_for: Clients, base: str, name: str | None, status: int) -> None:
    assert client_for(name).get(base).status_code == status
    assert client_for(name).post(base, data=FORM).status_code == status


def test_command_answers_as_the_page(app: Flask, stored_world: World) -> None:
    words = ["contest", "rehearse", "--papers", "6", "--judges", "6", "--runs", "2", "--seed", "7"]
    with app.app_context():
        told = app.test_cli_runner().invoke(args=[*words, "--json"])
        refused = app.test_cli_runner().invoke(args=["contest", "rehearse", "--judges", "6"])
    found = json.loads(told.stdout)
    assert (found["seed"], found["papers"], found["judges"]) == (7, 18, 6)
    assert len(found["outcomes"]) == 7
    assert refused.exit_code == 1
    assert "还没有收到作品" in refused.output
