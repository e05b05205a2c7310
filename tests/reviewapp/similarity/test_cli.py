"""The same verbs on the command line."""

from __future__ import annotations

import json

from click.testing import Result
from flask import Flask
from sqlalchemy import select

from reviewapp.db import Database
from reviewapp.models.entry import Entry
from reviewapp.models.paper import Paper
from tests.factories import World


def run(app: Flask, *words: str) -> Result:
    with app.app_context():  # as the flask command itself does
        return app.test_cli_runner().invoke(args=["contest", *words])


def test_scan_and_decide(app: Flask, database: Database, stored_world: World, copied: dict[str, int]) -> None:
    scanned = json.loads(run(app, "scan", "--json").stdout)
    assert (scanned["compared"], len(scanned["cases"])) == (11, 3)
    assert scanned["verdicts"]["open"] == 3
    case = scanned["cases"][0]
    copy = copied["P08"]
    assert case["entries"] == sorted([copy, copied["A04"]])
    penalty = ["--verdict", "penalty", "--penalty", "5", "--reason", "逐字核对", "--affected", str(copy)]
    decided = run(app, "decide", str(case["number"]), *penalty, "--json")
    assert json.loads(decided.stdout)["affected"] == [copy]
    with database.session() as session:
        query = select(Paper.penalty_points).join(Entry, Entry.paper_id == Paper.id)
        assert session.scalars(query.where(Entry.number == copy)).one() == 5
    assert json.loads(run(app, "scan", "--json").stdout)["verdicts"]["penalty"] == 1


def test_refusals_are_sentences_with_exit_code_1(
    app: Flask, stored_world: World, copied: dict[str, int]
) -> None:
    run(app, "scan")
    for args, words in (
        (["99", "--verdict", "note", "--reason", "x"], "没有找到这一项"),
        (["1", "--verdict", "note"], "请写明认定的理由"),
        (["1", "--verdict", "penalty", "--reason", "x", "--affected", "999"], "没有这样的收件编号：999"),
        (["1", "--verdict", "penalty", "--reason", "x", "--affected", "abc"], "没有这样的收件编号：abc"),
    ):
        answer = run(app, "decide", *args)
        assert answer.exit_code == 1
        assert words in answer.stderr
