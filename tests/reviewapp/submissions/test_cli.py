"""The commands of this stage print one JSON object each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from reviewapp.db import Database
from reviewapp.models.contest import Round, Stage
from tests.factories import World
from tests.reviewapp.submissions.packing import package, row


@pytest.fixture
def run(app: Flask, database: Database, stored_world: World) -> Any:
    """``run("entries")``: the JSON answer of ``flask contest entries --json``."""
    with database.transaction() as session:
        session.get_one(Round, stored_world.round.id).stage = Stage.SEALING  # open whatever the clock says
    runner = app.test_cli_runner()

    def invoke(*arguments: str, code: int = 0) -> Any:
        with app.app_context():
            result = runner.invoke(args=["contest", *arguments, "--json"])
        assert result.exit_code == code, result.output
        return json.loads(result.stdout) if code == 0 else result.stderr

    return invoke


def test_import_seal_confirm_and_list(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "来.zip"
    file.write_bytes(package(row(1, "一盏灯"), row(2, "两面账", "李秋河")))
    assert run("import", "--recommender", "赤峰市", str(file))["counts"]["received"] == 2
    assert run("import", "--recommender", "赤峰市卫生局", str(file))["counts"]["already"] == 2
    sealed = run("seal")
    assert sealed["waiting"] == 2
    assert sealed["certain"] + sealed["likely"] >= 2
    assert run("confirm-redactions", "--all")["confirmed"] == [1, 2]
    listed = run("entries")["entries"]
    assert [(e["number"], e["title"], e["state"]) for e in listed] == [
        (1, "一盏灯", "sealed"),
        (2, "两面账", "sealed"),
    ]
    assert run("entries", "--state", "received")["entries"] == []


def test_unknown_recommender_is_said_on_stderr(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "来.zip"
    file.write_bytes(b"zip")
    said = run("import", "--recommender", "无此单位", str(file), code=1)
    assert "没有推荐单位“无此单位”" in said
