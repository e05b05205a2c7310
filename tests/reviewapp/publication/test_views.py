"""Publishing through pages, and what the public can and cannot read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from reviewapp.db import Database
from reviewapp.models.contest import Round
from reviewapp.models.publication import Publication
from tests.factories import World
from tests.reviewapp.publication import builders

Clients = Callable[[str | None], FlaskClient]


@pytest.fixture
def ready(database: Database, stored_world: World) -> World:
    with database.transaction() as session:
        session.add(stored_world.round)
        builders.submitted(session, stored_world)
    return stored_world


def _open(database: Database, world: World, count: int = 1) -> list[str]:
    with database.transaction() as session:
        round_ = session.get_one(Round, world.round.id, options=[sa.orm.joinedload(Round.contest)])
        world.round = round_
        return [builders.store_open(session, world, heading=f"公示{i}").slug for i in range(count)]


def test_notice_goes_from_form_to_preview_to_the_public_page(client_for: Clients, ready: World) -> None:
    organizer, nobody = client_for("organizer"), client_for(None)
    base = f"/rounds/{ready.round.id}/publication"
    page = organizer.get(base).get_data(as_text=True)
    assert "关于“职业精神征文活动”入选作品的公示" in page
    until = (datetime.now(UTC) + timedelta(days=6)).strftime("%Y-%m-%dT%H:%M")
    form = {
        "kind": "notice",
        "heading": "入选公示",
        "preamble": "现予公示。",
        "objections": "请实名。",
        "until": until,
    }
    seen = organizer.post(f"{base}/preview", data=form)
    assert seen.status_code == 200
    text = seen.get_data(as_text=True)
    assert "尚未发布" in text
    assert "第0篇" in text
    checked = text.split('name="checked" value="')[1].split('"')[0]
    done = organizer.post(f"{base}/publish", data=form | {"checked": checked})
    assert (done.status_code, done.location) == (302, base)
    board = nobody.get("/notices").get_data(as_text=True)
    slug = board.split('href="/notices/')[1].split('"')[0]
    notice = nobody.get(f"/notices/{slug}")
    assert notice.status_code == 200
    text = notice.get_data(as_text=True)
    for shown in ("入选公示", "第0篇", "作者0", "赤峰市卫生局", "自治区卫生厅", "请实名。"):
        assert shown in text
    assert [s for s in builders.SECRETS if s in text + board] == []


def test_public_page_can_be_kept_but_is_asked_for_anew(
    client_for: Clients, database: Database, ready: World
) -> None:
    slug = _open(database, ready)[0]
    nobody = client_for(None)
    first = nobody.get(f"/notices/{slug}")
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert {"Cookie", "Accept-Language"} <= set(first.headers["Vary"].replace(" ", "").split(","))
    again = nobody.get(f"/notices/{slug}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    nobody.set_cookie("theme", "dark")
    dark = nobody.get(f"/notices/{slug}", headers={"If-None-Match": first.headers["ETag"]})
    assert dark.status_code == 200
    assert client_for("organizer").get(f"/notices/{slug}").headers["Cache-Control"] == "no-store"


def test_take_down_and_expiry_remove_it_from_every_route(
    client_for: Clients, database: Database, ready: World
) -> None:
    first, second = _open(database, ready, 2)
    nobody, organizer = client_for(None), client_for("organizer")
    tag = nobody.get(f"/notices/{first}").headers["ETag"]
    with database.session() as session:
        taken = session.scalars(sa.select(Publication).where(Publication.slug == first)).one()
    url = f"/rounds/{ready.round.id}/publication/{taken.id}/take-down"
    organizer.post(url, data={"reason": ""})
    assert nobody.get(f"/notices/{first}").status_code == 200
    assert organizer.post(url, data={"reason": "姓名有误"}).status_code == 302
    with database.transaction() as session:
        past = sa.update(Publication).where(Publication.slug == second)
        session.execute(past.values(until=datetime.now(UTC) - timedelta(seconds=1)))
    for client in (nobody, organizer, client_for("bureau1")):
        for slug in (first, second):
            answer = client.get(f"/notices/{slug}", headers={"If-None-Match": tag})
            assert answer.status_code == 404
            assert "第0篇" not in answer.get_data(as_text=True)
        assert "/notices/" not in client.get("/notices").get_data(as_text=True).replace('/notices"', "")
    assert "已撤下" in organizer.get(f"/rounds/{ready.round.id}/publication").get_data(as_text=True)


def test_wrong_input_shows_the_form_again_with_what_was_typed(client_for: Clients, ready: World) -> None:
    form = {"kind": "notice", "heading": "我写的标题", "preamble": "我写的正文", "until": "2020-01-01T00:00"}
    for step in ("preview", "publish"):
        answer = client_for("organizer").post(f"/rounds/{ready.round.id}/publication/{step}", data=form)
        assert answer.status_code == 422
        text = answer.get_data(as_text=True)
        assert "公示截止时间已经过去" in text
        assert "我写的标题" in text
        assert "我写的正文" in text


@pytest.mark.parametrize("who", ["clerk", "leader", "judge1", "bureau1", "hospital1", "admin", None])
def test_foreigners_reach_no_page_of_publishing(
    client_for: Clients, database: Database, ready: World, who: str | None
) -> None:
    _open(database, ready)
    client, base = client_for(who), f"/rounds/{ready.round.id}/publication"
    expected = {"clerk": 403, "leader": 403, None: 302}.get(who, 404)
    assert client.get(base).status_code == expected
    for path in ("preview", "publish", "release", "1/take-down"):
        data = {"kind": "final", "heading": "甲", "reason": "乙"}
        assert client.post(f"{base}/{path}", data=data).status_code == expected, path
    with database.session() as session:
        assert session.scalars(sa.select(Publication)).one().taken_down_at is None
        assert session.get_one(Round, ready.round.id).released_at is None


def test_release_tells_the_units(client_for: Clients, database: Database, ready: World) -> None:
    organizer, base = client_for("organizer"), f"/rounds/{ready.round.id}/publication"
    assert "入选 3 篇，未入选 1 篇" in organizer.get(base).get_data(as_text=True)
    assert organizer.post(f"{base}/release").status_code == 302
    assert "公布。各单位登录后" in organizer.get(base).get_data(as_text=True)
    assert organizer.post(f"{base}/release").status_code == 409


@pytest.mark.parametrize("path", ["/notices", "/rounds/{}/publication"])
def test_lists_take_as_many_statements_for_three_as_for_one(
    client_for: Clients, database: Database, ready: World, path: str
) -> None:
    organizer = client_for("organizer")
    counts = []
    for more in (1, 2):
        _open(database, ready, more)
        organizer.get(path.format(ready.round.id))  # whether marks changed is remembered from the first look
        statements: list[str] = []

        def keep(
            _c: object, _u: object, statement: str, *_rest: object, kept: list[str] = statements
        ) -> None:
            kept.append(statement)

        sa.event.listen(database.engine, "before_cursor_execute", keep)
        assert organizer.get(path.format(ready.round.id)).status_code == 200
        sa.event.remove(database.engine, "before_cursor_execute", keep)
        counts.append(len(statements))
    assert counts[0] == counts[1]
