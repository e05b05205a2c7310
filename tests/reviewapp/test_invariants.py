"""Each statement is quiet on sound data and speaks when it is broken, alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewapp import audit, invariants, runs
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.judging import (
    Assignment,
    AssignmentKind,
    AssignmentState,
    Mark,
    ScoreSheet,
    SheetState,
    SheetVersion,
)
from reviewapp.models.log import AuditEvent
from reviewapp.models.paper import Paper
from reviewapp.models.people import Unit
from reviewapp.models.publication import Publication, PublicationKind
from reviewapp.models.result import Run, RunState, Selection
from tests import factories
from tests.conftest import NOW

World = factories.World


@pytest.fixture
def sound(session: Session, world: World) -> World:
    """One sealed work of 通辽, read by judge3 (no home), with its log; a confirmed selection; a notice."""
    entry = factories.make_entry(session, world, 1, unit=world.hospitals[1])
    paper = factories.make_paper(session, world, entry)
    reading = factories.make_assignment(session, world, paper, world.judges[2])
    sheet = factories.submit_marks(session, world, reading, (30, 20, 20))
    audit.record(
        session, world.actors["judge3"], "judging.submitted", f"assignment:{reading.id}", now=NOW,
        contest_id=world.contest.id, version=1, marks={str(m.criterion_id): m.steps for m in sheet.marks},
    )  # fmt: skip
    world.rubric.frozen_at = NOW
    output = {"decisions": [entry.id]}
    run = Run(
        round_id=world.round.id, kind="selection", state=RunState.DONE, frozen=True, created_at=NOW, finished_at=NOW,
        inputs=runs.pack({}), input_digest=runs.digest({}), output=runs.pack(output), output_digest=runs.digest(output),
    )  # fmt: skip
    session.add(run)
    session.flush()
    snapshot = {"works": [entry.title]}
    session.add_all(
        [
            Selection(run_id=run.id, entry_id=entry.id, selected=True, code="chosen"),
            Publication(
                round_id=world.round.id, run_id=run.id, kind=PublicationKind.NOTICE, slug="abc", snapshot=snapshot,
                digest=runs.digest(snapshot), published_at=NOW,
            ),
        ]
    )  # fmt: skip
    session.flush()
    return world


@dataclass(frozen=True)
class Damage:
    code: str
    act: Callable[[Session, World], object]


def everywhere(session: Session, table: type, **values: object) -> None:
    session.execute(sa.update(table).values(**values))


def declare_conflict_before_submission(session: Session, world: World) -> None:
    factories.declare_conflict(session, world, world.judges[2], world.hospitals[1])


def lose_a_mark(session: Session, world: World) -> None:
    """From the sheet and from its history and log, so that only its completeness is missing."""
    criterion = world.rubric.criteria[0].id
    session.execute(sa.delete(Mark).where(Mark.criterion_id == criterion))
    version, event = session.scalars(sa.select(SheetVersion)).one(), _logged(session)
    version.marks = {k: v for k, v in version.marks.items() if k != str(criterion)}
    event.facts = {**event.facts, "marks": version.marks}


def _logged(session: Session) -> AuditEvent:
    return session.scalars(sa.select(AuditEvent).where(AuditEvent.verb == "judging.submitted")).one()


def raise_a_mark(session: Session, *, in_history: bool) -> None:
    """A better mark, written into the tables by hand; with its history, only the keyed log knows better."""
    mark = session.scalars(sa.select(Mark).order_by(Mark.id)).first()
    assert mark is not None
    mark.steps += 10
    if in_history:
        version = session.scalars(sa.select(SheetVersion)).one()
        version.marks = {**version.marks, str(mark.criterion_id): mark.steps}


def mark_out_of_bounds(session: Session, world: World) -> None:
    raise_a_mark(session, in_history=True)
    mark = session.scalars(sa.select(Mark).order_by(Mark.id)).first()
    assert mark is not None
    mark.steps = 81  # of 80 half points
    version, event = session.scalars(sa.select(SheetVersion)).one(), _logged(session)
    version.marks = {**version.marks, str(mark.criterion_id): 81}
    event.facts = {**event.facts, "marks": version.marks}


def forget_a_decision(session: Session, world: World) -> None:
    factories.make_entry(session, world, 0).submitted_at = NOW - timedelta(days=1)


def give_the_code_of_another_paper(session: Session, world: World) -> None:
    paper = factories.make_paper(session, world, factories.make_entry(session, world, 1))
    session.execute(
        sa.update(Entry).where(Entry.paper_id == paper.id).values(submitted_at=NOW + timedelta(days=9))
    )
    everywhere(session, Assignment, code=paper.code)


def repeat_what_is_not_read(session: Session, world: World) -> None:
    reading = session.scalars(sa.select(Assignment)).one()
    repeat = Assignment(
        round_id=world.round.id, paper_id=reading.paper_id, judge_id=world.judges[3].id, code="REPEAT",
        kind=AssignmentKind.REPEAT,
    )  # fmt: skip
    session.add(repeat)
    session.flush()


DAMAGES = (
    Damage("own_unit", lambda s, w: everywhere(s, Entry, unit_id=w.judges[0].home_unit_id)
           or everywhere(s, Assignment, judge_id=w.judges[0].id) or everywhere(s, Unit, region_id=None)),
    Damage("own_region", lambda s, w: setattr(w.judges[2], "home_region_id", w.regions[1].id)),
    Damage("conflict", declare_conflict_before_submission),
    Damage("seal", lambda s, w: everywhere(s, Paper, confirmed_at=None)),
    Damage("orphan_paper", lambda s, w: s.add(
        Paper(round_id=w.round.id, code="LOST", title="无主", text="无主", characters=2))),
    Damage("code", give_the_code_of_another_paper),
    Damage("repeat", repeat_what_is_not_read),
    Damage("mark_bounds", mark_out_of_bounds),
    Damage("sheet_incomplete", lose_a_mark),
    Damage("sheet_incomplete", lambda s, w: everywhere(s, Assignment, state=AssignmentState.OPEN)),
    Damage("sheet_version", lambda s, w: everywhere(s, ScoreSheet, version=2)),
    Damage("sheet_log", lambda s, w: raise_a_mark(s, in_history=True)),
    Damage("rubric", lambda s, w: setattr(w.rubric.criteria[2], "maximum", 31)),
    Damage("run_digest", lambda s, w: everywhere(s, Run, output=runs.pack({"decisions": []}))),
    Damage("run_digest", lambda s, w: everywhere(s, Run, inputs=None)),
    Damage("undecided", forget_a_decision),
    Damage("publication", lambda s, w: everywhere(s, Publication, snapshot={"works": ["换了一篇"]})),
)  # fmt: skip


def codes(session: Session) -> set[str]:
    session.flush()
    session.expire_all()
    return {v.code for v in invariants.check_all(session)}


def test_sound_data_violates_nothing(session: Session, sound: World) -> None:
    assert codes(session) == set()


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda d: d.code)
def test_damage_is_found_by_its_own_statement(damage: Damage, session: Session, sound: World) -> None:
    damage.act(session, sound)
    assert codes(session) == {damage.code}


def test_mark_changed_by_hand_is_found_by_version_and_log(session: Session, sound: World) -> None:
    raise_a_mark(session, in_history=False)
    assert codes(session) == {"sheet_version", "sheet_log"}


def test_own_region_is_allowed_where_the_round_says_so(session: Session, sound: World) -> None:
    sound.judges[2].home_region_id = sound.regions[1].id
    sound.round.region_conflict = False
    assert codes(session) == set()


def test_conflict_declared_after_the_marks_is_no_violation(session: Session, sound: World) -> None:
    conflict = factories.declare_conflict(session, sound, sound.judges[2], sound.hospitals[1])
    conflict.declared_at = NOW + timedelta(days=90)
    assert codes(session) == set()


def test_withdrawn_draft_is_no_submitted_sheet(session: Session, sound: World) -> None:
    """A sheet being written has no completeness to keep."""
    other = factories.make_paper(session, sound, factories.make_entry(session, sound, 0))
    session.execute(
        sa.update(Entry).where(Entry.paper_id == other.id).values(submitted_at=NOW + timedelta(days=9))
    )
    reading = factories.make_assignment(session, sound, other, sound.judges[2])
    session.add(ScoreSheet(assignment_id=reading.id, state=SheetState.DRAFT, version=0, saved_at=NOW))
    assert codes(session) == set()


def test_every_statement_is_damaged_here(session: Session, sound: World) -> None:
    """A statement without a test that breaks it could be one that never speaks."""
    session.execute(sa.update(Entry).values(state=EntryState.SEALED))
    assert len(invariants.CHECKS) == 11
    assert {d.code for d in DAMAGES} >= {
        "own_unit", "own_region", "conflict", "seal", "orphan_paper", "code", "repeat", "mark_bounds",
        "sheet_incomplete",
        "sheet_version", "sheet_log", "rubric", "run_digest", "undecided", "publication",
    }  # fmt: skip


@pytest.mark.parametrize("what", ["gap", "altered", "unlinked", "cut"])
def test_breaks_of_the_log_are_said(what: str) -> None:
    assert "第 4 条" in str(invariants.break_sentence(audit.Break(1, 4, what)))
