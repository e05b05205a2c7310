"""A judge's own marks to look back on: which, in what order, and for nobody else."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from reviewapp.judging.looking_back import counts, in_order, matching, under
from reviewapp.judging.own_queries import GivenRow
from reviewapp.models.judging import Assignment, AssignmentState
from tests import factories

START = datetime(2026, 7, 10, 1, 0, tzinfo=UTC)
DONE, OPEN = AssignmentState.SUBMITTED, AssignmentState.OPEN


def given(place, total, state=DONE, revisit=False, title="题"):
    when = START + timedelta(minutes=place)
    marks = {7: Fraction(total)} if total is not None else {}
    return GivenRow(
        place, f"K{place:02d}", title, state, revisit, when, when if state == DONE else None, marks,
        marks.get(7),
    )  # fmt: skip


ROWS = [given(n, 60 + n * 7 % 12, revisit=n in (3, 13)) for n in range(1, 13)] + [given(13, None, OPEN, True)]


def places(rows):
    return [r.place for r in rows]


def test_filters_hold_the_last_ten_all_those_noted_and_the_drafts():
    assert places(under(ROWS, "recent")) == list(range(12, 2, -1))
    assert places(under(ROWS, "all")) == list(range(1, 13))
    assert places(under(ROWS, "revisit")) == [3, 13]
    assert places(under(ROWS, "draft")) == [13]
    assert counts(ROWS) == {"recent": 10, "all": 12, "revisit": 2, "draft": 1}


def test_any_column_gives_the_order_and_blanks_come_last():
    few = [given(1, 70), given(2, None), given(3, 60, title="啊"), given(4, 80)]
    orders = {"total": [3, 1, 4, 2], "-total": [4, 1, 3, 2], "c7": [3, 1, 4, 2], "-place": [4, 3, 2, 1]}
    assert {name: places(in_order(few, name, [7])) for name in orders} == orders
    for unknown in ("", "c8", "nonsense", "-"):
        assert places(in_order(few, unknown, [7])) == [4, 3, 2, 1]


def test_words_are_looked_for_in_code_and_title():
    assert places(matching(ROWS, "k03")) == [3]
    assert places(matching([given(1, 70, title="雪路"), given(2, 70)], " 雪 ")) == [1]
    assert len(matching(ROWS, "")) == 13


@pytest.fixture
def marked(stored, database):
    with database.transaction() as session:
        for assignment, points in (
            (stored.a, (31, 21, 11)),
            (stored.b, (32, 22, 12)),
            (stored.b2, (3, 29, 28)),
        ):
            factories.submit_marks(session, stored.world, session.get_one(Assignment, assignment.id), points)
        session.get_one(Assignment, stored.b.id).revisit = True
    return stored


def test_page_shows_the_own_marks_and_no_byte_of_another_judge(marked, client_for, database):
    client = client_for("judge1")
    page = client.get("/judging/1/review").get_data(as_text=True)
    assert re.search(r"KKKKA.*31.*21.*11.*63", page, re.DOTALL)
    assert 'href="/judging/1/KKKKB/history"' in page
    assert "请组长退回" in page
    assert not [mark for mark in ("29", "28", "60") if re.search(rf">\s*{mark}\s*<", page)]
    only = client.get("/judging/1/review?show=revisit").get_data(as_text=True)
    assert "KKKKB" in only
    assert "KKKKA" not in only
    ordered = client.get("/judging/1/review?sort=total").get_data(as_text=True)
    assert ordered.index(">KKKKA<") < ordered.index(">KKKKB<")
    assert "KKKKA" not in client.get("/judging/1/review?q=KKKKB").get_data(as_text=True)


def test_page_is_for_judges_of_the_round(marked, client_for):
    for name, status in (("organizer", 404), ("clerk", 404), ("bureau1", 404), ("admin", 404), (None, 302)):
        assert client_for(name).get("/judging/1/review").status_code == status, name
    empty = client_for("judge3").get("/judging/1/review").get_data(as_text=True)
    assert "KKKK" not in empty
    assert "这一栏还没有评分表" in empty


def test_judge_goes_on_within_the_filter_he_came_from(marked, client_for, database):
    client = client_for("judge1")
    listed = client.get("/judging?show=submitted").get_data(as_text=True)
    assert 'href="/judging/1/KKKKA?go=submitted"' in listed
    assert 'href="/judging/1/KKKKA"' not in client.get("/judging?show=submitted&go=list").get_data(
        as_text=True
    )
    sheet = client.get("/judging/1/KKKKA?go=submitted").get_data(as_text=True)
    for link in (
        "/judging/1/KKKKB?go=submitted",
        "/judging/1/KKKKA/save?go=submitted",
        "/judging?show=submitted",
    ):
        assert f'"{link}"' in sheet, link
    assert "第 1 / 2 篇" in sheet
    assert "第 1 / 3 篇" in client.get("/judging/1/KKKKA?go=nonsense").get_data(as_text=True)
    done = client.post("/judging/1/KKKKC/skip?go=list", data={"skipped": "1"})
    assert done.headers["Location"] == "/judging?go=list"
    again = client.post("/judging/1/KKKKC/skip?go=later", data={"skipped": "1"})
    assert again.headers["Location"] == "/judging?show=later"


def test_submitted_paper_is_noted_to_be_looked_at_again(marked, client_for, database):
    client = client_for("judge1")
    for value, noted in (("1", True), ("0", False)):
        answer = client.post("/judging/1/KKKKA/revisit?go=submitted", data={"revisit": value})
        assert answer.headers["Location"] == "/judging/1/KKKKA?go=submitted"
        with database.session() as session:
            assert session.get_one(Assignment, marked.a.id).revisit is noted
    assert client_for("judge2").post("/judging/1/KKKKC/revisit").status_code == 404
