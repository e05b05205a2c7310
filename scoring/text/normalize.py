"""Folding: the form of a text that is compared, with a map back to the text as submitted.

Folded text holds only lower-case letters, digits, simplified ideographs, and the signs % and ‰ after a
number. Gone are punctuation, spaces, invisible characters, readings in brackets after a character,
width, script and look-alikes; numbers and dates have one writing. Display always uses the original:
``positions`` leads back to it. What had to be folded is reported as signs (:mod:`fold_signs`).

The work is done on joined buffers that fit the cache, with one table look-up for each character; only
what is rare (numbers in words, brackets, traditional script) is looked at one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.text.fold_readings import find_readings
from scoring.text.fold_script import LEAST_COUNT, LEAST_SHARE, simplify
from scoring.text.fold_signs import MAX_PLACES, FoldingSign, find_signs
from scoring.text.fold_stream import Codes, Places, fold_numbers, spell_out
from scoring.text.fold_table import CODE_BITS, CODE_MASK, CODE_OF, KIND_MASK, MARK, SPECIAL, fold_table

__all__ = ["MAX_PLACES", "Folded", "FoldedBatch", "FoldingSign", "fold", "fold_batch", "fold_many"]

CHUNK_CHARACTERS = 200_000  # the joined buffer and what is derived from it should stay in the cache
_NOTHING = 0x200B  # stands where a reading was cut out


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """A folded text. ``positions`` is int32 (len(text),), never falling: offsets in the original."""

    text: str
    positions: NDArray[np.int32]
    signs: tuple[FoldingSign, ...]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Span of the original text that the folded span ``[start, end)`` stands for.

        An empty span gives an empty span. Raises IndexError when the span leaves the text.
        """
        if not 0 <= start <= end <= len(self.text):
            raise IndexError(f"span {start}:{end} is outside a folded text of {len(self.text)} characters")
        if start == end:
            at = self._place(start)
            return at, at
        return int(self.positions[start]), int(self.positions[end - 1]) + 1

    def _place(self, at: int) -> int:
        if at < len(self.text):
            return int(self.positions[at])
        return int(self.positions[-1]) + 1 if at else 0


@dataclass(frozen=True, slots=True, eq=False)
class FoldedBatch:
    """N folded texts joined without separators.

    ``codes`` uint32 (T,): folded code points; ``offsets`` int64 (N + 1,): text ``n`` is
    ``codes[offsets[n]:offsets[n + 1]]``; ``positions`` int32 (T,): offsets in the original of each text;
    ``signs``: for each text.
    """

    codes: Codes
    offsets: NDArray[np.int64]
    positions: NDArray[np.int32]
    signs: list[tuple[FoldingSign, ...]]

    def folded(self, number: int) -> Folded:
        """Text ``number`` on its own."""
        start, end = int(self.offsets[number]), int(self.offsets[number + 1])
        text = self.codes[start:end].astype("<u4").tobytes().decode("utf-32-le")
        return Folded(text, self.positions[start:end], self.signs[number])


def fold(text: str) -> Folded:
    """Fold one text. Any string is accepted, lone surrogates included."""
    return fold_batch([text]).folded(0)


def fold_many(texts: Sequence[str]) -> list[Folded]:
    """Fold many texts; the result of each is independent of its neighbours."""
    batch = fold_batch(texts)
    return [batch.folded(number) for number in range(len(texts))]


def fold_batch(texts: Sequence[str]) -> FoldedBatch:
    """Fold many texts into joined arrays, working through buffers of CHUNK_CHARACTERS."""
    codes: list[Codes] = [np.zeros(0, np.uint32)]
    positions: list[NDArray[np.int32]] = [np.zeros(0, np.int32)]
    lengths: list[NDArray[np.int64]] = [np.zeros(1, np.int64)]
    signs: list[tuple[FoldingSign, ...]] = []
    start = 0
    while start < len(texts):
        stop, size = start, 0
        while stop < len(texts) and (stop == start or size + len(texts[stop]) < CHUNK_CHARACTERS):
            size += len(texts[stop]) + 1
            stop += 1
        part = _fold_chunk(texts[start:stop])
        codes.append(part.codes)
        positions.append(part.positions)
        lengths.append(np.diff(part.offsets))
        signs += part.signs
        start = stop
    offsets = np.cumsum(np.concatenate(lengths))
    return FoldedBatch(np.concatenate(codes), offsets, np.concatenate(positions), signs)


def _fold_chunk(texts: Sequence[str]) -> FoldedBatch:
    # A newline closes every text, so no bracket, space or number reaches over into the next one.
    joined = "\n".join(texts) + "\n"
    raw = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint32, copy=False)
    ends = np.cumsum([len(text) + 1 for text in texts]) - 1
    packed = fold_table().packed.take(raw)
    special = np.flatnonzero(packed >= SPECIAL)
    readings = find_readings(joined, raw, packed, special)
    signs = find_signs(raw, packed, special, readings, ends)
    for first, last in readings:
        packed[first:last] = 0
    stream, places = _stream(raw, packed, special)
    traditional = _traditional(packed, special, ends)
    if traditional:
        shown = raw.copy()
        for first, last in readings:
            shown[first:last] = _NOTHING
        spans = [(int(ends[number - 1]) + 1 if number else 0, int(ends[number])) for number in traditional]
        stream, places = _simplified(stream, places, shown, spans)
    codes, places = fold_numbers(stream, places, np.searchsorted(places, ends))
    offsets = np.append(0, np.searchsorted(places, ends))
    places -= np.repeat(np.append(0, ends[:-1] + 1), np.diff(offsets))
    return FoldedBatch(codes, offsets, places.astype(np.int32), signs)


def _stream(raw: Codes, packed: Codes, special: Places) -> tuple[Codes, Places]:
    """What carries text, and where; marks stay for now where they may belong to a number."""
    marks = special[(packed[special] & np.uint32(MARK)) != 0]
    before = packed[marks - 1] & np.uint32(CODE_MASK)
    packed[marks[(before < ord("0")) | (before > ord("9"))]] = 0
    places = np.flatnonzero((packed & np.uint32(CODE_MASK)) != 0)
    return spell_out(packed.take(places), places, raw, fold_table())


def _traditional(packed: Codes, special: Places, ends: NDArray[np.int64]) -> list[int]:
    """Numbers of the texts in traditional script."""
    kinds = packed[special] & np.uint32(KIND_MASK << CODE_BITS)
    at = special[kinds == CODE_OF["traditional"] << CODE_BITS]
    if len(at) < LEAST_COUNT:
        return []
    counts = np.bincount(np.searchsorted(ends, at), minlength=len(ends))
    least = np.maximum(np.diff(ends, prepend=-1) * LEAST_SHARE, LEAST_COUNT)
    return np.flatnonzero(counts >= least).tolist()


def _simplified(
    stream: Codes, places: Places, shown: Codes, spans: list[tuple[int, int]]
) -> tuple[Codes, Places]:
    """The stream with the parts that stand for ``spans`` converted by phrases instead of characters."""
    streams: list[Codes] = []
    origins: list[Places] = []
    at = 0
    for start, end in spans:
        first, last = np.searchsorted(places, (start, end)).tolist()
        streams.append(stream[at:first])
        origins.append(places[at:first])
        new, where = _convert(shown[start:end])
        streams.append(new)
        origins.append(where + start)
        at = last
    return np.concatenate([*streams, stream[at:]]), np.concatenate([*origins, places[at:]])


def _convert(shown: Codes) -> tuple[Codes, Places]:
    """Stream of one text in traditional script; invisible characters do not part its phrases."""
    kinds = (fold_table().packed.take(shown) >> np.uint32(CODE_BITS)) & np.uint32(KIND_MASK)
    visible = np.flatnonzero((kinds != CODE_OF["zero_width"]) & (kinds != CODE_OF["bidi"]))
    text, origins = simplify(shown[visible].astype("<u4").tobytes().decode("utf-32-le", "surrogatepass"))
    raw = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint32, copy=False)
    packed = fold_table().packed.take(raw)
    stream, places = _stream(raw, packed, np.flatnonzero(packed >= SPECIAL))
    return stream, visible[np.array(origins, np.int64)[places]]
