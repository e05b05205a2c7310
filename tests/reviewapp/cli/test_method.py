"""``flask contest method``: chosen with a reason, and what it would change before it is."""

from __future__ import annotations

import json

from flask import Flask

from reviewapp.db import Database
from reviewapp.models.contest import Round, ScoreMethod
from tests import results


def run(app: Flask, *words: str) -> tuple[int, str, str]:
    with app.app_context():
        result = app.test_cli_runner().invoke(args=["contest", "method", *words])
    return result.exit_code, result.stdout, result.stderr


def test_method_is_previewed_then_chosen_with_a_reason(app: Flask, database: Database) -> None:
    world = results.judged(database)
    code, out, _err = run(app, "mean", "--preview", "--json")
    assert code == 0
    seen = json.loads(out)
    assert seen["stays"] + len(seen["leaves"]) == seen["selected"][0]
    assert "不再入选" in run(app, "mean", "--preview")[1]
    code, _out, err = run(app, "mean")
    assert (code, "请写明理由" in err) == (1, True)
    assert run(app, "mean", "--reason", "评委一致")[0] == 0
    with database.session() as session:
        assert session.get_one(Round, world.round.id).score_method == ScoreMethod.MEAN
