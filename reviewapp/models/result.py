"""Computed results.  Each belongs to a Run, is never edited, and can be rebuilt from the Run's inputs."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from reviewapp.db import Base, enum_type


class RunState(enum.StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ListState(enum.StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"


class Run(Base):
    """One computation: what went in, with which settings and code, what came out · 运算."""

    __tablename__ = "run"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    kind: Mapped[str]
    state: Mapped[RunState] = mapped_column(enum_type(RunState), default=RunState.QUEUED, index=True)
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    seed: Mapped[int] = mapped_column(default=0)
    code_version: Mapped[str] = mapped_column(default="")
    inputs: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))  # zlib of canonical JSON
    input_digest: Mapped[str] = mapped_column(default="")
    output: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    output_digest: Mapped[str] = mapped_column(default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    phase: Mapped[str] = mapped_column(default="")  # what is being done just now, a code (contests/chronicle.py)
    error: Mapped[dict[str, Any] | None]  # {"msgid", "facts"} of the sentence
    attempts: Mapped[int] = mapped_column(default=0)
    heartbeat_at: Mapped[datetime | None]
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    frozen: Mapped[bool] = mapped_column(default=False)  # later stages build on it (a selection: confirmed)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]  # when a worker first took it
    finished_at: Mapped[datetime | None]


class Standing(Base):
    """A paper's place in a run · 名次.  Scores in points, by every method; one of them counts.

    `facts`: "se" of the score that counts, "penalty", "criteria" (mean points), "intervals" (method → ends).
    """

    __tablename__ = "standing"
    __table_args__ = (UniqueConstraint("run_id", "paper_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"), index=True)
    readings: Mapped[int]
    mean: Mapped[float | None]
    trimmed: Mapped[float | None]  # only for five or more readings
    standardised: Mapped[float | None]
    adjusted: Mapped[float | None]
    robust: Mapped[float | None]  # only where the model could be fitted
    low: Mapped[float | None]  # 90 % interval around the score that counts, before penalties
    high: Mapped[float | None]
    strictness: Mapped[float | None]  # mean severity of its judges; positive = strict
    final: Mapped[float | None]  # by the round's method, penalties taken off
    part: Mapped[int | None]  # papers of different parts share no chain of judges and are not compared
    rank: Mapped[int | None]  # inside the part
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Quota(Base):
    """How many places · 名额: for each recommender of a category, for a category, in total; at most so many of
    any one unit or author.

    With a genre it is about works of that genre only: in total, in places or in `percent` of those selected; or
    of any one genre ("*") in each recommender.
    """

    __tablename__ = "quota"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    scope: Mapped[str]  # 'recommender' (each one of the category), 'category', 'total', 'unit', 'author' (each)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    minimum: Mapped[int] = mapped_column(default=0)
    maximum: Mapped[int | None]
    hard: Mapped[bool] = mapped_column(default=False)
    priority: Mapped[int] = mapped_column(default=1)  # of soft quotas that stand against each other; 1 = first
    reserves: Mapped[int] = mapped_column(default=0)  # substitutes named for each body, in order · 备选
    genre: Mapped[str] = mapped_column(default="")
    percent: Mapped[bool] = mapped_column(default=False)


class Selection(Base):
    """What a selection run decided for one entry, and why · 入选."""

    __tablename__ = "selection"
    __table_args__ = (UniqueConstraint("run_id", "entry_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    selected: Mapped[bool]
    position: Mapped[int | None]  # among all, 1 = best
    group_rank: Mapped[int | None]  # inside its recommender
    code: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Recommendation(Base):
    """The ranked list a round sends one level up · 推荐."""

    __tablename__ = "recommendation"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))  # the selection run it follows
    state: Mapped[ListState] = mapped_column(enum_type(ListState), default=ListState.DRAFT)
    submitted_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    items: Mapped[list[RecommendationItem]] = relationship(
        lazy="raise_on_sql", order_by="RecommendationItem.position", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}


class RecommendationItem(Base):
    __tablename__ = "recommendation_item"
    __table_args__ = (UniqueConstraint("recommendation_id", "entry_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    position: Mapped[int]
    reserve: Mapped[bool] = mapped_column(default=False)
