"""Which pairs of texts are worth aligning: winnowed fingerprints and what shares them.

Fingerprints are the least hashes of a sliding window over all grams of eight characters (Schleimer,
Wilkerson, Aiken: Winnowing, SIGMOD 2003): any shared run of ``gram + window - 1`` characters (13) is
certain to share one. Texts that share much are first put into near-duplicate groups, because every
later frequency has to count independent sources, not copies.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.similarity.grams import Flags, Hashes, Ints, JoinedTexts, distinct, gram_hashes, whole_grams

GRAM = 8
WINDOW = 6
FULL_LIST = 40  # a fingerprint held by more texts than this is expanded through groups, not in full
GROUP_SHARE = 0.2  # two texts are near duplicates from this containment of fingerprints on ...
GROUP_FINGERPRINTS = 16  # ... and this number of shared ones
_NONE = np.uint64(0xFFFFFFFFFFFFFFFF)


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprints:
    """F fingerprints by place: ``hashes`` uint64, ``places`` in the buffer, ``owners`` numbers of texts."""

    hashes: Hashes
    places: Ints
    owners: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """What the shared fingerprints say.

    ``first`` < ``second``: text numbers of P pairs, sorted; ``groups`` int64 (N,): least text number of
    the near-duplicate group of each text; ``sources`` int64 (F,): for each fingerprint the number of
    independent sources (groups, or units if those are fewer) that hold it.
    """

    first: Ints
    second: Ints
    groups: Ints
    sources: Ints


@dataclass(frozen=True, slots=True, eq=False)
class _Postings:
    """Fingerprints held by two texts or more: list l is docs[starts[l]:starts[l] + sizes[l]], ascending."""

    docs: Ints
    lists: Ints
    starts: Ints
    sizes: Ints


def fingerprint(texts: JoinedTexts, masked: Flags) -> Fingerprints:
    """Winnow the buffer. Grams that begin and end in masked characters (official language) are left out.

    The GRAM - 1 grams across a border between texts are void and outnumber WINDOW - 1, so no window
    sees two texts: the fingerprints of a text do not depend on its neighbours.
    """
    hashes = gram_hashes(texts.codes, GRAM)
    if not len(hashes):
        return Fingerprints(np.zeros(0, np.uint64), np.zeros(0, np.int64), np.zeros(0, np.int64))
    usable = whole_grams(texts, GRAM) & ~(masked[: len(hashes)] & masked[GRAM - 1 :])
    hashes[~usable] = _NONE
    padded = np.r_[np.full(WINDOW - 1, _NONE), hashes, np.full(WINDOW - 1, _NONE)]
    windows = len(hashes) + WINDOW - 1
    least, place = padded[:windows].copy(), np.arange(windows)
    for step in range(1, WINDOW):
        later = padded[step : step + windows]
        smaller = later < least
        least[smaller] = later[smaller]
        place[smaller] = np.flatnonzero(smaller) + step
    place = distinct(place[least != _NONE]) - (WINDOW - 1)
    return Fingerprints(hashes[place], place, texts.owners(place))


def find(prints: Fingerprints, twins: Ints, units: Ints, library_from: int) -> Candidates:
    """Pairs of the texts that share enough fingerprints, with groups and frequencies.

    ``twins`` int64 (N,): least number of a text that is equal after folding; twins are one group even
    where all of them is official language. ``units`` int64 (N,): number of the unit of each text (a
    number of its own where unknown). Texts from ``library_from`` on are the library: they are compared
    with the entries, not with each other.
    """
    count = len(twins)
    _, identity = np.unique(prints.hashes, return_inverse=True)
    postings = _postings(identity, prints.owners, count)
    groups = _groups(postings, np.bincount(prints.owners, minlength=count), twins)
    pairs = [_expand(postings, groups, count), _inside_groups(groups, count)]
    first, second = np.divmod(distinct(np.concatenate(pairs)), count)
    wanted = first < library_from
    lists = int(identity.max(initial=-1)) + 1
    by_group = _distinct_holders(postings, groups, lists)
    by_unit = _distinct_holders(postings, units, lists)
    sources = np.maximum(np.minimum(by_group, by_unit), 1)[identity]
    return Candidates(first[wanted], second[wanted], groups, sources)


def pair_keys(first: Ints, second: Ints, count: int) -> Ints:
    """One number for each unordered pair of different texts."""
    return np.minimum(first, second) * count + np.maximum(first, second)


def _postings(identity: Ints, owners: Ints, count: int) -> _Postings:
    often = np.bincount(identity) > 1 if len(identity) else np.zeros(0, np.bool_)
    held = often[identity]
    lists, docs = np.divmod(distinct(identity[held] * count + owners[held]), count)
    starts = np.flatnonzero(np.diff(lists, prepend=-1))
    return _Postings(docs, lists, starts, np.diff(np.r_[starts, len(lists)]))


def _chain(postings: _Postings, keep: Flags, count: int) -> Ints:
    """Keys of neighbours in the posting lists: joins everybody, costs one pair for each holder."""
    same = (postings.lists[1:] == postings.lists[:-1]) & keep[1:]
    return pair_keys(postings.docs[:-1][same], postings.docs[1:][same], count)


def _groups(postings: _Postings, prints: Ints, twins: Ints) -> Ints:
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    count = len(twins)
    everything = np.ones(len(postings.docs), np.bool_)
    keys, shared = np.unique(_chain(postings, everything, count), return_counts=True)
    first, second = np.divmod(keys, count)
    near = (shared >= GROUP_FINGERPRINTS) & (
        shared >= GROUP_SHARE * np.minimum(prints[first], prints[second])
    )
    first, second = np.r_[first[near], twins], np.r_[second[near], np.arange(count)]
    links = coo_matrix((np.ones(len(first), np.int8), (first, second)), shape=(count, count))
    _, labels = connected_components(links, directed=False)
    _, heads, labels = np.unique(labels, return_index=True, return_inverse=True)
    leaders: Ints = heads[labels]
    return leaders


def _distinct_holders(postings: _Postings, labels: NDArray[np.int64], lists: int) -> Ints:
    """For every fingerprint list the number of distinct labels among its texts, int64 (lists,)."""
    width = int(labels.max(initial=0)) + 1
    held = distinct(postings.lists * width + labels[postings.docs])
    return np.bincount(held // width, minlength=lists)


def least_shared(count: int) -> int:
    """Fingerprints a pair must share to be aligned; more in a large contest, where chance grows."""
    return 2 if count <= 20_000 else 3 if count <= 50_000 else 4


def _expand(postings: _Postings, groups: Ints, count: int) -> Ints:
    """Keys of the pairs that share at least ``least_shared`` fingerprints."""
    small = postings.sizes <= FULL_LIST
    keys = _all_pairs(postings.docs, postings.starts[small], postings.sizes[small], count)
    big = np.repeat(~small, postings.sizes)
    if big.any():
        order = distinct(postings.lists[big] * count + groups[postings.docs[big]])
        lists, leaders = np.divmod(order, count)
        starts = np.flatnonzero(np.diff(lists, prepend=-1))
        sizes = np.diff(np.r_[starts, len(lists)])
        few = sizes <= FULL_LIST
        leaders_only = _Postings(leaders, lists, starts, sizes)
        keys = np.concatenate(
            [
                keys,
                _all_pairs(leaders, starts[few], sizes[few], count),
                _chain(leaders_only, np.repeat(~few, sizes), count),
            ]
        )
    found, shared = np.unique(keys, return_counts=True)
    return found[shared >= least_shared(count)]


def _all_pairs(docs: Ints, starts: Ints, sizes: Ints, count: int) -> Ints:
    keys = [np.zeros(0, np.int64)]
    for size in np.unique(sizes[sizes > 1]).tolist():
        members = docs[starts[sizes == size][:, None] + np.arange(size)]
        left, right = np.triu_indices(size, 1)
        keys.append(pair_keys(members[:, left].ravel(), members[:, right].ravel(), count))
    return np.concatenate(keys)


def _inside_groups(groups: Ints, count: int) -> Ints:
    """All pairs of a small group; leader with everybody, and neighbours, of a large one."""
    order = np.argsort(groups, kind="stable")
    leaders, starts, sizes = np.unique(groups[order], return_index=True, return_counts=True)
    small = sizes <= FULL_LIST
    keys = [_all_pairs(order, starts[small], sizes[small], count)]
    for leader, start, size in zip(leaders[~small], starts[~small], sizes[~small], strict=True):
        members = order[start + 1 : start + size]
        keys.append(pair_keys(np.full(size - 1, leader), members, count))
        keys.append(pair_keys(members[:-1], members[1:], count))
    return np.concatenate(keys)
