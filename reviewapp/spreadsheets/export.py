"""Writing official forms (汇总表, 统分表, 获奖名单 …) as .xlsx that print on A4 and run no formula.

Equal content gives equal bytes: times inside the file are fixed, so a form can be rebuilt and compared.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from reviewapp.documents.characters import strip_unstorable

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

# Heads of text that a spreadsheet may take for a formula, now or when the cell is edited; OWASP's list
# with the full-width equals sign.
_FORMULA_HEADS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_FIXED_MOMENT = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no time zones
_ZIP_MOMENT = (2000, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_NARROWEST, _WIDEST = 6.0, 42.0  # column widths in characters of the standard letter
_PADDING = 2.0
_A4 = 9  # paper code
_MAX_CELL = 32_767  # characters Excel keeps in a cell

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column: its heading, and whether values are text (ids, phones, names) or numbers.

    ``decimals``: digits shown after the point of a number.  ``width``: in characters, None to fit.
    """

    heading: str
    kind: Literal["text", "number"] = "text"
    decimals: int = 0
    width: float | None = None


def write_form(
    title: str, columns: Sequence[FormColumn], rows: Sequence[Sequence[Value]], footer: Sequence[str] = ()
) -> bytes:
    """An .xlsx with a title over the table, frozen headings, and ``footer`` lines (填报人： …) below.

    Each row has one value a column; a text column keeps ``"007"`` and ``"-那年夏天"`` as they are, as
    text.  Raises ValueError if a row is not as long as ``columns``, which is a fault of the caller.
    """
    from openpyxl import Workbook  # 0.3 s to import, only needed here

    workbook = Workbook()
    workbook.properties.creator = ""
    workbook.properties.created = _FIXED_MOMENT
    sheet = workbook.active
    sheet.title = re.sub(r"[\[\]:*?/\\']", "", title)[:31] or "Sheet"
    _write_title(sheet, title, len(columns))
    _write_cells(sheet, columns, rows)
    _write_footer(sheet, footer, len(columns), first_row=len(rows) + 3)
    _set_widths(sheet, columns, rows)
    _set_print(sheet)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return _with_fixed_times(buffer.getvalue())


def _write_title(sheet: Worksheet, title: str, width: int) -> None:
    from openpyxl.styles import Alignment, Font

    cell = _put(sheet, 1, 1, title)
    cell.font = Font(name="宋体", size=18, bold=True)
    cell.alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[1].height = 34
    if width > 1:
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)


def _write_cells(sheet: Worksheet, columns: Sequence[FormColumn], rows: Sequence[Sequence[Value]]) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    side = Side(style="thin", color="000000")
    border = Border(left=side, right=side, top=side, bottom=side)
    heading_style = (Font(name="宋体", size=11, bold=True), Alignment("center", "center", wrap_text=True))
    text_style = (Font(name="宋体", size=11), Alignment("left", "center", wrap_text=True))
    number_style = (Font(name="宋体", size=11), Alignment("center", "center"))
    for index, column in enumerate(columns, 1):
        cell = _put(sheet, 2, index, column.heading)
        cell.font, cell.alignment = heading_style
        cell.border = border
    for row_number, row in enumerate(rows, 3):
        for index, (column, value) in enumerate(zip(columns, row, strict=True), 1):
            number = column.kind == "number" and isinstance(value, (int, float))
            cell = sheet.cell(row_number, index, value) if number else _put(sheet, row_number, index, value)
            if number:
                cell.number_format = "0" + ("." + "0" * column.decimals if column.decimals else "")
            cell.font, cell.alignment = number_style if number else text_style
            cell.border = border


def _put(sheet: Worksheet, row: int, column: int, value: Value) -> Cell:
    """Write a text cell: always of string type, quoted where its head could start a formula."""
    text = strip_unstorable("" if value is None else str(value))[:_MAX_CELL]
    cell = sheet.cell(row, column)
    if text:
        cell.value = text
        cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = text.lstrip(" \u00a0\u3000\n").startswith(_FORMULA_HEADS) or text[0] in "\t\r"
    return cell


def _write_footer(sheet: Worksheet, footer: Sequence[str], width: int, first_row: int) -> None:
    """Footer texts side by side on one line under the table, each given an equal share of the columns."""
    if not footer:
        return
    step = max(1, width // len(footer))
    for index, text in enumerate(footer):
        row, column = first_row + index * step // max(1, width), 1 + index * step % max(1, width)
        _put(sheet, row + 1, column, text)


def _set_widths(sheet: Worksheet, columns: Sequence[FormColumn], rows: Sequence[Sequence[Value]]) -> None:
    from openpyxl.utils import get_column_letter

    for index, column in enumerate(columns):
        texts = [column.heading, *(str(row[index]) for row in rows if row[index] is not None)]
        fitted = max(display_width(text) for text in texts) + _PADDING
        width = column.width if column.width is not None else min(_WIDEST, max(_NARROWEST, fitted))
        sheet.column_dimensions[get_column_letter(index + 1)].width = width


def display_width(text: str) -> int:
    """Width of the widest line of ``text`` in Latin letters: a Hanzi is as wide as two.

    >>> display_width("作品A"), display_width("")
    (5, 0)
    """
    return max(sum(map(_letter_width, line)) for line in text.split("\n"))


def _letter_width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1


def _set_print(sheet: Worksheet) -> None:
    sheet.freeze_panes = "A3"
    sheet.print_title_rows = "1:2"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "&P / &N"


def _with_fixed_times(data: bytes) -> bytes:
    """The same package with every time in it replaced by one fixed moment."""
    result = io.BytesIO()
    moment = _FIXED_MOMENT.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(result, "w") as target:
        for info in source.infolist():
            content = source.read(info)
            if info.filename == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + moment, content)
            entry = zipfile.ZipInfo(info.filename, _ZIP_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, content)
    return result.getvalue()
