"""Anchor essays and trial sheets: what a judge may see of them, and all of them for those who watch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BindParameter, bindparam, exists, func, select
from sqlalchemy.orm import Session

from reviewapp.models.contest import Round
from reviewapp.models.judging import Anchor, Assignment, AssignmentState, Judge, ScoreSheet, TrialSheet
from reviewapp.models.paper import Paper


@dataclass(frozen=True, slots=True)
class TrialCount:
    """How far a judge is with a round's trial; `excused` essays he need not score."""

    total: int = 0
    scored: int = 0
    excused: int = 0

    @property
    def open(self) -> int:
        return self.total - self.scored - self.excused


@dataclass(frozen=True, slots=True)
class TrialJudge:
    """A judge as the organizer's overview of the trial needs him; `at_work`: he has marked papers already."""

    id: int
    alias: str
    name: str
    is_leader: bool
    simulated: bool
    at_work: bool


def anchors(session: Session, round_id: int) -> Sequence[Anchor]:
    """All of a round in the organizer's order."""
    return session.scalars(select(Anchor).where(Anchor.round_id == round_id).order_by(Anchor.position)).all()


def anchor(session: Session, round_id: int, anchor_id: int) -> Anchor | None:
    """One of the round's; the row is held where the session writes, so that acts on it come one by one."""
    query = select(Anchor).where(Anchor.round_id == round_id, Anchor.id == anchor_id)
    return session.scalar(query.with_for_update() if session.info.get("writes") else query)


def has_trial(session: Session, round_id: int) -> bool:
    query = select(Anchor.id).where(Anchor.round_id == round_id, Anchor.trial).limit(1)
    return session.scalar(query) is not None


def next_position(session: Session, round_id: int) -> int:
    last = session.scalar(select(func.max(Anchor.position)).where(Anchor.round_id == round_id))
    return 0 if last is None else last + 1


def sheets_per_anchor(session: Session, round_id: int) -> dict[int, int]:
    """Anchor id → how many judges have scored it."""
    rows = session.execute(
        select(TrialSheet.anchor_id, TrialSheet.marks)
        .join(Anchor, Anchor.id == TrialSheet.anchor_id)
        .where(Anchor.round_id == round_id)
    )
    found: dict[int, int] = {}
    for anchor_id, marks in rows:
        found[anchor_id] = found.get(anchor_id, 0) + bool(marks)
    return found


def sheets_of_anchor(session: Session, anchor_id: int) -> Sequence[TrialSheet]:
    return session.scalars(select(TrialSheet).where(TrialSheet.anchor_id == anchor_id)).all()


def own_trials(session: Session, round_id: int, judge_id: int) -> dict[int, TrialSheet]:
    """Anchor id → the judge's own trial sheet; for the judge himself."""
    found = session.scalars(
        select(TrialSheet)
        .join(Anchor, Anchor.id == TrialSheet.anchor_id)
        .where(Anchor.round_id == round_id, TrialSheet.judge_id == judge_id)
    )
    return {sheet.anchor_id: sheet for sheet in found}


_TRIALS = (
    select(Anchor.round_id, TrialSheet.judge_id, TrialSheet.marks, Anchor.id)
    .join(
        TrialSheet,
        (TrialSheet.anchor_id == Anchor.id) & TrialSheet.judge_id.in_(bindparam("judge_ids", expanding=True)),
        isouter=True,
    )
    .where(Anchor.round_id.in_(bindparam("round_ids", expanding=True)), Anchor.trial)
)


def trial_counts(session: Session, judges: dict[int, int]) -> dict[int, TrialCount]:
    """Round id → how far its judge is, for rounds that have a trial; `judges`: round id → judge id."""
    rows = session.execute(_TRIALS, {"round_ids": list(judges), "judge_ids": list(judges.values())})
    found: dict[int, list[int]] = {}
    for round_id, judge_id, marks, _anchor in rows:
        total, scored, excused = found.setdefault(round_id, [0, 0, 0])
        own = judge_id == judges[round_id]
        found[round_id] = [total + 1, scored + (own and bool(marks)), excused + (own and not marks)]
    return {round_id: TrialCount(*numbers) for round_id, numbers in found.items()}


_ROUND: BindParameter[int] = bindparam("round_id")
_JUDGE: BindParameter[int] = bindparam("judge_id")
_DUE = (  # asked whenever a paper is opened for the first time: built once
    select(Anchor.id)
    .where(
        Anchor.round_id == _ROUND,
        Anchor.trial,
        ~exists(
            select(TrialSheet.id).where(TrialSheet.anchor_id == Anchor.id, TrialSheet.judge_id == _JUDGE)
        ),
        exists(select(Judge.id).where(Judge.id == _JUDGE, Judge.is_leader.is_(False))),
        ~exists(
            select(ScoreSheet.id)
            .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
            .where(Assignment.round_id == _ROUND, Assignment.judge_id == _JUDGE)
        ),
    )
    .limit(1)
)


def trial_due(session: Session, round_id: int, judge_id: int) -> bool:
    """Must the judge finish the round's trial before his first paper?

    Not the leader, who agreed the marks; not one who has marked a paper of the round already: an essay added
    later locks nobody out of work that has begun.
    """
    return session.scalar(_DUE, {"round_id": round_id, "judge_id": judge_id}) is not None


def trial_judges(session: Session, round_: Round) -> list[TrialJudge]:
    """Judges who have papers in the round, by alias; for organizer and leader."""
    at_work = (
        select(Assignment.judge_id)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(Assignment.round_id == round_.id)
    )
    reads = select(Assignment.judge_id).where(
        Assignment.round_id == round_.id,
        Assignment.state.in_((AssignmentState.OPEN, AssignmentState.SUBMITTED)),
    )
    rows = session.execute(
        select(Judge.id, Judge.alias, Judge.name, Judge.is_leader, Judge.simulated, Judge.id.in_(at_work))
        .where(Judge.contest_id == round_.contest_id, Judge.active, Judge.id.in_(reads))
        .order_by(Judge.alias)
    )
    return [TrialJudge(*row) for row in rows]


def judge_of_round(session: Session, round_: Round, judge_id: int) -> Judge | None:
    """A judge of the round's contest; for the organizer."""
    return session.scalar(
        select(Judge).where(Judge.id == judge_id, Judge.contest_id == round_.contest_id).with_for_update()
    )


def trial_sheets(session: Session, round_id: int) -> dict[tuple[int, int], TrialSheet]:
    """(judge id, anchor id) → trial sheet, of all judges; for organizer and leader."""
    found = session.scalars(
        select(TrialSheet).join(Anchor, Anchor.id == TrialSheet.anchor_id).where(Anchor.round_id == round_id)
    )
    return {(sheet.judge_id, sheet.anchor_id): sheet for sheet in found}


def paper_texts(session: Session, round_id: int) -> Sequence[str]:
    """The anonymous texts of the round, to compare an anchor with; for the organizer's acts."""
    return session.scalars(select(Paper.text).where(Paper.round_id == round_id)).all()
