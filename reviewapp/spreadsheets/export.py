"""Writing official forms (汇总表, 统分表, 获奖名单 …) as .xlsx that print on A4, and as .csv; neither runs a formula.

Equal content gives equal bytes: times inside the file are fixed, so a form can be rebuilt and compared.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from reviewapp.documents.characters import strip_unstorable

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

# Heads of text that a spreadsheet may take for a formula, now or when the cell is edited; OWASP's list
# with the full-width equals sign.
_FORMULA_HEADS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# Texts that a spreadsheet reads as another number: its zeros in front or its last digits gone, or 23E4 as 230000
_NUMBER_LIKE = re.compile(r"0\d+|\d{16,}|\d+(?:\.\d*)?[eE][+-]?\d+")
_FIXED_MOMENT = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no time zones
_NARROWEST, _WIDEST = 6.0, 42.0  # column widths in characters of the standard letter
_PADDING = 2.0
_A4 = 9  # paper code
_MAX_CELL = 32_767  # characters Excel keeps in a cell

_FONT: dict[str, Any] = {"font_name": "宋体", "font_size": 11}
_MIDDLE: dict[str, Any] = {"align": "center", "valign": "vcenter"}

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column: its heading, and whether values are text (ids, phones, names) or numbers.

    ``decimals``: digits shown after the point of a number.  ``width``: in characters, None to fit.  ``within``:
    the least and the greatest number that the spreadsheet lets somebody type into a cell of the column.
    """

    heading: str
    kind: Literal["text", "number"] = "text"
    decimals: int = 0
    width: float | None = None
    within: tuple[float, float] | None = None


def write_form(
    title: str, columns: Sequence[FormColumn], rows: Sequence[Sequence[Value]], footer: Sequence[str] = ()
) -> bytes:
    """An .xlsx with a title over the table, frozen headings, and ``footer`` lines (填报人： …) below.

    Each row has one value a column; a text column keeps ``"007"`` and ``"-那年夏天"`` as they are, as
    text.  Raises ValueError if a row is not as long as ``columns``, which is a fault of the caller.
    """
    from xlsxwriter import Workbook  # 0.1 s to import, only needed here

    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": _FIXED_MOMENT})
        sheet = workbook.add_worksheet(re.sub(r"[\[\]:*?/\\']", "", title)[:31] or "Sheet")
        _write_title(workbook, sheet, title, len(columns))
        _write_cells(workbook, sheet, columns, rows)
        _set_limits(sheet, columns, len(rows))
        _write_footer(workbook, sheet, footer, len(columns), first_row=len(rows) + 3)
        _set_widths(sheet, columns, rows)
        _set_print(sheet)
    return buffer.getvalue()


def write_csv(columns: Sequence[FormColumn], rows: Sequence[Sequence[Value]]) -> bytes:
    """The headings and rows of a form as .csv that Excel and WPS open by a double click: UTF-8 with its mark.

    A number has its decimals; nothing is an empty field.  Text that would be taken for a formula or for another
    number gets an apostrophe in front, since a .csv cannot say which cells are text.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_literal(column.heading) for column in columns])
    literal = lru_cache(maxsize=None, typed=True)(_literal)  # a judge's name stands in hundreds of rows
    writer.writerows(
        [
            _shown(column, value) if isinstance(value, (int, float)) else literal(value)
            for column, value in zip(columns, row, strict=True)
        ]
        for row in rows
    )
    return text.getvalue().encode("utf-8-sig")


def _shown(column: FormColumn, value: Value) -> str:
    """The text that is read in the cell."""
    if column.kind == "number" and isinstance(value, (int, float)):
        return f"{value:.{column.decimals}f}"
    return "" if value is None else str(value)


def _literal(value: Value) -> str:
    text = _storable(value)
    changed = bool(text) and (_could_run(text) or _NUMBER_LIKE.fullmatch(text))
    return f"'{text}" if changed else text


def _write_title(workbook: Workbook, sheet: Worksheet, title: str, width: int) -> None:
    style = workbook.add_format(_FONT | _MIDDLE | {"font_size": 18, "bold": True, "num_format": "@"})
    sheet.set_row(0, 34)
    if width > 1:
        sheet.merge_range(0, 0, 0, width - 1, "", style)
    sheet.write_string(0, 0, _storable(title), style)


def _write_cells(
    workbook: Workbook, sheet: Worksheet, columns: Sequence[FormColumn], rows: Sequence[Sequence[Value]]
) -> None:
    cell = _FONT | {"border": 1, "valign": "vcenter"}
    words = cell | {"text_wrap": True, "num_format": "@"}
    text = workbook.add_format(words)
    quoted = workbook.add_format(words | {"quote_prefix": True})
    heading = workbook.add_format(words | _MIDDLE | {"bold": True})
    numbers = [workbook.add_format(cell | _MIDDLE | {"num_format": _number_format(c)}) for c in columns]
    for index, column in enumerate(columns):
        sheet.write_string(1, index, _storable(column.heading), heading)

    @lru_cache(maxsize=None, typed=True)  # a judge's name stands in hundreds of rows
    def saying(value: Value) -> tuple[str, Format]:
        said = _storable(value)
        return said, quoted if said and _could_run(said) else text

    number_formats = [numbers[i] if c.kind == "number" else None for i, c in enumerate(columns)]
    for row_number, row in enumerate(rows, 2):
        for index, (number, value) in enumerate(zip(number_formats, row, strict=True)):
            if number is not None and isinstance(value, (int, float)):
                sheet.write_number(row_number, index, value, number)
                continue
            said, style = saying(value)
            if said:
                sheet.write_string(row_number, index, said, style)
            else:
                sheet.write_blank(row_number, index, None, style)


def _number_format(column: FormColumn) -> str:
    return "0" + ("." + "0" * column.decimals if column.decimals else "")


def _storable(value: Value) -> str:
    return strip_unstorable("" if value is None else str(value))[:_MAX_CELL]


def _could_run(text: str) -> bool:
    """Could a spreadsheet take the text for a formula when the cell is edited?  Then it is quoted."""
    return text.lstrip(" \u00a0\u3000\n").startswith(_FORMULA_HEADS) or text[0] in "\t\r"


def _write_footer(
    workbook: Workbook, sheet: Worksheet, footer: Sequence[str], width: int, first_row: int
) -> None:
    """Footer texts side by side on one line under the table, each given an equal share of the columns."""
    style = workbook.add_format({"num_format": "@"})
    step = max(1, width // len(footer)) if footer else 1
    for index, text in enumerate(footer):
        line, column = divmod(index * step, max(1, width))
        sheet.write_string(first_row + line, column, _storable(text), style)


def _set_limits(sheet: Worksheet, columns: Sequence[FormColumn], lines: int) -> None:
    """The spreadsheet refuses a number out of range when it is typed, and names the range."""
    for index, column in enumerate(columns):
        if column.within is None or not lines:
            continue
        low, high = column.within
        rule = {
            "validate": "decimal" if column.decimals else "integer", "criteria": "between",
            "minimum": low, "maximum": high,
            "error_title": "超出范围", "error_message": f"请填 {low:g} 到 {high:g} 之间的数字。",
        }  # fmt: skip
        sheet.data_validation(2, index, lines + 1, index, rule)


def _set_widths(sheet: Worksheet, columns: Sequence[FormColumn], rows: Sequence[Sequence[Value]]) -> None:
    for index, column in enumerate(columns):
        texts = {column.heading, *(_shown(column, value) for value in {row[index] for row in rows})}
        fitted = max(map(display_width, texts)) + _PADDING
        width = column.width if column.width is not None else min(_WIDEST, max(_NARROWEST, fitted))
        sheet.set_column(index, index, width)


def display_width(text: str) -> int:
    """Width of the widest line of ``text`` in Latin letters: a Hanzi is as wide as two.

    >>> display_width("作品A"), display_width("")
    (5, 0)
    """
    return max(sum(map(_letter_width, line)) for line in text.split("\n"))


def _letter_width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1


def _set_print(sheet: Worksheet) -> None:
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(0, 1)
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_footer("&C&P / &N")
