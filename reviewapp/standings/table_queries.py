"""Reading the table of standings: its lines in order, and what a run found of the papers on a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewapp.models.paper import Paper
from reviewapp.models.result import Standing
from reviewapp.standings import queries


class TableRow(NamedTuple):
    """A paper's line of the table, without the numbers of the run (figures.py)."""

    paper_id: int
    rank: int | None
    part: int | None
    readings: int
    code: str
    title: str
    excluded: bool


class FormRow(NamedTuple):
    """What a run says of a paper in the form to sign, beside its readings."""

    paper_id: int
    code: str
    rank: int | None
    mean: float | None
    adjusted: float | None
    final: float | None
    penalty: int | None


_FORM = select(
    Standing.paper_id,
    Paper.code,
    Standing.rank,
    Standing.mean,
    Standing.adjusted,
    Standing.final,
    Standing.facts["penalty"].as_integer(),
).join(Paper, Paper.id == Standing.paper_id)
_TABLE = select(
    Standing.paper_id,
    Standing.rank,
    Standing.part,
    Standing.readings,
    Paper.code,
    Paper.title,
    Paper.excluded,
).join(Paper, Paper.id == Standing.paper_id)


def table(
    session: Session,
    run_id: int,
    *,
    sort: str = "rank",
    part: int | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> list[TableRow]:
    """The lines of one run, sorted and kept to a part as `queries.in_order` says."""
    query = queries.in_order(_TABLE, run_id, sort, part).offset(offset).limit(limit)
    return [TableRow(*row) for row in session.execute(query)]


def form_rows(session: Session, run_id: int) -> list[FormRow]:
    """All papers of one run, by rank."""
    query = queries.in_order(_FORM, run_id, "rank", None)
    return [FormRow(*row) for row in session.execute(query)]


def standings_of(session: Session, run_id: int, papers: Sequence[int]) -> Sequence[Any]:
    """What a run found of these papers; each has what a Standing has and is only read."""
    return session.execute(
        queries.LINES.where(Standing.run_id == run_id, Standing.paper_id.in_(papers))
    ).all()
