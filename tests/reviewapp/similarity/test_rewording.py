"""Advice on reworded works: found after the scan, shown to the staff alone, without effect on anything."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

import sample
from reviewapp import runs
from reviewapp.db import Database
from reviewapp.errors import Invalid
from reviewapp.models.contest import Round, Stage
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.log import AuditEvent
from reviewapp.models.result import Run
from reviewapp.models.similarity import SimilarityCase
from reviewapp.similarity import rewording
from scoring.text import segment
from tests.factories import World, make_entry, make_sample_entries

ClientFor = Callable[[str | None], FlaskClient]
LIST = "/rounds/1/similarity"
SEARCH = LIST + "/rewording"
ORIGINALS = [entry.key for entry in sample.load().entries if not entry.key.startswith("P")][:30]


def other_order(text: str) -> str:
    """The longer words of each sentence from its end, without the small words between them."""
    sentences = re.split("[。！？\n]+", text)
    kept = [[word for word in segment.words(sentence) if len(word) > 1] for sentence in sentences]
    return "。".join("，".join(reversed(words)) for words in kept)


@pytest.fixture
def reworded(database: Database, stored_world: World) -> tuple[int, int]:
    """Receipt numbers of an essay and of its rewording, among thirty works of the round."""
    with database.transaction() as session:
        session.get_one(Round, stored_world.round.id).stage = Stage.SEALING
        source = make_sample_entries(session, stored_world, ORIGINALS)["A20"]
        copy = make_entry(session, stored_world, title="换了说法的一篇", text=other_order(source.text))
        return source.number, copy.number


@pytest.fixture
def searched(reworded: tuple[int, int], client_for: ClientFor) -> tuple[int, int]:
    """The scan and then the search have been asked for in the page and have ended."""
    client = client_for("organizer")
    assert client.post(LIST + "/scan").status_code == 302
    answer = client.post(SEARCH)
    assert (answer.status_code, answer.location) == (302, "/runs/2")
    return reworded


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def advised(client: FlaskClient) -> str:
    """The section of the list."""
    return page(client, LIST).split('id="rewording"')[1].split("</section>")[0]


def state_of(database: Database) -> list[object]:
    with database.session() as session:
        entries = session.execute(sa.select(Entry.id, Entry.state, Entry.paper_id).order_by(Entry.id)).all()
        return [*entries, session.scalar(sa.select(sa.func.count()).select_from(SimilarityCase))]


def test_search_names_both_works_and_the_words_and_changes_nothing(
    searched: tuple[int, int], client_for: ClientFor, database: Database
) -> None:
    before = state_of(database)
    assert before[-1] == 0, "the scan sees no passage"
    html = advised(client_for("clerk"))
    assert "仅供参考" in html
    assert "换了说法的一篇" in html
    assert {f'href="/rounds/1/entries/{number}"' for number in searched} <= set(
        re.findall(r'href="[^"]+"', html)
    )
    assert re.search(r'class="num ?"[^>]*>\d\d%', html)
    client_for("organizer").post(SEARCH)
    assert state_of(database) == before


def test_search_waits_for_the_scan_and_is_on_record(
    reworded: tuple[int, int], client_for: ClientFor, database: Database
) -> None:
    client = client_for("organizer")
    assert client.post(SEARCH).location == LIST
    assert "请先完成文字比对" in page(client, LIST)
    client.post(LIST + "/scan")
    assert "查找改写线索" in advised(client)
    client_for("clerk").post(SEARCH)
    with database.session() as session:
        verbs = set(session.scalars(sa.select(AuditEvent.verb)))
        recorded, again = runs.rebuild(session, rewording.REWORDING, 2)
    assert verbs >= {"similarity.rewording_requested", "similarity.rewording_searched"}
    assert recorded == again


def test_pair_found_copied_later_or_withdrawn_is_no_longer_advised(
    searched: tuple[int, int], client_for: ClientFor, database: Database
) -> None:
    with database.session() as session:
        output = runs.output_of(session, 2)
    a, b = output["advice"][0]["a"], output["advice"][0]["b"]
    scan = {"cases": [{"pairs": [{"a": b, "b": a}, {"a": a, "library": 7}]}]}
    with database.session() as session:
        views = rewording.queries.entry_views(session, {a, b})
        assert len(rewording.shown(output, {"cases": []}, views)) == 1
        assert rewording.shown(output, scan, views) == []
    with database.transaction() as session:
        session.get_one(Entry, b).state = EntryState.WITHDRAWN
    assert "换了说法的一篇" not in advised(client_for("organizer"))


def test_nobody_else_learns_of_advice(
    searched: tuple[int, int], client_for: ClientFor, database: Database
) -> None:
    for role in ("admin", "leader", "judge1", "bureau1", "hospital1", None):
        client, refusals = client_for(role), ({302} if role is None else {404})
        for path in (LIST, "/runs/2", "/runs/2/progress"):
            assert client.get(path).status_code in refusals | {401}, (role, path)
        assert client.post(SEARCH).status_code in refusals, role
        for path in ("/", "/rounds/1/mine", f"/rounds/1/entries/{searched[1]}", "/judging", "/rounds/1/log"):
            assert "改写" not in client.get(path, follow_redirects=True).get_data(as_text=True), (role, path)
    with database.session() as session:
        assert len(session.scalars(sa.select(Run)).all()) == 2


def test_too_many_works_are_refused_in_words() -> None:
    from scoring.similarity.rewording import MOST_TEXTS

    one = {"id": 1, "text": "", "received": 1}
    inputs = {"documents": [one] * (MOST_TEXTS + 1), "official": [], "known": []}
    with pytest.raises(Invalid) as refused:
        rewording.calculate(inputs, {}, 0, lambda done, total: None)
    assert "20000" in str(refused.value.sentence.facts["most"])


def test_command_lists_the_same_pairs(searched: tuple[int, int], app: Flask, database: Database) -> None:
    with app.app_context():
        answer = app.test_cli_runner().invoke(args=["contest", "rewordings", "--json"])
    facts = json.loads(answer.stdout)
    assert [one["entries"] for one in facts["advice"]] == [list(searched)]
    assert facts["found"] == 1
