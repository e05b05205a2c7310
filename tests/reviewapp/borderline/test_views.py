"""The page of borderline readings and its command; nobody but the organizer meets it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from reviewapp.db import Database
from reviewapp.models.contest import Stage
from reviewapp.standings import actions as standings
from tests import results
from tests.factories import World

Clients = Callable[[str | None], FlaskClient]


@pytest.fixture
def judged(database: Database) -> World:
    return results.judged(database, Stage.JUDGING)


def test_works_are_read_once_more_and_readings_taken_back(
    client_for: Clients, database: Database, judged: World
) -> None:
    organizer, base = client_for("organizer"), f"/rounds/{judged.round.id}/borderline"
    assert "还没有合过分" in organizer.get(base).get_data(as_text=True)
    results.computed(database, judged, standings.request_standings)
    assert "建议不超过 1 次" in organizer.get(base).get_data(as_text=True)
    answer = organizer.post(base, data={"budget": "2", "corrects": "0"})
    assert answer.location.startswith("/runs/")
    text = organizer.get(base).get_data(as_text=True)
    assert "入选的可能是" in text
    assert "撤回未开始的加读" in text
    assert "次数用完" in text
    assert not [name for name in ("赤峰", "通辽", "王小满") if name in text]  # the seal holds
    assert organizer.post(f"{base}/withdraw").status_code == 302
    assert "还没有加读" in organizer.get(base).get_data(as_text=True)
    assert organizer.post(base, data={"budget": ""}).status_code == 422


@pytest.mark.parametrize(
    ("name", "status"),
    [("clerk", 403), ("leader", 403), ("judge1", 404), ("bureau1", 404), ("admin", 404), (None, 302)],
)
def test_nobody_else_meets_the_page(
    client_for: Clients, judged: World, name: str | None, status: int
) -> None:
    base = f"/rounds/{judged.round.id}/borderline"
    assert client_for(name).get(base).status_code == status
    assert client_for(name).post(base, data={"budget": "2", "corrects": "0"}).status_code == status
    assert client_for(name).post(f"{base}/withdraw").status_code == status


def test_command_adds_readings_or_says_why_not(app: Flask, database: Database, judged: World) -> None:
    words = ["contest", "borderline", "--budget", "2", "--corrects", "0", "--json"]
    with app.app_context():
        refused = app.test_cli_runner().invoke(args=words)
        assert (refused.exit_code, "还没有合过分" in refused.output) == (1, True)
        results.computed(database, judged, standings.request_standings)
        found = json.loads(app.test_cli_runner().invoke(args=words).stdout)
    assert len(found["readings"]) == 2
    assert found["readings"][0].keys() == {"paper", "judge", "chance", "gain"}
