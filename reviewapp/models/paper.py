"""What judges read: the anonymous text with its code.  No road leads from here to an author."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from reviewapp.db import Base


class Paper(Base):
    """An entry's anonymous text · 匿名稿.  `text`: paragraphs separated by newlines, mentions masked."""

    __tablename__ = "paper"
    __table_args__ = (UniqueConstraint("round_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    code: Mapped[str]  # random, not sequential, e.g. K7M2P
    title: Mapped[str]
    genre: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    characters: Mapped[int]  # of `text`, without spaces
    confirmed_at: Mapped[datetime | None]  # a clerk has checked the masks; only then may it be assigned
    excluded: Mapped[bool] = mapped_column(default=False)  # withdrawn or disqualified: not assigned, not ranked
    common: Mapped[bool] = mapped_column(default=False)  # every judge who may reads it, so that judges can be compared
    penalty_points: Mapped[int] = mapped_column(default=0)  # taken off by verdicts; written by similarity only


class Picture(Base):
    """A picture of the entry, drawn anew by us without what its file said · 插图.  Shown once a clerk allowed it."""

    __tablename__ = "picture"
    __table_args__ = (UniqueConstraint("paper_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"), index=True)
    position: Mapped[int]  # order in the text, from 0
    after_line: Mapped[int]  # stands below this line of `Paper.text`, from 0; -1: above the first
    sha256: Mapped[str]  # of the file we drew (storage.py)
    media_type: Mapped[str]
    width: Mapped[int]  # pixels
    height: Mapped[int]
    allowed: Mapped[bool] = mapped_column(default=False)
