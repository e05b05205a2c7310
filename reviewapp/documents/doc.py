"""Reading legacy .doc and .wps: the piece table of the Word 97–2003 binary format ([MS-DOC]).

The text of such a file lies in pieces, of one or two bytes a character, in any order; the piece table
names them.  Which characters are hidden or deleted stands in the character runs (``doc_runs``).
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

import olefile

from reviewapp.documents.characters import join_surrogates
from reviewapp.documents.doc_runs import FormattedRun, hidden_runs
from reviewapp.documents.extracted import Draft, HiddenKind
from reviewapp.documents.refusal import Refusal

_MAGIC = 0xA5EC
_WORD_97 = 0x00C1  # first file version with this layout
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_FLAGS_AT, _LENGTHS_AT, _PIECES_AT, _RUNS_AT = 0x0A, 0x4C, 0x1A2, 0xFA
_IDENTITY_FIELDS = ("AUTHOR", "LASTSAVEDBY", "FILENAME", "USERNAME", "USERINITIALS", "DOCPROPERTY")
# Stories of a file in stored order; what a reader of the page sees of each.
_STORIES = ("body", "notes", "margin", "macros", "comment", "notes", "boxes", "margin")
_PARAGRAPH, _CELL, _LINE, _PAGE = "\r", "\x07", "\x0b", "\x0c"
_FIELD_BEGIN, _FIELD_RESULT, _FIELD_END = "\x13", "\x14", "\x15"
_NOTE_MARK = "\x02"
_REPLACED = {"\x1e": "-", "\x1f": "", "\x01": "", "\x08": "", "\x05": "", "\x03": "", "\x04": ""}
_PICTURES = ("\x01", "\x08")  # stand where a picture or a drawn object hangs
_PROPERTIES = ("author", "last_saved_by", "company", "manager", "title", "subject", "keywords", "comments",
               "template")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Character:
    """One UTF-16 unit of the file and why it is not visible, if it is not."""

    unit: str
    kind: HiddenKind | None


def read(data: bytes) -> Draft:
    """Visible text of a .doc as lines.

    Raises Refusal ``damaged``, ``encrypted``, ``macro``, ``old_word``.
    """
    draft = Draft("doc")
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            _read_ole(ole, draft)
    except Refusal:
        raise
    except (OSError, struct.error, ValueError, LookupError, TypeError, AttributeError) as error:
        raise Refusal("damaged", part="doc") from error
    return draft


def _read_ole(ole: olefile.OleFileIO, draft: Draft) -> None:
    if any("_VBA_PROJECT" in entry for path in ole.listdir() for entry in path):
        raise Refusal("macro")
    if not ole.exists("WordDocument"):
        raise Refusal("damaged", part="WordDocument")
    word = ole.openstream("WordDocument").read()
    magic, version = struct.unpack_from("<HH", word, 0)
    flags = struct.unpack_from("<H", word, _FLAGS_AT)[0]
    if magic != _MAGIC:
        raise Refusal("damaged", part="WordDocument")
    if flags & _ENCRYPTED:
        raise Refusal("encrypted")
    if version < _WORD_97:
        raise Refusal("old_word")
    table = ole.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read()
    characters = list(_characters(word, table))
    _read_stories(word, characters, draft)
    _read_properties(ole, draft)
    objects = {path[1] for path in ole.listdir() if path[0] == "ObjectPool" and len(path) > 1}
    draft.count("embedded_object", len(objects))


def _characters(word: bytes, table: bytes) -> Iterator[Character]:
    """Every character of the file in text order, by piece."""
    runs = hidden_runs(word, table, *struct.unpack_from("<II", word, _RUNS_AT))
    offset, size = struct.unpack_from("<II", word, _PIECES_AT)
    pieces = _piece_table(table[offset : offset + size])
    count = (len(pieces) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", pieces, 0)
    for index in range(count):
        place = struct.unpack_from("<I", pieces, 4 * (count + 1) + 8 * index + 2)[0]
        length = ends[index + 1] - ends[index]
        yield from _piece(word, place, length, runs)


def _piece_table(clx: bytes) -> bytes:
    """The piece table proper, behind any number of property blocks."""
    at = 0
    while clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if clx[at] != 2:
        raise Refusal("damaged", part="piece table")
    return clx[at + 5 : at + 5 + struct.unpack_from("<I", clx, at + 1)[0]]


def _piece(word: bytes, place: int, length: int, runs: list[FormattedRun]) -> Iterator[Character]:
    one_byte = bool(place & 0x40000000)
    start = (place & 0x3FFFFFFF) // 2 if one_byte else place & 0x3FFFFFFF
    width = 1 if one_byte else 2
    raw = word[start : start + length * width]
    if len(raw) < length * width or length < 0:
        raise Refusal("damaged", part="WordDocument")
    units = raw.decode("cp1252", "replace") if one_byte else map(chr, struct.unpack(f"<{length}H", raw))
    inside = [run for run in runs if run.start < start + length * width and run.end > start]
    for index, unit in enumerate(units):
        at = start + index * width
        yield Character(unit, next((run.kind for run in inside if run.start <= at < run.end), None))


def _read_stories(word: bytes, characters: list[Character], draft: Draft) -> None:
    lengths = struct.unpack_from("<8i", word, _LENGTHS_AT)
    at = 0
    tail: list[str] = []
    notes = 0
    for story, length in zip(_STORIES, lengths, strict=True):
        lines = _lines(characters[at : at + max(0, length)], draft)
        at += max(0, length)
        if story == "body":
            draft.lines += lines
        elif story == "boxes":
            tail += lines
        elif story == "notes":
            numbered = [_renumbered(line, notes) for line in lines if line.strip()]
            notes += sum(line.startswith("[") for line in numbered)
            tail += numbered
        elif story == "margin":
            draft.hide("margin", "\n".join(line for line in lines if line.strip()))
        elif story == "comment":
            for line in lines:
                draft.hide("comment", line)
    draft.lines += tail


def _renumbered(note: str, earlier: int) -> str:
    """A note's own mark counts from 1 in its story; endnotes go on after the ``earlier`` footnotes."""
    return re.sub(r"^\[(\d+)\]\s*", lambda mark: f"[{int(mark.group(1)) + earlier}] ", note)


def _lines(characters: list[Character], draft: Draft) -> list[str]:
    """Paragraphs of one story: fields reduced to their results, cells of a row joined by tabs."""
    assembly = _Assembly(draft)
    for character in characters:
        assembly.take(character)
    return assembly.finish()


class _Assembly:
    """Builds the lines of one story from its characters."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._lines: list[str] = []
        self._cells: list[str] = []
        self._text: list[str] = []
        self._aside: list[str] = []
        self._aside_kind: HiddenKind | None = None
        self._fields: list[tuple[str, bool]] = []
        self._notes = 0

    def take(self, character: Character) -> None:
        unit, kind = character.unit, character.kind
        if unit in (_FIELD_BEGIN, _FIELD_RESULT, _FIELD_END):
            self._field(unit)
        elif self._fields and not self._fields[-1][1]:
            self._fields[-1] = (self._fields[-1][0] + unit, False)
        elif self._names_identity():
            self._hide(unit, "side")
        elif kind is not None:
            self._hide(unit, kind)
        else:
            self._show(unit)

    def finish(self) -> list[str]:
        self._end_aside()
        self._end_row()
        self._lines.append(self._flush())
        return self._lines

    def _show(self, unit: str) -> None:
        self._end_aside()
        if unit == _CELL:
            text = self._flush()
            if text.strip():
                self._cells.append(text)
            else:
                self._end_row()
        elif unit in (_PARAGRAPH, _PAGE):
            if self._cells and unit == _PARAGRAPH and not self._text:
                return
            self._text.append("\n")
            if not self._cells:
                self._lines.append(self._flush())
        elif unit == _NOTE_MARK:
            self._notes += 1
            self._text.append(f"[{self._notes}]")
        else:
            self._draft.count("pictures_old_format", unit in _PICTURES)
            self._text.append("\n" if unit == _LINE else _REPLACED.get(unit, unit))

    def _flush(self) -> str:
        """The pending text, which is then no longer pending."""
        text = join_surrogates("".join(self._text))
        self._text.clear()
        return text.strip("\n")

    def _end_row(self) -> None:
        if self._cells:
            self._lines.append(("\n" if any("\n" in c for c in self._cells) else "\t").join(self._cells))
            self._cells.clear()

    def _field(self, unit: str) -> None:
        if unit == _FIELD_BEGIN:
            self._fields.append(("", False))
        elif self._fields and unit == _FIELD_RESULT:
            self._fields[-1] = (self._fields[-1][0], True)
        elif self._fields:
            self._fields.pop()

    def _names_identity(self) -> bool:
        return any(text.upper().split()[:1] and text.upper().split()[0] in _IDENTITY_FIELDS
                   for text, _ in self._fields)  # fmt: skip

    def _hide(self, unit: str, kind: HiddenKind) -> None:
        if kind != self._aside_kind:
            self._end_aside()
            self._aside_kind = kind
        self._aside.append("\n" if unit in (_PARAGRAPH, _CELL) else unit)

    def _end_aside(self) -> None:
        if self._aside_kind is not None:
            self._draft.hide(self._aside_kind, join_surrogates("".join(self._aside)))
        self._aside.clear()
        self._aside_kind = None


def _read_properties(ole: olefile.OleFileIO, draft: Draft) -> None:
    metadata = ole.get_metadata()
    for name in _PROPERTIES:
        value = getattr(metadata, name, None)
        text = _property_text(value) if isinstance(value, bytes) else str(value or "")
        if text.strip("\0 "):
            draft.properties[name] = text.strip("\0 ")[:500]


def _property_text(value: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return value.decode(encoding)
        except UnicodeDecodeError:
            continue
    return value.decode("latin-1")
