"""Reading .csv as Excel, WPS and exports of other systems write it."""

from __future__ import annotations

import csv
import io

from reviewapp.documents.characters import strip_unstorable
from reviewapp.documents.encoding import decode
from reviewapp.documents.limits import MAX_TABLE_ROWS
from reviewapp.documents.refusal import Facts, Notice, Refusal
from reviewapp.spreadsheets.grid import Cell, Sheet, bounded
from reviewapp.spreadsheets.table import address

_DELIMITERS = ",\t;|"
_FIELD_BYTES = 1 << 24  # the csv module's own limit is lower than a cell we only want to report


def read(data: bytes) -> list[Sheet]:
    """One sheet.  Raises Refusal of ``encoding.decode``, ``open_quote``, ``too_many_rows``."""
    decoded = decode(data)
    sheet = Sheet("", notices=list(decoded.notices))
    header_line = next((line for line in decoded.text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=header_line.count)
    _refuse_open_quote(decoded.text)
    csv.field_size_limit(_FIELD_BYTES)
    reader = csv.reader(io.StringIO(decoded.text.replace("\0", "\x01"), newline=""), delimiter=delimiter)
    try:
        for row, values in enumerate(reader):
            if row >= MAX_TABLE_ROWS:
                raise Refusal("too_many_rows", limit=MAX_TABLE_ROWS)
            _take_row(sheet, row, values)
    except csv.Error as error:
        raise Refusal("open_quote", line=reader.line_num) from error
    _note_ragged(sheet)
    return [bounded(sheet)]


def _take_row(sheet: Sheet, row: int, values: list[str]) -> None:
    for column, value in enumerate(values):
        text = strip_unstorable(value)
        if text != value:
            facts: Facts = {"cell": address(row, column), "row": row + 1}
            sheet.notices.append(Notice("cell_cleaned", facts))
        if text:
            sheet.cells[row, column] = Cell(text)
        elif column:
            sheet.cells.setdefault((row, column), Cell(""))  # an empty field still counts as a column


def _refuse_open_quote(text: str) -> None:
    """An odd number of quotes swallows every row after the open one; name the line it opened on."""
    if text.count('"') % 2 == 0:
        return
    opened = 0
    for number, line in enumerate(text.splitlines(), 1):
        if line.count('"') % 2:
            opened = 0 if opened else number
    raise Refusal("open_quote", line=opened)


def _note_ragged(sheet: Sheet) -> None:
    """Rows with another number of fields than the widest of the first rows (the header's)."""
    by_row = sheet.by_row()
    widths = {row: max(cells) + 1 for row, cells in by_row.items()}
    expected = max((width for _, width in sorted(widths.items())[:1]), default=0)
    for row, width in widths.items():
        if width != expected and any(cell.text for cell in by_row[row].values()):
            facts: Facts = {"row": row + 1, "count": width, "expected": expected}
            sheet.notices.append(Notice("ragged_row", facts))
    sheet.cells = {place: cell for place, cell in sheet.cells.items() if cell.text}
