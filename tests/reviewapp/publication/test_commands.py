"""The same verbs on the command line."""

from __future__ import annotations

import json

import pytest
from click.testing import Result
from flask import Flask

from reviewapp.db import Database
from tests.factories import World
from tests.reviewapp.publication import builders


@pytest.fixture
def ready(database: Database, stored_world: World) -> World:
    with database.transaction() as session:
        session.add(stored_world.round)
        builders.submitted(session, stored_world)
    return stored_world


def _run(app: Flask, *words: str) -> Result:
    with app.app_context():  # as the flask command itself does
        return app.test_cli_runner().invoke(args=["contest", *words])


def test_notice_is_published_with_the_usual_words_and_taken_down(app: Flask, ready: World) -> None:
    published = _run(app, "publish", "--json")
    assert published.exit_code == 0, published.output
    facts = json.loads(published.stdout)
    assert (facts["works"], len(facts["digest"])) == (3, 64)
    page = app.test_client().get(facts["path"])
    assert page.status_code == 200
    assert "关于“职业精神征文活动”入选作品的公示" in page.get_data(as_text=True)
    number = str(facts["publication"])
    assert _run(app, "take-down", number, "--reason", " ").exit_code == 1
    assert _run(app, "take-down", number, "--reason", "姓名有误", "--json").exit_code == 0
    assert app.test_client().get(facts["path"]).status_code == 404


def test_results_are_released_once(app: Flask, ready: World) -> None:
    assert _run(app, "release", "--json").exit_code == 0
    again = _run(app, "release")
    assert again.exit_code == 1
    assert "结果已经向各单位公布过" in again.output


def test_past_end_is_refused(app: Flask, ready: World) -> None:
    refused = _run(app, "publish", "--until", "2020-01-01T00:00")
    assert refused.exit_code == 1
    assert "公示截止时间已经过去" in refused.output
