"""The library of the installation: past winners, model essays, official texts; and what arrivals met in it."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from reviewapp.db import Base, enum_type


class LibraryKind(enum.StrEnum):
    WINNER = "winner"  # 往届获奖
    MODEL = "model"  # 范文
    OFFICIAL = "official"  # 公用文本: words all may use


class LibraryText(Base):
    """A text every scan of the installation knows · 资料库文本.

    The text never changes; a removed row stays, because cases may rest on it.
    """

    __tablename__ = "library_text"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[LibraryKind] = mapped_column(enum_type(LibraryKind), index=True)
    title: Mapped[str]
    author: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")  # contest, publication or web page it comes from
    year: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    sha256: Mapped[str] = mapped_column(unique=True)  # of the text in UTF-8
    characters: Mapped[int]  # without white space
    filename: Mapped[str] = mapped_column(default="")  # as uploaded; empty when pasted or taken from a round
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))  # taken from a round here
    contest_id: Mapped[int | None] = mapped_column(ForeignKey("contest.id"), index=True)  # of that entry
    added_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    added_at: Mapped[datetime]
    removed_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class EntryHint(Base):
    """What a received entry shares with the library and with entries before it; for the staff only.

    A hint is no result: the scan decides anew.  Written when the entry was compared; `attempts` without
    `compared_at` is a comparison that is going on, or that ended its worker.
    """

    __tablename__ = "entry_hint"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), unique=True)
    attempts: Mapped[int] = mapped_column(default=0)
    compared_at: Mapped[datetime | None]
    # [{"kind": "library"|"entry", "text"|"number": int, "characters": int, "sentence": {"msgid", "facts"}}]
    found: Mapped[list[Any]] = mapped_column(default=list)
