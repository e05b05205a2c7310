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


class AppealOutcome(enum.StrEnum):
    UPHELD = "upheld"  # 维持
    CHANGED = "changed"  # 改变


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
    reason: Mapped[str] = mapped_column(default="")  # for the file; may name everybody
    told: Mapped[str] = mapped_column(default="")  # the reason as the affected units read it: names no other party
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]  # a unit's last word: who decides on an older page is told
    version: Mapped[int] = mapped_column(default=1)

    members: Mapped[list[CaseMember]] = relationship(
        lazy="raise_on_sql", order_by="CaseMember.entry_id", cascade="all, delete-orphan"
    )
    library: Mapped[list[CaseLibrary]] = relationship(
        lazy="raise_on_sql", order_by="CaseLibrary.library_id", cascade="all, delete-orphan"
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

    hearing: Mapped[CaseHearing | None] = relationship(
        lazy="raise_on_sql", uselist=False, cascade="all, delete-orphan"
    )


class CaseHearing(Base):
    """What the unit of an entry was asked, said and was answered · 说明与申诉.

    The reply can be changed until the verdict; there is one appeal, and one answer to it.  Earlier
    versions are in the audit log.
    """

    __tablename__ = "case_hearing"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("case_member.id"), unique=True)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime | None]
    question: Mapped[str] = mapped_column(default="")
    reply: Mapped[str] = mapped_column(default="")
    replied_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    replied_at: Mapped[datetime | None]
    appeal: Mapped[str] = mapped_column(default="")
    appealed_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    appealed_at: Mapped[datetime | None]
    outcome: Mapped[AppealOutcome | None] = mapped_column(enum_type(AppealOutcome))
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None]


class CaseLibrary(Base):
    """A library text in a case.  It has no unit, no score and no verdict."""

    __tablename__ = "case_library"
    __table_args__ = (UniqueConstraint("case_id", "library_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("similarity_case.id"), index=True)
    library_id: Mapped[int] = mapped_column(ForeignKey("library_text.id"))
    likely_source: Mapped[bool] = mapped_column(default=False)
    official: Mapped[list[Any]] = mapped_column(default=list)  # [[start, end, reason]] of its text

    @property
    def signs(self) -> list[Any]:
        """Nobody hides anything in the library."""
        return []


class Passage(Base):
    """One shared span of two texts · 片段 (code points of `Entry.text`, `LibraryText.text`).

    The first is an entry, the second an entry or a library text: exactly one of the two is set.
    """

    __tablename__ = "passage"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("similarity_case.id"), index=True)
    a_entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    b_entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    b_library_id: Mapped[int | None] = mapped_column(ForeignKey("library_text.id"))
    a_start: Mapped[int]
    a_end: Mapped[int]
    b_start: Mapped[int]
    b_end: Mapped[int]
    official: Mapped[bool] = mapped_column(default=False)  # shared official language: shown grey, counts for nothing
    reason: Mapped[str] = mapped_column(default="")
