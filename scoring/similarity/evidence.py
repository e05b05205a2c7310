"""From aligned passages to evidence: what counts, what is shared language, how much of a text it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from scoring.similarity import baseline, passages
from scoring.similarity.candidates import GRAM, Candidates, Fingerprints
from scoring.similarity.cases import Pair, Passage, pair_kind
from scoring.similarity.corpus import Corpus
from scoring.similarity.grams import Flags, Hashes, Ints, gram_hashes, runs_of, spread
from scoring.text.fold_table import is_ideograph

THIN_SHARE = 0.5
RAW_RUN = 13  # an exact run from this length on counts as raw overlap, whatever it says
LETTER_WEIGHT = 1 / 3

Spans = list[tuple[int, int, str]]


@dataclass(frozen=True, slots=True)
class Overlap:
    """The three numbers of one entry, shares of its own folded length, 0..1.

    ``raw``: held by its partners too, official language included; ``net``: in copied passages of all
    partners together; ``largest``: in copied passages of the one partner ``source`` that covers most.
    """

    id: str
    raw: float
    net: float
    largest: float
    source: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """See :class:`scoring.similarity.scan.Scan` for the meaning of the parts."""

    pairs: tuple[Pair, ...]
    overlaps: tuple[Overlap, ...]
    official: tuple[tuple[str, tuple[tuple[int, int, str], ...]], ...]
    thin: tuple[str, ...]


@dataclass(slots=True, eq=False)
class _Side:
    """Characters of one text found in partners, gathered over its pairs."""

    raw: Flags
    net: Flags
    largest: int = 0
    source: str = ""


@dataclass(slots=True, eq=False)
class _Weighing:
    corpus: Corpus
    prints: Fingerprints
    found: Candidates
    least_evidence: int
    pairs: list[Pair] = field(default_factory=list)
    shared: dict[int, Spans] = field(default_factory=dict)
    sides: dict[int, _Side] = field(default_factory=dict)
    hashes: dict[int, Hashes] = field(default_factory=dict)


def weigh(
    corpus: Corpus,
    prints: Fingerprints,
    found: Candidates,
    aligned: passages.Aligned,
    rules: passages.Alignment,
    least_evidence: int,
) -> Evidence:
    """Pairs with enough evidence, the numbers of every entry, and the shared official language."""
    work = _Weighing(corpus, prints, found, least_evidence)
    for a, b, rows in _rows(corpus, found, aligned, rules):
        _weigh_pair(work, a, b, rows)
    _add_masked(work)
    ids = [document.id for document in corpus.documents]
    overlaps = [_overlap(ids[number], side) for number, side in sorted(work.sides.items())]
    official = [
        (
            ids[number],
            baseline.join_spans([(*_original(corpus, number, *span[:2]), span[2]) for span in spans]),
        )
        for number, spans in sorted(work.shared.items())
    ]
    thin = [ids[number] for number, spans in sorted(work.shared.items()) if _is_thin(corpus, number, spans)]
    return Evidence(tuple(work.pairs), tuple(overlaps), tuple(official), tuple(thin))


def _rows(
    corpus: Corpus, found: Candidates, aligned: passages.Aligned, rules: passages.Alignment
) -> Iterator[tuple[int, int, Ints]]:
    """(a, b, rows of passages (R, 6)) of every pair that has passages; equal texts are one passage."""
    lengths = corpus.joined.lengths
    equal = (corpus.twins[found.first] == corpus.twins[found.second]) & (
        lengths[found.first] >= rules.least_length
    )
    rows = np.column_stack([aligned.spans, aligned.matched, aligned.rare])
    starts = np.searchsorted(aligned.pair, np.arange(len(found.first) + 1))
    for number in np.flatnonzero(equal | (np.diff(starts) > 0)).tolist():
        a, b = int(found.first[number]), int(found.second[number])
        if equal[number]:
            size = int(lengths[a])
            yield a, b, np.array([[0, size, 0, size, size, size]])
        else:
            yield a, b, passages.merge(rows[starts[number] : starts[number + 1]], rules)


def _weigh_pair(work: _Weighing, a: int, b: int, rows: Ints) -> None:
    reasons = [_reason(work, a, b, row) for row in rows.tolist()]
    for row, reason in zip(rows.tolist(), reasons, strict=True):
        if reason != baseline.COPIED:
            work.shared.setdefault(a, []).append((row[0], row[1], reason))
            work.shared.setdefault(b, []).append((row[2], row[3], reason))
    copied = rows[[reason == baseline.COPIED for reason in reasons]]
    score = _score(work.corpus, a, copied)
    if score < work.least_evidence:
        return
    raw_a, raw_b = _raw(work, a, b, rows)
    net_a = _net(work, a, copied[:, 0], copied[:, 1])
    net_b = _net(work, b, copied[:, 2], copied[:, 3])
    _gather(work, a, b, raw_a, net_a)
    _gather(work, b, a, raw_b, net_b)
    raw, net = (raw_a, net_a) if len(raw_a) <= len(raw_b) else (raw_b, net_b)
    found = tuple(_passage(work.corpus, a, b, row, reason) for row, reason in zip(rows, reasons, strict=True))
    kind = pair_kind([passage for passage in found if not passage.shared_official], float(net.mean()))
    largest = int(np.minimum(copied[:, 1] - copied[:, 0], copied[:, 3] - copied[:, 2]).max())
    ids = (work.corpus.documents[a].id, work.corpus.documents[b].id)
    work.pairs.append(Pair(*ids, score, kind, found, float(raw.mean()), float(net.mean()), largest))


def _score(corpus: Corpus, a: int, rows: Ints) -> float:
    """Rare matched characters, each passage weighed by its density and by its script.

    Density is what tells a copy from two texts about one subject: the same number of characters in one
    piece says more than scattered over a paragraph. A letter or digit says about a third of an ideograph.
    """
    total = 0.0
    for a0, a1, b0, b1, matched, rare in rows.tolist():
        start = corpus.joined.offsets[a]
        ideographs = float(is_ideograph(corpus.joined.codes[start + a0 : start + a1]).mean())
        density = min(1.0, matched / max(a1 - a0, b1 - b0))
        total += rare * density * (ideographs + (1 - ideographs) * LETTER_WEIGHT)
    return round(total, 3)


def _reason(work: _Weighing, a: int, b: int, row: list[int]) -> str:
    corpus = work.corpus
    if corpus.twins[a] == corpus.twins[b]:
        return baseline.COPIED
    length = row[1] - row[0]
    start = corpus.joined.offsets[a] + row[0]
    first, last = np.searchsorted(work.prints.places, [start, start + max(1, length - GRAM + 1)])
    akin = work.found.groups[a] == work.found.groups[b] or corpus.units[a] == corpus.units[b]
    sources = work.found.sources[first:last]
    reason = baseline.frequency_reason(sources, length, len(corpus.documents), akin=bool(akin))
    if reason == baseline.COPIED:
        texts = corpus.documents[a].text, corpus.documents[b].text
        spans = _original(corpus, a, row[0], row[1]), _original(corpus, b, row[2], row[3])
        if baseline.is_quotation(texts[0], spans[0], texts[1], spans[1], length):
            return baseline.QUOTATION
    return reason


def _original(corpus: Corpus, number: int, start: int, end: int) -> tuple[int, int]:
    return corpus.folded[number].original_span(start, end)


def _passage(corpus: Corpus, a: int, b: int, row: Ints, reason: str) -> Passage:
    a0, a1, b0, b1, matched, _ = row.tolist()
    return Passage(*_original(corpus, a, a0, a1), *_original(corpus, b, b0, b1), matched, reason)


def _net(work: _Weighing, number: int, starts: Ints, ends: Ints) -> Flags:
    """Characters of the text in copied passages that are not given official language."""
    offsets = work.corpus.joined.offsets
    masked = work.corpus.masked[offsets[number] : offsets[number + 1]]
    return spread(starts, ends, len(masked)) & ~masked


def _raw(work: _Weighing, a: int, b: int, rows: Ints) -> tuple[Flags, Flags]:
    """Characters of both texts in any passage or in an exact run of RAW_RUN characters."""
    if work.corpus.twins[a] == work.corpus.twins[b]:
        everything = np.ones(int(work.corpus.joined.lengths[a]), np.bool_)
        return everything, everything
    hashes_a, hashes_b = _hashes(work, a), _hashes(work, b)
    sides = []
    for number, mine, theirs, column in ((a, hashes_a, hashes_b, 0), (b, hashes_b, hashes_a, 2)):
        starts, ends = runs_of(np.isin(mine, theirs))
        long = ends - starts > RAW_RUN - GRAM
        starts = np.r_[starts[long], rows[:, column]]
        ends = np.r_[ends[long] + GRAM - 1, rows[:, column + 1]]
        sides.append(spread(starts, ends, int(work.corpus.joined.lengths[number])))
    return sides[0], sides[1]


def _hashes(work: _Weighing, number: int) -> Hashes:
    if number not in work.hashes:
        offsets = work.corpus.joined.offsets
        codes = work.corpus.joined.codes[offsets[number] : offsets[number + 1]]
        work.hashes[number] = gram_hashes(codes, GRAM)
    return work.hashes[number]


def _gather(work: _Weighing, number: int, partner: int, raw: Flags, net: Flags) -> None:
    if number >= work.corpus.entries:
        return
    side = work.sides.setdefault(number, _Side(np.zeros_like(raw), np.zeros_like(net)))
    side.raw |= raw
    side.net |= net
    if int(net.sum()) > side.largest:
        side.largest, side.source = int(net.sum()), work.corpus.documents[partner].id


def _overlap(name: str, side: _Side) -> Overlap:
    size = len(side.raw)
    return Overlap(name, float(side.raw.mean()), float(side.net.mean()), side.largest / size, side.source)


def _add_masked(work: _Weighing) -> None:
    joined = work.corpus.joined
    for number, (start, end) in enumerate(zip(joined.offsets[:-1], joined.offsets[1:], strict=True)):
        starts, ends = runs_of(work.corpus.masked[start:end])
        spans = zip(starts.tolist(), ends.tolist(), strict=True)
        if len(starts):
            work.shared.setdefault(number, []).extend((one, two, baseline.OFFICIAL) for one, two in spans)


def _is_thin(corpus: Corpus, number: int, spans: Spans) -> bool:
    size = int(corpus.joined.lengths[number])
    starts, ends = (np.array([span[side] for span in spans], np.int64) for side in (0, 1))
    return number < corpus.entries and float(spread(starts, ends, size).mean()) > THIN_SHARE
