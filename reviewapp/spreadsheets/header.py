"""Finding the heading row of a table below titles, in one row or in two merged ones."""

from __future__ import annotations

from dataclasses import dataclass

from reviewapp.documents.refusal import Refusal
from reviewapp.spreadsheets.columns import official_heading, resolve
from reviewapp.spreadsheets.grid import Cell, Sheet

_SEARCHED_ROWS = 20  # rows with content in which the headings must appear
_LEAST_KNOWN = 2  # a row with one known word may be a title or a note
_SHOWN_HEADINGS = 12  # headings named in a refusal


@dataclass(frozen=True, slots=True)
class Header:
    """``fields``: column (from 0) → canonical field.  ``headings``: every column's heading as written.

    ``last_row``: number (from 0) of the last row the headings take; data begins after it.
    """

    fields: dict[int, str]
    headings: dict[int, str]
    last_row: int


def find_header(sheet: Sheet, required: frozenset[str]) -> Header:
    """The row (or two) with most known headings.

    Raises Refusal ``no_header`` if no row looks like headings, ``missing_columns`` if a required field
    is not among them.
    """
    rows = sheet.by_row()
    numbers = list(rows)[:_SEARCHED_ROWS]
    best: Header | None = None
    for index, number in enumerate(numbers):
        candidates = [_header({number: rows[number]}, sheet)]
        if index + 1 < len(numbers) and numbers[index + 1] == number + 1:
            candidates.append(_header({number: rows[number], number + 1: rows[number + 1]}, sheet))
        for candidate in candidates:
            if best is None or len(candidate.fields) > len(best.fields):
                best = candidate
    if best is None:
        raise Refusal("no_header", missing=_named(required), found="—")
    missing = required - set(best.fields.values())
    if missing and len(best.fields) < _LEAST_KNOWN:
        first = _header({numbers[0]: rows[numbers[0]]}, sheet)
        raise Refusal("no_header", missing=_named(required), found=_listed(first.headings))
    if missing:
        raise Refusal("missing_columns", missing=_named(missing), found=_listed(best.headings))
    return best


def _header(rows: dict[int, dict[int, Cell]], sheet: Sheet) -> Header:
    """Headings of one row, or of two merged ones (see ``_joined``)."""
    filled = sheet.filled()
    merged = {column for number, column in filled if number in rows}
    columns = sorted(merged | {column for cells in rows.values() for column in cells})
    headings: dict[int, str] = {}
    for column in columns:
        parts: list[str] = []
        for number, cells in rows.items():
            cell = cells.get(column) or filled.get((number, column))
            if cell is not None and cell.text.strip() and cell.text.strip() not in parts:
                parts.append(cell.text.strip())
        headings[column] = _joined(parts)
    resolved = resolve([headings[column] for column in columns])
    fields = {column: field for column, field in zip(columns, resolved, strict=True) if field is not None}
    return Header(fields, headings, max(rows))


def _joined(parts: list[str]) -> str:
    """The heading two rows make: the lower one if known, else the two joined, else the upper."""
    if len(parts) < 2:
        return "".join(parts)
    for candidate in (parts[-1], "".join(parts), parts[0]):
        if resolve([candidate])[0] is not None:
            return candidate
    return "".join(parts)


def _named(fields: frozenset[str]) -> str:
    return "、".join(sorted(official_heading(field) for field in fields))


def _listed(headings: dict[int, str]) -> str:
    shown = [heading[:20] for heading in headings.values() if heading][:_SHOWN_HEADINGS]
    return "、".join(shown) or "—"
