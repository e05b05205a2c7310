"""Places of genres: shares of those selected, places that cross those of recommenders, the page and its preview."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask.testing import FlaskClient

from reviewapp import runs
from reviewapp.contests import marking
from reviewapp.db import Database
from reviewapp.errors import Invalid, StageClosed
from reviewapp.models.contest import Stage
from reviewapp.models.entry import Entry
from reviewapp.models.result import Quota, Run, RunState, Selection
from reviewapp.selection import actions, compute
from reviewapp.selection.compute import SELECTION, choose_from, draws_of, missed, names_of
from reviewapp.selection.genre_quotas import EACH_GENRE, GenreQuota, set_genre_quotas
from reviewapp.words import Sentence
from tests import factories, results

Clients = Callable[[str | None], FlaskClient]
ADVICE = (4, 5)  # the last two of 赤峰市 are 建议, all others 随笔


@pytest.fixture
def world(database: Database) -> factories.World:
    found = results.judged(database)
    with database.transaction() as session:
        for entry in session.query(Entry).filter(Entry.number.in_(ADVICE)):
            entry.genre = "建议"
    return found


def setting(database: Database, world: factories.World, *quotas: GenreQuota) -> None:
    results.act(database, world, partial(set_genre_quotas, data=quotas))


def chosen(inputs: runs.Json) -> list[int]:
    return sorted(map(int, choose_from(inputs, 1).selected))


def of_run(database: Database, run_id: int) -> dict[int, tuple[bool, str]]:
    with database.session() as session:
        rows = session.query(Selection, Entry).join(Entry, Entry.id == Selection.entry_id)
        return {
            e.number: (s.selected, str(Sentence.from_json(s.facts["sentence"])))
            for s, e in rows.filter(Selection.run_id == run_id).order_by(Entry.number)
        }


def inputs_of(database: Database, run_id: int) -> runs.Json:
    with database.session() as session:
        return runs.unpack(session.get_one(Run, run_id).inputs)


def quota(**values: Any) -> runs.Json:
    whole = {"scope": "total", "category": None, "minimum": 0, "maximum": None, "hard": True, "priority": 1}
    return whole | {"reserves": 0, "genre": "", "percent": False} | values


def test_share_brings_works_in_and_says_so(database: Database, world: factories.World) -> None:
    setting(database, world, GenreQuota("建议", 20, None, percent=True))
    results.frozen(database, world)
    run_id = results.computed(database, world, actions.request_selection)
    found = of_run(database, run_id)
    assert [n for n, (selected, _s) in found.items() if selected] == [1, 4, 5, 6, 7, 8, 9, 10]
    assert found[5][1].endswith("最低篇数或体裁比例的要求使它入选。")
    assert found[2][1].startswith("未入选：本单位第2名，本单位已达上限3篇，体裁“建议”至少占20%，距入选线差")
    assert results.output(database, run_id)["draws"] < 2000


def test_places_of_genres_cross_those_of_recommenders(database: Database, world: factories.World) -> None:
    results.frozen(database, world)
    inputs = inputs_of(database, results.computed(database, world, actions.request_selection))
    plain = inputs["quotas"]
    assert chosen(inputs) == [1, 2, 3, 6, 7, 8, 9, 10]
    most = inputs | {"quotas": [*plain, quota(genre="随笔", maximum=4)]}
    assert chosen(most) == [1, 4, 5, 6, 7, 9]
    each = inputs | {"quotas": [*plain, quota(genre=EACH_GENRE, scope="recommender", maximum=1)]}
    assert chosen(each) == [1, 4, 6, 9]
    decision = next(d for d in choose_from(each, 1).decisions if d.id == "2")
    assert (decision.code, names_of(each)["group+genre", decision.facts["key"]]) == (
        "group+genre_maximum",
        "赤峰市“随笔”",
    )


def test_no_score_is_enough_where_a_share_stands_in_the_way(
    database: Database, world: factories.World
) -> None:
    results.frozen(database, world)
    inputs = inputs_of(database, results.computed(database, world, actions.request_selection))
    shares = [quota(genre="建议", minimum=100, percent=True, hard=False), quota(genre="建议", maximum=1)]
    choice = choose_from(inputs | {"quotas": shares}, 1)
    entries = {str(e["number"]): e for e in inputs["entries"]}
    sentences = {d.id: str(compute.told(entries[d.id], d, {}, names_of(inputs))) for d in choice.decisions}
    assert choice.selected == ("4",)
    assert sentences["1"] == "未入选：本单位第1名，体裁“建议”至少占100%，得分再高也不能入选。"
    assert sentences["5"].startswith("未入选：本单位第5名，体裁“建议”已达上限1篇，距入选线差")


def test_soft_share_that_cannot_be_kept_is_reported(database: Database, world: factories.World) -> None:
    results.frozen(database, world)
    inputs = inputs_of(database, results.computed(database, world, actions.request_selection))
    soft = inputs | {"quotas": [*inputs["quotas"], quota(genre="诗歌", minimum=1, hard=False)]}
    told = [str(Sentence.from_json(m)) for m in missed(choose_from(soft, 1), names_of(soft))]
    assert told == ["体裁“诗歌”应入选至少1篇，能选的只有0篇，选出0篇。"]


def test_hard_contradiction_is_named_bound_by_bound(database: Database, world: factories.World) -> None:
    setting(database, world, GenreQuota("建议", 60, None, percent=True))
    with database.transaction() as session:
        for row in session.query(Quota).filter(Quota.genre == ""):
            row.hard = True
    results.frozen(database, world)
    run = results.act(database, world, actions.request_selection)
    assert runs.perform(database, SELECTION, run.id) == RunState.FAILED
    with database.session() as session:
        error = session.get_one(Run, run.id).error
    assert error is not None
    told = str(Sentence.from_json(error))
    assert "体裁“建议”至少占60%" in told
    assert "不能同时做到" in told


def test_fewer_draws_only_where_quotas_cross() -> None:
    entries = [{}] * 10
    assert draws_of({"entries": entries, "quotas": [quota(genre="随笔")]}) < draws_of(
        {"entries": entries, "quotas": [quota()]}
    )


IMPOSSIBLE = (
    (GenreQuota("随笔", 1, None), GenreQuota("随笔 ", 2, None)),
    (GenreQuota(" ", 1, None),),
    (GenreQuota("随笔", 3, 2),),
    (GenreQuota("随笔", 10, 101, percent=True),),
    (GenreQuota("随笔", 60, None, percent=True), GenreQuota("建议", 60, None, percent=True)),
)


def test_impossible_rows_are_refused(database: Database, world: factories.World) -> None:
    for rows in IMPOSSIBLE:
        with pytest.raises(Invalid):
            setting(database, world, *rows)


def test_neither_page_of_places_touches_the_other(database: Database, world: factories.World) -> None:
    setting(database, world, GenreQuota("建议", 20, None, percent=True))
    total = (marking.QuotaDraft("total", None, 0, 5, True),)
    results.act(database, world, partial(marking.set_quotas, data=total))
    setting(database, world, GenreQuota("建议", 30, None, percent=True))
    with database.session() as session:
        held = [(q.scope, q.genre, q.minimum, q.maximum) for q in session.query(Quota).order_by(Quota.id)]
    assert sorted(held) == [("total", "", 0, 5), ("total", "建议", 30, None)]


def test_places_stand_once_the_contest_is_published(database: Database) -> None:
    world = results.judged(database, Stage.PUBLICATION)
    with pytest.raises(StageClosed):
        setting(database, world, GenreQuota("随笔", 1, None))


def test_page_saves_shows_and_previews(
    client_for: Clients, database: Database, world: factories.World
) -> None:
    organizer = client_for("organizer")
    url = f"/rounds/{world.round.id}/selection/genres"
    page = organizer.get(url).get_data(as_text=True)
    assert page.index("随笔") < page.index("建议")  # the commonest first
    row = {"rows-1-genre": "建议", "rows-1-minimum": "20", "rows-1-measure": "percent", "rows-1-hard": "1"}
    asked = organizer.post(url.replace("genres", "preview/genres"), data=row)
    shown = organizer.get(asked.headers["Location"]).get_data(as_text=True)
    assert "新入选 2 篇" in shown
    assert "不再入选 2 篇" in shown
    assert organizer.post(url, data=row | {"rows-1-maximum": "10"}).status_code == 422
    typed = row | {"rows-1-maximum": "ten"}
    assert "不是有效的整数" in organizer.post(url, data=typed).get_data(as_text=True)
    assert organizer.post(url, data=row).status_code == 302
    with database.session() as session:
        [held] = session.query(Quota).filter(Quota.genre != "")
    assert (held.genre, held.minimum, held.percent, held.hard) == ("建议", 20, True, True)
    assert 'value="20"' in organizer.get(url).get_data(as_text=True)


def test_genre_called_like_the_sign_of_any_genre_is_its_own(
    client_for: Clients, database: Database, world: factories.World
) -> None:
    organizer = client_for("organizer")
    url = f"/rounds/{world.round.id}/selection/genres"
    typed = {"rows-2-genre": "*", "rows-2-maximum": "3", "rows-2-measure": "places", "rows-2-hard": "1"}
    assert organizer.post(url, data=typed | {"each": "7"}).status_code == 302
    with database.session() as session:
        held = session.query(Quota).filter(Quota.genre != "").order_by(Quota.maximum)
        assert [(q.scope, q.maximum) for q in held] == [("total", 3), ("recommender", 7)]
    page = organizer.get(url).get_data(as_text=True)
    assert [page.count(f'value="{shown}"') for shown in ("*", "3", "7")] == [1, 1, 1]


@pytest.mark.parametrize("who", ["clerk", "leader", "judge1", "bureau1"])
def test_page_is_the_organizers(client_for: Clients, world: factories.World, who: str) -> None:
    assert client_for(who).get(f"/rounds/{world.round.id}/selection/genres").status_code in (403, 404)
