"""The pages of judging: what they show to whom, the plain form without script, and that nothing leaks."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from reviewapp.judging import queries
from reviewapp.models.judging import Assignment, AssignmentState, Judge, Mark, ScoreSheet, SheetState
from reviewapp.models.rubric import Criterion, Rubric, RubricMode
from tests import factories
from tests.reviewapp.judging.conftest import UNIT_WORDS

JUDGE_PAGES = ("/judging", "/judging/1/KKKKA", "/judging/1/KKKKA/history")
STAFF_PAGES = ("/rounds/1/judging", "/rounds/1/judging/1")


def text_of(answer, *codes):
    """The body without what differs from request to request: CSRF tokens and the codes asked for."""
    body = re.sub(r'(csrf_token" value="|X-CSRFToken": ")[^"]*', r"\1", answer.get_data(as_text=True))
    for code in codes:
        body = body.replace(code, "CODE")
    return body


def form(stored, base=0, marks=("18.5", "20", "0"), **more):
    given = {f"mark-{c}": m for c, m in zip(stored.criteria, marks, strict=True)}
    return {"base_version": str(base), "op_id": f"operation-{base}", **given, **more}


def submit_as(database, stored, assignment, points=(30, 20, 25)):
    with database.transaction() as session:
        factories.submit_marks(session, stored.world, session.get_one(Assignment, assignment.id), points)


def state_of(database, assignment):
    with database.session() as session:
        return session.get_one(Assignment, assignment.id).state


@pytest.mark.parametrize("name", ["organizer", "clerk", "bureau1", "hospital1", "admin", "judge2"])
def test_judges_paper_does_not_exist_for_anybody_else(stored, client_for, name):
    client = client_for(name)
    for path in ("/judging/1/KKKKC", "/judging/1/KKKKC/history"):
        assert client.get(path).status_code == 404
        other = client.get(path.replace("KKKKC", "QQQQQ"))
        assert text_of(client.get(path), "KKKKC") == text_of(other, "QQQQQ")
    for verb in ("recuse", "skip", "flag", "take_back"):
        assert client.post(f"/judging/1/KKKKC/{verb}", data={"reason": "x"}).status_code == 404
    assert client.post("/judging/1/KKKKC", data=form(stored)).status_code == 404


def test_foreign_and_unknown_rounds_look_alike(stored, client_for):
    client = client_for("judge1")
    assert text_of(client.get("/judging/7/KKKKA"), "/7/") == text_of(client.get("/judging/9/KKKKA"), "/9/")


@pytest.mark.parametrize("name", ["judge1", "clerk", "bureau1", "hospital1", "admin"])
def test_progress_is_for_organizer_and_leader_only(stored, client_for, name):
    client = client_for(name)
    assert [client.get(path).status_code for path in STAFF_PAGES] == [404, 404]
    assert client.post("/rounds/1/judging/sheets/1/reopen", data={"reason": "x"}).status_code == 404


@pytest.mark.parametrize("path", [*JUDGE_PAGES, *STAFF_PAGES])
def test_nobody_sees_a_page_without_signing_in(stored, client_for, path):
    answer = client_for(None).get(path)
    assert answer.status_code == 302
    assert "/login" in answer.headers["Location"]


def test_judge_never_learns_author_unit_or_another_judges_marks(stored, client_for, database):
    submit_as(database, stored, stored.a2, (39, 29, 26))
    client = client_for("judge1")
    client.post("/judging/1/KKKKA/save", json={"op_id": "operation-1", "base_version": 0, "marks": {}})
    bodies = [client.get(path) for path in (*JUDGE_PAGES, "/judging/1/KKKKB", "/judging/1/QQQQQ")]
    for answer in bodies:
        page = answer.get_data(as_text=True)
        assert not [w for w in UNIT_WORDS if w in page]
        assert "评委乙" not in page
        assert not [mark for mark in ("39", "29", "26", "94") if re.search(rf">\s*{mark}\s*<", page)]
        assert "Last-Modified" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"


def test_page_of_a_third_reading_is_that_of_any_other(stored, client_for, database):
    client = client_for("judge1")
    before = [text_of(client.get(path)) for path in JUDGE_PAGES]
    with database.transaction() as session:
        session.get_one(Assignment, stored.a.id).kind = "third"
    assert [text_of(client.get(path)) for path in JUDGE_PAGES] == before


def test_list_shows_state_and_goes_to_the_next_paper(stored, client_for, database):
    submit_as(database, stored, stored.a)
    page = client_for("judge1").get("/judging").get_data(as_text=True)
    assert "1 / 3" in page
    assert 'class="button" href="/judging/1/KKKKB"' in page
    only = client_for("judge1").get("/judging?show=submitted").get_data(as_text=True)
    assert "KKKKA" in only
    assert "KKKKC" not in only


def test_recused_paper_leaves_the_list_and_waits_at_the_organizers(stored, client_for, database):
    client = client_for("judge1")
    refused = client.post("/judging/1/KKKKA/recuse", data={"reason": " "})
    assert refused.status_code == 422
    answer = client.post("/judging/1/KKKKA/recuse", data={"reason": "认出是同事"})
    assert answer.headers["Location"] == "/judging/1/KKKKB"
    assert client.get("/judging/1/KKKKA").status_code == 409
    assert "KKKKA" not in client.get("/judging").get_data(as_text=True)
    overview = client_for("organizer").get("/rounds/1/judging").get_data(as_text=True)
    assert "认出是同事" in overview


def test_skip_and_flag_work_without_script(stored, client_for):
    client = client_for("judge1")
    assert client.post("/judging/1/KKKKA/skip").headers["Location"] == "/judging/1/KKKKB"
    assert "稍后" in client.get("/judging?show=later").get_data(as_text=True)
    assert (
        client.post("/judging/1/KKKKA/skip", data={"skipped": "0"}).headers["Location"] == "/judging/1/KKKKA"
    )
    client.post("/judging/1/KKKKA/flag", data={"flag": "garbled"})
    assert "文字乱码" in client_for("organizer").get("/rounds/1/judging").get_data(as_text=True)


def test_plain_form_saves_and_submits(stored, client_for, database):
    client = client_for("judge1")
    saved = client.post("/judging/1/KKKKA", data=form(stored, marks=("18.5", "", "")))
    assert saved.headers["Location"] == "/judging/1/KKKKA"
    page = client.get("/judging/1/KKKKA").get_data(as_text=True)
    assert 'value="18.5"' in page
    assert "已存 18.5" in page
    done = client.post("/judging/1/KKKKA", data=form(stored, base=1, submit="1"))
    assert done.headers["Location"] == "/judging/1/KKKKB?done=KKKKA"
    receipt = client.get(done.headers["Location"]).get_data(as_text=True)
    assert "KKKKA 已提交，合计 38.5 分" in receipt
    assert state_of(database, stored.a) == AssignmentState.SUBMITTED
    client.post("/judging/1/KKKKA/take_back")
    assert state_of(database, stored.a) == AssignmentState.OPEN


def test_submission_taken_back_too_late_is_said_at_the_desk(stored, client_for, database):
    client = client_for("judge1")
    client.post("/judging/1/KKKKA", data=form(stored, submit="1"))
    with database.transaction() as session:
        sheet = session.scalars(select(ScoreSheet)).one()
        sheet.submitted_at -= timedelta(minutes=2)
    answer = client.post("/judging/1/KKKKA/take_back")
    assert answer.headers["Location"] == "/judging/1/KKKKA"
    assert "撤回时间已过" in client.get("/judging/1/KKKKA").get_data(as_text=True)
    assert state_of(database, stored.a) == AssignmentState.SUBMITTED


def test_plain_form_with_a_wrong_mark_comes_back_with_what_was_typed(stored, client_for, database):
    answer = client_for("judge1").post(
        "/judging/1/KKKKA", data=form(stored, marks=("99", "20", ""), submit="1")
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "应在 0 到 40 分之间" in page
    assert 'value="99"' in page
    assert 'value="20"' in page
    with database.session() as session:
        assert session.scalar(select(ScoreSheet)) is None


def test_plain_form_from_an_old_page_shows_both_values(stored, client_for):
    client = client_for("judge1")
    client.post("/judging/1/KKKKA", data=form(stored))
    answer = client.post("/judging/1/KKKKA", data=form(stored, marks=("7", "20", "0"), op_id="operation-9"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert 'value="7"' in page
    assert "服务器上现为 18.5" in page
    assert 'name="base_version" value="1"' in page


def test_history_shows_every_version_of_ones_own_sheet(stored, client_for):
    client = client_for("judge1")
    client.post("/judging/1/KKKKA", data=form(stored, marks=("11.5", "", "")))
    client.post("/judging/1/KKKKA", data=form(stored, base=1, marks=("12.5", "", "")))
    page = client.get("/judging/1/KKKKA/history").get_data(as_text=True)
    assert page.index("12.5") < page.index("11.5")


def test_receipt_of_a_foreign_code_is_not_shown(stored, client_for, database):
    submit_as(database, stored, stored.a2)
    client = client_for("judge1")
    assert "已提交，合计" not in shown(client.get("/judging/1/KKKKB?done=KKKKA"))
    own = client.post("/judging/1/KKKKA", data=form(stored, submit="1"), follow_redirects=True)
    assert "KKKKA 已提交，合计" in shown(own)


def shown(answer):
    """The page as it is shown; what the script may fill in later is left out."""
    return re.sub(r"<template.*?</template>", "", answer.get_data(as_text=True), flags=re.DOTALL)


def test_reading_settings_of_the_cookie_shape_the_page(stored, client_for):
    client = client_for("judge1")
    user = stored.world.users["judge1"].id
    client.set_cookie(f"reading-{user}", "large.loose.sans.dark.off")
    page = client.get("/judging/1/KKKKA").get_data(as_text=True)
    assert "bench-text reading-large reading-loose reading-sans" in page
    assert 'data-keys="off"' in page


def test_organizer_sees_simulated_judges_labelled_and_gives_a_sheet_back_with_a_reason(
    stored, client_for, database
):
    submit_as(database, stored, stored.a)
    with database.transaction() as session:
        session.get_one(Judge, stored.a.judge_id).simulated = True
    client = client_for("organizer")
    assert "模拟" in client.get("/rounds/1/judging").get_data(as_text=True)
    assert "75" in client.get("/rounds/1/judging/1?show=submitted").get_data(as_text=True)
    url = f"/rounds/1/judging/sheets/{stored.a.id}/reopen"
    refused = client.post(url, data={"reason": ""})
    assert refused.status_code == 422
    assert "请写明退回的理由" in refused.get_data(as_text=True)
    assert client.post(url, data={"reason": "漏看一页"}).headers["Location"] == "/rounds/1/judging/1"
    assert state_of(database, stored.a) == AssignmentState.OPEN


def count_statements(database, client, path):
    seen: list[str] = []

    def note(*event):
        seen.append(event[2])

    sa.event.listen(database.engine, "before_cursor_execute", note)
    assert client.get(path).status_code == 200
    sa.event.remove(database.engine, "before_cursor_execute", note)
    return len([s for s in seen if not s.startswith(("PRAGMA", "BEGIN"))])


@pytest.mark.parametrize(
    ("path", "name", "most"),
    [
        ("/judging", "judge1", 6),
        ("/judging/1/KKKKA", "judge1", 6),
        ("/rounds/1/judging", "organizer", 6),
        ("/rounds/1/judging/1", "organizer", 8),
    ],
)
def test_number_of_statements_is_small_and_does_not_grow_with_the_papers(
    stored, client_for, database, path, name, most
):
    submit_as(database, stored, stored.a)
    client = client_for(name)
    few = count_statements(database, client, path)
    assert few <= most
    submit_as(database, stored, stored.b)
    submit_as(database, stored, stored.a2)
    with database.transaction() as session:
        for number in range(4):
            entry = factories.make_entry(session, stored.world, title=f"又一盏灯{number}")
            paper = factories.make_paper(session, stored.world, entry)
            more = factories.make_assignment(session, stored.world, paper, stored.world.judges[0])
            factories.submit_marks(session, stored.world, more, (1, 2, 3))
    assert count_statements(database, client, path) == few


def test_rubric_that_was_thawed_changed_and_frozen_anew_is_shown_as_it_is_now(stored, client_for, database):
    judge, rubric_id = client_for("judge1"), stored.world.rubric.id

    def change(frozen_at, name):
        with database.transaction() as session:
            session.get_one(Rubric, rubric_id).frozen_at = frozen_at
            session.get_one(Criterion, stored.criteria[0]).name = name

    frozen = datetime(2026, 7, 1, tzinfo=UTC)
    for frozen_at, name in ((frozen, "甲项"), (None, "乙项"), (frozen + timedelta(seconds=1), "丙项")):
        change(frozen_at, name)
        for _again in range(2):
            assert name in judge.get("/judging/1/KKKKA").get_data(as_text=True)


@pytest.mark.parametrize(("mode", "total"), [(RubricMode.POINTS, 19), (RubricMode.PERCENT, 23.75)])
def test_judges_list_totals_what_stands_on_the_sheets_so_far(judged, session, mode, total):
    """A begun sheet, one with a zero, one whose marks were all taken out again; another judge's counts nowhere."""
    rubric, round_ = judged.world.rubric, judged.world.round
    rubric.mode, saved_at = mode, datetime(2026, 7, 1, tzinfo=UTC)
    for criterion, weight in zip(rubric.criteria, (50, 25, 25), strict=True):
        criterion.weight = weight
    for assignment, marks in ((judged.a, (38,)), (judged.b, (0,)), (judged.c, ()), (judged.a2, (2, 2, 2))):
        sheet = ScoreSheet(assignment_id=assignment.id, state=SheetState.DRAFT, version=1, saved_at=saved_at)
        sheet.marks = [Mark(criterion_id=c, steps=s) for c, s in zip(judged.criteria, marks, strict=False)]
        session.add(sheet)
    session.flush()
    rows = queries.papers_for_judge(session, round_, judged.world.judges[0].id, rubric)
    assert [(r.code, r.total) for r in rows] == [("KKKKA", total), ("KKKKB", 0), ("KKKKC", None)]
    assert all(r.started for r in rows)
