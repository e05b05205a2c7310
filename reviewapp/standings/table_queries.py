"""Reading the lines of a run: in order as the table shows them, for the form to sign, of one paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVarTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from reviewapp.models.paper import Paper
from reviewapp.models.result import Standing

Columns = TypeVarTuple("Columns")


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A paper's line with everything a standing says."""

    standing: Standing
    code: str
    title: str
    excluded: bool


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
SORTS: dict[str, InstrumentedAttribute[Any]] = {
    "rank": Standing.rank,
    "code": Paper.code,
    "mean": Standing.mean,
    "trimmed": Standing.trimmed,
    "standardised": Standing.standardised,
    "adjusted": Standing.adjusted,
    "robust": Standing.robust,
    "final": Standing.final,
    "readings": Standing.readings,
    "strictness": Standing.strictness,
}
# read as columns, since a thousand objects cost ten times that
_STANDING: Select[*tuple[Any, ...]] = select(*Standing.__table__.c)
_LINES = _STANDING.add_columns(Paper.code, Paper.title, Paper.excluded).join(
    Paper, Paper.id == Standing.paper_id
)


def rows(session: Session, run_id: int) -> list[StandingRow]:
    """All lines of one run with everything a standing says, by rank."""
    return [_row(row) for row in session.execute(in_order(_LINES, run_id, "rank", None))]


def in_order(query: Select[*Columns], run_id: int, sort: str, part: int | None) -> Select[*Columns]:
    """The lines of one run; `sort` names a column, with "-" downwards; papers without a rank come last.

    part: only papers of this connected part; by rank, parts follow each other.
    """
    column = SORTS.get(sort.removeprefix("-"), Standing.rank)
    way = column.desc() if sort.startswith("-") else column.asc()
    together = [Standing.part] if column is Standing.rank else []
    return query.where(*of_part(run_id, part)).order_by(
        Standing.rank.is_(None), *together, column.is_(None), way, Paper.code
    )


def _row(row: Any) -> StandingRow:
    """A line of `_LINES`; it has what a Standing has and is only read."""
    return StandingRow(row, row.code, row.title, row.excluded)


def count(session: Session, run_id: int, part: int | None = None) -> int:
    """Lines of a run, or of one connected part of it."""
    return session.scalar(select(func.count(Standing.id)).where(*of_part(run_id, part))) or 0


def of_part(run_id: int, part: int | None) -> list[ColumnElement[bool]]:
    return [Standing.run_id == run_id, *([] if part is None else [Standing.part == part])]


def row_of_paper(session: Session, run_id: int, code: str) -> StandingRow | None:
    """One paper's line of a run."""
    found = session.execute(_LINES.where(Standing.run_id == run_id, Paper.code == code)).one_or_none()
    return _row(found) if found else None


def table(
    session: Session,
    run_id: int,
    *,
    sort: str = "rank",
    part: int | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> list[TableRow]:
    """The lines of one run, sorted and kept to a part as `in_order` says."""
    query = in_order(_TABLE, run_id, sort, part).offset(offset).limit(limit)
    return [TableRow(*row) for row in session.execute(query)]


def form_rows(session: Session, run_id: int) -> list[FormRow]:
    """All papers of one run, by rank."""
    query = in_order(_FORM, run_id, "rank", None)
    return [FormRow(*row) for row in session.execute(query)]


def standings_of(session: Session, run_id: int, papers: Sequence[int]) -> Sequence[Any]:
    """What a run found of these papers; each has what a Standing has and is only read."""
    return session.execute(_STANDING.where(Standing.run_id == run_id, Standing.paper_id.in_(papers))).all()
