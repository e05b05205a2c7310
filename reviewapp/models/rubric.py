"""The marking scheme.  Marks are kept as whole numbers of the rubric's smallest step."""

from __future__ import annotations

import enum
from datetime import datetime
from fractions import Fraction

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from reviewapp.db import Base, enum_type


class RubricMode(enum.StrEnum):
    POINTS = "points"  # criteria's maxima add up to the full marks
    PERCENT = "percent"  # each criterion is marked out of its maximum and weighs its percentage


class Rubric(Base):
    """Marking scheme · 评分标准.  `steps_per_point`: 1 whole points, 2 half points, 10 tenths."""

    __tablename__ = "rubric"

    id: Mapped[int] = mapped_column(primary_key=True)
    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id"), index=True)
    name: Mapped[str]
    mode: Mapped[RubricMode] = mapped_column(enum_type(RubricMode), default=RubricMode.POINTS)
    full_marks: Mapped[int] = mapped_column(default=100)
    steps_per_point: Mapped[int] = mapped_column(default=2)
    frozen_at: Mapped[datetime | None]  # no change once judging has begun
    version: Mapped[int] = mapped_column(default=1)

    criteria: Mapped[list[Criterion]] = relationship(
        back_populates="rubric", lazy="raise_on_sql", order_by="Criterion.position", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}

    def __repr__(self) -> str:
        """Names its state as stored: every change of it, of its criteria or their bands makes another version there."""
        return f"Rubric({self.id}, version {self.version}, frozen {self.frozen_at})"

    def share_of(self, criterion: Criterion) -> Fraction:
        """What a point of the criterion counts in the total."""
        if self.mode == RubricMode.POINTS:
            return Fraction(1)
        return Fraction(criterion.weight * self.full_marks, 100 * criterion.maximum)

    @property
    def least_total(self) -> Fraction:
        """Points of a whole sheet with the least mark of every criterion."""
        return sum((c.least * self.share_of(c) for c in self.criteria if c.minimum), Fraction(0))

    @property
    def out_of(self) -> str:
        """What stands beside a total: the full marks, or the range where no whole sheet comes down to 0."""
        least = round(float(self.least_total), 2)
        return f"{least:g}–{self.full_marks}" if least else str(self.full_marks)


class Criterion(Base):
    """One dimension · 维度.  `minimum` (half points occur) and `maximum` in points; `weight` in percent (percent mode
    only)."""

    __tablename__ = "criterion"

    id: Mapped[int] = mapped_column(primary_key=True)
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubric.id"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    maximum: Mapped[int]
    weight: Mapped[int] = mapped_column(default=0)
    minimum: Mapped[float] = mapped_column(default=0.0, server_default="0")  # "1 to 5": the least mark is 1

    rubric: Mapped[Rubric] = relationship(back_populates="criteria", lazy="raise_on_sql")
    bands: Mapped[list[Band]] = relationship(
        lazy="raise_on_sql", order_by="Band.high.desc()", cascade="all, delete-orphan"
    )

    @property
    def least(self) -> Fraction:
        """`minimum`, exactly: a tenth is a tenth."""
        return Fraction(str(self.minimum))

    @property
    def extent(self) -> str:
        """The range of its marks as every page and sheet says it: 0–30, 5–10, 0.5–5."""
        return f"{self.minimum:g}–{self.maximum}"

    @property
    def out_of(self) -> str:
        """What stands beside a mark: the maximum, or the range where marks do not begin at 0."""
        return self.extent if self.minimum else str(self.maximum)


class Band(Base):
    """A described range of one criterion · 档次; `low` and `high` in points (half points occur), both inside."""

    __tablename__ = "band"

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), index=True)
    name: Mapped[str]
    low: Mapped[float]
    high: Mapped[float]
    description: Mapped[str] = mapped_column(default="")
