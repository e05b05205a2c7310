"""Cases over scans that grow and shrink, hearings after the answer, and verdicts under a confirmed selection."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewapp import runs
from reviewapp.access import Actor
from reviewapp.contests import actions as contests
from reviewapp.errors import StageClosed, Stale
from reviewapp.models.contest import Stage
from reviewapp.models.entry import Entry
from reviewapp.models.library import LibraryKind, LibraryText
from reviewapp.models.log import AuditEvent
from reviewapp.models.paper import Paper
from reviewapp.models.result import Run, RunState
from reviewapp.models.similarity import AppealOutcome, SimilarityCase, Verdict
from reviewapp.similarity import actions, hearing, queries, sentences
from reviewapp.similarity.actions import Answer, Decision
from reviewapp.similarity.hearing import Question
from reviewapp.similarity.rows import OwnCase
from tests.conftest import NOW
from tests.factories import World, make_entry, make_paper
from tests.reviewapp.similarity.conftest import found

Store = Callable[..., list[SimilarityCase]]


@pytest.fixture
def works(session: Session, world: World) -> list[Entry]:
    """Four sealed works: one and three of league 1, two and four of league 2."""
    world.round.stage = Stage.SEALING
    entries = [make_entry(session, world, n % 2, title=f"第{'甲乙丙丁'[n]}篇") for n in range(4)]
    for entry in entries:
        make_paper(session, world, entry)
    return entries


def decide(
    session: Session, world: World, case: SimilarityCase, *entries: Entry, points: int = 5, minutes: int = 0,
    verdict: Verdict = Verdict.PENALTY,
) -> None:  # fmt: skip
    data = Decision(case.version, verdict, "核对过", frozenset(e.id for e in entries), points)
    now = NOW + timedelta(minutes=minutes)
    actions.decide_case(session, world.actors["organizer"], case, world.round, data, now=now)


def ask(session: Session, world: World, case: SimilarityCase, *entries: Entry, version: int = 0) -> None:
    data = Question(version or case.version, frozenset(e.id for e in entries), "请说明。")
    hearing.ask_units(session, world.actors["organizer"], case, world.round, data, now=NOW)


def own(session: Session, world: World, who: str) -> list[OwnCase]:
    return queries.own_cases(session, world.round.id, world.actors[who].unit_ids(world.contest.id))


def say(session: Session, world: World, who: str, verb: Callable[..., None], text: str) -> None:
    verb(session, world.actors[who], own(session, world, who)[0], world.round, text, now=NOW)


def answer(session: Session, world: World, case: SimilarityCase, decision: Decision | None = None) -> None:
    data = Answer(case.version, "已再次核对", decision)
    actions.answer_appeals(session, world.actors["organizer"], case, world.round, data, now=NOW)


def points(session: Session, *entries: Entry) -> list[int]:
    return [session.get_one(Paper, e.paper_id).penalty_points for e in entries]


def confirm(session: Session, world: World) -> Run:
    run = Run(round_id=world.round.id, kind="selection", state=RunState.DONE, created_at=NOW, frozen=True)
    session.add(run)
    session.flush()
    return run


# ── cases over scans


def test_library_text_that_comes_or_goes_leaves_the_case_what_it_was(
    session: Session, world: World, works: list[Entry], store: Store
) -> None:
    (case,) = store(works[:2])
    ask(session, world, case, works[1])
    decide(session, world, case, works[1])
    held = LibraryText(
        kind=LibraryKind.MODEL, title="旧作", text="旧" * 40, sha256="d" * 64, characters=40, added_at=NOW
    )
    session.add(held)
    session.flush()
    output: dict[str, Any] = found(works[:2])
    output["cases"][0]["library"] = [{"text": held.id, "source": True, "official": []}]
    run = runs.create(session, Actor.system(), "similarity", world.round.id, now=NOW)
    actions.store_cases(session, Actor.system(), world.round, run, output, now=NOW)
    session.expire_all()
    (again,) = queries.all_cases(session, world.round.id)
    assert (again.id, again.verdict, again.superseded) == (case.id, Verdict.PENALTY, False)
    assert [h.library_id for h in again.library] == [held.id]
    assert len([m for m in again.members if m.hearing]) == 1
    (without,) = store(works[:2])
    assert (without.id, without.library) == (case.id, [])
    assert points(session, works[1]) == [5]


@pytest.mark.parametrize(("before", "after"), [(2, 3), (3, 2)])
def test_verdict_on_a_case_that_grew_or_shrank_counts_until_the_new_one_has_its_own(
    session: Session, world: World, works: list[Entry], store: Store, before: int, after: int
) -> None:
    (case,) = store(works[:before])
    decide(session, world, case, works[1])
    old, new = store(works[:after])
    assert (old.superseded, points(session, works[1])) == (True, [5])
    assert [c.number for c in queries.cases_touching(session, new)] == [old.number]
    decide(session, world, new, works[1], points=6, minutes=1)
    assert points(session, works[1]) == [6]
    assert list(queries.cases_touching(session, new)) == []
    decide(session, world, new, minutes=2, verdict=Verdict.OPEN)
    assert points(session, works[1]) == [5]
    decide(session, world, new, minutes=3, verdict=Verdict.NOTE)
    assert points(session, works[1]) == [0]


def test_disqualification_gives_way_to_the_verdict_on_the_case_that_grew(
    session: Session, world: World, works: list[Entry], store: Store
) -> None:
    (case,) = store(works[:2])
    decide(session, world, case, works[1], verdict=Verdict.DISQUALIFIED)
    _old, new = store(works[:3])
    decide(session, world, new, works[1], minutes=1)
    assert queries.disqualified(session, world.round.id) == set()
    paper = session.get_one(Paper, works[1].paper_id)
    assert (paper.excluded, paper.penalty_points) == (False, 5)


def test_scan_that_finds_the_earlier_case_again_does_not_change_what_counts(
    session: Session, world: World, works: list[Entry], store: Store
) -> None:
    (case,) = store(works[:2])
    decide(session, world, case, works[1])
    _old, new = store(works[:3])
    decide(session, world, new, works[1], points=7, minutes=1)
    revived, gone = store(works[:2])
    assert (revived.superseded, gone.superseded) == (False, True)
    decide(session, world, gone, works[1], points=7, minutes=1)  # said again: nothing is added
    assert points(session, works[1]) == [7]
    decide(session, world, revived, works[1], points=4, minutes=2)
    assert points(session, works[1]) == [4]


def test_copier_in_two_different_company_is_two_matters(
    session: Session, world: World, works: list[Entry], store: Store
) -> None:
    (case,) = store(works[:2])
    decide(session, world, case, works[1])
    _old, new = store(works[1:3])
    decide(session, world, new, works[1], points=3, minutes=1)
    assert points(session, works[1]) == [8]


def test_work_that_left_the_case_keeps_what_the_old_verdict_says(
    session: Session, world: World, works: list[Entry], store: Store
) -> None:
    (case,) = store(works[:3])
    decide(session, world, case, works[1], works[2])
    _old, new = store(works[:2])
    decide(session, world, new, works[1], minutes=1)
    assert points(session, *works[:3]) == [0, 5, 5]


def test_unit_sees_its_work_in_one_case(
    session: Session, world: World, works: list[Entry], store: Store
) -> None:
    (case,) = store(works[:2])
    ask(session, world, case, works[1])
    old, new = store(works[:3])
    assert [o.case.id for o in own(session, world, "bureau2")] == [old.id]
    ask(session, world, new, works[1])
    assert [o.case.id for o in own(session, world, "bureau2")] == [new.id]


def test_unit_sees_the_verdict_in_force_only(
    session: Session, world: World, works: list[Entry], store: Store
) -> None:
    (case,) = store(works[:2])
    decide(session, world, case, works[1])
    old, new = store(works[:3])
    assert [o.case.id for o in own(session, world, "bureau2")] == [old.id]
    decide(session, world, new, works[1], minutes=1)
    assert [o.case.id for o in own(session, world, "bureau2")] == [new.id]


# ── hearings


def test_verdict_taken_back_opens_the_hearing_anew(
    session: Session, world: World, works: list[Entry], store: Store
) -> None:
    (case,) = store(works[:2])
    ask(session, world, case, works[1])
    say(session, world, "bureau2", hearing.reply, "底稿在")
    decide(session, world, case, works[1])
    say(session, world, "bureau2", hearing.appeal, "另有底稿")
    answer(session, world, case)
    decide(session, world, case, verdict=Verdict.OPEN)
    (mine,) = own(session, world, "bureau2")
    assert sentences.hearing_state(mine.member) is None
    assert str(sentences.own_state(case, mine.member)[0]) == "等待认定"
    ask(session, world, case, works[1])
    assert str(sentences.own_state(case, mine.member)[0]) == "请作说明"
    say(session, world, "bureau2", hearing.reply, "底稿在")
    decide(session, world, case, works[1], verdict=Verdict.DISQUALIFIED)
    say(session, world, "bureau2", hearing.appeal, "再申诉")
    assert [m.entry_id for m in actions.pending(case)] == [works[1].id]
    told = session.scalars(select(AuditEvent.verb).where(AuditEvent.verb == "similarity.appealed")).all()
    assert len(told) == 2


def test_other_verdict_can_be_appealed_and_the_same_one_not_again(
    session: Session, world: World, works: list[Entry], store: Store
) -> None:
    (case,) = store(works[:2])
    decide(session, world, case, works[1])
    say(session, world, "bureau2", hearing.appeal, "另有底稿")
    answer(session, world, case)
    decide(session, world, case, works[1], minutes=1)  # the same, with another reason
    with pytest.raises(StageClosed, match="只能申诉一次"):
        say(session, world, "bureau2", hearing.appeal, "再申诉")
    decide(session, world, case, works[1], points=9)
    assert str(sentences.own_state(case, own(session, world, "bureau2")[0].member)[0]) == "扣 9 分"
    say(session, world, "bureau2", hearing.appeal, "太重")
    heavier = Decision(case.version, Verdict.DISQUALIFIED, "重", frozenset({works[1].id}))
    answer(session, world, case, heavier)
    assert own(session, world, "bureau2")[0].member.hearing.outcome == AppealOutcome.CHANGED  # type: ignore[union-attr]
    say(session, world, "bureau2", hearing.appeal, "不服")
    assert str(sentences.own_state(case, own(session, world, "bureau2")[0].member)[0]) == "已申诉，等待答复"


def test_question_on_a_page_older_than_another_question_is_refused(
    session: Session, world: World, works: list[Entry], store: Store
) -> None:
    (case,) = store(works[:2])
    seen = case.version
    ask(session, world, case, works[1])
    with pytest.raises(Stale):
        ask(session, world, case, works[0], version=seen)


def test_reply_in_the_same_words_is_no_act(
    session: Session, world: World, works: list[Entry], store: Store
) -> None:
    (case,) = store(works[:2])
    ask(session, world, case, works[1])
    say(session, world, "bureau2", hearing.reply, "底稿在")
    seen = case.version
    say(session, world, "bureau2", hearing.reply, " 底稿在 ")
    assert case.version == seen
    assert [e.verb for e in session.scalars(select(AuditEvent))].count("similarity.replied") == 1
    say(session, world, "bureau2", hearing.reply, "底稿不在")
    assert case.version > seen


# ── under a confirmed selection


def test_confirmed_selection_holds_the_verdicts_until_the_round_goes_back_behind_it(
    session: Session, world: World, works: list[Entry], store: Store
) -> None:
    case, other = store(works[:2], works[2:])
    decide(session, world, case, works[1])
    ask(session, world, other, works[3])
    world.round.stage = Stage.SELECTION
    run = confirm(session, world)
    with pytest.raises(StageClosed, match="退回“评审”"):
        decide(session, world, case, works[1], points=9)
    with pytest.raises(StageClosed, match="退回“评审”"):
        ask(session, world, other, works[2])
    with pytest.raises(StageClosed, match="已经确认"):
        say(session, world, "bureau2", hearing.appeal, "另有底稿")
    replied = own(session, world, "bureau2")[1]
    with pytest.raises(StageClosed, match="已经确认"):
        hearing.reply(session, world.actors["bureau2"], replied, world.round, "底稿在", now=NOW)
    organizer = world.actors["organizer"]
    contests.move_stage(session, organizer, world.round, Stage.JUDGING, reason="认定有误", now=NOW)
    session.refresh(run)
    assert not run.frozen
    decide(session, world, case, works[1], points=9)
    assert points(session, works[1]) == [9]


@pytest.mark.parametrize("stage", [Stage.SELECTION, Stage.PUBLICATION])
def test_appeal_that_waits_can_be_upheld_but_not_followed_once_the_selection_stands(
    session: Session, world: World, works: list[Entry], store: Store, stage: Stage
) -> None:
    (case,) = store(works[:2])
    decide(session, world, case, works[1])
    say(session, world, "bureau2", hearing.appeal, "另有底稿")
    confirm(session, world)
    world.round.stage = stage
    with pytest.raises(StageClosed):
        answer(session, world, case, Decision(case.version, Verdict.NOTE, "改", told="改为提示"))
    answer(session, world, case)
    assert actions.pending(case) == []
    assert points(session, works[1]) == [5]
