"""Cells of a workbook before anything is known of their meaning, whatever format they came in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from reviewapp.documents.limits import MAX_TABLE_COLUMNS, MAX_TABLE_ROWS
from reviewapp.documents.refusal import Notice, Refusal
from reviewapp.spreadsheets.table import address

CellKind = Literal["text", "number", "date", "boolean", "error"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its value as text (numbers as stored: ``13800138000.0``; dates in ISO form)."""

    text: str
    kind: CellKind = "text"
    formula: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A merged area, all four bounds counted from 0 and inside the area."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """One sheet, sparse: (row, column) from 0 → Cell; empty cells are absent."""

    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merges: list[Span] = field(default_factory=list)
    visible: bool = True
    notices: list[Notice] = field(default_factory=list)

    def by_row(self) -> dict[int, dict[int, Cell]]:
        """Cells by row, then by column."""
        result: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in sorted(self.cells.items()):
            result.setdefault(row, {})[column] = cell
        return result

    def filled(self) -> Mapping[tuple[int, int], Cell]:
        """Cells that a merged area only shows through its first cell: (row, column) → that cell."""
        result: dict[tuple[int, int], Cell] = {}
        for span in self.merges:
            first = self.cells.get((span.top, span.left))
            if first is not None:
                for row in range(span.top, min(span.bottom, MAX_TABLE_ROWS) + 1):
                    for column in range(span.left, min(span.right, MAX_TABLE_COLUMNS) + 1):
                        if (row, column) not in self.cells:
                            result[row, column] = first
        return result


def bounded(sheet: Sheet) -> Sheet:
    """The sheet without cells far outside any table, each reported.

    Raises Refusal ``too_many_rows``, ``too_many_columns`` when it is the table itself that is too big.
    """
    if len({row for row, _ in sheet.cells}) > MAX_TABLE_ROWS:
        raise Refusal("too_many_rows", limit=MAX_TABLE_ROWS)
    if len({column for _, column in sheet.cells}) > MAX_TABLE_COLUMNS:
        raise Refusal("too_many_columns", limit=MAX_TABLE_COLUMNS)
    stray = [place for place in sheet.cells if place[0] >= MAX_TABLE_ROWS or place[1] >= MAX_TABLE_COLUMNS]
    for place in stray:
        del sheet.cells[place]
        sheet.notices.append(Notice("stray_cell", {"cell": address(*place), "row": place[0] + 1}))
    return sheet
