"""Judges, what they read, and what they gave.  Nothing here leads to an author."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnClause, ForeignKey, Index, UniqueConstraint, literal_column
from sqlalchemy.orm import Mapped, mapped_column, relationship

from reviewapp.db import Base, enum_type


class AssignmentKind(enum.StrEnum):
    READING = "reading"  # planned
    THIRD = "third"  # adjudication after a discrepancy · 三评
    BORDERLINE = "borderline"  # one more reading of a work near the line of selection · 加读
    LEADER = "leader"  # the leader decides · 仲裁
    REPEAT = "repeat"  # the same judge again, unknowingly: tells how steady he is, counts for no standing · 隐性重评


COUNTS: ColumnClause[Any] = literal_column(f"kind <> '{AssignmentKind.REPEAT}'")
REPEATS: ColumnClause[Any] = literal_column(f"kind = '{AssignmentKind.REPEAT}'")


class AssignmentState(enum.StrEnum):
    OPEN = "open"
    SUBMITTED = "submitted"
    RECUSED = "recused"
    CANCELLED = "cancelled"  # taken away by a re-plan before it was started


class SheetState(enum.StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"


class Judge(Base):
    """A judge of one contest · 评委.  `alias` (评委07) is what others see of them in reports."""

    __tablename__ = "judge"
    __table_args__ = (UniqueConstraint("contest_id", "user_id"), UniqueConstraint("contest_id", "alias"))

    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    name: Mapped[str]
    alias: Mapped[str]
    home_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    home_region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"))
    load_min: Mapped[int | None]
    load_max: Mapped[int | None]
    genres: Mapped[list[Any]] = mapped_column(default=list)  # the only ones he reads; empty: all
    is_leader: Mapped[bool] = mapped_column(default=False)
    simulated: Mapped[bool] = mapped_column(default=False)  # the demo's panel: labelled wherever marks are shown
    active: Mapped[bool] = mapped_column(default=True)


class Assignment(Base):
    """One judge reads one paper · 分配.  `code` is what this judge knows the paper by."""

    __tablename__ = "assignment"
    __table_args__ = (
        Index("one_reading", "paper_id", "judge_id", unique=True, sqlite_where=COUNTS, postgresql_where=COUNTS),
        Index("one_repeat", "paper_id", "judge_id", unique=True, sqlite_where=REPEATS, postgresql_where=REPEATS),
        UniqueConstraint("judge_id", "round_id", "code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"), index=True)
    judge_id: Mapped[int] = mapped_column(ForeignKey("judge.id"), index=True)
    kind: Mapped[AssignmentKind] = mapped_column(enum_type(AssignmentKind), default=AssignmentKind.READING)
    state: Mapped[AssignmentState] = mapped_column(enum_type(AssignmentState), default=AssignmentState.OPEN)
    code: Mapped[str]  # the paper's, or, where the round has codes per judge and for a repeat, one of its own
    position: Mapped[int] = mapped_column(default=0)  # place in the judge's shuffled queue
    skipped: Mapped[bool] = mapped_column(default=False)
    revisit: Mapped[bool] = mapped_column(default=False)  # the judge wants to look at it again
    flag: Mapped[str] = mapped_column(default="")  # off_topic, blank, identity, copied, garbled
    recusal_reason: Mapped[str] = mapped_column(default="")

    sheet: Mapped[ScoreSheet | None] = relationship(lazy="raise_on_sql", uselist=False)


COUNTED = Assignment.kind != AssignmentKind.REPEAT  # what standings, plans, discrepancies and progress are made of


class ScoreSheet(Base):
    """A judge's form for one paper, as it stands now · 评分表.  Every earlier state is a SheetVersion."""

    __tablename__ = "score_sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), unique=True)
    state: Mapped[SheetState] = mapped_column(enum_type(SheetState), default=SheetState.DRAFT)
    comment: Mapped[str] = mapped_column(default="")  # may be released to the author
    private_note: Mapped[str] = mapped_column(default="")  # for the judge and the leader only
    version: Mapped[int] = mapped_column(default=0)  # number of the newest SheetVersion
    saved_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]

    marks: Mapped[list[Mark]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")


class Mark(Base):
    """One criterion's number, in steps of the rubric · 分."""

    __tablename__ = "mark"
    __table_args__ = (UniqueConstraint("sheet_id", "criterion_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheet.id"), index=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"))
    steps: Mapped[int]


class SheetVersion(Base):
    """One saved state of a score sheet; insert only.  `op_id` comes from the browser: replay is harmless."""

    __tablename__ = "sheet_version"
    __table_args__ = (UniqueConstraint("sheet_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheet.id"), index=True)
    version: Mapped[int]
    op_id: Mapped[str] = mapped_column(unique=True)
    state: Mapped[SheetState] = mapped_column(enum_type(SheetState))
    marks: Mapped[dict[str, Any]]  # criterion id as text → steps
    comment: Mapped[str] = mapped_column(default="")
    private_note: Mapped[str] = mapped_column(default="")
    saved_at: Mapped[datetime]
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class Annotation(Base):
    """A highlighted span of `Paper.text` with an optional note · 批注.  `key` comes from the browser."""

    __tablename__ = "annotation"
    __table_args__ = (UniqueConstraint("assignment_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    key: Mapped[str]
    start: Mapped[int]  # code points of Paper.text, end exclusive
    end: Mapped[int]
    quote: Mapped[str]  # the words themselves, should the text be masked anew
    note: Mapped[str] = mapped_column(default="")
    shared: Mapped[bool] = mapped_column(default=False)  # the author may see it; else the judge alone
    changed_at: Mapped[datetime]


class Phrase(Base):
    """A remark a judge keeps to use again · 常用评语."""

    __tablename__ = "phrase"
    __table_args__ = (UniqueConstraint("judge_id", "text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    judge_id: Mapped[int] = mapped_column(ForeignKey("judge.id"), index=True)
    text: Mapped[str]
    uses: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime]


class Anchor(Base):
    """An essay with agreed marks, given by the organizer · 样卷.  Nobody's entry of this round."""

    __tablename__ = "anchor"
    __table_args__ = (UniqueConstraint("round_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    text: Mapped[str]
    marks: Mapped[dict[str, Any]]  # criterion id as text → steps, as agreed by the leaders
    reason: Mapped[str] = mapped_column(default="")  # why these marks
    shown: Mapped[bool] = mapped_column(default=True)  # one key away at the desk
    trial: Mapped[bool] = mapped_column(default=False)  # every judge scores it before the papers


class TrialSheet(Base):
    """A judge's marks for an anchor essay, given before the papers · 试评.  Empty marks: excused from it."""

    __tablename__ = "trial_sheet"
    __table_args__ = (UniqueConstraint("anchor_id", "judge_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    anchor_id: Mapped[int] = mapped_column(ForeignKey("anchor.id"), index=True)
    judge_id: Mapped[int] = mapped_column(ForeignKey("judge.id"), index=True)
    marks: Mapped[dict[str, Any]]
    submitted_at: Mapped[datetime]
