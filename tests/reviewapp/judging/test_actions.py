"""Saving, submitting, taking back, giving back, recusing: what is stored, recorded and refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from reviewapp.audit import verify
from reviewapp.errors import Forbidden, Invalid, StageClosed, Stale
from reviewapp.judging import actions
from reviewapp.models.judging import (
    Assignment,
    AssignmentKind,
    AssignmentState,
    Mark,
    SheetState,
    SheetVersion,
)
from reviewapp.models.log import AuditEvent
from reviewapp.models.result import Run

NOW = datetime(2026, 7, 10, 4, 0, tzinfo=UTC)


def draft(judged, op_id="operation-1", base=0, marks=(60, 40, 50), **text):
    """Marks in half points for the three criteria; None leaves one blank."""
    given = {c: s for c, s in zip(judged.criteria, marks, strict=True) if s is not None}
    return actions.SheetDraft(op_id, base, given, **text)


def save(session, judged, given, verb=actions.save_marks, assignment=None, actor="judge1", now=NOW):
    world = judged.world
    return verb(session, world.actors[actor], assignment or judged.a, world.round, given, now=now)


def verbs(session):
    return list(session.scalars(select(AuditEvent.verb).order_by(AuditEvent.seq)))


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_saved_marks_become_version_one_and_are_recorded_with_their_values(session, judged):
    saved = save(session, judged, draft(judged, marks=(60, None, 0), comment="好"))
    assert (saved.version, saved.state, saved.replayed) == (1, SheetState.DRAFT, False)
    assert {m.criterion_id: m.steps for m in judged.a.sheet.marks} == {
        judged.criteria[0]: 60,
        judged.criteria[2]: 0,
    }
    event = session.scalars(select(AuditEvent)).one()
    assert event.verb == "judging.saved"
    assert event.facts == {"version": 1, "marks": {str(judged.criteria[0]): 60, str(judged.criteria[2]): 0}}
    assert verify(session) == []


def test_blank_is_not_zero(session, judged):
    save(session, judged, draft(judged, marks=(0, None, None)))
    assert [m.steps for m in judged.a.sheet.marks] == [0]
    with pytest.raises(Invalid) as refused:
        save(session, judged, draft(judged, "operation-2", 1, (0, None, None)), actions.submit_sheet)
    assert set(refused.value.fields) == {str(c) for c in judged.criteria[1:]}
    assert judged.a.state == AssignmentState.OPEN


def test_cleared_mark_is_removed_and_old_versions_stay(session, judged):
    save(session, judged, draft(judged))
    save(session, judged, draft(judged, "operation-2", 1, (60, None, 50)))
    assert {m.criterion_id for m in judged.a.sheet.marks} == {judged.criteria[0], judged.criteria[2]}
    assert count(session, Mark) == 2
    versions = session.scalars(select(SheetVersion).order_by(SheetVersion.version)).all()
    assert [len(v.marks) for v in versions] == [3, 2]


def test_replayed_operation_changes_nothing_and_answers_as_the_first_time(session, judged):
    first = save(session, judged, draft(judged))
    second = save(session, judged, draft(judged), now=NOW + timedelta(minutes=5))
    assert second == replace(first, replayed=True)
    assert (count(session, SheetVersion), verbs(session)) == (1, ["judging.saved"])


def test_late_replay_answers_its_own_version_although_a_newer_one_is_held(session, judged):
    save(session, judged, draft(judged))
    save(session, judged, draft(judged, "operation-2", 1, (70, 40, 50)))
    replay = save(session, judged, draft(judged))
    assert (replay.version, replay.marks[judged.criteria[0]]) == (1, 60)
    assert judged.a.sheet.version == 2


def test_same_operation_with_other_content_is_refused(session, judged):
    save(session, judged, draft(judged))
    with pytest.raises(Stale):
        save(session, judged, draft(judged, marks=(61, 40, 50)))
    with pytest.raises(Stale):
        save(session, judged, draft(judged), actions.submit_sheet)
    assert (judged.a.sheet.version, judged.a.state) == (1, AssignmentState.OPEN)


def test_operation_of_another_sheet_is_refused(session, judged):
    save(session, judged, draft(judged))
    with pytest.raises(Stale):
        save(session, judged, draft(judged), assignment=judged.b)
    assert judged.b.sheet is None


def test_save_from_an_old_version_is_refused_and_the_newer_stays(session, judged):
    save(session, judged, draft(judged))
    with pytest.raises(Stale):
        save(session, judged, draft(judged, "operation-2", 0, (1, 1, 1)))
    assert sorted(m.steps for m in judged.a.sheet.marks) == [40, 50, 60]


def test_stale_first_save_leaves_no_empty_sheet(session, judged):
    with pytest.raises(Stale):
        save(session, judged, draft(judged, base=3))
    assert judged.a.sheet is None


@pytest.mark.parametrize(("marks", "wrong"), [((81, 60, 60), 0), ((-1, 60, 60), 0), ((80, 61, 60), 1)])
def test_mark_out_of_range_is_refused_and_named(session, judged, marks, wrong):
    with pytest.raises(Invalid) as refused:
        save(session, judged, draft(judged, marks=marks))
    assert set(refused.value.fields) == {str(judged.criteria[wrong])}
    assert "应在 0 到" in str(refused.value)
    assert judged.a.sheet is None


def test_mark_of_a_foreign_criterion_is_refused(session, judged):
    with pytest.raises(Invalid):
        save(session, judged, actions.SheetDraft("operation-1", 0, {99999: 1}))


def test_too_long_a_comment_is_refused_whoever_sends_it(session, judged):
    with pytest.raises(Invalid):
        save(session, judged, draft(judged, comment="好" * (actions.COMMENT_LIMIT + 1)))


def test_submission_locks_the_sheet(session, judged):
    saved = save(session, judged, draft(judged), actions.submit_sheet)
    assert (saved.state, judged.a.state, judged.a.sheet.submitted_at) == (
        SheetState.SUBMITTED, AssignmentState.SUBMITTED, NOW,
    )  # fmt: skip
    with pytest.raises(StageClosed):
        save(session, judged, draft(judged, "operation-2", 1))


def test_last_reading_of_a_paper_queues_one_adjudication_for_the_round(session, judged):
    save(session, judged, draft(judged), actions.submit_sheet)
    assert count(session, Run) == 0
    save(session, judged, draft(judged, "operation-2"), actions.submit_sheet, judged.a2, "judge2")
    assert [r.kind for r in session.scalars(select(Run))] == ["adjudication"]
    save(session, judged, draft(judged, "operation-3"), actions.submit_sheet, judged.c)
    assert count(session, Run) == 1  # the one that waits will see this paper too


def test_submission_can_be_taken_back_within_the_minute_and_given_again(session, judged):
    save(session, judged, draft(judged), actions.submit_sheet)
    world = judged.world
    later = NOW + timedelta(seconds=59)
    actions.take_back(session, world.actors["judge1"], judged.a, world.round, now=later)
    assert (judged.a.state, judged.a.sheet.state, judged.a.sheet.version) == (
        AssignmentState.OPEN, SheetState.DRAFT, 2,
    )  # fmt: skip
    save(session, judged, draft(judged, "operation-2", 2, (1, 2, 3)), actions.submit_sheet, now=later)
    assert judged.a.sheet.version == 3
    with pytest.raises(StageClosed):
        actions.take_back(
            session, world.actors["judge1"], judged.a, world.round, now=later + timedelta(seconds=61)
        )
    assert verbs(session) == ["judging.submitted", "judging.taken_back", "judging.submitted"]


def test_organizer_gives_a_sheet_back_only_with_a_reason(session, judged):
    world = judged.world
    save(session, judged, draft(judged), actions.submit_sheet)
    with pytest.raises(Invalid):
        actions.reopen_sheet(session, world.actors["organizer"], judged.a, world.round, "  ", now=NOW)
    assert judged.a.state == AssignmentState.SUBMITTED
    actions.reopen_sheet(session, world.actors["organizer"], judged.a, world.round, "录错一项", now=NOW)
    assert judged.a.state == AssignmentState.OPEN
    assert session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()[-1].facts == {
        "reason": "录错一项"
    }


def test_recused_paper_is_gone_for_good(session, judged):
    world = judged.world
    actor = world.actors["judge1"]
    with pytest.raises(Invalid):
        actions.recuse(session, actor, judged.a, world.round, "", now=NOW)
    actions.recuse(session, actor, judged.a, world.round, "认出是同事", now=NOW)
    assert (judged.a.state, judged.a.recusal_reason) == (AssignmentState.RECUSED, "认出是同事")
    with pytest.raises(StageClosed):
        save(session, judged, draft(judged))


@pytest.mark.parametrize(("kind", "queued"), [(AssignmentKind.READING, 0), (AssignmentKind.THIRD, 1)])
def test_recused_adjudication_calls_for_another(session, judged, kind, queued):
    world = judged.world
    judged.a.kind = kind
    for other in session.query(Assignment).filter(
        Assignment.paper_id == judged.a.paper_id, Assignment.id != judged.a.id
    ):
        other.state = AssignmentState.SUBMITTED
    actions.recuse(session, world.actors["judge1"], judged.a, world.round, "认出是同事", now=NOW)
    assert session.query(Run).filter(Run.kind == "adjudication").count() == queued


def test_flag_is_kept_and_taken_back_and_never_invented(session, judged):
    world = judged.world
    actor = world.actors["judge1"]
    actions.flag(session, actor, judged.a, world.round, "copied", now=NOW)
    assert judged.a.flag == "copied"
    with pytest.raises(Invalid):
        actions.flag(session, actor, judged.a, world.round, "ugly", now=NOW)
    actions.flag(session, actor, judged.a, world.round, "", now=NOW)
    assert judged.a.flag == ""


def test_skipped_paper_comes_back_and_submission_ends_the_skip(session, judged):
    world = judged.world
    actions.skip(session, world.actors["judge1"], judged.a, world.round, True, now=NOW)
    assert judged.a.skipped
    save(session, judged, draft(judged), actions.submit_sheet)
    assert not judged.a.skipped


@pytest.mark.parametrize("name", ["judge2", "organizer", "clerk", "leader", "bureau1", "hospital1", "admin"])
def test_nobody_else_marks_a_judges_paper(session, judged, name):
    with pytest.raises(Forbidden) as refused:
        save(session, judged, draft(judged), actor=name)
    assert refused.value.hide
    assert judged.a.sheet is None


def test_keyed_in_sheet_counts_for_its_judge_and_says_who_keyed_it(session, judged):
    saved = save(session, judged, draft(judged), actions.import_sheet, actor="organizer")
    assert (saved.state, judged.a.state) == (SheetState.SUBMITTED, AssignmentState.SUBMITTED)
    version = session.scalars(select(SheetVersion)).one()
    assert version.saved_by == judged.world.users["organizer"].id
    with pytest.raises(Stale):
        save(
            session,
            judged,
            draft(judged, "operation-2", 1, (1, 1, 1)),
            actions.import_sheet,
            actor="organizer",
        )


def test_judge_cannot_key_in_for_others(session, judged):
    with pytest.raises(Forbidden):
        save(session, judged, draft(judged), actions.import_sheet, judged.a2, "judge1")
