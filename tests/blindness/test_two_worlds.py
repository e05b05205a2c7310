"""Two databases that differ in hidden facts: every byte a judge can fetch must be equal.

In every stage of the contest the judge asks for every address of the application with every value that could
stand in it, posts to every one, and does a day's work: status, headers, cookies, redirects and bodies are
compared.  The same again in a contest that shows its judges which anonymous texts are alike.  All facts are
changed at once; where an answer differs, the facts are tried one by one, and the message names the one that shows.
Controls: each fact, let out, is seen; every address of the desk answered.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from reviewapp.models.contest import Round, Stage
from reviewapp.models.entry import Entry
from reviewapp.models.judging import Annotation, Assignment, AssignmentKind, Mark, TrialSheet
from reviewapp.models.paper import Paper, Picture
from reviewapp.models.people import Author
from reviewapp.models.result import Standing
from reviewapp.models.similarity import SimilarityCase
from tests.blindness.walk import STAGES, Fetched, addresses, answer_of, client_of, walk
from tests.blindness.worlds import (
    AGAIN,
    FACTS,
    FACTS_SHOWN,
    Hide,
    hide_author,
    hide_results,
    show_overlaps,
    world_app,
)

# pages of results, those that lead there, and those of the units themselves
NEAR_RESULTS = re.compile(
    r"^/$|/(standings|selection|recommendation|publication|runs|notices|mine|settings/quotas)"
)
SHOWN_STAGES = (Stage.SEALING, Stage.SELECTION, Stage.JUDGING)
Worlds = Callable[..., Any]


@pytest.fixture(scope="module")
def worlds(
    tmp_path_factory: pytest.TempPathFactory, sqlite_urls: Callable[[Path], str]
) -> Callable[..., Any]:
    """(stage, *changes) → a new application with the contest so changed, as a context."""

    def make(stage: Stage, *changes: Hide) -> Any:
        folder = tmp_path_factory.mktemp("world")
        return world_app(folder, sqlite_urls(folder), stage, *changes)

    return make


@pytest.fixture(scope="module")
def plain(worlds: Worlds) -> Fetched:
    """What the judge is answered when nothing is changed."""
    with worlds(Stage.JUDGING) as app:
        return walk(app)


@pytest.fixture(scope="module")
def plain_shown(worlds: Worlds) -> Fetched:
    """The same where overlaps are shown."""
    with worlds(Stage.JUDGING, show_overlaps) as app:
        return walk(app, SHOWN_STAGES, works=False)


def differences(worlds: Worlds, expected: Fetched, stages: tuple[Stage, ...], *changes: Hide) -> list[str]:
    with worlds(Stage.JUDGING, *changes) as app:
        changed = walk(app, stages, works=stages == STAGES)
    assert changed.keys() == expected.keys()
    return [place for place, answer in expected.items() if answer != changed[place]]


def assert_equal(
    worlds: Worlds, expected: Fetched, stages: tuple[Stage, ...], facts: tuple[Hide, ...], *shown: Hide
) -> None:
    different = differences(worlds, expected, stages, *shown, *facts)
    if different:
        alone = {hide.__name__: differences(worlds, expected, stages, *shown, hide) for hide in facts}
        told = {name: places[:5] for name, places in alone.items() if places}
        pytest.fail(f"a judge sees {told or 'facts together'}: {different[:10]}")


def test_judge_cannot_tell_the_worlds_apart(worlds: Worlds, plain: Fetched) -> None:
    assert_equal(worlds, plain, STAGES, FACTS)


def test_judge_cannot_tell_the_worlds_apart_where_overlaps_are_shown(
    worlds: Worlds, plain_shown: Fetched
) -> None:
    assert_equal(worlds, plain_shown, SHOWN_STAGES, FACTS_SHOWN, show_overlaps)


def test_overlaps_are_there_where_they_are_shown_and_only_there(plain: Fetched, plain_shown: Fetched) -> None:
    """The comparison is not empty, and the setting is what opens it."""
    address, sheet = "GET /judging/1/AAAAA/overlaps/1", "GET /judging/1/AAAAA"
    status, _headers, body = plain_shown[f"{Stage.JUDGING} {address}"]
    text = body.decode()
    assert status == 200
    assert text.count('class="passage-number"') > 4
    for hidden in ("一盏灯", "BBBBB", "王小满", "卫生局", "1 号", "待认定"):
        assert hidden not in text, hidden
    assert "overlaps/1" in plain_shown[f"{Stage.JUDGING} {sheet}"][2].decode()
    for fetched, stage in ((plain, Stage.JUDGING), (plain_shown, Stage.SEALING)):
        assert fetched[f"{stage} {address}"][0] in (404, 409)
        assert b"overlaps/" not in fetched[f"{stage} {sheet}"][2]


def test_every_address_of_the_desk_is_answered_in_the_comparison(
    worlds: Worlds, plain: Fetched, plain_shown: Fetched
) -> None:
    """A route added later fails here with its name until the walk knows what a judge would ask of it."""
    with worlds(Stage.JUDGING) as app:
        found = app.url_map.bind("localhost")
        wanted = {
            (rule.endpoint, method)
            for rule in app.url_map.iter_rules()
            if rule.rule.startswith("/judging")
            for method in ("GET", "POST")
            if method in (rule.methods or ())
        }
        for fetched in (plain, plain_shown):
            for place, (status, _headers, _body) in fetched.items():
                asked = re.search(r"\b(GET|POST) ([^ ?]+)", place)
                if asked and status < 400:
                    wanted.discard((found.match(asked[2], method=asked[1])[0], asked[1]))
    assert wanted == {("judging.offline_sheet", "POST")}  # the workbook, looked at below
    assert plain[f"{Stage.JUDGING} workbook"][0] == 200


def test_judge_reads_and_marks_in_these_worlds(plain: Fetched) -> None:
    """The comparison is not empty: papers are read, saved and submitted; what is not his does not exist."""
    sheet = plain[f"{Stage.JUDGING} GET /judging/1/AAAAA"]
    assert "走廊里只有脚步声" in sheet[2].decode()
    assert plain[f"{Stage.JUDGING} GET /judging/1/{AGAIN}"][2].decode().count("走廊里只有脚步声") == 1
    foreign, unknown = (plain[f"{Stage.JUDGING} GET /judging/1/{code}"] for code in ("CCCCC", "NOONE"))
    assert foreign[0] == unknown[0] == 404
    assert (
        foreign[2].replace(b"CCCCC", b"NOONE") == unknown[2]
    )  # the address itself stands in the page's links
    saves = {place: answer[0] for place, answer in plain.items() if place.endswith("/save")}
    assert set(saves.values()) >= {200, 404, 409}


LEAKS: dict[str, Any] = {
    "author": select(Author.name).order_by(Author.id),
    "unit": select(Entry.unit_id).order_by(Entry.id),
    "file": select(Entry.sha256).order_by(Entry.id),
    "marks of others": select(Mark.steps).order_by(Mark.id),
    "number of readings": select(func.count(Assignment.id)).where(Assignment.paper_id == 1),
    "readings submitted": select(func.count(Assignment.id)).where(Assignment.state == "submitted"),
    "third reading": select(Assignment.kind).where(Assignment.judge_id == 1, Assignment.code == "AAAAA"),
    "repeat": select(Assignment.kind == AssignmentKind.REPEAT).where(Assignment.code == AGAIN),
    "same paper": select(func.count(Assignment.paper_id.distinct())).where(Assignment.judge_id == 1),
    "code of the paper": select(Paper.code).order_by(Paper.id),
    "code for others": select(Assignment.code).where(Assignment.judge_id == 2),
    "read by all": select(func.count(Paper.id)).where(Paper.common.is_(True)),
    "notes of others": select(func.count(Annotation.id)),
    "flags of others": select(func.count(Assignment.id)).where(Assignment.flag != ""),
    "trials of others": select(func.count(TrialSheet.id)),
    "verdict": select(Paper.penalty_points).order_by(Paper.id),
    "pictures kept back": select(func.count(Picture.id)),
    "case": select(func.count(SimilarityCase.id)),
    "standings": select(func.count(Standing.id)),
    "settings": select(Round.hidden_repeats, Round.codes_per_judge, Round.score_method),
}


def test_each_fact_let_out_would_be_seen(worlds: Worlds) -> None:
    """The control: with a fact written into a page, a header or a cookie, the worlds are told apart by it."""

    def seen(app: Flask) -> Iterator[tuple[str, str, object]]:
        client, database = client_of(app, "judge1"), app.extensions["jianwen"].database
        for name, query in LEAKS.items():
            with database.session() as session:
                said = repr(_facts(session, query))
            for way in ("body", "header", "cookie"):
                leak["now"] = (way, said)
                yield name, way, answer_of(client.get("/judging/1/phrases"))

    leak: dict[str, tuple[str, str]] = {}
    answers = []
    for changes in ((), FACTS):
        with worlds(Stage.JUDGING, *changes) as app:
            app.after_request(lambda response: let_out(response, *leak.get("now", ("", ""))))
            answers.append(list(seen(app)))
    for (name, way, one), (_name, _way, other) in zip(*answers, strict=True):
        assert one != other, f"{name} in the {way}"


def _facts(session: Session, query: Any) -> list[tuple[object, ...]]:
    return [tuple(row) for row in session.execute(query)]


def let_out(response: Response, way: str, said: str) -> Response:
    if way == "body":
        response.set_data(response.get_data() + said.encode())
    elif way == "header":
        response.headers["X-Told"] = said.encode().hex()
    elif way == "cookie":
        response.set_cookie("told", "1", max_age=zlib.crc32(said.encode()))
    return response


def test_units_and_strangers_learn_no_result_before_its_release(worlds: Worlds) -> None:
    fetched = []
    for changes in ((), (hide_results,)):
        with worlds(Stage.SELECTION, *changes) as app:
            who = {"unit": client_of(app, "bureau1"), "stranger": app.test_client()}
            urls = [url for url in addresses(app, "GET") if NEAR_RESULTS.search(url)]
            fetched.append({(n, url): answer_of(c.get(url)) for n, c in who.items() for url in urls})
    plain, changed = fetched
    assert plain.keys() == changed.keys()
    for place, answer in plain.items():
        assert answer == changed[place], place


def test_worlds_differ_for_the_organizer(worlds: Worlds) -> None:
    """The same comparison sees the difference where it may be seen."""
    seen = []
    for changes in ((), (hide_author,)):
        with worlds(Stage.JUDGING, *changes) as app:
            seen.append(client_of(app, "organizer").get("/rounds/1/entries").get_data(as_text=True))
    assert "王小满" in seen[0]
    assert "乌日娜" in seen[1]
