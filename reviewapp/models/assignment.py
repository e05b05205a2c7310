"""Conflicts of interest and proposed plans."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from reviewapp.db import Base, enum_type


class PlanState(enum.StrEnum):
    DRAFT = "draft"
    APPLIED = "applied"
    DISCARDED = "discarded"


class Conflict(Base):
    """A declared reason why a judge may not read a unit's works, or one entry, or what another judge reads · 回避."""

    __tablename__ = "conflict"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    judge_id: Mapped[int] = mapped_column(ForeignKey("judge.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    other_judge_id: Mapped[int | None] = mapped_column(ForeignKey("judge.id"))
    reason: Mapped[str]
    declared_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    declared_at: Mapped[datetime]


class AssignmentPlan(Base):
    """A proposed set of assignments, shown before it is applied · 分配方案."""

    __tablename__ = "assignment_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    state: Mapped[PlanState] = mapped_column(enum_type(PlanState), default=PlanState.DRAFT)
    pairs: Mapped[list[Any]]  # [[paper_id, judge_id], …]
    quality: Mapped[dict[str, Any]]  # figures of the page; `repeats` too
    applied_at: Mapped[datetime | None]

    @property
    def repeats(self) -> list[list[int]]:
        """[[paper_id, judge_id], …]: those of the pairs that the judge gets a second time; counted apart."""
        repeats: list[list[int]] = self.quality.get("repeats", [])
        return repeats
