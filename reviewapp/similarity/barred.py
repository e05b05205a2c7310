"""Which works a judge must not read, beside those assigned to others: conditions for the database.

The same reasons as in `assignment.problem.Bars`, a later stage that this one cannot import.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased

from reviewapp.models.assignment import Conflict
from reviewapp.models.contest import Recommender, Round
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.judging import Assignment, AssignmentState, Judge
from reviewapp.models.paper import Paper
from reviewapp.models.people import Unit


def readable(judge_id: int) -> list[ColumnElement[bool]]:
    """Of papers joined with their entries: confirmed, taking part, not left by this judge, and without a
    conflict, declared or by his own unit or region.  Works of his own are known by
    the author's name, which the caller compares."""
    return [
        Paper.confirmed_at.is_not(None),
        Paper.excluded.is_(False),
        Entry.state == EntryState.SEALED,
        ~_recused(judge_id),
        ~_conflict(judge_id),
    ]


def _recused(judge_id: int) -> ColumnElement[bool]:
    return exists().where(
        Assignment.paper_id == Paper.id,
        Assignment.judge_id == judge_id,
        Assignment.state == AssignmentState.RECUSED,
    )


def _conflict(judge_id: int) -> ColumnElement[bool]:
    """Of the paper's entry, its unit or its recommending body with the judge."""
    body = aliased(Unit)
    home = or_(Judge.home_unit_id == Entry.unit_id, Judge.home_unit_id == Recommender.unit_id)
    region = or_(Judge.home_region_id == Unit.region_id, Judge.home_region_id == body.region_id)
    about = or_(
        Conflict.entry_id == Entry.id,
        Conflict.unit_id == Entry.unit_id,
        Conflict.unit_id == Recommender.unit_id,
    )
    declared = exists().where(
        Conflict.judge_id == Judge.id, Conflict.round_id == Entry.round_id, about
    ).correlate(Judge, Entry, Recommender)  # fmt: skip
    joined: tuple[Any, ...] = (
        Judge.id == judge_id,
        Recommender.id == Entry.recommender_id,
        Unit.id == Entry.unit_id,
        body.id == Recommender.unit_id,
        Round.id == Entry.round_id,
    )
    return exists().where(*joined, or_(home, and_(Round.region_conflict, region), declared)).correlate(Entry)
