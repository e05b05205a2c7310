"""Works as they came in, with everything that names people.  Judges' code never reaches this module."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from reviewapp.db import Base, enum_type
from reviewapp.models.people import Author


class EntryState(enum.StrEnum):
    RECEIVED = "received"  # 已收件
    PROPOSED = "proposed"  # masks found, waiting for the clerk · 待核对
    SEALED = "sealed"  # paper confirmed · 已匿名
    WITHDRAWN = "withdrawn"  # 已撤回


class MentionState(enum.StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Entry(Base):
    """A work with author and unit · 作品.  `paper_id` is the seal."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        UniqueConstraint("round_id", "recommender_id", "sha256"),
        Index(None, "round_id", "recommender_id", "state"),  # works are counted on many pages
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    recommender_id: Mapped[int] = mapped_column(ForeignKey("recommender.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("intake_batch.id"))
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))  # the entry of the level below
    number: Mapped[int]  # receipt number, counted per round from 1
    title: Mapped[str]
    genre: Mapped[str] = mapped_column(default="")
    department: Mapped[str] = mapped_column(default="")
    collective: Mapped[bool] = mapped_column(default=False)
    recommended_rank: Mapped[int | None]  # the recommender's own order, 1 = first
    form: Mapped[dict[str, Any]] = mapped_column(default=dict)  # the 汇总表 row as given, by canonical column
    text: Mapped[str]  # visible text as submitted
    notices: Mapped[list[Any]] = mapped_column(default=list)  # of the extraction: sentence, holds, hidden pieces
    # drawn anew, with their place in `text`: [{"after_line", "sha256", "media_type", "width", "height"}]
    pictures: Mapped[list[Any]] = mapped_column(default=list)
    sha256: Mapped[str]  # of the file as submitted
    state: Mapped[EntryState] = mapped_column(enum_type(EntryState), default=EntryState.RECEIVED)
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"), unique=True)
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    submitted_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    authors: Mapped[list[Author]] = relationship(lazy="raise_on_sql", order_by=Author.position)
    files: Mapped[list[EntryFile]] = relationship(lazy="raise_on_sql")
    mentions: Mapped[list[Mention]] = relationship(lazy="raise_on_sql", order_by="Mention.start")

    __mapper_args__ = {"version_id_col": version}


class EntryFile(Base):
    """The file as submitted, unchanged, kept by its digest (storage.py)."""

    __tablename__ = "entry_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    sha256: Mapped[str]
    size: Mapped[int]
    filename: Mapped[str]  # as the sender named it; never used as a path
    format: Mapped[str]


class Mention(Base):
    """A span of `Entry.text` that may reveal identity · 身份信息 (code points, end exclusive)."""

    __tablename__ = "mention"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    start: Mapped[int]
    end: Mapped[int]
    kind: Mapped[str]
    level: Mapped[str]
    rule: Mapped[str] = mapped_column(default="")
    by_clerk: Mapped[bool] = mapped_column(default=False)
    state: Mapped[MentionState] = mapped_column(enum_type(MentionState), default=MentionState.PROPOSED)


class IntakeBatch(Base):
    """One upload with its per-row report, so that what was refused can be read again later."""

    __tablename__ = "intake_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    recommender_id: Mapped[int | None] = mapped_column(ForeignKey("recommender.id"))
    filename: Mapped[str]
    sha256: Mapped[str]
    report: Mapped[list[Any]] = mapped_column(default=list)  # [{"place", "title", "outcome", "code", "facts"}]
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    uploaded_at: Mapped[datetime]
