"""All folded texts in one buffer, and hashes of the character grams in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Hashes = NDArray[np.uint64]
Ints = NDArray[np.int64]

_MULTIPLIER = 0x9E3779B97F4A7C15
_WORD = 0xFFFFFFFFFFFFFFFF


@dataclass(frozen=True, slots=True, eq=False)
class JoinedTexts:
    """Folded texts behind each other.

    ``codes`` uint32 (T,) code points, ``offsets`` int64 (N + 1,): text n is codes[offsets[n]:offsets[n + 1]].
    """

    codes: NDArray[np.uint32]
    offsets: Ints

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def lengths(self) -> Ints:
        """Folded characters of each text, int64 (N,)."""
        return np.diff(self.offsets)

    def owners(self, places: Ints) -> Ints:
        """Number of the text that holds each place of the buffer."""
        return np.searchsorted(self.offsets, places, side="right") - 1


def join(texts: Sequence[str]) -> JoinedTexts:
    """Put folded texts (no surrogates) behind each other."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32)
    return JoinedTexts(codes, np.r_[0, np.cumsum([len(text) for text in texts], dtype=np.int64)])


def gram_hashes(codes: NDArray[np.uint32], size: int) -> Hashes:
    """Hash of every run of ``size`` characters; ``size`` is a power of two. uint64 (T - size + 1,).

    A polynomial hash is doubled in length (h2 from h1, h4 from h2, ...), then mixed so that any bits of
    it may be used alone (finalizer of MurmurHash3).
    """
    if len(codes) < size:
        return np.zeros(0, np.uint64)
    hashes = codes.astype(np.uint64) + np.uint64(1)
    width, factor = 1, _MULTIPLIER
    while width < size:
        hashes = hashes[:-width] * np.uint64(factor) + hashes[width:]
        width, factor = 2 * width, factor * factor & _WORD
    for multiplier in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        hashes ^= hashes >> np.uint64(33)
        hashes *= np.uint64(multiplier)
    hashes ^= hashes >> np.uint64(33)
    return hashes


def whole_grams(texts: JoinedTexts, size: int) -> Flags:
    """Which grams of the buffer lie inside one text, bool (T - size + 1,)."""
    whole = np.ones(max(0, len(texts.codes) - size + 1), np.bool_)
    borders = texts.offsets[1:-1]
    for back in range(1, size):
        crossing = borders - back
        whole[crossing[(crossing >= 0) & (crossing < len(whole))]] = False
    return whole


def runs_of(flags: Flags) -> tuple[Ints, Ints]:
    """Starts and ends (half open) of the runs of True."""
    edges = np.flatnonzero(np.diff(np.r_[False, flags, False].astype(np.int8)))
    return edges[::2], edges[1::2]


def spread(starts: Ints, ends: Ints, size: int) -> Flags:
    """bool (size,): True inside any of the half-open spans, which may overlap."""
    steps = np.bincount(starts, minlength=size + 1) - np.bincount(ends, minlength=size + 1)
    return np.asarray(np.cumsum(steps[:size]) > 0)


def ranges(starts: Ints, counts: Ints) -> Ints:
    """starts[0], starts[0] + 1, ... counts[0] numbers of it, then those of starts[1], and so on."""
    total = int(counts.sum())
    before = np.cumsum(counts) - counts
    numbers: Ints = np.arange(total, dtype=np.int64) + np.repeat(starts - before, counts)
    return numbers


def distinct(keys: Ints) -> Ints:
    """Sorted keys without repeats; sorting beats the hash table of ``np.unique`` at these sizes."""
    ordered = np.sort(keys)
    kept: Ints = ordered[np.flatnonzero(np.diff(ordered, prepend=ordered[:1] - 1))]
    return kept
