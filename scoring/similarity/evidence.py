"""From aligned passages to evidence: what counts, what is shared language, how much of a text it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from scoring.similarity import baseline, passages
from scoring.similarity.cases import Passage, pair_kind
from scoring.similarity.corpus import Corpus
from scoring.similarity.grams import OCTET, Codes, Ints, heads_of, ranges
from scoring.similarity.intervals import length, union, without
from scoring.similarity.merging import merge, shared_characters
from scoring.similarity.passages import Grams
from scoring.similarity.quotation import Quotation
from scoring.text.fold_table import is_ideograph

THIN_SHARE = 0.5
LEAST_EQUAL = 12  # folded characters from which on two equal texts are a pair, whatever they say
RAW_RUN = 13  # an exact run from this length on counts as raw overlap, whatever it says
LETTER_WEIGHT = 1 / 3
ADJACENT = 10  # folded characters between a passage and one that it came with


class Readable(Protocol):
    """What evidence needs to know of texts by number; see :class:`corpus.Corpus`."""

    @property
    def size(self) -> int: ...
    @property
    def twins(self) -> Ints: ...
    @property
    def groups(self) -> Ints: ...
    @property
    def units(self) -> Ints: ...
    def codes(self, number: int, /) -> Codes: ...
    def official(self, number: int, /) -> NDArray[np.int32]: ...
    def octets(self, number: int, /) -> Grams: ...
    def original(self, number: int, start: int, end: int, /) -> tuple[int, int]: ...
    def quotations(self, number: int, /) -> tuple[Quotation, ...]: ...
    def headings(self, number: int, /) -> tuple[tuple[int, int], ...]: ...
    def sources(self, number: int, start: int, end: int, /) -> Ints: ...


class Rules(Protocol):
    """The settings that evidence depends on."""

    @property
    def alignment(self) -> passages.Alignment: ...
    @property
    def least_evidence(self) -> int: ...


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """What of one text is in the other: ``raw`` and ``net`` int64 (R, 2), runs in the folded text; ``size``
    is the length of it."""

    number: int
    size: int
    raw: Ints
    net: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """A pair with enough evidence; the meaning of the figures is that of :class:`cases.Pair`."""

    a: Side
    b: Side
    score: float
    kind: str
    passages: tuple[Passage, ...]
    raw: float
    net: float
    largest: int


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """Of a block of texts: pairs, and what is shared language besides the official texts.

    ``shared``: (number, start, end in the folded text, reason) of passages that do not count. ``formulas``
    int64 (R, 3): see :func:`formulas`.
    """

    pairs: tuple[Weighed, ...]
    shared: tuple[tuple[int, int, int, str], ...]
    formulas: Ints


def weigh(
    corpus: Readable,
    first: Ints,
    second: Ints,
    aligned: passages.Aligned,
    rules: Rules,
) -> tuple[tuple[Weighed, ...], tuple[tuple[int, int, int, str], ...]]:
    """Pairs with enough evidence, and the passages that are shared language.

    ``aligned.pair`` numbers the pairs (first[p], second[p]); equal texts need no alignment.
    """
    pairs: list[Weighed] = []
    shared: list[tuple[int, int, int, str]] = []
    for a, b, rows in _rows(corpus, first, second, aligned, rules.alignment):
        reasons = _reasons(corpus, a, b, rows)
        for row, reason in zip(rows.tolist(), reasons, strict=True):
            if reason != baseline.COPIED:
                shared.append((a, row[0], row[1], reason))
                shared.append((b, row[2], row[3], reason))
        weighed = _weigh_pair(corpus, a, b, rows, reasons, rules.least_evidence)
        if weighed:
            pairs.append(weighed)
    return tuple(pairs), tuple(shared)


def _rows(
    corpus: Readable, first: Ints, second: Ints, aligned: passages.Aligned, rules: passages.Alignment
) -> Iterator[tuple[int, int, Ints]]:
    """(a, b, rows of passages (R, 6)) of every pair that has passages; equal texts are one passage."""
    rows = np.column_stack([aligned.spans, aligned.matched, aligned.rare])
    starts = np.searchsorted(aligned.pair, np.arange(len(first) + 1))
    for number, (a, b) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        if corpus.twins[a] == corpus.twins[b]:
            size = len(corpus.codes(a))
            if size >= LEAST_EQUAL:
                yield a, b, np.array([[0, size, 0, size, size, size]])
        elif starts[number] < starts[number + 1]:
            yield (
                a,
                b,
                merge(rows[starts[number] : starts[number + 1]], rules, partial(_matched, corpus, a, b)),
            )


def _matched(corpus: Readable, a: int, b: int, span: Sequence[int]) -> int:
    return shared_characters(corpus.codes(a)[span[0] : span[1]], corpus.codes(b)[span[2] : span[3]])


def _weigh_pair(
    corpus: Readable, a: int, b: int, rows: Ints, reasons: list[str], least_evidence: int
) -> Weighed | None:
    copied = rows[[reason == baseline.COPIED for reason in reasons]]
    score = _score(corpus, a, b, copied)
    equal = corpus.twins[a] == corpus.twins[b]
    if score < least_evidence and not equal:
        return None
    raw_a, raw_b = _raw(corpus, a, b, rows)
    sides = [
        Side(
            number,
            len(corpus.codes(number)),
            raw,
            union(spans) if equal else without(union(spans), corpus.official(number).astype(np.int64)),
        )
        for number, raw, spans in ((a, raw_a, copied[:, :2]), (b, raw_b, copied[:, 2:4]))
    ]
    shorter = min(sides, key=lambda side: side.size)
    raw_share, net_share = (length(runs) / shorter.size for runs in (shorter.raw, shorter.net))
    found = tuple(_passage(corpus, a, b, row, reason) for row, reason in zip(rows, reasons, strict=True))
    return Weighed(
        sides[0],
        sides[1],
        score,
        pair_kind([passage for passage in found if not passage.shared_official], net_share),
        found,
        raw_share,
        net_share,
        int(np.minimum(copied[:, 1] - copied[:, 0], copied[:, 3] - copied[:, 2]).max()),
    )


def _score(corpus: Readable, a: int, b: int, rows: Ints) -> float:
    """Rare matched characters, each passage weighed by its density and by its script.

    Density is what tells a copy from two texts about one subject: the same number of characters in one
    piece says more than scattered over a paragraph. A letter or digit says about a third of an ideograph.
    """
    total = 0.0
    for a0, a1, b0, b1, matched, rare in rows.tolist():
        texts = np.concatenate([corpus.codes(a)[a0:a1], corpus.codes(b)[b0:b1]])
        ideographs = float(is_ideograph(texts.astype(np.uint32)).mean())
        density = min(1.0, matched / max(a1 - a0, b1 - b0))
        total += rare * density * (ideographs + (1 - ideographs) * LETTER_WEIGHT)
    return round(total, 3)


def _reasons(corpus: Readable, a: int, b: int, rows: Ints) -> list[str]:
    """Why each passage counts or does not.

    What many sources hold is nobody's own, unless it stands among copied passages on both sides: then it
    came with them.
    """
    reasons = [_reason(corpus, a, b, row) for row in rows.tolist()]
    excused = {n for n, reason in enumerate(reasons) if reason in (baseline.FORMULA, baseline.COMMON)}
    while True:
        copied = rows[[reason == baseline.COPIED for reason in reasons]]
        joined = {
            n
            for n in excused
            if _adjacent(rows[n, :2], copied[:, :2]) and _adjacent(rows[n, 2:4], copied[:, 2:4])
        }
        if not joined:
            return reasons
        for number in joined:
            reasons[number] = baseline.COPIED
        excused -= joined


def _adjacent(span: Ints, others: Ints) -> bool:
    before, after = span[0] - others[:, 1], others[:, 0] - span[1]
    return bool(((np.abs(before) <= ADJACENT) | (np.abs(after) <= ADJACENT)).any())


def _reason(corpus: Readable, a: int, b: int, row: list[int]) -> str:
    if corpus.twins[a] == corpus.twins[b]:
        return baseline.COPIED
    length = max(row[1] - row[0], row[3] - row[2])  # what excuses a passage must hold for both sides
    akin = corpus.groups[a] == corpus.groups[b] or corpus.units[a] == corpus.units[b]
    sources = np.concatenate([corpus.sources(a, row[0], row[1]), corpus.sources(b, row[2], row[3])])
    reason = baseline.frequency_reason(sources, length, corpus.size, akin=bool(akin))
    if reason != baseline.COPIED:
        return reason
    sides = ((a, corpus.original(a, row[0], row[1])), (b, corpus.original(b, row[2], row[3])))
    if all(baseline.is_form(corpus.headings(number), span) for number, span in sides):
        return baseline.FORM
    texts = corpus.codes(a)[row[0] : row[1]], corpus.codes(b)[row[2] : row[3]]
    if corpus.units[a] == corpus.units[b] and any(map(baseline.is_figures, texts)):
        return baseline.FIGURES
    if length < baseline.QUOTATIONS_LENGTH and baseline.is_quotation(
        [baseline.quoted(corpus.quotations(number), span) for number, span in sides], length
    ):
        return baseline.QUOTATION
    return baseline.COPIED


def _passage(corpus: Readable, a: int, b: int, row: Ints, reason: str) -> Passage:
    a0, a1, b0, b1, matched, _ = row.tolist()
    return Passage(*corpus.original(a, a0, a1), *corpus.original(b, b0, b1), matched, reason)


def _raw(corpus: Readable, a: int, b: int, rows: Ints) -> tuple[Ints, Ints]:
    """Characters of both texts in any passage or in an exact run of RAW_RUN characters."""
    if corpus.twins[a] == corpus.twins[b]:
        everything = np.array([[0, len(corpus.codes(a))]])
        return everything, everything
    in_a, in_b = (corpus.octets(number) for number in (a, b))
    small, large = sorted((in_a, in_b), key=lambda one: len(one.values))
    low = np.searchsorted(large.values, small.values)
    hit = (
        np.flatnonzero(large.values[np.minimum(low, len(large.values) - 1)] == small.values)
        if len(large.values)
        else low
    )
    low = low[hit]
    heads = heads_of(low)  # a gram that stands often in both texts must not cost the product
    counts = np.searchsorted(large.values, small.values[hit[heads]], side="right") - low[heads]
    held = {id(small): small.places[hit], id(large): large.places[ranges(low[heads], counts)]}
    return (
        union(np.concatenate([_exact_runs(held[id(in_a)]), rows[:, :2]])),
        union(np.concatenate([_exact_runs(held[id(in_b)]), rows[:, 2:4]])),
    )


def _exact_runs(places: Ints) -> Ints:
    """Runs of RAW_RUN characters and more, from the places of their octets."""
    runs = union(np.stack([places, places + 1], axis=1))
    runs[:, 1] += OCTET - 1
    long: Ints = runs[runs[:, 1] - runs[:, 0] >= RAW_RUN]
    return long


def formulas(corpus: Corpus, first: int, last: int) -> Ints:
    """Runs of words that several independent sources hold, int64 (R, 3): text, start, end, both folded.

    Shorter than a copied page and long enough to be more than one word; found in every text, whether or
    not it takes part in a pair.
    """
    owners, places = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for postings in corpus.postings:
        rows = postings.rows[postings.row_starts[first] : postings.row_starts[last]]
        rows = rows[postings.sources[rows] >= baseline.FORMULA_SOURCES]
        owners.append(postings.texts[rows].astype(np.int64))
        places.append(postings.places[rows].astype(np.int64))
    owner, place = np.concatenate(owners), np.concatenate(places)
    order = np.argsort(owner << 32 | place)
    owner, place = owner[order], place[order]
    new = np.ones(len(owner), np.bool_)
    new[1:] = (owner[1:] != owner[:-1]) | (place[1:] - place[:-1] > OCTET)
    heads = np.flatnonzero(new)
    tails = np.r_[heads[1:], len(owner)] - 1
    starts, ends = place[heads], place[tails[: len(heads)]] + OCTET
    kept = (ends - starts >= RAW_RUN) & (ends - starts < baseline.FORMULA_LENGTH)
    found: Ints = np.stack([owner[heads], starts, ends], axis=1)[kept]
    return found
