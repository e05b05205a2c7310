"""The list's page: order typed without scripts, sent up, taken back; nothing for others."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from reviewapp.db import Database
from reviewapp.models.contest import Round
from reviewapp.models.result import ListState, Recommendation, RecommendationItem
from tests import factories, results

Clients = Callable[[str | None], FlaskClient]
LISTED = (1, 2, 3, 6, 7, 8, 9, 10)


def url(world: factories.World, tail: str = "") -> str:
    return f"/rounds/{world.round.id}/recommendation{tail}"


def places(order: tuple[int, ...]) -> dict[str, str]:
    return {f"place-{entry}": str(i) for i, entry in enumerate(order, start=1)}


def stored(database: Database) -> list[tuple[int, bool]]:
    with database.session() as session:
        found = session.query(RecommendationItem).order_by(RecommendationItem.position)
        return [(i.entry_id, i.reserve) for i in found]


def test_whole_journey_through_the_pages(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    client = client_for("organizer")
    assert "从确认的遴选结果生成" in client.get(url(world)).get_data(as_text=True)
    results.confirmed(database, world)
    client.post(url(world, "/draft"))
    form = places((2, 1, 3, 6, 7, 8, 9, 10)) | {"reserve": "10", "reason": "题材更典型"}
    assert client.post(url(world, "/arrange"), data=form).status_code == 302
    assert stored(database) == [(e, e == 10) for e in (2, 1, 3, 6, 7, 8, 9, 10)]
    assert "名单已提交" in client.post(url(world, "/submit"), follow_redirects=True).get_data(as_text=True)
    page = client.post(url(world, "/return"), data={"reason": "漏填电话"}, follow_redirects=True)
    assert "理由：漏填电话" in page.get_data(as_text=True)
    with database.session() as session:
        assert session.query(Recommendation).one().state == ListState.RETURNED


def test_wrong_number_is_shown_at_its_field_and_typing_is_kept(
    database: Database, client_for: Clients
) -> None:
    world = results.judged(database)
    results.listed(database, world)
    before = stored(database)
    form = places(LISTED) | {"place-2": "77", "reason": "写了很久的理由"}
    answer = client_for("organizer").post(url(world, "/arrange"), data=form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="place-2-error">请填 1 到 8 的序号。' in page
    assert "写了很久的理由" in page
    assert stored(database) == before


def test_reason_is_asked_for(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    results.listed(database, world)
    answer = client_for("organizer").post(url(world, "/arrange"), data=places(LISTED))
    assert answer.status_code == 422
    assert "请写明调整顺序的理由" in answer.get_data(as_text=True)


def test_works_above_are_linked_with_their_state(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    results.listed(database, world)
    with database.transaction() as session:
        above = Round(contest_id=world.contest.id, level_id=world.round.level_id, title="全国评审")
        session.add(above)
        session.flush()
        results.round_of(session, world).next_round_id = above.id
    client = client_for("organizer")
    page = client.post(url(world, "/submit"), follow_redirects=True).get_data(as_text=True)
    assert "上一级新收 8 篇" in page
    assert f'href="/rounds/{above.id}/entries/1"' in page
    assert page.count("已收件") == 8


def test_strangers_get_nothing(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    results.listed(database, world)
    hidden = {"admin": 404, "judge1": 404, "bureau1": 404, "hospital1": 404, "clerk": 403, "leader": 403}
    for who, status in hidden.items():
        client = client_for(who)
        for path in (url(world), url(world, "/export.xlsx")):
            answer = client.get(path)
            assert answer.status_code == status, (who, path)
            assert "王小满" not in answer.get_data(as_text=True)
        for tail in ("/draft", "/arrange", "/submit", "/return"):
            assert client.post(url(world, tail), data={"reason": "x"}).status_code == status, (who, tail)
    assert client_for(None).get(url(world)).status_code == 302
    assert stored(database) == [(e, False) for e in LISTED]


def test_export_is_a_workbook_with_the_same_bytes(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    client = client_for("organizer")
    assert client.get(url(world, "/export.xlsx")).status_code == 404
    results.listed(database, world)
    first, second = (client.get(url(world, "/export.xlsx")) for _ in range(2))
    assert first.data[:2] == b"PK"
    assert first.data == second.data


def test_same_number_of_statements_for_few_and_many_works(database: Database, client_for: Clients) -> None:
    world = results.judged(database)
    results.listed(database, world)
    client = client_for("organizer")
    many = results.statements(database, lambda: client.get(url(world)))
    with database.transaction() as session:
        for item in session.query(RecommendationItem).filter(RecommendationItem.position > 1):
            session.delete(item)
    assert results.statements(database, lambda: client.get(url(world))) == many
