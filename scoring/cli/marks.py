"""The marks of a contest from CSV: papers, criteria and marks become one table of readings.

A reading is what one judge gave to one paper. Its total is the sum of weight x value over all criteria; a reading
that lacks the mark of a criterion (no line, or a blank value) has no total and is left out, with a warning: a
total without it would be too low, and a guess would be ours, not the judge's. Everything else that is wrong is
refused with its line: no number, NaN, outside the criterion's range, a mark given twice, an unknown id.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scoring.cli.files import Refused
from scoring.cli.rows import Rows, read_rows
from scoring.tables import Bools, Floats, Ints, MarkTable

FULL_MARKS = 100.0  # where no criteria are given
_NAMED = 5  # readings named in a warning


@dataclass(frozen=True, slots=True, eq=False)
class Papers:
    """``ids``: P ids, sorted, so that the order they were given in changes no draw; ``rows``: their table, in the
    same order; ``as_given``: positions among the ids, in the order of the file."""

    ids: tuple[str, ...]
    rows: Rows
    as_given: tuple[int, ...]

    def column(self, name: str) -> list[str] | None:
        """One text per paper; None where there is no such column, or nothing in it."""
        texts = self.rows.optional(name)
        return texts if any(texts) else None


@dataclass(frozen=True, slots=True, eq=False)
class Criteria:
    """``ids``: C criteria; ``weight``, ``minimum``, ``maximum``: (C,) float; ``least``, ``full_marks``: of a whole
    reading."""

    ids: tuple[str, ...]
    weight: Floats
    minimum: Floats
    maximum: Floats
    least: float
    full_marks: float


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """``table``: the complete readings; ``warnings``: what was left out, a sentence each."""

    table: MarkTable
    warnings: tuple[str, ...]


def read_papers(path: Path) -> Papers:
    """Papers: id (or essay, paper) and whatever else is said of them. Raises Refused for an id that stands twice."""
    rows = read_rows(path, ["id"], {"essay": "id", "paper": "id"})
    given = list(rows.ids())
    order = sorted(range(len(given)), key=given.__getitem__)
    at = {name: i for i, name in enumerate(given[i] for i in order)}
    return Papers(tuple(at), rows.taken(order), tuple(at[name] for name in given))


def read_criteria(path: Path) -> Criteria:
    """Criteria: criterion (or id), weight (1 where blank), min (0 where blank), max.

    Raises Refused for a weight or max not above zero, and for a min that is negative or not below max.
    """
    rows = read_rows(path, ["criterion", "max"], {"id": "criterion", "maximum": "max", "minimum": "min"})
    ids, weight, maximum = rows.ids("criterion"), rows.numbers("weight", blank=1.0), rows.numbers("max")
    minimum = rows.numbers("min", blank=0.0)
    _refuse_where(rows, weight <= 0, "weight must be above 0")
    _refuse_where(rows, maximum <= 0, "max must be above 0")
    _refuse_where(rows, (minimum < 0) | (minimum >= maximum), "min must be from 0 to below max")
    least, full_marks = (round(float(weight @ marks), 9) for marks in (minimum, maximum))
    return Criteria(tuple(ids), weight, minimum, maximum, least, full_marks)


def read_marks(path: Path, papers: Papers, criteria: Criteria | None) -> Readings:
    """Marks: essay (or paper), judge, criterion, value (or mark, score); judges in the order of their ids.

    Without ``criteria`` the values of a reading are added, to at most :data:`FULL_MARKS`, and a reading is
    complete when it has every criterion that occurs; without a column ``criterion`` a value is a total.
    """
    names = {"paper": "essay", "mark": "value", "score": "value"}
    rows = read_rows(path, ["essay", "judge", "value"], names)
    paper = rows.positions("essay", {name: i for i, name in enumerate(papers.ids)}, "paper")
    judges = tuple(sorted(set(rows.texts("judge"))))
    judge = rows.positions("judge", {name: i for i, name in enumerate(judges)}, "judge")
    criteria, criterion = _criteria(rows, criteria)
    value = rows.numbers("value", blank=np.nan)
    inside = (value >= criteria.minimum[criterion]) & (value <= criteria.maximum[criterion])
    _refuse_where(rows, ~inside & ~np.isnan(value), "value is outside the range of its criterion")
    reading, place = np.unique(paper * len(judges) + judge, return_inverse=True)
    _refuse_where(rows, _again(place * len(criteria.ids) + criterion), "this mark was given before")
    given = np.full((len(reading), len(criteria.ids)), np.nan)
    given[place, criterion] = value
    total = np.round(given @ criteria.weight, 9)  # 0.4 x 5 + 0.6 x 5 is 5, not a hair above
    whole = ~np.isnan(total)
    if not whole.any():
        raise Refused(f"{path}: no reading has a mark for every criterion")
    if (total[whole] > criteria.full_marks).any():  # only where the criteria were not given
        raise Refused(f"{path}: a reading adds up to more than {criteria.full_marks:g}; give the --criteria")
    of_paper, of_judge = np.divmod(reading, len(judges))
    readings = of_paper[whole], of_judge[whole], total[whole]
    left_out = [f"{papers.ids[of_paper[i]]} by {judges[of_judge[i]]}" for i in np.flatnonzero(~whole)]
    table = MarkTable(papers.ids, judges, *readings, full_marks=criteria.full_marks, least=criteria.least)
    return Readings(table, _incomplete(left_out))


def _criteria(rows: Rows, criteria: Criteria | None) -> tuple[Criteria, Ints]:
    """The criteria in force, and the criterion of every row."""
    if "criterion" not in rows:
        if criteria is not None and len(criteria.ids) > 1:
            raise Refused(f"{rows.path} has no column criterion, but there are {len(criteria.ids)} criteria")
        return criteria or _assumed(("total",)), np.zeros(len(rows), dtype=np.int64)
    criteria = criteria or _assumed(tuple(sorted(set(rows.texts("criterion")))))
    known = {name: i for i, name in enumerate(criteria.ids)}
    return criteria, rows.positions("criterion", known, "criterion")


def _assumed(ids: tuple[str, ...]) -> Criteria:
    ones = np.ones(len(ids))
    return Criteria(ids, ones, 0 * ones, FULL_MARKS * ones, 0.0, FULL_MARKS)


def _again(key: Ints) -> Bools:
    """(n,) True for every row whose key stands in an earlier row."""
    _, first = np.unique(key, return_index=True)
    again = np.ones(len(key), dtype=np.bool_)
    again[first] = False
    return again


def _refuse_where(rows: Rows, wrong: Bools, what: str) -> None:
    rows.refuse(f"line {rows.lines[i]}: {what}" for i in np.flatnonzero(wrong))


def _incomplete(left_out: list[str]) -> tuple[str, ...]:
    if not left_out:
        return ()
    named = ", ".join(left_out[:_NAMED]) + (", …" if len(left_out) > _NAMED else "")
    return (f"{len(left_out)} readings lack a criterion and are left out: {named}",)
