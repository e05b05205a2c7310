"""Judges see that anonymous texts are alike only where the contest says so, and only beside their own papers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

import sample
from reviewapp import runs
from reviewapp.access import Actor
from reviewapp.db import Database
from reviewapp.models.contest import Round, Stage
from reviewapp.models.judging import Assignment, AssignmentState, Judge
from reviewapp.models.log import AuditEvent
from reviewapp.models.paper import Paper
from reviewapp.models.similarity import Passage, SimilarityCase, Verdict
from tests.conftest import NOW
from tests.factories import World, make_assignment, make_sample_entries

ClientFor = Callable[[str | None], FlaskClient]
SHEET, PAGE = "/judging/1/P0001", "/judging/1/P0001/overlaps/1"


@pytest.fixture
def reading(database: Database, stored_world: World) -> World:
    """Judge 1 reads the copy, judge 2 a bystander; the contest shows overlaps."""
    with database.transaction() as session:
        round_ = session.get_one(Round, 1)
        round_.stage, round_.judges_see_overlaps = Stage.SEALING, True
        session.get_one(
            Judge, stored_world.judges[0].id
        ).home_region_id = None  # it is that of all three works
        copy, source, other = make_sample_entries(session, stored_world, ("P01", "A20", "B20")).values()
        papers = [session.get_one(Paper, e.paper_id) for e in (copy, source, other)]
        for judge, paper in ((0, papers[0]), (1, papers[2])):
            make_assignment(session, stored_world, paper, stored_world.judges[judge])
        case = SimilarityCase(
            round_id=1, run_id=_run(session), number=1, members_key="1-2", kind="copy", score=300.0
        )
        case.passages = [
            Passage(a_entry_id=copy.id, b_entry_id=source.id, a_start=0, a_end=9, b_start=0, b_end=9)
        ]
        session.add(case)
        session.flush()
        round_.stage = Stage.JUDGING
    return stored_world


def _run(session: Session) -> int:
    return runs.create(session, Actor.system(), "similarity", 1, now=NOW).id


def fetch(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def change(database: Database, table: type, **values: object) -> None:
    with database.transaction() as session:
        session.execute(sa.update(table).values(**values))


def test_judge_compares_the_two_masked_texts(
    reading: World, client_for: ClientFor, database: Database
) -> None:
    with database.transaction() as session:
        for paper in session.scalars(sa.select(Paper)):
            paper.text = paper.text.replace("医院", "▇▇")
    client = client_for("judge1")
    assert PAGE in fetch(client, SHEET)
    html = fetch(client, PAGE)
    assert html.count('class="passage-number"') > 4
    assert "▇▇" in html
    assert "医院" not in html
    entries = {e.key: e for e in sample.load().entries}
    for key in ("P01", "A20"):
        work = entries[key]
        assert work.unit not in html
        assert f">{work.title}<" not in html
    for hidden in ("P0002", "P0003", "待认定", "认定结果", 'name="verdict"', "收到", "%"):
        assert hidden not in html, hidden


@pytest.mark.parametrize("who", ["judge2", "judge3", "leader", "organizer", "clerk", "bureau1", "admin"])
def test_others_find_nothing(reading: World, client_for: ClientFor, who: str) -> None:
    fetch(client_for(who), PAGE, 404)
    if who == "judge2":
        assert "overlaps/" not in fetch(client_for(who), "/judging/1/P0003")
        fetch(client_for(who), "/judging/1/P0003/overlaps/1", 404)
        fetch(client_for(who), "/judging/1/P0002/overlaps/1", 404)


def test_setting_off_is_as_if_there_were_no_case(
    reading: World, client_for: ClientFor, database: Database
) -> None:
    client = client_for("judge1")
    fetch(client, PAGE.replace("/1/P0001/overlaps/1", "/1/P0001/overlaps/2"), 404)
    change(database, Round, judges_see_overlaps=False, version=9)
    assert "overlaps/" not in fetch(client, SHEET)
    fetch(client, PAGE, 404)
    fetch(client, "/rounds/1/similarity/1", 404)


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (SimilarityCase, {"verdict": Verdict.NOTHING}),
        (SimilarityCase, {"superseded": True}),
        (Passage, {"official": True}),
        (Assignment, {"state": AssignmentState.RECUSED}),
        (Assignment, {"state": AssignmentState.CANCELLED}),
        (Round, {"stage": Stage.PUBLICATION}),
    ],
)
def test_what_is_over_is_not_shown(
    reading: World, client_for: ClientFor, database: Database, table: type, values: dict[str, object]
) -> None:
    fetch(client_for("judge1"), PAGE)
    change(database, table, **values)
    fetch(client_for("judge1"), PAGE, 404)


def test_texts_in_which_nothing_shared_is_left_say_so(
    reading: World, client_for: ClientFor, database: Database
) -> None:
    change(database, Paper, text="▇▇")
    html = fetch(client_for("judge1"), PAGE)
    assert "没有留下可以对照的片段" in html


def test_organizer_opens_it_in_the_settings_and_the_log_says_so(
    client_for: ClientFor, database: Database, stored_world: World
) -> None:
    client = client_for("organizer")
    given = {"title": "自治区评审", "readings": "2", "tolerance_percent": "10", "tolerance_inclusive": "0",
             "score_method": "adjusted", "region_conflict": "y"}  # fmt: skip
    assert client.post("/rounds/1/settings/review", data=given).status_code == 302
    with database.session() as session:
        assert session.get_one(Round, 1).judges_see_overlaps is False
    answer = client.post("/rounds/1/settings/review", data=given | {"judges_see_overlaps": "y"})
    assert answer.status_code == 302
    with database.session() as session:
        assert session.get_one(Round, 1).judges_see_overlaps is True
    assert "judges_see_overlaps" in str(_last_facts(database))


def _last_facts(database: Database) -> object:
    with database.session() as session:
        return session.scalars(sa.select(AuditEvent).order_by(AuditEvent.seq.desc())).first().facts
