"""A table whose headings are the caller's business: the rows of its first sheet as plain texts."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from reviewapp.documents.isolation import IsolatedReader
from reviewapp.documents.refusal import Refusal
from reviewapp.spreadsheets.cells import read_cell
from reviewapp.spreadsheets.grid import Cell
from reviewapp.spreadsheets.reading import sheets_of

logger = logging.getLogger(__name__)

UNREADABLE = "#"  # stands for a cell with an error: no heading, number or code is equal to it


@dataclass(frozen=True, slots=True)
class Line:
    """One row with content: its number as people count (from 1) and its texts from column A on."""

    number: int
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """The rows of one sheet."""

    lines: tuple[Line, ...]

    def to_json(self) -> dict[str, Any]:
        return {"lines": [[line.number, list(line.texts)] for line in self.lines]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Lines:
        return cls(tuple(Line(number, tuple(texts)) for number, texts in data["lines"]))


def read_lines_isolated(data: bytes, filename: str) -> Lines:
    """``read_lines`` in a process started for this file.  Raises Refusal for whatever cannot be read."""
    with IsolatedReader() as reader:
        return Lines.from_json(reader.run("read_lines", data, filename))


def read_lines(data: bytes, filename: str) -> Lines:
    """Rows of the first visible sheet that has any.  Line breaks inside a cell stay; numbers are digits.

    Raises Refusal, and nothing else, for any input.  For uploads call ``read_lines_isolated``.
    """
    try:
        return _read_lines(data, filename)
    except Refusal:
        raise
    except Exception as error:  # damage nobody foresaw is a refusal too
        logger.warning("unforeseen %s while reading a table", type(error).__name__, exc_info=True)
        raise Refusal("unreadable") from error


def _read_lines(data: bytes, filename: str) -> Lines:
    sheets, _mismatches = sheets_of(data, filename)
    filled = next((sheet for sheet in sheets if sheet.visible and sheet.cells), None)
    if filled is None:
        raise Refusal("no_rows")
    return Lines(
        tuple(
            Line(number + 1, tuple(_text(cells.get(column)) for column in range(max(cells) + 1)))
            for number, cells in filled.by_row().items()
        )
    )


def _text(cell: Cell | None) -> str:
    if cell is None:
        return ""
    if cell.kind == "text":
        return cell.text.replace("\r\n", "\n").strip()
    reading = read_cell(cell, "")
    return reading.text or UNREADABLE
