"""The contest: its levels, rounds, divisions, and who owes what."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from reviewapp.db import Base, enum_type


class LevelKind(enum.StrEnum):
    UNIT = "unit"
    COUNTY = "county"
    LEAGUE = "league"
    REGION = "region"
    NATION = "nation"


class Stage(enum.StrEnum):
    """Where a round stands.  The organizer moves it forward; what is open when: contests/stages.py."""

    SETUP = "setup"  # 筹备
    SUBMISSION = "submission"  # 征集
    SEALING = "sealing"  # 编号匿名, 查重, 分配
    JUDGING = "judging"  # 评审
    SELECTION = "selection"  # 合分, 遴选, 推荐
    PUBLICATION = "publication"  # 公示
    CLOSED = "closed"  # 办结


class ScoreMethod(enum.StrEnum):
    """Which score counts · 合分办法; the names of scoring.aggregation."""

    ADJUSTED = "adjusted"
    ROBUST = "robust"
    MEAN = "mean"
    TRIMMED = "trimmed"
    STANDARDISED = "standardised"


class Arbitration(enum.StrEnum):
    """Who is asked when readings differ by more than the tolerance."""

    THIRD = "third"  # 2+1: one more judge
    THIRD_LEADER = "third_leader"  # 2+1+1: one more judge, and the leader if that settles nothing
    LEADER = "leader"  # the leader at once


class ObligationObject(enum.StrEnum):
    ESSAY = "essay"  # 征文
    REPORT = "report"  # 专题报告
    PROPOSAL = "proposal"  # 表述方案


class Contest(Base):
    """One call (通知) with its rules."""

    __tablename__ = "contest"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    theme: Mapped[str] = mapped_column(default="")
    host: Mapped[str] = mapped_column(default="")  # 主办单位
    recipient: Mapped[str] = mapped_column(default="")  # 报送对象
    contact: Mapped[str] = mapped_column(default="")
    notice: Mapped[str] = mapped_column(default="")  # full text of the notice, paragraphs by newline
    attachments: Mapped[list[Any]] = mapped_column(default=list)  # [{"title", "text"}] official texts
    time_zone: Mapped[str] = mapped_column(default="Asia/Shanghai")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]

    rounds: Mapped[list[Round]] = relationship(back_populates="contest", lazy="raise_on_sql", order_by="Round.id")

    __mapper_args__ = {"version_id_col": version}


class Level(Base):
    __tablename__ = "level"
    __table_args__ = (UniqueConstraint("contest_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"), index=True)
    position: Mapped[int]  # 0 = lowest
    kind: Mapped[LevelKind] = mapped_column(enum_type(LevelKind))
    name: Mapped[str]


class Division(Base):
    """Works judged together (genre, age, track) · 组别."""

    __tablename__ = "division"

    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"), index=True)
    name: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)


class Category(Base):
    """Kind of recommending body · 类别: 盟市, 直属单位, 附属医院."""

    __tablename__ = "category"
    __table_args__ = (UniqueConstraint("contest_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"), index=True)
    name: Mapped[str]
    aliases: Mapped[list[Any]] = mapped_column(default=list)  # the same notice may call it two names
    position: Mapped[int] = mapped_column(default=0)


class Round(Base):
    """One level's review of one division, with its settings and timetable · 评审轮次."""

    __tablename__ = "round"

    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"), index=True)
    level_id: Mapped[int] = mapped_column(ForeignKey("level.id"))
    division_id: Mapped[int | None] = mapped_column(ForeignKey("division.id"))
    rubric_id: Mapped[int | None] = mapped_column(ForeignKey("rubric.id"))
    next_round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))  # where its best works go
    title: Mapped[str]
    stage: Mapped[Stage] = mapped_column(enum_type(Stage), default=Stage.SETUP)
    # timetable: instants; shown in the contest's time zone.  Each is the last moment that still counts.
    opens_at: Mapped[datetime | None]
    submissions_until: Mapped[datetime | None]
    judging_until: Mapped[datetime | None]
    notice_from: Mapped[datetime | None]
    notice_until: Mapped[datetime | None]
    # settings of the review
    readings: Mapped[int] = mapped_column(default=3)  # per paper
    tolerance_percent: Mapped[int] = mapped_column(default=10)  # of full marks, between two readings
    tolerance_inclusive: Mapped[bool] = mapped_column(default=False)  # a gap equal to it counts as too large
    criterion_tolerance_percent: Mapped[int] = mapped_column(default=0)  # of a criterion's maximum; 0: not looked at
    arbitration: Mapped[Arbitration] = mapped_column(enum_type(Arbitration), default=Arbitration.THIRD_LEADER)
    region_conflict: Mapped[bool] = mapped_column(default=True)  # judges do not read their own region
    judges_see_overlaps: Mapped[bool] = mapped_column(default=False)  # of their papers with other papers, anonymous
    codes_per_judge: Mapped[bool] = mapped_column(default=False)  # each judge knows a paper by a code of his own
    hidden_repeats: Mapped[int] = mapped_column(default=0)  # papers each judge reads a second time, unknowingly
    score_method: Mapped[ScoreMethod] = mapped_column(enum_type(ScoreMethod), default=ScoreMethod.ADJUSTED)
    tie_break: Mapped[list[Any]] = mapped_column(default=list)  # criterion ids in order; then a drawn lot
    seed: Mapped[int] = mapped_column(default=20260701)
    released_at: Mapped[datetime | None]  # results shown to the units since
    version: Mapped[int] = mapped_column(default=1)

    contest: Mapped[Contest] = relationship(back_populates="rounds", lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}


class Recommender(Base):
    """A body that recommends works to this contest, in its category · 推荐单位."""

    __tablename__ = "recommender"
    __table_args__ = (UniqueConstraint("contest_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"), index=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str]  # as shown in lists, e.g. 赤峰市
    position: Mapped[int] = mapped_column(default=0)


class Obligation(Base):
    """What each recommender of a category owes, and by when · 报送任务."""

    __tablename__ = "obligation"

    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"), index=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    object: Mapped[ObligationObject] = mapped_column(enum_type(ObligationObject))
    minimum: Mapped[int] = mapped_column(default=0)
    maximum: Mapped[int | None]
    due: Mapped[datetime | None]
