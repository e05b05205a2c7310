"""The redaction desk: hidden text told, pictures allowed one by one, kept for later, two clerks at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from reviewapp.access import Actor
from reviewapp.db import Database
from reviewapp.documents import Extracted, Hidden, Notice
from reviewapp.documents.extracted import Drawn
from reviewapp.models.contest import Round, Stage
from reviewapp.models.entry import Entry, EntryState, Mention, MentionState
from reviewapp.models.log import AuditEvent
from reviewapp.models.paper import Paper, Picture
from reviewapp.submissions import actions
from reviewapp.submissions.reading import Reading, Upload, Work
from tests.factories import World, make_assignment
from tests.reviewapp.submissions.test_views import NOW, Client, desk_form

TEXT = "一盏灯\n敖汉旗柳条沟卫生院 王小满\n我是王小满。\n灯亮着，王小满也在。"
BYLINE = (4, 17)


def picture(line: int, data: bytes) -> Drawn:
    return Drawn(line, "image/png", 40, 30, data)


@pytest.fixture
def sealed(app: Flask, database: Database, stored_world: World, inside_the_deadline: None) -> World:
    """Entry 1 with a proposed paper (its byline and one name masked) and three pictures: above the text, below
    the byline, below the last line."""
    extracted = Extracted(
        TEXT, "docx",
        notices=(Notice("hidden_text", {"count": 1}), Notice("pictures", {"count": 3})),
        properties={"creator": "王小满", "Application": "Word"},
        hidden=(Hidden("hidden", "看我的文章，张三"), Hidden("margin", "别的")),
        pictures=(picture(-1, b"first"), picture(1, b"second"), picture(3, b"third")),
    )  # fmt: skip
    fields = {"title": "一盏灯", "authors": "王小满", "unit": "敖汉旗柳条沟卫生院"}
    work = Work(Upload("一盏灯.docx", b"docx"), fields, extracted)
    found = [[*BYLINE, "author", "certain", "form"], [20, 23, "author", "certain", "form"]]
    with database.transaction() as session:
        actions.import_batch(
            session, stored_world.actors["bureau1"], stored_world.round, stored_world.recommenders[0],
            Reading((work,)), Upload("来.zip", b"zip"),
            folder=app.extensions["jianwen"].settings.uploads, now=NOW,
        )  # fmt: skip
        entry = session.scalars(sa.select(Entry)).one()
        rows = [{"entry": entry.id, "mentions": found, "title_spans": [], "genre_spans": []}]
        actions.store_papers(session, Actor.system(), stored_world.round, rows, now=NOW)
    return stored_world


def pictures(database: Database) -> list[tuple[int, bool]]:
    with database.session() as session:
        found = session.scalars(sa.select(Picture).order_by(Picture.position))
        return [(p.after_line, p.allowed) for p in found]


def confirm(client: FlaskClient, database: Database, **more: Any) -> Any:
    form = desk_form(database, 1, **({"do": "confirm", "accept": ["1", "2"]} | more))
    return client.post("/rounds/1/redaction/1", data=form)


def hand_out(database: Database, world: World) -> None:
    with database.transaction() as session:
        session.get_one(Round, world.round.id).stage = Stage.JUDGING
        make_assignment(session, world, session.scalars(sa.select(Paper)).one(), world.judges[0])


def test_clerk_reads_what_was_hidden_and_decides_on_each_picture(
    sealed: World, client_for: Client, database: Database
) -> None:
    client = client_for("clerk")
    page = client.get("/rounds/1/redaction/1").get_data(as_text=True)
    assert "看我的文章，张三" in page
    assert "creator：王小满" in page
    assert "Application" not in page
    assert page.count('name="picture"') == 3
    assert (
        "checked" not in page[page.index("shot-list") :].split("</fieldset>")[0]
    )  # not shown unless allowed
    listed = client.get("/rounds/1/redaction").get_data(as_text=True)
    assert "没有疑问的" not in listed  # pictures and hidden text need eyes
    assert pictures(database) == [(-1, False), (-1, False), (1, False)]  # the byline is no line of the paper
    assert client.get("/rounds/1/redaction/1/pictures/1").data == b"second"
    assert client.get("/rounds/1/redaction/1/pictures/7").status_code == 404
    confirm(client, database, picture=["0", "2"], accept=["1", "2"])
    assert pictures(database) == [(-1, True), (-1, False), (1, True)]
    with database.session() as session:
        event = session.query(AuditEvent).filter_by(verb="submissions.redactions_confirmed").one()
    assert event.facts["shown"] == [0, 2]


def judge_sees(
    database: Database, world: World, client: FlaskClient, code: str
) -> list[tuple[int, dict[str, str], bytes]]:
    found = []
    for path in (f"/judging/1/{code}", "/judging", "/judging/1/booklet",
                 *(f"/judging/1/{code}/pictures/{n}" for n in range(4))):  # fmt: skip
        answer = client.get(path)
        headers = {k: v for k, v in answer.headers.items() if k not in ("X-Request-ID", "Set-Cookie", "Date")}
        body = re.sub(rb'(name="csrf_token"[^>]*value=|CSRFToken": )"[^"]+"', b"", answer.data)
        body = re.sub(rb'data-proof="[^"]*"', b"", body)
        headers.pop("Content-Length", None)
        found.append((answer.status_code, headers, body))
    return found


def test_judge_sees_allowed_pictures_only_and_nothing_of_the_others(
    sealed: World, client_for: Client, database: Database
) -> None:
    confirm(client_for("clerk"), database, picture=["2"])
    hand_out(database, sealed)
    with database.session() as session:
        code = session.scalars(sa.text("select code from assignment")).one()
    client = client_for("judge1")
    page = client.get(f"/judging/1/{code}").get_data(as_text=True)
    assert re.findall(r'<img[^>]* src="([^"]+)"[^>]*alt="([^"]+)"', page.split("essay-title")[1]) == [
        (f"/judging/1/{code}/pictures/1", "插图 1")
    ]
    assert page.index('id="p2"') < page.index("/pictures/1")
    assert "/pictures/1" in client.get("/judging/1/booklet").get_data(as_text=True)
    answer = client.get(f"/judging/1/{code}/pictures/1")
    assert (answer.data, answer.mimetype) == (b"third", "image/png")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Last-Modified" not in answer.headers
    assert answer.headers["Content-Disposition"] == "inline"
    tag = answer.headers["ETag"]
    assert client.get(f"/judging/1/{code}/pictures/1", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/rounds/1/redaction/1/pictures/0").status_code == 404
    assert client_for("judge2").get(f"/judging/1/{code}/pictures/1").status_code == 404
    seen = judge_sees(database, sealed, client, code)
    with database.transaction() as session:  # another world: the paper never had the others
        session.execute(sa.delete(Picture).where(Picture.allowed.is_(False)))
    assert judge_sees(database, sealed, client, code) == seen


def test_decisions_kept_for_later_are_there_again_and_still_wait(
    sealed: World, client_for: Client, database: Database
) -> None:
    client = client_for("clerk")
    confirm(client, database, do="keep", accept=["1"], added=["29:32:person"], picture=["1"])
    with database.session() as session:
        entry = session.scalars(sa.select(Entry)).one()
        states = list(session.scalars(sa.select(Mention.state).order_by(Mention.id)))
    assert entry.state == EntryState.PROPOSED
    assert states == [MentionState.ACCEPTED, MentionState.REJECTED, MentionState.ACCEPTED]
    assert [allowed for _line, allowed in pictures(database)] == [False, True, False]
    page = client.get("/rounds/1/redaction/1").get_data(as_text=True)
    assert re.findall(r'name="accept" value="(\d)"( checked)?', page) == [
        ("1", " checked"),
        ("2", ""),
        ("3", " checked"),
    ]
    client.post("/rounds/1/redaction/confirm", data={"all": "1", "reason": "已看过"})
    with database.session() as session:
        assert "我是王小满" in session.scalars(sa.select(Paper.text)).one()  # as kept, not as first proposed
    assert confirm(client, database, do="keep").status_code == 422
    confirm(
        client, database, accept=["1"], words="王小满", words_kind="person"
    )  # everywhere, marked already or not
    with database.session() as session:
        assert "王小满" not in session.scalars(sa.select(Paper.text)).one()
        spans = [(m.start, m.end) for m in session.scalars(sa.select(Mention))]
    assert len(spans) == len(set(spans))


def test_second_clerk_is_shown_both_decisions_and_nothing_is_overwritten(
    sealed: World, client_for: Client, database: Database
) -> None:
    old = desk_form(
        database, 1, do="confirm", accept=["1"], seen=["1", "2"], added=["26:27:honour"], picture=["0"]
    )
    client = client_for("clerk")
    confirm(client, database, accept=["1", "2"], added=["29:32:person"])
    with database.session() as session:
        before = session.scalars(sa.select(Paper.text)).one()
    answer = client.post("/rounds/1/redaction/1", data=old)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "刚被别人改过" in page
    assert page.count("另一人：遮盖") == 1  # on the mask the two disagree about
    assert page.count("另一人：不给评委看") == 1  # and on the picture
    assert "另一人：给评委看" not in page
    assert 'value="26:27:honour" checked' in page  # what this clerk added is not lost
    assert re.search(r'value="3" checked', page)  # nor what the other added meanwhile
    with database.session() as session:
        assert session.scalars(sa.select(Paper.text)).one() == before
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    again = old | {"version": version.group(1), "seen": ["1", "2", "3"], "accept": ["1", "3"]}
    assert client.post("/rounds/1/redaction/1", data=again).status_code == 302
    assert pictures(database)[0] == (-1, True)


def test_pictures_go_up_with_a_recommended_work(sealed: World, database: Database) -> None:
    from reviewapp.recommendation.actions import _copy

    with database.session() as session:
        source = session.scalars(sa.select(Entry).options(sa.orm.selectinload("*"))).one()
        copy = _copy(source, 2, 1, 1, sealed.actors["clerk"], NOW)
    assert copy.pictures == source.pictures
