"""Pages of judge quality: for the organizer alone, in words, with no work tied to where it came from."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from reviewapp.db import Database
from reviewapp.models.contest import Round, Stage
from reviewapp.models.paper import Paper
from reviewapp.quality import actions, sentences
from scoring.reliability import flags
from tests import results
from tests.reviewapp.quality.conftest import ALIASES, Measured

Clients = Callable[[str | None], FlaskClient]
STRANGERS = ("admin", "clerk", "leader", "judge1", "bureau1", "hospital1")
PAGE = "/rounds/1/quality"


def text(client: FlaskClient, url: str = PAGE) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_panel_shows_every_judge_and_what_stands_out(measured: Measured, client_for: Clients) -> None:
    page = text(client_for("organizer"))
    assert [alias for alias in ALIASES if alias not in page] == []
    assert "与他人不一致" in page
    assert f"共查了 {measured.output['probes']} 项" in page
    assert "Krippendorff" in page
    assert page.count("plot-cell") == len(ALIASES)


def test_judge_page_says_what_a_flag_means_and_what_may_be_done(
    measured: Measured, client_for: Clients
) -> None:
    client = client_for("organizer")
    page = text(client, f"{PAGE}/1")
    assert "与评同样作品的其他评委的相关只有" in page
    assert "重新拟定" in page
    assert "没有需要留意的地方" in text(client, f"{PAGE}/5")
    assert client.get(f"{PAGE}/999").status_code == 404


def test_strangers_learn_nothing(measured: Measured, client_for: Clients) -> None:
    for who in (*STRANGERS, None):
        client, wanted = client_for(who), 302 if who is None else 404
        for url in (PAGE, f"{PAGE}/1"):
            assert client.get(url).status_code == wanted, who
        assert client.post(f"{PAGE}/compute").status_code == wanted, who


SORTS = ("alias", "severity", "pace")


def test_table_sorts_by_every_column_both_ways(measured: Measured, client_for: Clients) -> None:
    client = client_for("organizer")
    known = dict(zip(ALIASES, measured.output["judges"], strict=True))
    for sort in SORTS:
        for way in ("", "-"):
            found = re.findall(r"评委\d\d(?=</a>)", text(client, f"{PAGE}?sort={way}{sort}"))
            assert sorted(found) == sorted(ALIASES)
            values = [alias if sort == "alias" else known[alias][sort] for alias in found]
            assert values == sorted(values, reverse=way == "-"), sort
    assert re.findall(r"评委\d\d(?=</a>)", text(client))[0] == "评委01"  # the worst first
    assert re.findall(r"评委\d\d(?=</a>)", text(client, f"{PAGE}?sort=nonsense")) == list(ALIASES)


def test_page_costs_as_many_statements_for_six_judges_as_for_one(
    measured: Measured, client_for: Clients, database: Database
) -> None:
    client = client_for("organizer")
    client.get(PAGE)
    assert results.statements(database, lambda: client.get(PAGE)) <= 14


def test_page_without_run_offers_one_and_the_button_makes_it(database: Database, client_for: Clients) -> None:
    results.judged(database, Stage.JUDGING)
    client = client_for("organizer")
    assert "现在有 20 份已提交的评分表" in text(client)
    answer = client.post(f"{PAGE}/compute")
    assert (answer.status_code, "/runs/" in answer.headers["Location"]) == (302, True)
    with database.transaction() as session:
        session.get_one(Round, 1).stage = Stage.SEALING
    assert "quality/compute" not in text(client)
    assert client.post(f"{PAGE}/compute").status_code == 409


def test_pages_of_real_marks_hold_no_work_and_no_author(database: Database, client_for: Clients) -> None:
    world = results.judged(database, Stage.JUDGING)
    results.computed(database, world, actions.request_quality)
    client = client_for("organizer")
    pages = text(client) + text(client, f"{PAGE}/1")
    with database.session() as session:
        codes = session.scalars(sa.select(Paper.code)).all()
    assert len(codes) == 10
    assert not [code for code in codes if code in pages]
    assert "王小满" not in pages


def test_every_flag_of_the_core_that_a_run_can_raise_has_words() -> None:
    codes = {value for name, value in vars(flags).items() if name.isupper() and isinstance(value, str)}
    assert codes - {"own_group"} == set(sentences.HABITS)
    for code in sentences.HABITS:
        said = sentences.flags([{"code": code, "value": 0.4, "expected": 0.7, "firm": True}])[0]
        assert "%(" not in f"{said.means}{said.advice}"
        assert str(said.short).endswith("（明显）")


@pytest.mark.parametrize(
    ("value", "word"), [(None, "谈不上"), (0.85, "比较可靠"), (0.7, "大体可靠"), (0.4, "不大可靠")]
)
def test_reliability_is_said_in_a_plain_sentence(value: float | None, word: str) -> None:
    assert word in str(sentences.reliability(value))


def test_favoured_place_is_named_with_its_difference() -> None:
    row = {"readings": 5, "lift": 8.04, "se": 2.0}
    assert str(sentences.lift(row, "评委07", "赤峰市")).startswith(
        "评委07 给 赤峰市 的 5 篇，比评同样作品的其他评委高 8.0 分"
    )
    assert "低 3.0 分" in str(sentences.lift(row | {"lift": -3.0}, "评委07", "赤峰市"))


def test_command_prints_the_figures(app: Flask, database: Database) -> None:
    results.judged(database, Stage.JUDGING)
    with app.app_context():
        result = app.test_cli_runner().invoke(args=["contest", "quality", "--json"])
        plain = app.test_cli_runner().invoke(args=["contest", "quality"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert (found["readings"], [row["alias"] for row in found["judges"]]) == (20, list(ALIASES[:3]))
    assert found["judges"][0]["flags"] == []
    assert "已统计 3 位评委的 20 次评阅。" in plain.stdout
