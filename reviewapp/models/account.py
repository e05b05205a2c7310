"""People who sign in, and what they may act as."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from reviewapp.db import Base, enum_type


class Role(enum.StrEnum):
    """What a person may act as.  `admin` is for the installation, all others for one contest."""

    ADMIN = "admin"  # 系统管理员: accounts and new contests; no essays, no marks
    ORGANIZER = "organizer"  # 主办单位: sets up and runs one contest
    CLERK = "clerk"  # 编号员: receives, numbers and makes works anonymous; never marks
    LEADER = "leader"  # 组长: arbitrates, sees marks but no identities
    JUDGE = "judge"  # 评委
    UNIT = "unit"  # 单位联络员: uploads for one unit and sees what became of its works


class User(Base):
    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    password_hash: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    locale: Mapped[str | None]
    failed_logins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    session_epoch: Mapped[int] = mapped_column(default=0)  # raised to end every session of this user
    created_at: Mapped[datetime]

    grants: Mapped[list[RoleGrant]] = relationship(back_populates="user", lazy="raise_on_sql")


class RoleGrant(Base):
    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("user_id", "role", "contest_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    role: Mapped[Role] = mapped_column(enum_type(Role))
    contest_id: Mapped[int | None] = mapped_column(ForeignKey("contest.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))

    user: Mapped[User] = relationship(back_populates="grants", lazy="raise_on_sql")
