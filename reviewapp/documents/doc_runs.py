"""Character runs of a legacy .doc that the reader of the page cannot see ([MS-DOC] 2.6.1, 2.9.33).

Formats are lists of single modifications (sprm): a 2-byte code whose top three bits tell the size of
its operand, then the operand.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from reviewapp.documents.extracted import HiddenKind

_PAGE_BYTES = 512
_DELETED, _VANISH, _SIZE, _COLOUR_INDEX, _COLOUR = 0x0800, 0x083C, 0x4A43, 0x2A42, 0x6870
_SHADINGS = frozenset({0x2A0C, 0x4866, 0xCA71})  # highlight and the two forms of shading
_WHITE_INDEX = 8
_TINY_HALF_POINTS = 6
_OPERAND_BYTES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}  # 6: the first byte of the operand tells


@dataclass(frozen=True, slots=True)
class FormattedRun:
    """Bytes ``start`` to ``end`` of the WordDocument stream are text of this kind."""

    start: int
    end: int
    kind: HiddenKind


def hidden_runs(word: bytes, table: bytes, offset: int, size: int) -> list[FormattedRun]:
    """All runs that are deleted, hidden, tiny or white; ``offset`` and ``size`` locate their index."""
    index = table[offset : offset + size]
    count = (len(index) - 4) // 8
    if count < 1:
        return []
    pages = struct.unpack_from(f"<{count}I", index, 4 * (count + 1))
    return [run for page in pages for run in _runs_of_page(word, (page & 0x3FFFFF) * _PAGE_BYTES)]


def _runs_of_page(word: bytes, at: int) -> Iterator[FormattedRun]:
    page = word[at : at + _PAGE_BYTES]
    if len(page) < _PAGE_BYTES:
        return
    count = page[-1]
    ends = struct.unpack_from(f"<{count + 1}I", page, 0)
    for index in range(count):
        place = 2 * page[4 * (count + 1) + index]
        if place:
            kind = _kind_of(page[place + 1 : place + 1 + page[place]])
            if kind is not None:
                yield FormattedRun(ends[index], ends[index + 1], kind)


def _kind_of(modifications: bytes) -> HiddenKind | None:
    found = dict(_modifications(modifications))
    if found.get(_DELETED, b"\0")[:1] == b"\x01":
        return "deleted"
    if found.get(_VANISH, b"\0")[:1] in (b"\x01", b"\x81"):
        return "hidden"
    if _SIZE in found and int.from_bytes(found[_SIZE], "little") <= _TINY_HALF_POINTS:
        return "hidden"
    colour = found.get(_COLOUR)
    white = found.get(_COLOUR_INDEX) == bytes([_WHITE_INDEX]) or (
        colour is not None and min(colour[:3]) >= 0xF0 and colour[3] == 0
    )
    return "hidden" if white and _SHADINGS.isdisjoint(found) else None


def _modifications(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 2 < len(data):
        code = struct.unpack_from("<H", data, at)[0]
        at += 2
        shape = code >> 13
        size = _OPERAND_BYTES.get(shape, 0) if shape != 6 else 1 + data[at]
        yield code, data[at : at + size]
        at += size
