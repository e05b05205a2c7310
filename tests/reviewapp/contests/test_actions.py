"""Opening a contest, its settings, and the moves of its rounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewapp.access import Actor, load_actor
from reviewapp.contests import actions, queries
from reviewapp.contests.actions import ContestDraft, NewContest, ReviewDraft, Timetable
from reviewapp.errors import Forbidden, Invalid, StageClosed, Stale
from reviewapp.models.account import Role
from reviewapp.models.contest import Arbitration, LevelKind, ScoreMethod, Stage
from reviewapp.models.log import AuditEvent
from reviewapp.models.result import Run, RunState
from tests import factories
from tests.conftest import NOW

NEW = NewContest("spirit-2027", "新的征文", "卫健委", LevelKind.REGION, "自治区")


def last_event(session: Session) -> AuditEvent:
    event = session.scalar(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1))
    assert event is not None
    return event


def draft_of(world: factories.World, **changes: Any) -> ContestDraft:
    contest = world.contest
    texts = ("title", "theme", "host", "recipient", "contact", "notice", "time_zone", "version")
    values: dict[str, Any] = {name: getattr(contest, name) for name in texts} | {"attachments": ()}
    return ContestDraft(**(values | changes))


def test_new_contest_has_round_rubric_and_organizer(session: Session, world: factories.World) -> None:
    organizer = factories.make_user(session, "new-organizer", "新主办")
    data = NewContest("spirit-2027", "新的征文", "卫健委", LevelKind.REGION, "自治区", organizer.id)
    round_ = actions.create_contest(session, world.actors["admin"], data, now=NOW)
    actor = load_actor(session, organizer.id)
    assert actor is not None
    assert actor.has(Role.ORGANIZER, round_.contest_id)
    rubric = queries.rubric_of(session, round_)
    assert rubric is not None
    assert sum(c.maximum for c in rubric.criteria) == rubric.full_marks == 100
    assert (round_.stage, round_.title) == (Stage.SETUP, "自治区评审")
    event = last_event(session)
    assert (event.verb, event.chain, event.facts["title"]) == (
        "contests.created",
        round_.contest_id,
        "新的征文",
    )


@pytest.mark.parametrize(("changes", "field"), [
    ({"slug": "Spirit 2027"}, "slug"), ({"slug": "spirit"}, "slug"), ({"title": " "}, "title"),
    ({"time_zone": "Mars/Olympus"}, "time_zone"), ({"level_name": ""}, "level_name"),
])  # fmt: skip
def test_new_contest_with_bad_data_is_refused(
    changes: dict[str, str], field: str, session: Session, world: factories.World
) -> None:
    values = {"slug": NEW.slug, "title": NEW.title, "host": "", "level": NEW.level, "level_name": "自治区"}
    with pytest.raises(Invalid) as refused:
        actions.create_contest(session, world.actors["admin"], NewContest(**(values | changes)), now=NOW)  # type: ignore[arg-type]
    assert set(refused.value.fields) == {field}


def test_organizer_cannot_open_contests(session: Session, world: factories.World) -> None:
    with pytest.raises(Forbidden):
        actions.create_contest(session, world.actors["organizer"], NEW, now=NOW)


def test_edited_contest_records_the_names_of_what_changed(session: Session, world: factories.World) -> None:
    data = draft_of(world, title=" 新名称 ", attachments=(("附件1", "宣传用语"),))
    actions.edit_contest(session, world.actors["organizer"], world.round, data, now=NOW)
    assert world.contest.title == "新名称"
    assert world.contest.attachments == [{"title": "附件1", "text": "宣传用语"}]
    assert last_event(session).facts == {"changed": ["attachments", "title"]}


def test_contest_changed_meanwhile_is_stale(session: Session, world: factories.World) -> None:
    with pytest.raises(Stale):
        actions.edit_contest(
            session, world.actors["organizer"], world.round, draft_of(world, version=99), now=NOW
        )


def test_settings_close_when_judging_begins(session: Session, world: factories.World) -> None:
    world.round.stage = Stage.JUDGING
    with pytest.raises(StageClosed):
        actions.edit_contest(session, world.actors["organizer"], world.round, draft_of(world), now=NOW)


def test_review_settings_keep_old_and_new_in_the_log(session: Session, world: factories.World) -> None:
    criterion = world.rubric.criteria[1].id
    data = ReviewDraft("自治区评审", 3, 8, True, False, (criterion,))
    actions.edit_review(session, world.actors["organizer"], world.round, data, now=NOW)
    assert (world.round.readings, world.round.tolerance_inclusive, world.round.tie_break) == (
        3,
        True,
        [criterion],
    )
    assert last_event(session).facts["changed"]["readings"] == [2, 3]


def test_arbitration_and_criterion_tolerance_are_settings_of_the_round(
    session: Session, world: factories.World
) -> None:
    organizer, round_ = world.actors["organizer"], world.round
    data = ReviewDraft(
        "自治区评审", 3, 8, True, False, criterion_tolerance_percent=20, arbitration=Arbitration.LEADER
    )
    actions.edit_review(session, organizer, round_, data, now=NOW)
    assert (round_.criterion_tolerance_percent, round_.arbitration) == (20, Arbitration.LEADER)
    assert last_event(session).facts["changed"]["arbitration"] == ["third_leader", "leader"]
    with pytest.raises(Invalid) as refused:
        actions.edit_review(
            session, organizer, round_, replace(data, criterion_tolerance_percent=101), now=NOW
        )
    assert set(refused.value.fields) == {"criterion_tolerance_percent"}


def test_readings_stay_enough_for_the_trimmed_mean(session: Session, world: factories.World) -> None:
    world.round.score_method = ScoreMethod.TRIMMED
    data = ReviewDraft("自治区评审", 4, 10, False, True)
    with pytest.raises(Invalid) as refused:
        actions.edit_review(session, world.actors["organizer"], world.round, data, now=NOW)
    assert set(refused.value.fields) == {"readings"}


def test_timetable_out_of_order_is_refused_at_the_later_field(
    session: Session, world: factories.World
) -> None:
    due = factories.DUE
    data = Timetable(due, due - timedelta(days=1), None, due, due)
    with pytest.raises(Invalid) as refused:
        actions.set_timetable(session, world.actors["organizer"], world.round, data, now=NOW)
    assert set(refused.value.fields) == {"submissions_until", "notice_until"}


def test_deadline_may_be_extended_while_judging(session: Session, world: factories.World) -> None:
    world.round.stage = Stage.JUDGING
    later = factories.DUE + timedelta(days=60)
    data = Timetable(factories.OPENED, factories.DUE, later, None, None)
    actions.set_timetable(session, world.actors["organizer"], world.round, data, now=NOW)
    assert world.round.judging_until == later
    assert last_event(session).facts["changed"]["judging_until"][1] == later.isoformat()


def test_stage_moves_one_step_on(session: Session, world: factories.World) -> None:
    organizer = world.actors["organizer"]
    actions.move_stage(session, organizer, world.round, Stage.SEALING, now=NOW)
    assert world.round.stage == Stage.SEALING
    assert last_event(session).facts == {"before": "submission", "after": "sealing", "reason": ""}
    with pytest.raises(Stale):
        actions.move_stage(session, organizer, world.round, Stage.SELECTION, now=NOW)
    with pytest.raises(Stale):  # pressed twice
        actions.move_stage(session, organizer, world.round, Stage.SEALING, now=NOW)


def test_way_back_needs_a_reason(session: Session, world: factories.World) -> None:
    organizer = world.actors["organizer"]
    with pytest.raises(Invalid):
        actions.move_stage(session, organizer, world.round, Stage.SETUP, reason=" ", now=NOW)
    actions.move_stage(session, organizer, world.round, Stage.SETUP, reason="通知有误", now=NOW)
    assert world.round.stage == Stage.SETUP
    assert last_event(session).facts["reason"] == "通知有误"


def test_rubric_freezes_with_judging_and_thaws_only_while_unused(
    session: Session, world: factories.World
) -> None:
    organizer = world.actors["organizer"]
    world.round.stage = Stage.SEALING
    actions.move_stage(session, organizer, world.round, Stage.JUDGING, now=NOW)
    assert world.rubric.frozen_at == NOW
    actions.move_stage(session, organizer, world.round, Stage.SEALING, reason="补充评委", now=NOW)
    assert world.rubric.frozen_at is None
    actions.move_stage(session, organizer, world.round, Stage.JUDGING, now=NOW)
    paper = factories.make_paper(session, world, factories.make_entry(session, world))
    factories.submit_marks(
        session, world, factories.make_assignment(session, world, paper, world.judges[1]), (30, 20, 20)
    )
    actions.move_stage(session, organizer, world.round, Stage.SEALING, reason="补充评委", now=NOW)
    assert world.rubric.frozen_at == NOW


def test_judging_does_not_begin_with_a_rubric_that_does_not_add_up(
    session: Session, world: factories.World
) -> None:
    world.round.stage = Stage.SEALING
    world.rubric.criteria[0].maximum = 41
    session.flush()
    with pytest.raises(Invalid, match="101 分"):
        actions.move_stage(session, world.actors["organizer"], world.round, Stage.JUDGING, now=NOW)


def test_clerk_cannot_move_stages(session: Session, world: factories.World) -> None:
    with pytest.raises(Forbidden):
        actions.move_stage(session, world.actors["clerk"], world.round, Stage.SEALING, now=NOW)


def test_cancelled_run_that_waits_ends_at_once(session: Session, world: factories.World) -> None:
    run = Run(round_id=world.round.id, kind="sealing", created_at=NOW)
    session.add(run)
    session.flush()
    with pytest.raises(Forbidden):
        actions.cancel_run(session, Actor.anonymous(), run, now=NOW)
    actions.cancel_run(session, world.actors["clerk"], run, now=NOW)
    assert (run.state, run.cancel_requested) == (RunState.CANCELLED, True)
    assert last_event(session).subject == f"run:{run.id}"
