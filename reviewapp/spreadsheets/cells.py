"""From a stored cell to the text a person meant: numbers back to digits, serials to dates, clean names."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from reviewapp.documents.characters import strip_unstorable
from reviewapp.documents.limits import MAX_CELL_CHARACTERS
from reviewapp.spreadsheets.columns import DATE_FIELDS, FOLDED_FIELDS, NAME_FIELDS, NUMERIC_FIELDS
from reviewapp.spreadsheets.grid import Cell
from reviewapp.spreadsheets.xlsx import iso_date

_EXACT_DIGITS = 15  # a spreadsheet keeps 15 significant digits; longer numbers have lost their end
_SCIENTIFIC = re.compile(r"([+-]?\d{1,20}(?:\.\d{1,20})?)[eE]([+-]?\d{1,3})")
_TRAILING_ZERO = re.compile(r"(\d{1,20})\.0{1,6}")
_DATE_SERIAL = re.compile(r"[2-5]\d{4}")  # 1954 to 2064
_SPACE = re.compile(r"[\s\u00a0\u3000\ufeff]+")
_HANZI = "[\u4e00-\u9fff]"
_PADDED_NAME = re.compile(rf"(?<!{_HANZI})({_HANZI}) +({_HANZI})(?!{_HANZI})")


@dataclass(frozen=True, slots=True)
class Reading:
    """Text of one cell and, if there is something to say of it, the code of a notice."""

    text: str
    code: str | None = None


def read_cell(cell: Cell, field: str) -> Reading:
    """The text of ``cell`` for the canonical ``field``; an unusable value gives ``""`` and a code."""
    if cell.kind == "error":
        return Reading("", "error_cell")
    if len(cell.text) > MAX_CELL_CHARACTERS:
        return Reading("", "cell_too_long")
    reading = _read_number(cell.text, field) if cell.kind == "number" else _read_text(cell.text, field)
    if cell.formula:
        return Reading(reading.text, "formula" if reading.text else "formula_without_value")
    return reading


def _read_text(raw: str, field: str) -> Reading:
    text = strip_unstorable(raw)
    code = "cell_cleaned" if text != raw else None
    text = _SPACE.sub(" ", text).strip()
    if field in FOLDED_FIELDS:
        text = unicodedata.normalize("NFKC", text).strip()
    if field in NAME_FIELDS:
        text = _PADDED_NAME.sub(r"\1\2", text)  # 张　三 is padded to the width of three-letter names
    if field in NUMERIC_FIELDS and (_SCIENTIFIC.fullmatch(text) or _TRAILING_ZERO.fullmatch(text)):
        return Reading("", "digits_lost") if _is_rounded(text) else _read_number(text, field)
    if field in DATE_FIELDS and _DATE_SERIAL.fullmatch(text):
        return Reading(iso_date(text), "date_serial")
    return Reading(text, code)


def _read_number(raw: str, field: str) -> Reading:
    """A number as its digits, however it is stored: ``13800138000.0``, ``1.3800138E10``."""
    if field in DATE_FIELDS and _DATE_SERIAL.fullmatch(raw.removesuffix(".0")):
        return Reading(iso_date(raw), "date_serial")
    try:
        value = Decimal(raw)
    except InvalidOperation:
        return Reading("", "error_cell")
    if not value.is_finite() or abs(value.adjusted()) > 300:
        return Reading("", "error_cell")
    if value != value.to_integral_value():
        return Reading(format(value.normalize(), "f"))
    digits = format(value.to_integral_value(), "f")
    if len(digits.lstrip("-")) > _EXACT_DIGITS:
        return Reading("", "digits_lost")
    return Reading(digits, "number_restored" if "e" in raw.lower() else None)


def _is_rounded(text: str) -> bool:
    """True for scientific notation in a text cell that writes out fewer digits than the number has.

    That is what a program saved of a number too wide for its column; the rest is gone.  A *stored*
    number in this notation (some writers use it) is exact.
    """
    match = _SCIENTIFIC.fullmatch(text)
    if not match or int(match.group(2)) > _EXACT_DIGITS:
        return match is not None
    whole = len(format(Decimal(text).to_integral_value(), "f").lstrip("-"))
    return len(match.group(1).lstrip("+-").replace(".", "")) < whole
