"""Edits on a stream of folded characters: runs of numbers restyled, one character made several.

A stream is two arrays of one length: codes, and for each its offset in the buffer it came from. Offsets
never fall along a stream; characters that come from one original share its offset.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.text.fold_numbers import restyle
from scoring.text.fold_table import CODE_MASK, MARK, NUMERIC, SEVERAL, FoldTable, run_heads

Codes = NDArray[np.uint32]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]

_ZERO, _NINE = ord("0"), ord("9")
_WORDS = np.zeros(0x10000, np.bool_)  # that change a number they follow
_WORDS[[ord(char) for char in "百千万亿成号o"]] = True


def spell_out(stream: Codes, places: Places, raw: Codes, table: FoldTable) -> tuple[Codes, Places]:
    """Put the several characters that one folds to (㎏: k, g) where the one stands."""
    at = np.flatnonzero((stream & np.uint32(SEVERAL)) != 0)
    if not len(at):
        return stream, places
    rows = np.searchsorted(table.points, raw[places[at]])
    sizes = np.ones(len(stream), np.int64)
    sizes[at] = table.lengths[rows]
    firsts = np.cumsum(sizes)[at] - sizes[at]
    stream, places = np.repeat(stream, sizes), np.repeat(places, sizes)
    for column in range(table.several.shape[1]):
        inside = table.lengths[rows] > column
        stream[firsts[inside] + column] = table.several[rows[inside], column]
    return stream, places


def fold_numbers(stream: Codes, places: Places, borders: Places) -> tuple[Codes, Places]:
    """Restyle the numbers. ``borders`` are the ends of the texts in the stream; no run crosses one."""
    codes = stream & np.uint32(CODE_MASK)
    starts, stops, limits = _runs(stream, codes, borders)
    if not len(starts):
        return codes, places
    text = codes.astype("<u4", copy=False).tobytes().decode("utf-32-le")
    edits = _Edits()
    for start, stop, limit in zip(starts.tolist(), stops.tolist(), limits.tolist(), strict=True):
        run = text[start:stop]
        new, offsets = restyle(run, text[stop] if stop < limit else "")
        if new != run:
            edits.add(start, stop, new, offsets)
    return edits.apply(codes, places)


def _runs(stream: Codes, codes: Codes, borders: Places) -> tuple[Places, Places, Places]:
    """Starts and stops of the runs in which something may change, and the end of the text of each."""
    at = np.flatnonzero((stream & np.uint32(NUMERIC)) != 0)
    owner = np.searchsorted(borders, at, "right")
    if not len(at):
        return at, at, at
    joined = ~run_heads(at)
    joined[1:] &= owner[1:] == owner[:-1]
    changing = _changing(codes[at], (stream[at] & MARK) > 0, joined)
    number = np.cumsum(~joined) - 1
    heads = np.flatnonzero(~joined)
    tails = np.append(heads[1:], len(at)) - 1
    wanted = np.flatnonzero(np.bincount(number[changing], minlength=len(heads)))
    return at[heads[wanted]], at[tails[wanted]] + 1, borders[owner[heads[wanted]]]


def _changing(values: Codes, marks: Flags, joined: Flags) -> Flags:
    """Which members of runs (``joined`` to the member before) are a reason to look at the run."""
    digit = (values >= _ZERO) & (values <= _NINE)
    after_digit = joined.copy()
    after_digit[1:] &= digit[:-1]
    before_digit = np.zeros(len(values), np.bool_)
    before_digit[:-1] = digit[1:] & joined[1:]
    words = _WORDS[values] & after_digit
    points = (values == ord("点")) & after_digit & before_digit
    padded = (values == _ZERO) & ~after_digit & before_digit
    shares = (values == ord("之")) & joined
    shares[1:] &= values[:-1] == ord("分")
    tens = values == ord("十")
    changing: Flags = marks | tens | words | points | padded | shares
    return changing


class _Edits:
    """Replacements of stretches of a stream, collected from left to right and made at once."""

    def __init__(self) -> None:
        self.spans: list[tuple[int, int, int]] = []
        self.texts: list[str] = []
        self.offsets: list[int] = []

    def add(self, start: int, stop: int, text: str, offsets: Sequence[int]) -> None:
        self.spans.append((start, stop, len(text)))
        self.texts.append(text)
        self.offsets.extend(offsets)

    def apply(self, codes: Codes, places: Places) -> tuple[Codes, Places]:
        if not self.spans:
            return codes, places
        starts, stops, sizes = np.array(self.spans, np.int64).T
        new = np.frombuffer("".join(self.texts).encode("utf-32-le"), "<u4").astype(np.uint32, copy=False)
        new_places = places[np.repeat(starts, sizes) + np.array(self.offsets, np.int64)]
        sources = _sources(starts, stops, sizes, len(codes))
        return np.concatenate([codes, new]).take(sources), np.concatenate([places, new_places]).take(sources)


def _sources(starts: Places, stops: Places, sizes: Places, length: int) -> Places:
    """Where each element of the edited array comes from in the old one followed by all replacements."""
    lengths = np.empty(2 * len(starts) + 1, np.int64)
    lengths[::2] = np.append(starts, length) - np.append(0, stops)
    lengths[1::2] = sizes
    froms = np.empty_like(lengths)
    froms[::2] = np.append(0, stops)
    froms[1::2] = length + np.cumsum(sizes) - sizes
    shifts = froms - (np.cumsum(lengths) - lengths)
    sources: Places = np.repeat(shifts, lengths)
    sources += np.arange(len(sources))
    return sources
