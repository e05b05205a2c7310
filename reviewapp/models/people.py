"""Who and where: regions, units, authors.  Judges' code never reaches this module."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from reviewapp.db import Base


class Region(Base):
    """Administrative area · 地区, with the names it is also known by and the places inside it."""

    __tablename__ = "region"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    aliases: Mapped[list[Any]] = mapped_column(default=list)
    places: Mapped[list[Any]] = mapped_column(default=list)  # banners, counties, towns: for mention detection


class Unit(Base):
    """A body that enters or recommends works · 单位."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    aliases: Mapped[list[Any]] = mapped_column(default=list)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)


class Author(Base):
    """An author of one entry, as the entry form names them · 作者."""

    __tablename__ = "author"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str]
    post: Mapped[str] = mapped_column(default="")
    political: Mapped[str] = mapped_column(default="")
    is_young: Mapped[bool | None]
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
