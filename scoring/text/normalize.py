"""Folding: the form of a text that is compared, with a map back to the text as submitted.

Folded text holds only lower-case letters, digits and simplified ideographs. Gone are punctuation,
spaces, invisible characters, readings in brackets after a character, width, script and look-alikes;
Chinese digits become Arabic ones. Display always uses the original: ``positions`` leads back to it.

What had to be folded is itself a fact about the text, because much of it is rare unless somebody
wanted to hide a copy. It is reported as :class:`FoldingSign`; whether it means anything is for the
reader of the report: a text in traditional script or one word in full width proves nothing.

First version: traditional script is folded character by character, so regional vocabulary
(軟體/软件) stays different; a character that decomposes into several keeps the first (㎏ becomes k).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.text.fold_table import CODE_OF, SIGN_KINDS, FoldTable, fold_table, is_ideograph

Codes = NDArray[np.uint32]
Flags = NDArray[np.bool_]

MAX_PLACES = 20
CHUNK_CHARACTERS = 200_000  # the joined buffer and what is derived from it should stay in the cache

_READING = re.compile(
    r"(?<=[\u3400-\u9fff])[（(\[【〔〈<]"
    r"[ 0-9]{0,2}[a-zA-ZāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿêüÀ-ÿ][ a-zA-Z0-9āáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿê]{0,11}"
    r"[)）\]】〕〉>]"
)
_OPENING = re.compile(r"[（(\[【〔〈<]")
_SPACES = np.array([0x20, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], np.uint32)
_ZERO, _NINE = ord("0"), ord("9")
_TEN, _HUNDRED, _THOUSAND = ord("十"), ord("百"), ord("千")
_NOUGHT, _YEAR = ord("o"), ord("年")  # the fold table turns the white circle, written for 〇, into "o"


@dataclass(frozen=True, slots=True)
class FoldingSign:
    """One kind of disguise or odd writing that folding removed.

    ``kind`` is one of ``fold_table.SIGN_KINDS`` but "none"; ``count`` is the number of characters (of
    readings for "pinyin"); ``places`` are the first MAX_PLACES runs, half open, in the original text.
    """

    kind: str
    count: int
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """A folded text. ``positions`` is int32 (len(text),), strictly increasing: offsets in the original."""

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
    raw = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    ends = np.cumsum([len(text) + 1 for text in texts]) - 1
    table = fold_table()
    codes = table.codes[raw]
    readings = _readings(joined, raw, table)
    for first, last in readings:
        codes[first:last] = 0
    codes[ends] = 1  # placeholder that separates the texts while numbers are folded
    kept = np.flatnonzero(codes)
    codes = _fold_numbers(codes[kept])
    kept, codes = kept[codes > 0], codes[codes > 0]
    signs = _signs(raw, table, readings, ends)
    borders = np.flatnonzero(codes == 1)
    counts = np.diff(borders, prepend=-1) - 1
    content = codes != 1
    positions = kept[content] - np.repeat(np.r_[0, ends[:-1] + 1], counts)
    return FoldedBatch(
        codes[content],
        np.r_[0, np.cumsum(counts)],
        positions.astype(np.int32),
        [tuple(signs.get(number, ())) for number in range(len(texts))],
    )


def _readings(joined: str, raw: Codes, table: FoldTable) -> list[tuple[int, int]]:
    """Bracketed Latin readings behind an ideograph, searched with the invisible characters taken out."""
    if not _OPENING.search(joined):
        return []
    kinds = table.kinds[raw]
    hidden = (kinds == CODE_OF["zero_width"]) | (kinds == CODE_OF["bidi"])
    if not hidden.any():
        return [match.span() for match in _READING.finditer(joined)]
    visible = np.flatnonzero(~hidden)
    shown = raw[visible].tobytes().decode("utf-32-le", "surrogatepass")
    return [
        (int(visible[match.start()]), int(visible[match.end() - 1]) + 1) for match in _READING.finditer(shown)
    ]


def _fold_numbers(codes: Codes) -> Codes:
    """Chinese place words into digits, in place of the word itself; 0 marks a character to drop.

    十 between digits says nothing (二十六, 26), after a digit it is a nought (二十, 20), before one it
    is a one (十六, 16); 百 and 千 between digits say nothing (一百二十六, 126). Circles and letters O
    between digits are noughts (二○○○年, 2000年).
    """
    if not len(codes):
        return codes
    digit = (codes >= _ZERO) & (codes <= _NINE)
    nought = _inside(codes == _NOUGHT, digit | (codes == _YEAR))
    digit |= nought
    after = np.r_[False, digit[:-1]]
    before = np.r_[digit[1:], False]
    ten = codes == _TEN
    folded = codes.copy()
    folded[nought] = _ZERO
    folded[ten & after & ~before] = _ZERO
    folded[ten & before & ~after] = _ZERO + 1
    folded[(ten | (codes == _HUNDRED) | (codes == _THOUSAND)) & after & before] = 0
    return folded


def _signs(
    raw: Codes, table: FoldTable, readings: list[tuple[int, int]], ends: NDArray[np.int64]
) -> dict[int, list[FoldingSign]]:
    """Signs by number of the text, kinds in the order of SIGN_KINDS."""
    kinds = table.kinds[raw]
    ideograph = is_ideograph(raw)
    odd = kinds == CODE_OF["punctuation"]
    kinds = np.where(odd & ~_inside(odd, ideograph), np.uint8(0), kinds)
    space = np.isin(raw, _SPACES)
    kinds[space & _inside(space, ideograph)] = CODE_OF["spacing"]
    found: dict[int, list[FoldingSign]] = {}
    marked = np.flatnonzero(kinds)
    for kind in SIGN_KINDS[1:-1]:
        places = marked[kinds[marked] == CODE_OF[kind]]
        _add_places(found, kind, places, ends)
    _add_readings(found, readings, ends)
    return found


def _inside(flags: Flags, border: Flags) -> Flags:
    """Members of the runs of ``flags`` that stand directly between two members of ``border``."""
    edges = np.flatnonzero(np.diff(np.r_[False, flags, False].astype(np.int8)))
    starts, stops = edges[::2], edges[1::2]
    inner = (starts > 0) & (stops < len(flags))
    starts, stops = starts[inner], stops[inner]
    between = border[starts - 1] & border[stops]
    steps = np.zeros(len(flags) + 1, np.int8)
    steps[starts[between]] = 1
    steps[stops[between]] = -1
    return np.cumsum(steps[:-1]).astype(bool)


def _add_places(
    found: dict[int, list[FoldingSign]], kind: str, places: NDArray[np.intp], ends: NDArray[np.int64]
) -> None:
    numbers = np.searchsorted(ends, places)
    owners, starts, counts = np.unique(numbers, return_index=True, return_counts=True)
    for owner, start, count in zip(owners.tolist(), starts.tolist(), counts.tolist(), strict=True):
        origin = int(ends[owner - 1]) + 1 if owner else 0
        mine = places[start : start + count] - origin
        heads = np.flatnonzero(np.diff(mine, prepend=-2) != 1)
        tails = np.r_[heads[1:], len(mine)] - 1
        runs = zip(mine[heads[:MAX_PLACES]].tolist(), mine[tails[:MAX_PLACES]].tolist(), strict=True)
        spans = tuple((first, last + 1) for first, last in runs)
        found.setdefault(owner, []).append(FoldingSign(kind, count, spans))


def _add_readings(
    found: dict[int, list[FoldingSign]], readings: list[tuple[int, int]], ends: NDArray[np.int64]
) -> None:
    owners: dict[int, list[tuple[int, int]]] = {}
    for first, last in readings:
        owner = int(np.searchsorted(ends, first))
        origin = int(ends[owner - 1]) + 1 if owner else 0
        owners.setdefault(owner, []).append((first - origin, last - origin))
    for owner, spans in owners.items():
        found.setdefault(owner, []).append(FoldingSign("pinyin", len(spans), tuple(spans[:MAX_PLACES])))
