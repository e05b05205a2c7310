"""What the public sees: frozen snapshots."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from reviewapp.db import Base, enum_type


class PublicationKind(enum.StrEnum):
    NOTICE = "notice"  # 公示
    FINAL = "final"  # 通报


class Publication(Base):
    """A snapshot from a whitelist of fields, with its digest; taken down, never edited · 公示."""

    __tablename__ = "publication"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    kind: Mapped[PublicationKind] = mapped_column(enum_type(PublicationKind))
    slug: Mapped[str] = mapped_column(unique=True)  # random: says nothing
    snapshot: Mapped[dict[str, Any]]
    digest: Mapped[str]
    published_at: Mapped[datetime]
    until: Mapped[datetime | None]  # last moment it is shown
    taken_down_at: Mapped[datetime | None]
