"""Annotations and phrases of a judge; and what of them, with the comments, is released to a work's unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import Session

from reviewapp.models.contest import Round
from reviewapp.models.judging import (
    Annotation,
    Assignment,
    AssignmentKind,
    AssignmentState,
    Judge,
    Phrase,
    ScoreSheet,
)
from reviewapp.models.paper import Paper
from scoring.text.redact import MARK


@dataclass(frozen=True, slots=True)
class Remark:
    """What one judge says of a work to its author: the comment and the shared notes, each with its words."""

    comment: str
    notes: tuple[tuple[str, str], ...]  # (quote, note) in the order of the text


_OF_READING = (
    select(Annotation).where(Annotation.assignment_id == bindparam("assignment_id")).order_by(Annotation.id)
)


def annotations_of(session: Session, assignment_id: int) -> Sequence[Annotation]:
    """All of one reading; for its judge."""
    return session.scalars(_OF_READING, {"assignment_id": assignment_id}).all()


def annotation(session: Session, assignment_id: int, key: str) -> Annotation | None:
    return session.scalar(
        select(Annotation).where(Annotation.assignment_id == assignment_id, Annotation.key == key)
    )


def annotation_count(session: Session, assignment_id: int) -> int:
    found = session.scalar(select(func.count()).where(Annotation.assignment_id == assignment_id))
    return found or 0


def phrases(session: Session, judge_id: int) -> Sequence[Phrase]:
    """The judge's own, most used first."""
    return session.scalars(
        select(Phrase)
        .where(Phrase.judge_id == judge_id)
        .order_by(Phrase.uses.desc(), Phrase.used_at.desc(), Phrase.id)
    ).all()


def phrase(session: Session, judge_id: int, text: str) -> Phrase | None:
    return session.scalar(select(Phrase).where(Phrase.judge_id == judge_id, Phrase.text == text))


def released_remarks(session: Session, round_: Round, paper_id: int | None, *, now: datetime) -> list[Remark]:
    """What the judges of a paper let its author see; nothing before the round's results are released.

    Ordered by their own words, so that neither the order nor a number tells which judge speaks; a hidden
    repeat, a recused or unfinished reading and a private note say nothing.
    """
    if paper_id is None or round_.released_at is None or round_.released_at > now:
        return []
    found = [remark for _alias, remark in _said_to_author(session, round_.id, paper_id)]
    return sorted(found, key=lambda r: (r.comment, r.notes))


def remarks_of_others(session: Session, assignment: Assignment) -> list[tuple[str, Remark]]:
    """(alias, what is said to the author) of the paper's other judges; for the leader who decides on it.  Of
    words that were masked after a judge had quoted them he reads the mask."""
    text = session.scalar(select(Paper.text).where(Paper.id == assignment.paper_id)) or ""
    said = _said_to_author(session, assignment.round_id, assignment.paper_id, Assignment.id != assignment.id)
    return [
        (alias, replace(r, notes=tuple((q if q in text else MARK, note) for q, note in r.notes)))
        for alias, r in said
    ]


def _said_to_author(
    session: Session, round_id: int, paper_id: int, *which: ColumnElement[bool]
) -> list[tuple[str, Remark]]:
    """(alias, remark) of every submitted reading in which something is said, by alias."""
    submitted = (
        Assignment.paper_id == paper_id,
        Assignment.round_id == round_id,
        Assignment.state == AssignmentState.SUBMITTED,
        Assignment.kind != AssignmentKind.REPEAT,
        *which,
    )
    comments = session.execute(
        select(Assignment.id, Judge.alias, ScoreSheet.comment)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .where(*submitted)
        .order_by(Judge.alias, Assignment.id)
    )
    shared = session.execute(
        select(Annotation.assignment_id, Annotation.quote, Annotation.note)
        .join(Assignment, Assignment.id == Annotation.assignment_id)
        .where(*submitted, Annotation.shared.is_(True), Annotation.note != "")
        .order_by(Annotation.start, Annotation.end, Annotation.note)
    )
    notes: dict[int, list[tuple[str, str]]] = {}
    for reading, quote, note in shared:
        notes.setdefault(reading, []).append((quote, note))
    said = [(alias, Remark(words.strip(), tuple(notes.get(r, ())))) for r, alias, words in comments]
    return [(alias, remark) for alias, remark in said if remark.comment or remark.notes]
