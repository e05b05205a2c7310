"""Tables given to and written by the commands: CSV with a header line, one record a line.

Tables are kept as columns, not as records: a national contest has a million marks, and a column of names
holds each name once.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, compress, islice
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.cli.files import NOT_UTF8, Refused, check_not_wide, write_lines

if TYPE_CHECKING:
    from _csv import Reader

    import numpy as np
    from numpy.typing import NDArray

MOST_FAULTS = 10  # lines of complaint about one file
LARGEST = 1e15  # of any number: beyond it sums and squares are no longer exact, or overflow
MOST = 10**9  # of anything counted
BLOCK = 20_000  # records taken at once: enough to be fast, few enough to be little
_QUOTED = re.compile('[",\r\n]')  # what a field may not hold unless it stands in quotes


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
        texts = self.columns[column]
        if not all(texts):
            self.refuse(
                f"line {line}: {column} is blank"
                for line, text in zip(self.lines, texts, strict=True)
                if not text
            )
        return texts

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
        texts = self.columns[column]
        known = {text: _number(text, blank) for text in dict.fromkeys(texts)}
        if None in known.values():
            self.refuse(
                f"line {line}: {column} must be a number, not {text!r}"
                for line, text in zip(self.lines, texts, strict=True)
                if known[text] is None
            )
        return np.fromiter(map(known.__getitem__, texts), np.float64, len(texts))

    def counts(self, column: str, blank: int | None = None) -> NDArray[np.int64]:
        """(n,) whole numbers from 0 to :data:`MOST`; otherwise as :meth:`numbers`."""
        import numpy as np

        numbers = self.numbers(column, blank)
        wrong = (numbers != blank) & ((numbers < 0) | (numbers > MOST) | (numbers % 1 > 0))
        self.refuse(
            f"line {self.lines[i]}: {column} must be a whole number from 0 "
            f"{'to a billion' * bool(numbers[i] > MOST) or 'on'}, not {numbers[i]:g}"
            for i in np.flatnonzero(wrong).tolist()
        )
        return numbers.astype(np.int64)

    def positions(self, column: str, known: Mapping[str, int], what: str) -> NDArray[np.int64]:
        """(n,) position of each text among the known ids. Raises Refused for an id that is not among them."""
        import numpy as np

        texts = self.texts(column)
        if not known.keys() >= set(texts):
            self.refuse(
                f"line {line}: there is no {what} {text!r}"
                for line, text in zip(self.lines, texts, strict=True)
                if text not in known
            )
        return np.fromiter(map(known.__getitem__, texts), np.int64, len(texts))

    def ids(self, column: str = "id") -> dict[str, int]:
        """Position of every id. Raises Refused for an id that stands twice."""
        texts = self.texts(column)
        found = dict(zip(texts, range(len(texts)), strict=True))
        if len(found) < len(texts):
            first: dict[str, int] = {}
            self.refuse(
                f"line {self.lines[i]}: {column} {text!r} stands in line {self.lines[first[text]]} already"
                for i, text in enumerate(texts)
                if first.setdefault(text, i) != i
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

    Lines without any text are passed over: spreadsheets leave empty columns and lines at the edges.  Fields are parted
    by commas, or by semicolons or tabs where the header has these and no comma.  A file in GB18030, as Chinese Windows
    writes it, is read with a note.

    ``other_names``: names that stand for another column, e.g. ``{"paper": "essay"}``; a column under its own
    name goes first. Raises Refused for a missing or repeated column, a record of another width, no records.
    """
    text = _decoded(path)
    reader = csv.reader(io.StringIO(text, newline="\n"), strict=True, delimiter=_delimiter(text))
    table = _Table([], [], [])
    try:
        header = next(filter(_says_something, reader), [])
        names = _names(path, header, required, other_names or {})
        table = _Table([{} for _ in names], [[] for _ in names], [])
        while table.take(reader):
            pass
    except csv.Error as error:
        raise Refused(f"{path}, line {reader.line_num}: {error}") from error
    except _OtherWidth as error:
        raise Refused(f"{path}, {error}") from error
    if not table.lines:
        raise Refused(f"{path} holds no records below its header")
    columns = zip(names, table.columns, strict=True)
    return Rows(path, table.lines, {name: column for name, column in columns if name})


class _OtherWidth(Exception):
    """A record does not have as many fields as the header."""


@dataclass(frozen=True, slots=True)
class _Table:
    """A table while it is read, column by column; ``kept`` holds each text of a column once, if they repeat."""

    kept: list[dict[str, str]]
    columns: list[list[str]]
    lines: list[int]

    def take(self, reader: Reader) -> bool:
        """Add the next :data:`BLOCK` records, all at once; False when there was none."""
        before = reader.line_num
        records = list(islice(reader, BLOCK))
        if not records:
            return False
        lines: Sequence[int] = range(before + 1, reader.line_num + 1)
        if len(lines) > len(records):  # a field in quotes goes on in the next line
            lines = list(accumulate(map(_lines, records), initial=before))[1:]
        told = list(map(str.strip, map("".join, records)))  # nothing is left of a line of blanks
        if not all(told):
            records, lines = list(compress(records, told)), list(compress(lines, told))
        if set(map(len, records)) - {len(self.columns)}:
            wrong = next(i for i, record in enumerate(records) if len(record) != len(self.columns))
            raise _OtherWidth(
                f"line {lines[wrong]}: {len(records[wrong])} fields, but the header has {len(self.columns)}"
            )
        self.lines.extend(lines)
        for column, once, texts in zip(self.columns, self.kept, zip(*records, strict=True), strict=False):
            stripped = list(map(str.strip, texts))
            # ids do not repeat: such a column is taken as it is
            repeated = 2 * len(once) <= len(column)
            column.extend(map(once.setdefault, stripped, stripped) if repeated else stripped)
        return True


def _lines(record: Sequence[str]) -> int:
    """Lines of the file that the record takes."""
    return 1 + sum(field.count("\n") for field in record)


def _says_something(record: Sequence[str]) -> bool:
    """Whether any field holds more than blanks; mostly the first does."""
    return any(record) and any(map(str.strip, record))


def write_rows(path: Path, header: Sequence[str], records: Iterable[Sequence[object]]) -> None:
    """Write a table, whole or not at all; None and NaN become empty fields."""
    write_lines(path, map(csv_line, [header, *records]))


def csv_line(record: Sequence[object]) -> str:
    """A record as it is written, without the end of the line."""
    line = io.StringIO()
    # only what ends a line for the writer is put in quotes: both characters must
    csv.writer(line, lineterminator="\r\n").writerow("" if _empty(value) else value for value in record)
    return line.getvalue().removesuffix("\r\n")


def csv_fields(texts: Sequence[str]) -> Sequence[str]:
    """Each of these texts, none of them blank, as it is written in a record."""
    return [csv_line([text]) for text in texts] if _QUOTED.search("\0".join(texts)) else texts


def _empty(value: object) -> bool:
    return value is None or (isinstance(value, float) and value != value)


def _decoded(path: Path) -> str:
    """The text of the file without its byte order mark.  Raises Refused where it is neither UTF-8 nor GB18030."""
    found = path.read_bytes()
    check_not_wide(path, found[: found.find(b"\n") + 1] or found)
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = _from_windows(found)
        if text is None:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise Refused(f"{path}, line {line}: {NOT_UTF8}") from error
        sys.stderr.write(f"{path} is not UTF-8 and is read as GB18030\n")
        return text


def _from_windows(found: bytes) -> str | None:
    """The text of a file in GB18030; None for another one, and for one in UTF-8 with a fault in it."""
    lines = [line for line in found.splitlines() if not line.isascii()]
    if 2 * sum(_is_utf8(line) for line in lines) >= len(lines):
        return None
    try:
        return found.decode("gb18030")
    except UnicodeDecodeError:
        return None


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(text: str) -> str:
    """What parts the fields: the first of comma, semicolon and tab that the header has."""
    header = next((line for line in text.splitlines() if line.strip(" ,;\t")), "")
    return next((mark for mark in ",;\t" if mark in header), ",")


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
