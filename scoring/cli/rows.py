"""Tables given to and written by the commands: CSV with a header line, one record a line.

Tables are kept as columns, not as records: a national contest has a million marks, and a column of names
holds each name once.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.cli.files import NOT_UTF8, Refused, text_lines, write_lines

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_FAULTS = 10  # lines of complaint about one file
LARGEST = 1e15  # of any number: beyond it sums and squares are no longer exact, or overflow
MOST = 10**9  # of anything counted


@dataclass(frozen=True, slots=True)
class Rows:
    """A table as given; texts are stripped of the blanks around them.

    ``lines``: line in the file of every record; ``columns``: by lower-case name, one text per record.
    """

    path: Path
    lines: list[int]
    columns: dict[str, list[str]]

    def __len__(self) -> int:
        return len(self.lines)

    def __contains__(self, column: str) -> bool:
        return column in self.columns

    def texts(self, column: str) -> list[str]:
        """A column that must be filled in. Raises Refused where it is blank."""
        self.refuse(
            f"line {line}: {column} is blank"
            for line, text in zip(self.lines, self.columns[column], strict=True)
            if not text
        )
        return self.columns[column]

    def optional(self, column: str) -> list[str]:
        """A column that may be blank or absent: then blanks."""
        return self.columns.get(column) or [""] * len(self)

    def numbers(self, column: str, blank: float | None = None) -> NDArray[np.float64]:
        """(n,) numbers up to :data:`LARGEST`; ``blank`` stands for an empty field, or for all without such a column.

        Raises Refused for a text that is no such number, and for an empty field where ``blank`` is None.
        """
        import numpy as np

        if blank is not None and column not in self:
            return np.full(len(self), blank)
        values = [_number(text, blank) for text in self.columns[column]]
        self.refuse(
            f"line {line}: {column} must be a number, not {text!r}"
            for line, text, value in zip(self.lines, self.columns[column], values, strict=True)
            if value is None
        )
        return np.array(values, dtype=np.float64)

    def counts(self, column: str, blank: int | None = None) -> NDArray[np.int64]:
        """(n,) whole numbers from 0 to :data:`MOST`; otherwise as :meth:`numbers`."""
        import numpy as np

        numbers = self.numbers(column, blank)
        self.refuse(
            f"line {line}: {column} must be a whole number from 0 {'to a billion' * (number > MOST) or 'on'}, "
            f"not {number:g}"
            for line, number in zip(self.lines, numbers.tolist(), strict=True)
            if number != blank and (number < 0 or number > MOST or number % 1)
        )
        return numbers.astype(np.int64)

    def positions(self, column: str, known: Mapping[str, int], what: str) -> NDArray[np.int64]:
        """(n,) position of each text among the known ids. Raises Refused for an id that is not among them."""
        import numpy as np

        texts = self.texts(column)
        self.refuse(
            f"line {line}: there is no {what} {text!r}"
            for line, text in zip(self.lines, texts, strict=True)
            if text not in known
        )
        return np.fromiter((known[text] for text in texts), np.int64, len(texts))

    def ids(self, column: str = "id") -> dict[str, int]:
        """Position of every id. Raises Refused for an id that stands twice."""
        found: dict[str, int] = {}
        texts = self.texts(column)
        for position, text in enumerate(texts):
            found.setdefault(text, position)
        self.refuse(
            f"line {self.lines[i]}: {column} {text!r} stands in line {self.lines[found[text]]} already"
            for i, text in enumerate(texts)
            if found[text] != i
        )
        return found

    def taken(self, order: Sequence[int]) -> Rows:
        """The records at these positions, in this order."""
        columns = {name: [column[i] for i in order] for name, column in self.columns.items()}
        return Rows(self.path, [self.lines[i] for i in order], columns)

    def refuse(self, faults: Iterator[str]) -> None:
        """Raises Refused with the faults, if there are any: one line each, the first :data:`MOST_FAULTS`."""
        listed: list[str] = []
        for fault in faults:
            if len(listed) == MOST_FAULTS:
                listed.append("… and more")
                break
            listed.append(fault)
        if listed:
            raise Refused("\n".join(f"{self.path}, {fault}" for fault in listed))


def read_rows(path: Path, required: Sequence[str], other_names: Mapping[str, str] | None = None) -> Rows:
    """Read a table; columns beyond the required ones are kept too, those without a name are not.

    Lines without any text are passed over: spreadsheets leave empty columns and lines at the edges.

    ``other_names``: names that stand for another column, e.g. ``{"paper": "essay"}``; a column under its own
    name goes first. Raises Refused for a missing or repeated column, a record of another width, no records.
    """
    reader = csv.reader(_decoded(path), strict=True)
    try:
        header = next(reader, [])
        names = _names(path, header, required, other_names or {})
        kept: list[dict[str, str]] = [{} for _ in names]
        columns: list[list[str]] = [[] for _ in names]
        lines: list[int] = []
        for record in reader:
            if not any(record):
                continue
            if len(record) != len(names):
                raise Refused(
                    f"{path}, line {reader.line_num}: {len(record)} fields, but the header has {len(names)}"
                )
            lines.append(reader.line_num)
            for text, once, column in zip(record, kept, columns, strict=True):
                stripped = text.strip()
                column.append(once.setdefault(stripped, stripped))
    except csv.Error as error:
        raise Refused(f"{path}, line {reader.line_num}: {error}") from error
    if not lines:
        raise Refused(f"{path} holds no records below its header")
    return Rows(path, lines, {name: column for name, column in zip(names, columns, strict=True) if name})


def write_rows(path: Path, header: Sequence[str], records: Iterable[Sequence[object]]) -> None:
    """Write a table, whole or not at all; None and NaN become empty fields."""
    write_lines(path, map(csv_line, [header, *records]))


def csv_line(record: Sequence[object]) -> str:
    """A record as it is written, without the end of the line."""
    line = io.StringIO()
    # only what ends a line for the writer is put in quotes: both characters must
    csv.writer(line, lineterminator="\r\n").writerow("" if _empty(value) else value for value in record)
    return line.getvalue().removesuffix("\r\n")


def _empty(value: object) -> bool:
    return value is None or (isinstance(value, float) and value != value)


def _decoded(path: Path) -> Iterator[str]:
    """All lines; blank ones become empty so that the numbers of the lines stay right."""
    before = 0
    for number, line in text_lines(path):
        if line is None:
            raise Refused(f"{path}, line {number}: {NOT_UTF8}")
        for _ in range(before + 1, number):
            yield ""
        before = number
        yield line


def _names(
    path: Path, header: Sequence[str], required: Sequence[str], other_names: Mapping[str, str]
) -> list[str]:
    given = [name.strip().lower() for name in header]
    names = [name if other_names.get(name, name) in given else other_names[name] for name in given]
    missing = [name for name in required if name not in names]
    if missing:
        raise Refused(
            f"{path} has no column {', '.join(missing)}; its first line names: {', '.join(given) or 'nothing'}"
        )
    again = [name for name in dict.fromkeys(names) if name and names.count(name) > 1]
    if again:
        raise Refused(f"{path} has the column {', '.join(again)} more than once")
    return names


def _number(text: str, blank: float | None) -> float | None:
    if not text:
        return blank
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) <= LARGEST and "_" not in text else None  # 8_5 is 85 to Python, a slip to us
