"""``flask contest standings | select | recommend``: one JSON object each, refusals as sentences."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.cli import FlaskGroup

from reviewapp.db import Database
from tests import results


def run(app: Flask, *words: str) -> Any:
    """As the program ``flask`` does it: its group brings the application context."""
    return app.test_cli_runner().invoke(FlaskGroup(), ["contest", *words])


def facts(app: Flask, *words: str) -> dict[str, Any]:
    answer = run(app, *words, "--json")
    assert answer.exit_code == 0, answer.output
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def test_from_marks_to_the_official_form(app: Flask, database: Database, tmp_path: Path) -> None:
    results.judged(database)
    standings = facts(app, "standings", "--freeze")
    assert (standings["frozen"], standings["ranked"], standings["readings"]) == (True, 10, 20)
    assert standings["papers"][0]["code"] == "P0001"
    chosen = facts(app, "select", "--confirm")
    assert (chosen["confirmed"], chosen["selected"]) == (True, 8)
    target = tmp_path / "list.xlsx"
    sent = facts(app, "recommend", "--submit", "--export", str(target))
    assert (sent["state"], len(sent["works"])) == ("submitted", 8)
    assert target.read_bytes()[:2] == b"PK"
    assert facts(app, "recommend")["list"] == sent["list"]


@pytest.mark.parametrize(("words", "said"), [(("select",), "请先冻结"), (("recommend",), "请先确认遴选结果")])
def test_refusal_is_a_sentence_and_exit_code_1(
    app: Flask, database: Database, words: tuple[str, ...], said: str
) -> None:
    results.judged(database)
    answer = run(app, *words)
    assert answer.exit_code == 1
    assert said in answer.stderr
    assert answer.stdout == ""
