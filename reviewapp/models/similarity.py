"""Cases of overlapping texts and the decisions people took on them."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from reviewapp.db import Base, enum_type


class Verdict(enum.StrEnum):
    OPEN = "open"  # 待认定
    NOTHING = "nothing"  # 不成立
    NOTE = "note"  # 提示
    PENALTY = "penalty"  # 扣分
    DISQUALIFIED = "disqualified"  # 取消资格


class SimilarityCase(Base):
    """A group of entries whose texts overlap · 雷同案例.  The scan proposes; a person decides."""

    __tablename__ = "similarity_case"
    __table_args__ = (UniqueConstraint("round_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    number: Mapped[int]  # counted per round from 1
    members_key: Mapped[str]  # sorted entry ids: the same group keeps its case over scans
    kind: Mapped[str]
    score: Mapped[float]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    superseded: Mapped[bool] = mapped_column(default=False)  # a later scan no longer finds it
    verdict: Mapped[Verdict] = mapped_column(enum_type(Verdict), default=Verdict.OPEN)
    penalty_points: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    members: Mapped[list[CaseMember]] = relationship(
        lazy="raise_on_sql", order_by="CaseMember.entry_id", cascade="all, delete-orphan"
    )
    passages: Mapped[list[Passage]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}


class CaseMember(Base):
    """An entry in a case.  `affected`: the verdict's penalty or disqualification applies to this entry."""

    __tablename__ = "case_member"
    __table_args__ = (UniqueConstraint("case_id", "entry_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("similarity_case.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    likely_source: Mapped[bool] = mapped_column(default=False)
    affected: Mapped[bool] = mapped_column(default=False)
    raw: Mapped[float] = mapped_column(default=0.0)  # share of its text found in other members
    net: Mapped[float] = mapped_column(default=0.0)  # the same without official language and quotations
    largest: Mapped[float] = mapped_column(default=0.0)  # found in the one member that shares most with it
    official: Mapped[list[Any]] = mapped_column(default=list)  # [[start, end, reason]] of Entry.text
    signs: Mapped[list[Any]] = mapped_column(default=list)  # [[kind, count, [[start, end], …]]] folded away


class Passage(Base):
    """One shared span of two entries · 片段 (code points of `Entry.text`)."""

    __tablename__ = "passage"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("similarity_case.id"), index=True)
    a_entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    b_entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    a_start: Mapped[int]
    a_end: Mapped[int]
    b_start: Mapped[int]
    b_end: Mapped[int]
    official: Mapped[bool] = mapped_column(default=False)  # shared official language: shown grey, counts for nothing
    reason: Mapped[str] = mapped_column(default="")
