"""Units are asked, explain and appeal; the organizer answers; scores follow exactly, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewapp import audit
from reviewapp.errors import Forbidden, Invalid, StageClosed, Stale
from reviewapp.models.contest import Stage
from reviewapp.models.entry import Entry
from reviewapp.models.judging import Assignment
from reviewapp.models.log import AuditEvent
from reviewapp.models.paper import Paper
from reviewapp.models.result import Run, RunState, Standing
from reviewapp.models.similarity import AppealOutcome, SimilarityCase, Verdict
from reviewapp.similarity import actions, hearing, queries, sentences
from reviewapp.similarity.actions import Answer, Decision
from reviewapp.similarity.hearing import Question
from reviewapp.similarity.rows import OwnCase
from reviewapp.standings import compute as standings
from tests.conftest import NOW
from tests.factories import World, make_assignment, make_entry, make_paper, submit_marks

Store = Callable[..., list[SimilarityCase]]


@pytest.fixture
def two(session: Session, world: World) -> list[Entry]:
    """A work of each league, sealed, with words of its own and others."""
    world.round.stage = Stage.SEALING
    entries = [
        make_entry(session, world, 0, title="草原上的灯", author="王小满", text="甲" * 60),
        make_entry(session, world, 1, title="巡诊路上", author="李大山", text="乙" * 60),
    ]
    for entry in entries:
        make_paper(session, world, entry)
    return entries


@pytest.fixture
def case(two: list[Entry], store: Store) -> SimilarityCase:
    return store(two)[0]


def ask(session: Session, world: World, case: SimilarityCase, *entries: Entry, question: str = "") -> None:
    data = Question(case.version, frozenset(e.id for e in entries), question)
    hearing.ask_units(session, world.actors["organizer"], case, world.round, data, now=NOW)


def decide(session: Session, world: World, case: SimilarityCase, *entries: Entry, **given: Any) -> None:
    affected = frozenset(e.id for e in entries)
    data = {"verdict": Verdict.PENALTY, "reason": "核对过", "affected": affected, "penalty_points": 5} | given
    actions.decide_case(
        session, world.actors["organizer"], case, world.round, Decision(case.version, **data), now=NOW
    )


def own(session: Session, world: World, who: str) -> list[OwnCase]:
    units = world.actors[who].unit_ids(world.contest.id)
    return queries.own_cases(session, world.round.id, units)


def appeal(session: Session, world: World, who: str, text: str = "另有底稿") -> None:
    hearing.appeal(session, world.actors[who], own(session, world, who)[0], world.round, text, now=NOW)


def answer(session: Session, world: World, case: SimilarityCase, decision: Decision | None = None) -> None:
    data = Answer(case.version, "已再次核对", decision)
    actions.answer_appeals(session, world.actors["organizer"], case, world.round, data, now=NOW)


def test_unit_is_heard_only_about_its_own_work_once_asked(
    session: Session, world: World, two: list[Entry], case: SimilarityCase
) -> None:
    assert own(session, world, "bureau1") == own(session, world, "bureau2") == []
    ask(session, world, case, two[0], question="请说明写作经过。")
    (mine,) = own(session, world, "bureau1")
    assert (mine.entry.id, mine.member.hearing and mine.member.hearing.question) == (
        two[0].id,
        "请说明写作经过。",
    )
    assert own(session, world, "bureau2") == []
    with pytest.raises(Forbidden):
        hearing.reply(session, world.actors["bureau2"], mine, world.round, "替别人说", now=NOW)


def test_reply_can_be_changed_until_the_verdict(
    session: Session, world: World, two: list[Entry], case: SimilarityCase
) -> None:
    ask(session, world, case, two[0])
    for text in ("初稿", " 底稿在科室 "):
        (mine,) = own(session, world, "bureau1")
        hearing.reply(session, world.actors["bureau1"], mine, world.round, text, now=NOW)
    assert mine.member.hearing is not None
    assert (mine.member.hearing.reply, mine.member.hearing.replied_by) == (
        "底稿在科室",
        world.users["bureau1"].id,
    )
    decide(session, world, case, two[0])
    with pytest.raises(StageClosed, match="已经认定"):
        hearing.reply(session, world.actors["bureau1"], mine, world.round, "再改", now=NOW)
    with pytest.raises(StageClosed):
        ask(session, world, case, two[1])
    said = [e.facts["reply"] for e in session.scalars(select(AuditEvent)) if e.verb == "similarity.replied"]
    assert said == ["初稿", "底稿在科室"]


def test_verdict_on_a_page_older_than_the_reply_is_refused(
    session: Session, world: World, two: list[Entry], case: SimilarityCase
) -> None:
    ask(session, world, case, two[0])
    seen = case.version
    (mine,) = own(session, world, "bureau1")
    hearing.reply(session, world.actors["bureau1"], mine, world.round, "底稿在科室", now=NOW)
    data = Decision(seen, Verdict.NOTE, "没看说明")
    with pytest.raises(Stale):
        actions.decide_case(session, world.actors["organizer"], case, world.round, data, now=NOW)


@pytest.mark.parametrize(
    "words", ["巡诊路上", "作者李大山", "通辽市卫生局", "通辽市", "与 2 号相同", "与2号相同"]
)
def test_words_for_a_unit_never_name_the_other_party(
    session: Session, world: World, two: list[Entry], case: SimilarityCase, words: str
) -> None:
    with pytest.raises(Invalid) as refused:
        ask(session, world, case, two[0], question=words)
    assert "question" in refused.value.fields
    with pytest.raises(Invalid) as refused:
        decide(session, world, case, two[0], told=words)
    assert "told" in refused.value.fields
    assert (case.verdict, case.told) == (Verdict.OPEN, "")
    decide(session, world, case, two[0], reason=words, told="与另一篇作品 12 号段相同，未注明出处")


def test_own_names_may_stand_in_words_for_the_unit(
    session: Session, world: World, two: list[Entry], case: SimilarityCase
) -> None:
    ask(session, world, case, two[0], question="请赤峰市说明《草原上的灯》作者王小满的写作经过，1 号作品。")
    ask(session, world, case, *two, question="请说明写作经过。")
    with pytest.raises(Invalid):
        ask(
            session, world, case, *two, question="请说明《草原上的灯》的写作经过。"
        )  # the other unit would read it


def test_appeal_is_for_the_affected_and_only_once(
    session: Session, world: World, two: list[Entry], case: SimilarityCase
) -> None:
    ask(session, world, case, *two)
    with pytest.raises(StageClosed, match="不需要申诉"):
        appeal(session, world, "bureau1")
    decide(session, world, case, two[0])
    with pytest.raises(StageClosed, match="不需要申诉"):
        appeal(session, world, "bureau2")
    appeal(session, world, "bureau1")
    with pytest.raises(StageClosed, match="只能申诉一次"):
        appeal(session, world, "bureau1")
    with pytest.raises(Stale, match="申诉等待答复"):
        decide(session, world, case, verdict=Verdict.NOTE)
    world.round.stage = Stage.PUBLICATION
    with pytest.raises(StageClosed):
        answer(session, world, case, Decision(case.version, Verdict.NOTE, "改为提示", told="改为提示"))


def test_appeal_needs_no_question_before_it_but_an_open_round(
    session: Session, world: World, two: list[Entry], case: SimilarityCase
) -> None:
    decide(session, world, case, two[1], verdict=Verdict.DISQUALIFIED, penalty_points=0)
    (mine,) = own(session, world, "bureau2")
    assert mine.member.hearing is None
    world.round.stage = Stage.PUBLICATION
    with pytest.raises(StageClosed):
        appeal(session, world, "bureau2")
    world.round.stage = Stage.SELECTION
    for bad in (" ", "长" * 3001):
        with pytest.raises(Invalid):
            appeal(session, world, "bureau2", bad)
    appeal(session, world, "bureau2")
    assert [m.entry_id for m in actions.pending(case)] == [two[1].id]


def test_appeal_upheld_leaves_everything_as_it_is(
    session: Session, world: World, two: list[Entry], case: SimilarityCase
) -> None:
    decide(session, world, case, two[0], told="未注明出处")
    appeal(session, world, "bureau1")
    for told in ("", "与巡诊路上相同"):
        data = Answer(case.version, told)
        with pytest.raises(Invalid):
            actions.answer_appeals(session, world.actors["organizer"], case, world.round, data, now=NOW)
    answer(session, world, case)
    (mine,) = own(session, world, "bureau1")
    assert mine.member.hearing is not None
    assert (mine.member.hearing.outcome, mine.member.hearing.answer) == (AppealOutcome.UPHELD, "已再次核对")
    assert (case.verdict, case.penalty_points, case.told, case.reason) == (
        Verdict.PENALTY, 5, "未注明出处", "核对过",
    )  # fmt: skip
    with pytest.raises(StageClosed, match="只能申诉一次"):
        appeal(session, world, "bureau1")
    with pytest.raises(Stale):
        answer(session, world, case)


def test_answer_that_changes_one_work_upholds_the_other(
    session: Session, world: World, two: list[Entry], case: SimilarityCase
) -> None:
    decide(session, world, case, *two)
    appeal(session, world, "bureau1")
    appeal(session, world, "bureau2")
    new = Decision(case.version, Verdict.PENALTY, "先写的一篇不扣", frozenset({two[1].id}), 5, "已再次核对")
    answer(session, world, case, new)
    outcomes = {m.entry_id: m.hearing and m.hearing.outcome for m in case.members}
    assert outcomes == {two[0].id: AppealOutcome.CHANGED, two[1].id: AppealOutcome.UPHELD}
    papers = [session.get_one(Paper, e.paper_id) for e in two]
    assert [p.penalty_points for p in papers] == [0, 5]


def test_replies_to_one_question_are_limited_and_a_new_question_opens_them_again(
    session: Session, world: World, two: list[Entry], case: SimilarityCase
) -> None:
    def reply(text: str) -> None:
        mine = own(session, world, "bureau1")[0]
        hearing.reply(session, world.actors["bureau1"], mine, world.round, text, now=NOW)

    ask(session, world, case, two[0])
    for number in range(hearing.MOST_REPLIES):
        reply(f"第 {number} 稿")
    reply(f"第 {hearing.MOST_REPLIES - 1} 稿")  # the same words are no new reply
    with pytest.raises(Invalid, match="说明已经提交 10 次"):
        reply("还有一稿")
    ask(session, world, case, two[0], question="请再说明。")
    reply("还有一稿")
    assert case.members[0].hearing is not None
    assert case.members[0].hearing.reply == "还有一稿"


def test_history_tells_all_that_was_said_and_the_log_holds(
    session: Session, world: World, two: list[Entry], case: SimilarityCase
) -> None:
    ask(session, world, case, two[0], question="请说明。")
    hearing.reply(
        session, world.actors["bureau1"], own(session, world, "bureau1")[0], world.round, "底稿在", now=NOW
    )
    decide(session, world, case, two[0])
    appeal(session, world, "bureau1")
    answer(session, world, case, Decision(case.version, Verdict.NOTE, "改为提示", told="已再次核对"))
    events = queries.history(session, world.contest.id, case)
    numbers = {e.id: e.number for e in two}
    assert [str(sentences.history_line(e, numbers)) for e in events] == [
        "就1 号征求单位说明：请说明。",
        "1 号的单位说明：底稿在",
        "待认定 → 扣分 5 分（1 号）。核对过",
        "1 号的单位申诉：另有底稿",
        "扣分 → 提示。改为提示",
        "答复申诉（1 号改变认定）：已再次核对",
    ]
    assert audit.verify(session) == []


def test_scores_follow_the_verdict_and_come_back_to_the_byte(
    session: Session, world: World, two: list[Entry], store: Store
) -> None:
    world.round.stage = Stage.JUDGING
    for entry in two:
        for judge in world.judges[:2]:
            read = make_assignment(session, world, session.get_one(Paper, entry.paper_id), judge)
            submit_marks(session, world, read, (30, 20, 20))
    case = store(two)[0]

    def inputs() -> bytes:
        session.expire_all()
        run = Run(round_id=world.round.id, kind="standings", params={})
        return audit.canonical(standings.load(session, run))

    before = inputs()
    case = queries.case_by_number(session, world.round.id, 1) or case
    decide(session, world, case, two[0])
    with_penalty = inputs()
    appeal(session, world, "bureau1")
    case = queries.case_by_number(session, world.round.id, 1) or case
    answer(session, world, case, Decision(case.version, Verdict.DISQUALIFIED, "重", frozenset({two[0].id})))
    assert len({before, with_penalty, inputs()}) == 3
    case = queries.case_by_number(session, world.round.id, 1) or case
    decide(session, world, case, verdict=Verdict.OPEN, reason="误判")
    assert inputs() == before
    assert session.query(Assignment).count() == 4


def test_order_by_score_waits_for_standings_and_is_on_record(
    session: Session, world: World, two: list[Entry], store: Store
) -> None:
    extra = [make_entry(session, world, title=f"又一篇{n}", text="丙" * 60) for n in range(2)]
    for entry in extra:
        make_paper(session, world, entry)
    weak, strong = sorted(store(extra, two), key=lambda c: c.score)
    with pytest.raises(Invalid, match="还没有合分"):
        hearing.open_seal(session, world.actors["organizer"], world.round, now=NOW)
    run = Run(round_id=world.round.id, kind="standings", state=RunState.DONE, created_at=NOW)
    session.add(run)
    session.flush()
    papers = [e.paper_id or 0 for e in (*two, *extra)]
    best_of = {weak.id: 1, strong.id: 3}
    for paper, rank in zip(papers, (1, 4, 3, None), strict=True):
        session.add(Standing(run_id=run.id, paper_id=paper, readings=2, rank=rank, final=90.0))
    session.flush()
    assert not queries.seal_opened(session, world.round, run)
    with pytest.raises(Forbidden):
        hearing.open_seal(session, world.actors["clerk"], world.round, now=NOW)
    assert hearing.open_seal(session, world.actors["organizer"], world.round, now=NOW).id == run.id
    assert queries.seal_opened(session, world.round, run)
    listed = queries.cases(session, world.round.id, standings_run=run.id)
    assert [c.id for c in listed] == sorted(best_of, key=lambda c: best_of[c])
    assert [c.id for c in queries.cases(session, world.round.id)] == [strong.id, weak.id]
    places = queries.places(session, run.id, [two[0].id])
    assert {e: (p.rank, p.score) for e, p in places.items()} == {two[0].id: (1, 90.0)}
