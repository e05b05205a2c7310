"""What is read off each text alone: folded codes, given official language, fingerprints.

Fingerprints are the least hashes of a sliding window over all grams of eight characters (Schleimer,
Wilkerson, Aiken: Winnowing, SIGMOD 2003): any shared run of ``OCTET + WINDOW - 1`` characters (13) is
certain to share one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scoring.similarity.grams import (
    OCTET,
    QUAD,
    Codes,
    Flags,
    Hashes,
    Ints,
    JoinedTexts,
    contained,
    narrow,
    octets,
    quads,
    runs_of,
    spread,
    whole_grams,
)
from scoring.text.normalize import FoldingSign, fold_batch

WINDOW = 6
OFFICIAL_RUN = 9  # folded characters in a row that equal a given official text
BATCH_CHARACTERS = 300_000  # small enough for the arrays of a batch to stay in the processor's cache
_NONE = np.uint64(0xFFFFFFFFFFFFFFFF)

Spans = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """N texts after folding.

    ``codes`` uint16 (T,) with ``offsets`` int64 (N + 1,); ``positions`` int32 (T,): offsets in the text as
    given. ``hashes`` uint64 (F,) and ``places`` int32 (F,),
    in the text: fingerprints in order of place, with ``prints`` int64 (N + 1,). ``official`` int32 (O, 2):
    start and end of each run of given official language in the folded text of ``holders`` (O,), ascending;
    ``shown`` int32 (O, 2): the same in the original. ``digests``: of the folded texts, for equality.
    """

    codes: Codes
    offsets: Ints
    positions: NDArray[np.int32]
    hashes: Hashes
    places: NDArray[np.int32]
    prints: Ints
    holders: Ints
    official: Spans
    shown: Spans
    digests: tuple[bytes, ...]
    signs: tuple[tuple[FoldingSign, ...], ...]


ARRAYS = tuple(name for name in Prepared.__slots__ if name not in ("hashes", "digests", "signs"))


def official_quads(texts: Sequence[str]) -> Hashes:
    """Sorted quads of the texts whose words all may use."""
    batch = fold_batch(list(texts))
    joined = JoinedTexts(narrow(batch.codes), batch.offsets)
    return np.unique(quads(joined.codes)[whole_grams(joined, QUAD)])


def prepare(texts: Sequence[str], official: Hashes) -> Prepared:
    """Fold the texts, mark what is given official language in them, take their fingerprints."""
    parts = [_prepare_batch(texts[start:stop], official) for start, stop in _batches(texts)]
    return parts[0] if len(parts) == 1 else _concatenated(parts)


def masked_flags(official: Spans, size: int) -> Flags:
    """bool (size,): characters of one text in the given runs (O, 2) of it."""
    return spread(official[:, 0].astype(np.int64), official[:, 1].astype(np.int64), size)


def _batches(texts: Sequence[str]) -> list[tuple[int, int]]:
    batches, start, size = [], 0, 0
    for number, text in enumerate(texts):
        if size + len(text) > BATCH_CHARACTERS and number > start:
            batches.append((start, number))
            start, size = number, 0
        size += len(text)
    return [*batches, (start, len(texts))]


def _prepare_batch(texts: Sequence[str], official: Hashes) -> Prepared:
    batch = fold_batch(texts)
    joined = JoinedTexts(narrow(batch.codes), batch.offsets)
    fours = quads(joined.codes)
    starts, ends = _official_runs(joined, fours, official)
    masked = spread(starts, ends, len(joined.codes))
    hashes, places = _winnow(joined, octets(fours), masked)
    owners, held = joined.owners(places), joined.owners(starts)
    origin = joined.offsets[held]
    return Prepared(
        joined.codes,
        joined.offsets,
        batch.positions,
        hashes,
        (places - joined.offsets[owners]).astype(np.int32),
        np.searchsorted(owners, np.arange(len(joined) + 1)),
        held,
        np.stack([starts - origin, ends - origin], axis=1).astype(np.int32),
        np.stack([batch.positions[starts], batch.positions[ends - 1] + 1], axis=1).astype(np.int32),
        tuple(_digests(joined)),
        tuple(tuple(signs) for signs in batch.signs),
    )


def _official_runs(joined: JoinedTexts, fours: Hashes, official: Hashes) -> tuple[Ints, Ints]:
    """Runs of OFFICIAL_RUN characters and more whose quads all stand in official texts; none crosses texts."""
    starts, ends = runs_of(contained(fours, official) & whole_grams(joined, QUAD))
    ends = ends + QUAD - 1
    long = ends - starts >= OFFICIAL_RUN
    return starts[long], ends[long]


def _winnow(joined: JoinedTexts, hashes: Hashes, masked: Flags) -> tuple[Hashes, Ints]:
    """Hashes and places of the fingerprints. Grams that begin and end in official language are left out.

    The OCTET - 1 grams across a border between texts are void and outnumber WINDOW - 1, so no window
    sees two texts: the fingerprints of a text do not depend on its neighbours.
    """
    if not len(hashes):
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    void = ~whole_grams(joined, OCTET)
    void |= masked[: len(hashes)] & masked[OCTET - 1 :]
    hashes[void] = _NONE
    edge = np.full(WINDOW - 1, _NONE)
    padded = np.concatenate([edge, hashes, edge])
    two = np.minimum(padded[:-1], padded[1:])
    four = np.minimum(two[:-2], two[2:])
    least = np.minimum(four[:-2], two[4:])
    # A fingerprint is new where the least hash changes; its place is then one of the window's six.
    heads = np.flatnonzero(np.diff(least, prepend=_NONE))
    heads = heads[least[heads] != _NONE]
    values = least[heads]
    places = np.full(len(heads), -1, np.int64)
    for step in range(WINDOW - 1, -1, -1):
        hit = padded[heads + step] == values
        places[hit] = heads[hit] + step
    places -= WINDOW - 1
    repeated = np.zeros(len(places), np.bool_)
    repeated[1:] = places[1:] == places[:-1]
    return values[~repeated], places[~repeated]


def _digests(joined: JoinedTexts) -> list[bytes]:
    edges = joined.offsets.tolist()
    return [
        hashlib.blake2b(joined.codes[start:end].tobytes(), digest_size=16).digest()
        for start, end in pairwise(edges)
    ]


def _concatenated(parts: Sequence[Prepared]) -> Prepared:
    texts = np.cumsum([0, *(len(part.digests) for part in parts)])
    holders = [part.holders + first for part, first in zip(parts, texts, strict=False)]
    return Prepared(
        np.concatenate([part.codes for part in parts]),
        _joined_offsets([part.offsets for part in parts]),
        np.concatenate([part.positions for part in parts]),
        np.concatenate([part.hashes for part in parts]),
        np.concatenate([part.places for part in parts]),
        _joined_offsets([part.prints for part in parts]),
        np.concatenate(holders),
        np.concatenate([part.official for part in parts]),
        np.concatenate([part.shown for part in parts]),
        tuple(digest for part in parts for digest in part.digests),
        tuple(signs for part in parts for signs in part.signs),
    )


def _joined_offsets(offsets: Sequence[Ints]) -> Ints:
    lengths = np.concatenate([np.diff(part) for part in offsets])
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
