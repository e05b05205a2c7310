"""Reading .xls, .et and .ods through calamine, into the same sparse sheets as .xlsx.

These formats do not tell which cells are formulas here: the stored value is taken, as Excel shows it.
"""

from __future__ import annotations

import datetime as dt
import io

import python_calamine as calamine

from reviewapp.documents.packages import open_package
from reviewapp.documents.refusal import Refusal
from reviewapp.documents.xmlparts import refuse_dtd_anywhere
from reviewapp.spreadsheets.grid import Cell, Sheet, Span, bounded

_MAX_SHEETS = 50


def read(data: bytes) -> list[Sheet]:
    """All sheets.  Raises Refusal ``damaged``, ``encrypted``, ``external_entity`` and the gate's."""
    if data.startswith(b"PK"):
        with open_package(data) as package:
            refuse_dtd_anywhere(package)
    try:
        with calamine.CalamineWorkbook.from_object(io.BytesIO(data)) as workbook:
            return [bounded(_sheet(workbook, meta)) for meta in workbook.sheets_metadata[:_MAX_SHEETS]]
    except calamine.PasswordError as error:
        raise Refusal("encrypted") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        if isinstance(error, Refusal):
            raise
        raise Refusal("damaged", part="xls") from error


def _sheet(workbook: calamine.CalamineWorkbook, meta: calamine.SheetMetadata) -> Sheet:
    sheet = Sheet(meta.name, visible=meta.visible == calamine.SheetVisibleEnum.Visible)
    if meta.typ != calamine.SheetTypeEnum.WorkSheet:
        return sheet
    source = workbook.get_sheet_by_name(meta.name)
    for row, values in enumerate(source.to_python(skip_empty_area=False)):
        for column, value in enumerate(values):
            cell = _cell(value)
            if cell.text:
                sheet.cells[row, column] = cell
    for (top, left), (bottom, right) in source.merged_cell_ranges or ():
        sheet.merges.append(Span(top, left, bottom, right))
    return sheet


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return Cell("TRUE" if value else "FALSE", "boolean")
    if isinstance(value, (int, float)):
        return Cell(repr(value), "number")
    if isinstance(value, dt.datetime):
        whole_day = value.time() == dt.time()
        return Cell(value.date().isoformat() if whole_day else value.isoformat("T", "minutes"), "date")
    if isinstance(value, (dt.date, dt.time, dt.timedelta)):
        return Cell(str(value), "date")
    text = str(value)
    return Cell(text, "error" if text.startswith("#") and text.rstrip("!?").isupper() else "text")
