"""One table file in, rows of text by canonical field out."""

from __future__ import annotations

import importlib
import logging
import re
from collections.abc import Collection, Sequence

from reviewapp.documents.limits import MAX_TABLE_BYTES, readable_size
from reviewapp.documents.refusal import Facts, Notice, Refusal
from reviewapp.documents.sniff import table_kind
from reviewapp.spreadsheets.cells import read_cell
from reviewapp.spreadsheets.columns import field_of
from reviewapp.spreadsheets.grid import Cell, Sheet
from reviewapp.spreadsheets.header import Header, find_header
from reviewapp.spreadsheets.table import Position, Table, address

logger = logging.getLogger(__name__)

SUMMARY_REQUIRED = frozenset({"title", "authors"})  # what a 汇总表 cannot do without

_READERS = {"xlsx": "xlsx", "xls": "legacy", "ods": "legacy", "csv": "csvtext"}
# First words of the lines under a table: who filled it in, totals, notes.
_FOOTER = re.compile(
    r"\s*(填报人|填表人|制表人|审核人|负责人|盖章|单位盖章|联系人|填报日期|日期|合计|总计|注|说明|备注)\s*([:：（(]|$)"
)
_SHOWN_VALUE = 40  # characters of a value named in a notice


def read_table(data: bytes, filename: str, required: Collection[str] = SUMMARY_REQUIRED) -> Table:
    """Read a table (.xlsx, .xls, .et, .ods, .csv) whose headings are known by their aliases.

    ``required``: canonical fields without which the table is refused.  Blank rows and the lines under
    the table are passed over; rows equal in every cell but the order count once.

    Raises Refusal, and nothing else, for any input.  For uploads call ``read_table_isolated``.
    """
    try:
        return _read_table(data, filename, frozenset(required))
    except Refusal:
        raise
    except Exception as error:  # the promise of this function: damage nobody foresaw is a refusal too
        logger.warning("unforeseen %s while reading a table", type(error).__name__, exc_info=True)
        raise Refusal("unreadable") from error


def _read_table(data: bytes, filename: str, required: frozenset[str]) -> Table:
    sheets, mismatches = sheets_of(data, filename)
    sheet, header, others = _choose_sheet(sheets, required)
    builder = _Builder(sheet, header, [*mismatches, *others, *sheet.notices])
    return builder.build()


def sheets_of(data: bytes, filename: str) -> tuple[list[Sheet], Sequence[Notice]]:
    """Every sheet of a table file, and what is to be said of its name.  Raises Refusal."""
    if not data:
        raise Refusal("empty_file")
    if len(data) > MAX_TABLE_BYTES:
        raise Refusal("too_large", size=readable_size(len(data)), limit=readable_size(MAX_TABLE_BYTES))
    kind, mismatches = table_kind(data, filename)
    sheets: list[Sheet] = importlib.import_module(f"reviewapp.spreadsheets.{_READERS[kind]}").read(data)
    return sheets, mismatches


def _choose_sheet(sheets: list[Sheet], required: frozenset[str]) -> tuple[Sheet, Header, list[Notice]]:
    """The first visible sheet with the needed headings; other sheets with content are reported."""
    filled = [sheet for sheet in sheets if sheet.cells]
    refusal: Refusal | None = None
    for sheet in [sheet for sheet in filled if sheet.visible]:
        try:
            header = find_header(sheet, required)
        except Refusal as found:
            refusal = refusal or found
            continue
        others = [
            Notice("other_sheet" if other.visible else "hidden_sheet", {"sheet": other.name})
            for other in filled
            if other is not sheet
        ]
        return sheet, header, others
    raise refusal or Refusal("no_rows")


class _Builder:
    """Turns the cells under a header into rows, collecting notices."""

    def __init__(self, sheet: Sheet, header: Header, notices: list[Notice]) -> None:
        self._sheet = sheet
        self._header = header
        self._notices = notices
        self._filled = sheet.filled()
        self._rows: list[dict[str, str]] = []
        self._positions: list[Position] = []
        self._seen: dict[tuple[str, ...], int] = {}

    def build(self) -> Table:
        self._note_columns()
        for number, cells in self._sheet.by_row().items():
            if number > self._header.last_row:
                self._take(number, cells)
        if not self._rows:
            raise Refusal("no_rows")
        headings = {field: self._header.headings[column] for column, field in self._header.fields.items()}
        return Table(
            headings, tuple(self._rows), tuple(self._positions), tuple(self._notices), self._sheet.name
        )

    def _note_columns(self) -> None:
        known = set(self._header.fields.values())
        for column, heading in self._header.headings.items():
            if column not in self._header.fields and heading:
                code = "repeated_column" if field_of(heading) in known else "unknown_column"
                place = address(self._header.last_row, column)
                self._notices.append(Notice(code, {"cell": place, "value": heading[:_SHOWN_VALUE]}))

    def _take(self, number: int, cells: dict[int, Cell]) -> None:
        texts = [cell.text.strip() for cell in cells.values() if cell.text.strip()]
        if not texts and not any(cell.formula for cell in cells.values()):
            return
        if texts and _FOOTER.match(texts[0]) and self._is_outside(cells):
            facts: Facts = {"row": number + 1, "value": texts[0][:_SHOWN_VALUE]}
            self._notices.append(Notice("footer_row", facts))
            return
        row: dict[str, str] = {}
        places: dict[str, str] = {}
        for column, field in self._header.fields.items():
            places[field] = address(number, column)
            row[field] = self._text(number, column, field, cells.get(column))
        if not any(row.values()) and not any(n.facts.get("row") == number + 1 for n in self._notices):
            return
        self._add(number, row, places)

    def _is_outside(self, cells: dict[int, Cell]) -> bool:
        """A line under the table has no title; a work may well be called 说明."""
        title = next((c for c, field in self._header.fields.items() if field == "title"), None)
        first = min(cells)
        return title is None or title not in cells or first == title

    def _text(self, number: int, column: int, field: str, cell: Cell | None) -> str:
        place: dict[str, str | int] = {"cell": address(number, column), "row": number + 1}
        if cell is None:
            shown = self._filled.get((number, column))
            if shown is None:
                return ""
            text = read_cell(shown, field).text
            self._notices.append(Notice("merged_filled", {**place, "value": text[:_SHOWN_VALUE]}))
            return text
        reading = read_cell(cell, field)
        if reading.code is not None:
            value = (reading.text if cell.formula else cell.text)[:_SHOWN_VALUE]
            facts: Facts = {**place, "value": value, "count": len(cell.text)}
            self._notices.append(Notice(reading.code, facts))
        return reading.text

    def _add(self, number: int, row: dict[str, str], places: dict[str, str]) -> None:
        content = tuple(text for field, text in row.items() if field != "order")
        first = self._seen.setdefault(content, number)
        if first != number:
            self._notices.append(Notice("repeated_row", {"row": number + 1, "first": first + 1}))
            return
        self._rows.append(row)
        self._positions.append(Position(number + 1, places))
