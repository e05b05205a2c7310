"""Reading .xlsx: a streaming walk over the sheets (ECMA-376, SpreadsheetML).

Own, because the import needs what value readers drop: which cells are formulas or errors, numbers as
they are stored, and that a claimed size of a million rows is not believed.  Cells are kept sparse.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from xml.parsers import expat

from lxml import etree

from reviewapp.documents import ooxml
from reviewapp.documents.packages import Package, open_package
from reviewapp.documents.refusal import Notice, Refusal
from reviewapp.documents.xmlparts import read_optional, read_part, refuse_dtd_anywhere
from reviewapp.spreadsheets.grid import Cell, Sheet, Span, bounded

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_FORMAT_NOISE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_DATE_LETTERS = re.compile(r"[ymdhs年月日]", re.IGNORECASE)
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_EPOCH, _EPOCH_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)  # noqa: DTZ001 - local days
_MAX_SHEETS = 50


def read(data: bytes) -> list[Sheet]:
    """All sheets of a workbook.  Raises Refusal: gate of packages, ``macro``, ``external_entity`` …"""
    with open_package(data) as package:
        if "[Content_Types].xml" not in package:
            raise Refusal("damaged", part="[Content_Types].xml")
        ooxml.refuse_macros(package)
        refuse_dtd_anywhere(package)
        workbook = read_part(package, "xl/workbook.xml")
        settings = workbook.find(_S + "workbookPr")
        is_1904 = settings is not None and settings.get("date1904") in ("1", "true")
        strings, dates = _shared_strings(package), _date_styles(package)
        sheets = []
        for entry, part in _sheet_parts(package, workbook)[:_MAX_SHEETS]:
            scan = _SheetScan(strings, dates, _EPOCH_1904 if is_1904 else _EPOCH)
            sheet = Sheet(str(entry.get("name")), visible=entry.get("state") in (None, "visible"))
            scan.run(package.read(part), part, sheet)
            sheets.append(bounded(sheet))
        if sheets and any(name.startswith("xl/externalLinks/") for name in package.names):
            sheets[0].notices.append(Notice("external_workbook"))
    return sheets


def _sheet_parts(package: Package, workbook: etree._Element) -> list[tuple[etree._Element, str]]:
    relations = read_part(package, "xl/_rels/workbook.xml.rels")
    targets = {relation.get("Id"): str(relation.get("Target") or "") for relation in relations}
    found = []
    for entry in workbook.iter(_S + "sheet"):
        target = targets.get(entry.get(_R + "id"), "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        if part in package and "worksheets/" in part:
            found.append((entry, part))
    return found


def _shared_strings(package: Package) -> list[str]:
    root = read_optional(package, "xl/sharedStrings.xml")
    if root is None:
        return []
    phonetic = _S + "rPh"  # readings of names, shown above them in Japanese workbooks
    return [
        "".join(t.text or "" for t in item.iter(_S + "t") if t.getparent().tag != phonetic)
        for item in root.findall(_S + "si")
    ]


def _date_styles(package: Package) -> frozenset[int]:
    """Indices of the cell formats that show a number as a date."""
    root = read_optional(package, "xl/styles.xml")
    if root is None:
        return frozenset()
    own = {
        int(f.get("numFmtId")): _FORMAT_NOISE.sub("", str(f.get("formatCode") or ""))
        for f in root.iter(_S + "numFmt")
        if str(f.get("numFmtId")).isdigit()
    }
    formats = root.find(_S + "cellXfs")
    found = set()
    for index, xf in enumerate(formats if formats is not None else ()):
        code = str(xf.get("numFmtId") or "0")
        number = int(code) if code.isdigit() else 0
        if number in _BUILT_IN_DATES or _DATE_LETTERS.search(own.get(number, "")):
            found.add(index)
    return frozenset(found)


class _SheetScan:
    """Event handler for one sheet part; fills a Sheet."""

    def __init__(self, strings: list[str], date_styles: frozenset[int], epoch: dt.datetime) -> None:
        self._strings = strings
        self._date_styles = date_styles
        self._epoch = epoch
        self._row = -1
        self._column = -1
        self._type = ""
        self._style = 0
        self._formula = False
        self._text: list[str] = []
        self._collecting = False

    def run(self, data: bytes, part: str, sheet: Sheet) -> None:
        self._sheet = sheet
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            raise Refusal("damaged", part=part) from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rsplit(" ", 1)[-1]
        if tag == "c":
            self._start_cell(attributes)
        elif tag == "row":
            stated = attributes.get("r", "")
            self._row = int(stated) - 1 if stated.isdigit() and 0 < len(stated) < 8 else self._row + 1
            self._column = -1
        elif tag == "f":
            self._formula = True
        elif tag in ("v", "t"):
            self._collecting = True
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = _place(attributes.get("r", ""))
        self._row, self._column = place if place else (self._row, self._column + 1)
        self._type = attributes.get("t", "n")
        style = attributes.get("s", "0")
        self._style = int(style) if style.isdigit() else 0
        self._formula = False
        self._text = []

    def _end(self, name: str) -> None:
        tag = name.rsplit(" ", 1)[-1]
        if tag in ("v", "t"):
            self._collecting = False
        elif tag == "c":
            cell = self._cell("".join(self._text))
            if cell.text or cell.formula:
                self._sheet.cells[max(0, self._row), self._column] = cell

    def _data(self, text: str) -> None:
        if self._collecting:
            self._text.append(text)

    def _cell(self, text: str) -> Cell:
        if self._type == "s":
            known = text.isdigit() and int(text) < len(self._strings)
            return Cell(self._strings[int(text)] if known else "", "text", self._formula)
        if self._type == "b":
            return Cell("TRUE" if text == "1" else "FALSE", "boolean", self._formula)
        if self._type == "e":
            return Cell(text, "error", self._formula)
        if self._type in ("str", "inlineStr", "d"):
            return Cell(text, "date" if self._type == "d" else "text", self._formula)
        if self._style in self._date_styles and (date := iso_date(text, self._epoch)):
            return Cell(date, "date", self._formula)
        return Cell(text, "number", self._formula)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = _place(first), _place(last)
        if start and end:
            self._sheet.merges.append(Span(*start, *end))


def iso_date(serial: str, epoch: dt.datetime = _EPOCH) -> str:
    """Date (and time, if any) of a day number in ISO form, ``""`` if it is none.

    >>> iso_date("45000"), iso_date("45000.5"), iso_date("x")
    ('2023-03-15', '2023-03-15T12:00', '')
    """
    try:
        moment = epoch + dt.timedelta(days=float(serial))
    except (ValueError, OverflowError):
        return ""
    has_time = moment.hour or moment.minute
    return moment.strftime("%Y-%m-%dT%H:%M") if has_time else moment.date().isoformat()


def _place(reference: str) -> tuple[int, int] | None:
    match = _REFERENCE.fullmatch(reference)
    if not match:
        return None
    column = 0
    for letter in match.group(1):
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match.group(2)) - 1, column - 1
