"""The trial: before the first paper, once for all, compared with the agreed marks, and nobody else's business."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from reviewapp.errors import Forbidden, Invalid, StageClosed, Stale
from reviewapp.judging import actions, anchor_queries, rules, trial
from reviewapp.models.contest import Stage
from reviewapp.models.judging import Anchor, Mark, TrialSheet
from reviewapp.models.log import AuditEvent

NOW = datetime(2026, 7, 10, 4, 0, tzinfo=UTC)
AGREED = (70, 50, 40)  # half points: 35, 25, 20 of 40, 30, 30


def make_anchors(session, judged, *titles, tried=True):
    marks = dict(zip(map(str, judged.criteria), AGREED, strict=True))
    made = [
        Anchor(
            round_id=judged.world.round.id, position=n, title=title, text=f"{title}的正文。", marks=marks,
            reason=f"{title}的理由", shown=True, trial=tried,
        )
        for n, title in enumerate(titles)
    ]  # fmt: skip
    session.add_all(made)
    session.flush()
    return made


def submit(session, judged, anchor, marks=AGREED, actor="judge1", now=NOW):
    world = judged.world
    given = {c: m for c, m in zip(judged.criteria, marks, strict=True) if m is not None}
    return trial.submit_trial(session, world.actors[actor], world.round, world.rubric, anchor, given, now=now)


def save(session, judged, assignment, verb=actions.save_marks):
    world = judged.world
    draft = actions.SheetDraft("operation-1", 0, dict(zip(judged.criteria, AGREED, strict=True)))
    return verb(session, world.actors["judge1"], assignment, world.round, draft, now=NOW)


def due(session, judged, judge=0):
    return anchor_queries.trial_due(session, judged.world.round.id, judged.world.judges[judge].id)


def test_trial_comes_before_the_first_paper_and_not_after_it_is_done(session, judged):
    one, two = make_anchors(session, judged, "灯下", "雪路")
    for verb in (actions.save_marks, actions.submit_sheet):
        with pytest.raises(StageClosed):
            save(session, judged, judged.a, verb)
    submit(session, judged, one)
    assert due(session, judged)
    submit(session, judged, two)
    assert not due(session, judged)
    assert due(session, judged, judge=1)
    save(session, judged, judged.a)


def test_essay_added_later_locks_nobody_out_who_has_begun(session, judged):
    save(session, judged, judged.a)
    make_anchors(session, judged, "灯下")
    assert not due(session, judged)
    assert due(session, judged, judge=1)
    assert not due(session, judged, judge=3)  # the leader agreed the marks
    judged.world.judges[3].is_leader = False
    session.flush()
    assert due(session, judged, judge=3)


def test_essays_only_to_look_at_keep_nobody_from_marking(session, judged):
    make_anchors(session, judged, "灯下", tried=False)
    assert not due(session, judged)


def test_trial_is_given_once_complete_and_in_range(session, judged):
    (anchor,) = make_anchors(session, judged, "灯下")
    with pytest.raises(Invalid) as refused:
        submit(session, judged, anchor, (81, None, 40))
    assert set(refused.value.fields) == {str(c) for c in judged.criteria[:2]}
    submit(session, judged, anchor, (0, 50, 40))
    with pytest.raises(Stale):
        submit(session, judged, anchor)
    event = session.scalars(select(AuditEvent)).one()
    assert event.verb == "judging.trial_submitted"
    assert event.facts["marks"] == dict(zip(map(str, judged.criteria), (0, 50, 40), strict=True))
    assert session.scalars(select(Mark)).all() == []  # it counts for nothing


def test_excused_judge_may_begin_and_may_still_try(session, judged):
    one, two = make_anchors(session, judged, "灯下", "雪路")
    world, judge = judged.world, judged.world.judges[0]
    submit(session, judged, one)
    excuse = (session, world.actors["organizer"], world.round, judge)
    with pytest.raises(Invalid):
        trial.excuse_judge(*excuse, "  ", now=NOW)
    assert trial.excuse_judge(*excuse, "参加过培训", now=NOW) == 1
    assert not due(session, judged)
    counts = anchor_queries.trial_counts(session, {world.round.id: judge.id})[world.round.id]
    assert (counts.total, counts.scored, counts.excused, counts.open) == (2, 1, 1, 0)
    submit(session, judged, two)
    assert anchor_queries.trial_counts(session, {world.round.id: judge.id})[world.round.id].scored == 2
    for name in ("judge1", "leader", "clerk"):
        with pytest.raises(Forbidden):
            trial.excuse_judge(session, world.actors[name], world.round, judge, "x", now=NOW)


def test_differences_are_those_computed_by_hand(session, judged):
    one, two = make_anchors(session, judged, "灯下", "雪路")
    rubric = judged.world.rubric
    found = [
        trial.compare(a, submit(session, judged, a, marks), rubric)
        for a, marks in ((one, (74, 50, 37)), (two, (70, 60, 40)))
    ]
    assert [[line.difference for line in one.lines] for one in found] == [[2, 0, -1.5], [0, 5, 0]]
    assert [(c.own, c.agreed, c.difference) for c in found] == [(80.5, 80, 0.5), (85, 80, 5)]
    said = trial.summary(found)
    assert (said.count, said.mean, said.size) == (2, 2.75, 2.75)
    assert list(said.criteria.values()) == [1, 2.5, -0.75]
    assert trial.summary([]) is None


def test_criterion_without_an_agreed_mark_is_compared_with_nothing(session, judged):
    (anchor,) = make_anchors(session, judged, "灯下")
    anchor.marks = {str(judged.criteria[0]): 70}
    found = trial.compare(anchor, submit(session, judged, anchor, (72, 60, 60)), judged.world.rubric)
    assert [line.difference for line in found.lines] == [1, None, None]
    assert found.difference == 1


@pytest.mark.parametrize("stage", [s for s in Stage if s != Stage.JUDGING])
def test_trial_is_open_while_marks_are(session, judged, stage):
    (anchor,) = make_anchors(session, judged, "灯下")
    world = judged.world
    assert rules.try_anchor(world.actors["judge1"], world.round, anchor, now=NOW) is None
    world.round.stage = stage
    denial = rules.try_anchor(world.actors["judge1"], world.round, anchor, now=NOW)
    assert denial is not None
    assert denial.closed


# pages


@pytest.fixture
def kept(stored, database):
    with database.transaction() as session:
        make_anchors(session, stored, "灯下", "雪路")
    return stored


def marks_of(kept, *points):
    return {f"mark-{c}": p for c, p in zip(kept.criteria, points, strict=True)}


def text_of(answer):
    return re.sub(r'(csrf_token" value="|X-CSRFToken": ")[^"]*', r"\1", answer.get_data(as_text=True))


def test_judge_goes_from_the_trial_to_the_papers(kept, client_for):
    client = client_for("judge1")
    desk = client.get("/judging").get_data(as_text=True)
    assert "请先试评：2 篇样卷，已评 0 篇" in desk
    turned = client.get("/judging/1/KKKKA")
    assert turned.headers["Location"] == "/judging/1/trial"
    for path in ("booklet", "offline.xlsx"):
        assert client.get(f"/judging/1/{path}").headers["Location"] == "/judging/1/trial"
    assert "请先完成试评" in client.get("/judging/1/trial").get_data(as_text=True)
    told = client.post("/judging/1/KKKKA/save", json={"op_id": "operation-1", "base_version": 0, "marks": {}})
    assert (told.status_code, told.get_json()["error"]) == (409, "请先完成试评，再开始评阅作品。")
    assert (
        client.post("/judging/1/KKKKA", data={"base_version": "0"}).headers["Location"] == "/judging/1/trial"
    )

    bench = client.get("/judging/1/trial/1").get_data(as_text=True)
    assert "灯下的正文" in bench
    assert "灯下的理由" not in bench
    wrong = client.post("/judging/1/trial/1", data=marks_of(kept, "41", "25", "20"))
    assert wrong.status_code == 422
    assert 'value="25"' in wrong.get_data(as_text=True)
    assert client.post("/judging/1/trial/1", data=marks_of(kept, "37", "25", "18.5")).status_code == 302
    result = client.get("/judging/1/trial/1").get_data(as_text=True)
    for words in ("高 2 分", "一致", "低 1.5 分", "高 0.5 分", "灯下的理由", "下一篇试评"):
        assert words in result, words
    assert (
        client.post("/judging/1/trial/1", data=marks_of(kept, "35", "25", "20")).status_code == 302
    )  # too late
    assert "高 0.5 分" in client.get("/judging/1/trial/1").get_data(as_text=True)

    client.post("/judging/1/trial/2", data=marks_of(kept, "37", "26", "20"))
    assert "看小结" in client.get("/judging/1/trial/2").get_data(as_text=True)
    summary = client.get("/judging/1/trial").get_data(as_text=True)
    assert "平均偏高 1.8 分" in summary
    assert "去评阅" in summary
    assert client.get("/judging/1/KKKKA").status_code == 200
    assert "请先试评" not in client.get("/judging").get_data(as_text=True)


def test_organizer_and_leader_see_every_judge_and_the_organizer_excuses(kept, client_for, database):
    client_for("judge1").post("/judging/1/trial/1", data=marks_of(kept, "37", "25", "18.5"))
    for name in ("organizer", "leader"):
        page = client_for(name).get("/rounds/1/trial").get_data(as_text=True)
        for words in ("评委01", "评委02", "高 0.5 分", "平均偏高 0.5 分", "做了 1 篇", "还没有做"):
            assert words in page, words
        assert ("不必试评" in page) == (name == "organizer")
        assert "评委03" not in page  # has no papers
    client = client_for("organizer")
    assert client.post("/rounds/1/trial/2/excuse", data={"reason": " "}).status_code == 422
    assert client.post("/rounds/1/trial/2/excuse", data={"reason": "参加过培训"}).status_code == 302
    assert client.post("/rounds/1/trial/99/excuse", data={"reason": "x"}).status_code == 404
    assert client_for("leader").post("/rounds/1/trial/1/excuse", data={"reason": "x"}).status_code == 404
    assert client_for("judge2").get("/judging/1/KKKKA").status_code == 200


PAGES = ("/judging", "/judging/1/trial", "/judging/1/trial/1", "/judging/1/trial/2", "/judging/1/anchors")


def test_no_byte_of_a_judges_trial_depends_on_the_others(kept, client_for, database):
    client = client_for("judge1")
    client.post("/judging/1/trial/1", data=marks_of(kept, "37", "25", "18.5"))
    before = [text_of(client.get(path)) for path in PAGES]
    with database.transaction() as session:
        for judge in (1, 2, 3):
            for anchor_id, steps in ((1, 3), (2, 9)):
                given = dict.fromkeys(map(str, kept.criteria), steps * judge)
                session.add(
                    TrialSheet(
                        anchor_id=anchor_id, judge_id=kept.world.judges[judge].id, marks=given, submitted_at=NOW
                    )
                )  # fmt: skip
    assert [text_of(client.get(path)) for path in PAGES] == before


@pytest.mark.parametrize("name", ["organizer", "clerk", "bureau1", "hospital1", "admin"])
def test_trial_of_judges_is_for_judges(kept, client_for, name):
    client = client_for(name)
    for path in PAGES[1:]:
        assert client.get(path).status_code == 404
    assert client.post("/judging/1/trial/1", data=marks_of(kept, "37", "25", "18.5")).status_code == 404


def test_essay_that_is_not_in_the_trial_is_not_there(kept, client_for, database):
    with database.transaction() as session:
        session.get_one(Anchor, 2).trial = False
    client = client_for("judge1")
    assert client.get("/judging/1/trial/2").status_code == 404
    assert client.post("/judging/1/trial/2", data=marks_of(kept, "1", "1", "1")).status_code == 404
    assert client.get("/judging/1/trial/99").status_code == 404
