"""The save path over HTTP: what hostile, odd, late and repeated requests are answered, and what stays."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, func, select

from reviewapp.db import Database
from reviewapp.models.account import User
from reviewapp.models.contest import Round, Stage
from reviewapp.models.judging import Assignment, AssignmentState, Mark, ScoreSheet, SheetVersion
from reviewapp.models.log import AuditEvent
from reviewapp.models.result import Run, RunState
from reviewapp.models.rubric import Criterion, Rubric

URL = "/judging/1/KKKKA/save"


@pytest.fixture
def judge(stored, client_for):
    return client_for("judge1")


def body(stored, op_id="operation-1", base=0, marks=("18.5", "20", "0"), **more):
    given = dict(zip(map(str, stored.criteria), marks, strict=True))
    return {"op_id": op_id, "base_version": base, "marks": given} | more


def held(database, assignment_id=1):
    """(version, state, {criterion id: steps}) as stored."""
    with database.session() as session:
        sheet = session.scalar(select(ScoreSheet).where(ScoreSheet.assignment_id == assignment_id))
        if sheet is None:
            return None
        marks = session.execute(select(Mark.criterion_id, Mark.steps).where(Mark.sheet_id == sheet.id))
        return sheet.version, sheet.state.value, {c: s for c, s in marks}


def change(database, table, row_id, **values):
    with database.transaction() as session:
        for name, value in values.items():
            setattr(session.get_one(table, row_id), name, value)


def test_save_answers_what_the_server_holds_and_names_the_operation(stored, judge, database):
    answer = judge.post(URL, json=body(stored, comment="<script>alert(1)</script>"))
    assert answer.status_code == 200
    said = answer.get_json()
    assert (said["op_id"], said["version"], said["state"], said["replayed"]) == (
        "operation-1",
        1,
        "draft",
        False,
    )
    assert said["marks"] == dict(zip(map(str, stored.criteria), ("18.5", "20", "0"), strict=True))
    assert (said["total"], said["missing"]) == ("38.5", 0)
    assert held(database) == (1, "draft", dict(zip(stored.criteria, (37, 40, 0), strict=True)))
    page = judge.get("/judging/1/KKKKA").get_data(as_text=True)
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


WRONG = ("-1", "40.5", "101", "NaN", "Infinity", "1e309", "True", "1_0", "0x50", "+8", "٨٠", "18.3", "39.999")


def test_wrong_mark_is_refused_at_its_field_and_the_stored_sheet_stays(stored, judge, database):
    judge.post(URL, json=body(stored))
    before = held(database)
    for mark in WRONG:
        answer = judge.post(URL, json=body(stored, "operation-2", 1, (mark, "20", "0")))
        assert (answer.status_code, set(answer.get_json()["fields"])) == (422, {str(stored.criteria[0])}), (
            mark
        )
    assert held(database) == before


def test_raw_json_value_that_is_not_text_is_refused(stored, judge, database):
    first = stored.criteria[0]
    for raw in ("NaN", "Infinity", "-Infinity", "1e309", "true", "80", "[80]", '{"a": 1}'):
        data = f'{{"op_id": "operation-1", "base_version": 0, "marks": {{"{first}": {raw}}}}}'
        assert judge.post(URL, data=data, content_type="application/json").status_code == 422, raw
    assert held(database) is None


def test_null_and_full_width_digits_are_read_as_blank_and_number(stored, judge, database):
    assert judge.post(URL, json=body(stored, marks=("１８．５", None, ""))).status_code == 200
    assert held(database) == (1, "draft", {stored.criteria[0]: 37})


def test_malformed_body_is_told_so_in_json(stored, judge, database):
    repeated = '{"op_id": "operation-1", "op_id": "operation-2"}'
    for data in (repeated, "[" * 100_000, '{"a": ' + "9" * 5000 + "}", "no json", ""):
        answer = judge.post(URL, data=data, content_type="application/json")
        assert answer.status_code == 400
        assert "error" in answer.get_json()
    assert held(database) is None


@pytest.mark.parametrize("checked", [False, True])  # the CSRF check looks at the body before any view does
@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
def test_one_megabyte_of_comment_is_too_large(stored, judge, database, app, checked, kind):
    app.config["WTF_CSRF_ENABLED"] = checked
    sent = json.dumps(body(stored, comment="x" * 1_000_000))
    answer = judge.post(URL, data=sent, content_type=kind, headers={"Accept": "application/json"})
    assert answer.status_code == 413
    assert "error" in answer.get_json()
    assert held(database) is None


def test_remark_that_no_database_keeps_is_refused(stored, judge, database):
    for text in ("有\x00空", "\ud800"):
        data = json.dumps(body(stored, comment=text))
        assert judge.post(URL, data=data, content_type="application/json").status_code == 422
    assert held(database) is None


def test_judge_named_in_the_request_is_ignored(stored, judge, database):
    judge.post(f"{URL}?judge_id=2", json=body(stored, judge_id=2, assignment_id=stored.a2.id))
    assert held(database, stored.a.id) is not None
    assert held(database, stored.a2.id) is None


def test_replay_after_a_lost_answer_is_harmless(stored, judge, database):
    first = judge.post(URL, json=body(stored)).get_json()
    second = judge.post(URL, json=body(stored)).get_json()
    assert second == first | {"replayed": True}
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(SheetVersion)) == 1


def test_second_tab_is_told_both_values_and_overwrites_nothing(stored, judge, database):
    judge.post(URL, json=body(stored))
    answer = judge.post(URL, json=body(stored, "operation-2", 0, ("1", "2", "3")))
    assert answer.status_code == 409
    assert answer.get_json()["held"]["marks"][str(stored.criteria[0])] == "18.5"
    assert answer.get_json()["held"]["version"] == 1
    assert held(database)[2][stored.criteria[0]] == 37


def test_operation_named_after_what_another_judge_gave_tells_nothing(stored, judge, client_for, database):
    """Names the server makes from marks could be guessed: a judge who tries them learns no mark, takes no name."""
    client_for("judge2").post(URL, json=body(stored, "operation-9"))
    for prefix in ("keyed-", "offline-", "demo-", "reopen-"):
        change(database, SheetVersion, 1, op_id=f"{prefix}11111111")
        right, wrong = (judge.post(URL, json=body(stored, prefix + 8 * d, 99)) for d in "12")
        assert (right.status_code, right.get_json()) == (wrong.status_code, wrong.get_json()), prefix
        judge.post(URL, json=body(stored, f"{prefix}22222222"))
    assert held(database) is None


def test_same_operation_with_another_value_is_refused(stored, judge, database):
    judge.post(URL, json=body(stored))
    answer = judge.post(URL, json=body(stored, marks=("19", "20", "0")))
    assert (answer.status_code, held(database)[2][stored.criteria[0]]) == (409, 37)


def test_double_click_submits_once(stored, judge, database):
    answers = [judge.post(URL, json=body(stored, submit=True)) for _ in range(2)]
    assert [a.status_code for a in answers] == [200, 200]
    assert [a.get_json()["replayed"] for a in answers] == [False, True]
    assert answers[0].get_json()["next"] == "/judging/1/KKKKB?done=KKKKA"
    assert [a.get_json()["done"] for a in answers] == [1, 1]  # papers submitted, whoever asks again
    with database.session() as session:
        submitted = select(func.count()).where(AuditEvent.verb == "judging.submitted")
        assert session.scalar(submitted) == 1


def test_incomplete_submission_names_every_blank(stored, judge, database):
    answer = judge.post(URL, json=body(stored, marks=("18.5", "", None), submit=True))
    assert answer.status_code == 422
    assert set(answer.get_json()["fields"]) == {str(c) for c in stored.criteria[1:]}
    assert held(database) is None


def test_last_submission_of_a_paper_runs_the_adjudication(stored, judge, client_for, database):
    judge.post(URL, json=body(stored, submit=True))
    client_for("judge2").post(URL, json=body(stored, "operation-2", marks=("18", "20", "0"), submit=True))
    with database.session() as session:
        runs = session.scalars(select(Run)).all()
    assert [(r.kind, r.state) for r in runs] == [("adjudication", RunState.DONE)]


def closed_submitted(database, stored):
    change(database, Assignment, stored.a.id, state=AssignmentState.SUBMITTED)


def closed_recused(database, stored):
    change(database, Assignment, stored.a.id, state=AssignmentState.RECUSED)


def closed_late(database, stored):
    change(database, Round, 1, judging_until=datetime.now(UTC) - timedelta(seconds=1))


def closed_before(database, stored):
    change(database, Round, 1, stage=Stage.SEALING)


def closed_after(database, stored):
    change(database, Round, 1, stage=Stage.PUBLICATION)


@pytest.mark.parametrize(
    "close", [closed_submitted, closed_recused, closed_late, closed_before, closed_after]
)
def test_closed_sheet_answers_a_conflict_with_the_reason(stored, judge, database, close):
    close(database, stored)
    answer = judge.post(URL, json=body(stored))
    assert answer.status_code == 409
    assert answer.get_json()["error"]
    assert "held" not in answer.get_json()
    assert held(database) is None


@pytest.mark.parametrize("code", ["KKKKC", "ZZZZZ"])
def test_paper_of_another_judge_answers_as_an_unknown_code(stored, client_for, database, code):
    answer = client_for("judge2").post(f"/judging/1/{code}/save", json=body(stored))
    assert answer.status_code == 404
    assert (
        answer.get_data() == client_for("judge2").post("/judging/1/QQQQQ/save", json=body(stored)).get_data()
    )
    assert held(database, stored.c.id) is None


def test_lost_log_in_is_answered_in_json_so_that_the_page_can_ask(stored, client_for):
    answer = client_for(None).post(URL, json=body(stored))
    assert answer.status_code == 401
    assert answer.get_json()["login"] is True


def test_save_is_one_transaction_with_the_look_up_of_who_saves(stored, judge, database):
    judge.post(URL, json=body(stored))
    begun = []
    event.listen(database.engine, "begin", begun.append)
    assert judge.post(URL, json=body(stored, "operation-2", base=1)).status_code == 200
    assert len(begun) == 1


def test_save_goes_by_the_rubric_that_another_process_thawed_changed_and_froze(stored, judge, database):
    frozen = datetime(2026, 7, 1, tzinfo=UTC)
    change(database, Rubric, stored.world.rubric.id, frozen_at=frozen)
    judge.get("/judging/1/KKKKA")  # remembered from now on
    assert judge.post(URL, json=body(stored, marks=("39", "20", "0"))).status_code == 200
    other = Database(database.url.render_as_string(hide_password=False), audit_key=database.audit_key)
    change(other, Rubric, stored.world.rubric.id, frozen_at=None)
    change(other, Criterion, stored.criteria[0], maximum=30)
    change(other, Rubric, stored.world.rubric.id, frozen_at=frozen)  # within the same instant
    other.dispose()
    answer = judge.post(URL, json=body(stored, "operation-2", 1, ("39", "20", "0")))
    assert (answer.status_code, set(answer.get_json()["fields"])) == (422, {str(stored.criteria[0])})


def test_body_on_a_bad_line_comes_in_before_anything_is_held(stored, judge, database):
    class Slow(io.BytesIO):
        def read(self, *size):
            assert database.engine.pool.checkedout() == 0
            return super().read(*size)

    sent = json.dumps(body(stored)).encode()
    answer = judge.post(
        URL, input_stream=Slow(sent), content_type="application/json", content_length=len(sent)
    )
    assert answer.status_code == 200


def test_save_of_a_closed_account_is_refused_and_leaves_nothing_held(stored, judge, database):
    user_id = stored.world.judges[0].user_id
    change(database, User, user_id, active=False)
    assert judge.post(URL, json=body(stored)).status_code == 401
    assert database.engine.pool.checkedout() == 0
    change(database, User, user_id, active=True)
    assert held(database) is None


def test_save_without_the_csrf_token_is_refused_in_json(stored, client_for, app):
    client = client_for("judge1")
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post(URL, json=body(stored))
    assert (answer.status_code, answer.get_json()["csrf"]) == (403, True)


def test_only_post_saves(stored, judge, database):
    for method in ("get", "put", "patch", "delete"):
        assert getattr(judge, method)(URL).status_code == 405
    assert judge.get("/judging/1/KKKKA", headers={"X-HTTP-Method-Override": "POST"}).status_code == 200
    assert held(database) is None


def test_time_shown_is_the_servers_whatever_the_client_says(stored, judge):
    sent = body(stored, saved_at="2001-01-01T00:00:00Z")
    answer = judge.post(URL, json=sent, headers={"Date": "Mon, 1 Jan 2001"})
    shown = datetime.strptime(answer.get_json()["saved_at"], "%H:%M:%S").replace(tzinfo=UTC)
    shanghai = datetime.now(UTC) + timedelta(hours=8)
    apart = abs((shanghai - shown).total_seconds()) % 86400
    assert min(apart, 86400 - apart) < 30


def test_save_that_finds_the_database_taken_is_asked_for_again_and_then_stored(stored, judge, database):
    database.dispose()

    @event.listens_for(database.engine, "connect")
    def impatient(connection, _record):
        connection.execute("PRAGMA busy_timeout=20")

    asked = {"headers": {"X-Request-ID": "operation-1"}, "json": body(stored)}
    with database.transaction() as other:  # somebody else's, under way
        other.connection()
        refused = judge.post(URL, **asked)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert refused.headers["X-Request-ID"] == "operation-1"
    assert "没有保存" in refused.get_json()["error"]
    assert held(database) is None
    assert judge.post(URL, **asked).get_json()["version"] == 1
