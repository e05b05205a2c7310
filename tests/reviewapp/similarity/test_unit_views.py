"""What a unit can reach of a case: its own work and nothing else, only once it was asked."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from reviewapp import runs
from reviewapp.access import Actor
from reviewapp.db import Database
from reviewapp.models.contest import Round, Stage
from reviewapp.models.entry import Entry
from reviewapp.models.result import RunState
from reviewapp.models.similarity import CaseHearing, CaseMember, SimilarityCase, Verdict
from reviewapp.similarity import actions
from tests.conftest import NOW
from tests.factories import World, make_entry, make_paper
from tests.reviewapp.similarity.conftest import found

ClientFor = Callable[[str | None], FlaskClient]
CASE = "/rounds/1/similarity/1"
MINE, OTHER = f"{CASE}/works/1", f"{CASE}/works/2"
SHARED = "那天凌晨急诊室的灯一直亮着，我陪老人等完最后一项化验。"
# everything by which the other party could be known
SECRETS = ("巡诊路上", "李大山", "通辽", "西辽河", "乙方自己的话", "2 号", "works/2")


@pytest.fixture
def case(database: Database, stored_world: World) -> SimilarityCase:
    """A work of the hospital under league 1, and one of league 2's hospital; nobody was asked yet."""
    with database.transaction() as session:
        session.get_one(Round, 1).stage = Stage.SEALING
        works = [
            make_entry(session, stored_world, 0, title="草原上的灯", author="王小满", unit=stored_world.hospitals[0],
                       text=f"草原上的灯\n{SHARED}\n甲方自己的话。"),
            make_entry(session, stored_world, 1, title="巡诊路上", author="李大山", unit=stored_world.hospitals[1],
                       text=f"巡诊路上\n乙方自己的话。\n{SHARED}"),
        ]  # fmt: skip
        for entry in works:
            make_paper(session, stored_world, entry)
        _store(session, works)
        return session.scalars(sa.select(SimilarityCase)).one()


def _store(session: Session, works: list[Entry]) -> None:
    run = runs.create(session, Actor.system(), "similarity", 1, now=NOW)
    output = found(works)
    run.state, run.finished_at, run.output = RunState.DONE, NOW, runs.pack(output | {"compared": 2})
    a, b = (work.text.index(SHARED) for work in works)
    output["cases"][0]["passages"][0] |= {"a0": a, "a1": a + len(SHARED), "b0": b, "b1": b + len(SHARED)}
    actions.store_cases(session, Actor.system(), session.get_one(Round, 1), run, output, now=NOW)


def page(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)[-2000:]
    return answer.get_data(as_text=True)


def version_of(html: str) -> str:
    found = re.search(r'name="ask-version"[^>]*value="(\d+)"', html) or re.search(
        r'name="version"[^>]*value="(\d+)"', html
    )
    assert found
    return found[1]


def ask(client_for: ClientFor, *entries: int, question: str = "请说明写作经过。") -> None:
    organizer = client_for("organizer")
    data = {
        "ask-version": version_of(page(organizer, CASE)),
        "ask-entries": [str(e) for e in entries],
        "ask-question": question,
    }
    assert organizer.post(f"{CASE}/ask", data=data).status_code == 302


def decide(client_for: ClientFor, **given: object) -> int:
    organizer = client_for("organizer")
    html = page(organizer, CASE)
    version = re.search(r'name="version"[^>]*value="(\d+)"', html)
    assert version
    data = {"version": version[1], "reason": "与巡诊路上（李大山，通辽）逐字相同", "verdict": "penalty",
            "affected": "1", "penalty_points": "6", "told": "有一段未注明出处。"} | given  # fmt: skip
    return organizer.post(f"{CASE}/verdict", data=data).status_code


@pytest.mark.parametrize("who", ["bureau1", "hospital1", "bureau2", "judge1", "leader", "admin", "clerk"])
def test_nobody_reaches_a_unit_page_before_the_unit_is_asked(
    case: SimilarityCase, client_for: ClientFor, who: str
) -> None:
    client = client_for(who)
    for path in (MINE, OTHER):
        page(client, path, 404)
        assert client.post(path + "/reply", data={"reply": "x"}).status_code == 404
        assert client.post(path + "/appeal", data={"appeal": "x"}).status_code == 404
    if who.startswith(("bureau", "hospital")):
        assert "查重" not in page(client, "/rounds/1/mine")


@pytest.mark.parametrize("who", ["bureau1", "hospital1"])
def test_unit_sees_its_own_work_and_nothing_of_the_other_party(
    case: SimilarityCase, client_for: ClientFor, who: str
) -> None:
    ask(client_for, 1)
    client = client_for(who)
    assert MINE in page(client, "/rounds/1/mine")
    for html in (page(client, MINE), page(client, "/rounds/1/mine")):
        assert [secret for secret in SECRETS if secret in html] == []
    html = page(client, MINE)
    assert SHARED in html.replace(
        '<span class="passage-number" id="a1" data-passage="1" tabindex="-1">1</span>', ""
    )
    for words in ("甲方自己的话", "80%", "70%", "请说明写作经过。", "请作说明", 'name="reply"'):
        assert words in html, words
    for path in (CASE, "/rounds/1/similarity", OTHER, f"{CASE}/works/3", "/rounds/1/similarity/2/works/1"):
        page(client, path, 404)
    for path in (f"{CASE}/verdict", f"{CASE}/ask", "/rounds/1/similarity/high-scores", OTHER + "/reply"):
        assert client.post(path, data={"reply": "x"}).status_code == 404


def test_others_learn_nothing_when_one_unit_is_asked(case: SimilarityCase, client_for: ClientFor) -> None:
    ask(client_for, 1)
    for who in ("bureau2", "judge1", "leader", "admin", "clerk", "organizer"):
        page(client_for(who), MINE, 404)
        assert client_for(who).post(MINE + "/reply", data={"reply": "冒充"}).status_code == 404
    assert "查重" not in page(client_for("bureau2"), "/rounds/1/mine")
    assert client_for(None).get(MINE).status_code == 302


def test_reply_verdict_appeal_and_answer_go_to_and_fro(
    case: SimilarityCase, client_for: ClientFor, database: Database
) -> None:
    ask(client_for, 1)
    unit, organizer = client_for("bureau1"), client_for("organizer")
    assert unit.post(MINE + "/reply", data={"reply": ""}).status_code == 422
    assert unit.post(MINE + "/reply", data={"reply": "底稿在科室"}).status_code == 302
    assert "底稿在科室" in page(unit, MINE)
    assert "修改说明" in page(unit, MINE)
    html = page(organizer, CASE)
    assert "单位已说明" in html
    assert "1 号的单位说明：底稿在科室" in html
    assert decide(client_for) == 302
    html = page(unit, MINE)
    assert [secret for secret in SECRETS if secret in html] == []
    for words in ("扣 6 分", "有一段未注明出处。", 'name="appeal"'):
        assert words in html, words
    assert 'name="reply"' not in html
    assert unit.post(MINE + "/reply", data={"reply": "再改"}).status_code == 409
    assert unit.post(MINE + "/appeal", data={"appeal": "素材是公开发放的"}).status_code == 302
    assert unit.post(MINE + "/appeal", data={"appeal": "再来"}).status_code == 409
    assert 'name="appeal"' not in page(unit, MINE)
    assert "申诉待答复" in page(organizer, "/rounds/1/similarity")
    assert "答复申诉" in page(organizer, CASE)
    assert "例雷同案例有申诉待答复" in page(organizer, "/rounds/1/")
    assert decide(client_for, verdict="upheld", told="") == 422
    assert decide(client_for, verdict="upheld", told="与《巡诊路上》相同") == 422
    assert decide(client_for, verdict="note", told="改为提示。", reason="素材确实公开") == 302
    html = page(unit, MINE)
    assert "答复：改变认定" in html
    assert "改为提示。" in html
    assert "素材确实公开" not in html
    with database.session() as session:
        held = session.scalars(sa.select(CaseHearing)).one()
        assert (held.reply, held.appeal, held.answer) == ("底稿在科室", "素材是公开发放的", "改为提示。")
        assert session.get_one(SimilarityCase, case.id).verdict == Verdict.NOTE


def test_unit_affected_without_question_sees_the_verdict_and_other_units_do_not(
    case: SimilarityCase, client_for: ClientFor
) -> None:
    assert decide(client_for, verdict="disqualified", told="") == 302
    html = page(client_for("bureau1"), MINE)
    assert "取消资格" in html
    assert "主办单位没有另写理由" in html
    assert "逐字相同" not in html
    page(client_for("bureau2"), OTHER, 404)


def test_question_on_an_old_page_or_without_a_work_is_explained(
    case: SimilarityCase, client_for: ClientFor, database: Database
) -> None:
    organizer = client_for("organizer")
    for data, status in (
        ({"ask-version": "0", "ask-entries": "1"}, 409),
        ({"ask-version": version_of(page(organizer, CASE))}, 422),
        ({"ask-version": version_of(page(organizer, CASE)), "ask-entries": "瞎填"}, 422),
        ({}, 422),
    ):
        answer = organizer.post(f"{CASE}/ask", data={"ask-question": "留着这句"} | data)
        assert answer.status_code == status
        assert "留着这句" in answer.get_data(as_text=True)
    assert (
        client_for("clerk").post(f"{CASE}/ask", data={"ask-version": "1", "ask-entries": "1"}).status_code
        == 403
    )
    with database.session() as session:
        assert session.scalar(sa.select(sa.func.count(CaseHearing.id))) == 0
        assert session.scalar(sa.select(sa.func.count(CaseMember.id))) == 2


def test_rescan_keeps_what_was_said(case: SimilarityCase, client_for: ClientFor, database: Database) -> None:
    ask(client_for, 1)
    client_for("bureau1").post(MINE + "/reply", data={"reply": "底稿在科室"})
    with database.transaction() as session:
        works = list(session.scalars(sa.select(Entry).order_by(Entry.number)))
        _store(session, works)
    assert "底稿在科室" in page(client_for("bureau1"), MINE)
    assert "底稿在科室" in page(client_for("organizer"), CASE)
