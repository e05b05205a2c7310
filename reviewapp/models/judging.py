"""Judges, what they read, and what they gave.  Nothing here leads to an author."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from reviewapp.db import Base, enum_type


class AssignmentKind(enum.StrEnum):
    READING = "reading"  # planned
    THIRD = "third"  # adjudication after a discrepancy · 三评
    BORDERLINE = "borderline"  # one more reading of a work near the line of selection · 加读
    LEADER = "leader"  # the leader decides · 仲裁


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
    """One judge reads one paper · 分配."""

    __tablename__ = "assignment"
    __table_args__ = (UniqueConstraint("paper_id", "judge_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"), index=True)
    judge_id: Mapped[int] = mapped_column(ForeignKey("judge.id"), index=True)
    kind: Mapped[AssignmentKind] = mapped_column(enum_type(AssignmentKind), default=AssignmentKind.READING)
    state: Mapped[AssignmentState] = mapped_column(enum_type(AssignmentState), default=AssignmentState.OPEN)
    position: Mapped[int] = mapped_column(default=0)  # place in the judge's shuffled queue
    skipped: Mapped[bool] = mapped_column(default=False)
    flag: Mapped[str] = mapped_column(default="")  # off_topic, blank, identity, copied, garbled
    recusal_reason: Mapped[str] = mapped_column(default="")

    sheet: Mapped[ScoreSheet | None] = relationship(lazy="raise_on_sql", uselist=False)


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
