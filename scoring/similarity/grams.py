"""Folded texts in one buffer, and the character grams in it: exact for four characters, hashed for eight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint16]
Flags = NDArray[np.bool_]
Hashes = NDArray[np.uint64]
Ints = NDArray[np.int64]

QUAD, OCTET = 4, 8
PRIVATE_FROM, PRIVATE = 0xE000, 0x1900
_FEW = 50_000  # below that, a bitmap costs more than it spares
_FIRST, _SECOND, _LAST = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xC2B2AE3D27D4EB4F),
    np.uint64(0xFF51AFD7ED558CCD),
)


@dataclass(frozen=True, slots=True, eq=False)
class JoinedTexts:
    """Folded texts behind each other.

    ``codes`` uint16 (T,), ``offsets`` int64 (N + 1,): text n is codes[offsets[n]:offsets[n + 1]].
    """

    codes: Codes
    offsets: Ints

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def owners(self, places: Ints) -> Ints:
        """Number of the text that holds each place of the buffer."""
        return np.searchsorted(self.offsets, places, side="right") - 1


def narrow(codes: NDArray[np.uint32]) -> Codes:
    """Code points in two bytes. The few rare ideographs beyond them share the private use area."""
    wide = codes > 0xFFFF
    if wide.any():
        codes = np.where(wide, PRIVATE_FROM + codes % PRIVATE, codes)
    return codes.astype(np.uint16)


def join(codes: Sequence[Codes]) -> JoinedTexts:
    """Put texts behind each other."""
    lengths = [len(text) for text in codes]
    return JoinedTexts(
        np.concatenate([np.zeros(0, np.uint16), *codes]), np.r_[0, np.cumsum(lengths, dtype=np.int64)]
    )


def quads(codes: Codes) -> Hashes:
    """Every run of four characters as one number, without collisions; uint64 (T - 3,)."""
    if len(codes) < QUAD:
        return np.zeros(0, np.uint64)
    twos = codes[:-1].astype(np.uint32) << np.uint32(16)
    twos |= codes[1:]
    fours = twos[:-2].astype(np.uint64) << np.uint64(32)
    fours |= twos[2:]
    return fours


def octets(fours: Hashes) -> Hashes:
    """Hash of every run of eight characters, from the quads of the same texts; uint64 (T - 7,).

    Any bits of it may be used alone; which run of a window has the least hash is as good as random.
    """
    if len(fours) <= QUAD:
        return np.zeros(0, np.uint64)
    hashes = fours[:-QUAD] * _FIRST
    hashes ^= hashes >> np.uint64(32)
    hashes += fours[QUAD:] * _SECOND
    hashes ^= hashes >> np.uint64(29)
    hashes *= _LAST
    hashes ^= hashes >> np.uint64(32)
    return hashes


def buckets(fours: Hashes, bits: int) -> Ints:
    """Numbers below 2**bits, the same for the same quad."""
    hashed: Ints = ((fours ^ (fours >> np.uint64(31))) * _FIRST >> np.uint64(64 - bits)).astype(np.int64)
    return hashed


def whole_grams(texts: JoinedTexts, size: int) -> Flags:
    """Which grams of the buffer lie inside one text, bool (T - size + 1,)."""
    whole = np.ones(max(0, len(texts.codes) - size + 1), np.bool_)
    borders = texts.offsets[1:-1]
    for back in range(1, size):
        crossing = borders - back
        whole[crossing[(crossing >= 0) & (crossing < len(whole))]] = False
    return whole


def contained(fours: Hashes, known: Hashes) -> Flags:
    """Which quads are among the sorted ``known``; a bitmap spares most of them the search."""
    if not len(known):
        return np.zeros(len(fours), np.bool_)
    if len(fours) < _FEW:
        return _found(fours, known)
    bits = max(20, min(26, len(known).bit_length() + 4))
    bitmap = np.zeros(1 << bits, np.bool_)
    bitmap[buckets(known, bits)] = True
    found: Flags = bitmap[buckets(fours, bits)]
    maybe = np.flatnonzero(found)
    found[maybe] = _found(fours[maybe], known)
    return found


def _found(fours: Hashes, known: Hashes) -> Flags:
    return np.asarray(known[np.minimum(np.searchsorted(known, fours), len(known) - 1)] == fours)


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


def heads_of(*columns: NDArray[np.generic]) -> Ints:
    """First rows of the runs in which all columns stay the same."""
    if not len(columns[0]):
        return np.zeros(0, np.int64)
    new = np.zeros(len(columns[0]), np.bool_)
    new[0] = True
    for column in columns:
        new[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(new)


def counted(keys: Ints) -> tuple[Ints, Ints]:
    """Sorted keys without repeats, and how often each stands; sorting beats the table of ``np.unique``."""
    ordered = np.sort(keys)
    heads = heads_of(ordered)
    return ordered[heads], np.diff(np.r_[heads, len(ordered)])
