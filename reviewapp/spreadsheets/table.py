"""What reading one table yields: rows of text by canonical field, each value with its cell address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reviewapp.documents.refusal import Notice


@dataclass(frozen=True, slots=True)
class Position:
    """Where a row stood: its number in the sheet (from 1), and the A1 address of each field's cell."""

    row: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The data rows of one sheet.

    ``header``: canonical field → heading as written.  ``rows``: field → text, ``""`` for an empty or
    unusable cell; every row has every field of the header.  ``positions``: one for each row.
    ``notices``: of the whole table or, with a ``row`` among the facts (its number in the sheet), of one row, which
    must not be used before a person has looked where the notice ``holds``.
    """

    header: Mapping[str, str]
    rows: tuple[Mapping[str, str], ...]
    positions: tuple[Position, ...]
    notices: tuple[Notice, ...] = ()
    sheet: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain data; ``from_json`` restores an equal value."""
        return {
            "header": dict(self.header),
            "rows": [dict(row) for row in self.rows],
            "positions": [[position.row, dict(position.cells)] for position in self.positions],
            "notices": [[notice.code, dict(notice.facts)] for notice in self.notices],
            "sheet": self.sheet,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Table:
        return cls(
            header=data["header"],
            rows=tuple(data["rows"]),
            positions=tuple(Position(row, cells) for row, cells in data["positions"]),
            notices=tuple(Notice(code, facts) for code, facts in data["notices"]),
            sheet=data["sheet"],
        )


def address(row: int, column: int) -> str:
    """A1 address of a cell; ``row`` and ``column`` count from 0.

    >>> address(0, 0), address(9, 27)
    ('A1', 'AB10')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"
