"""The result of a scan, put together from the findings of its tasks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scoring.similarity import baseline, cases
from scoring.similarity.cases import Case, Document, Pair
from scoring.similarity.corpus import Corpus
from scoring.similarity.evidence import THIN_SHARE, Findings, Side, Weighed
from scoring.similarity.grams import Ints
from scoring.similarity.intervals import length, union
from scoring.text.normalize import FoldingSign

Span = tuple[int, int, str]


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
class Scan:
    """Result of a scan. All places are code points of the texts as given.

    ``cases`` strongest first; everything else in order of receipt, then of id. ``overlaps`` of the entries that
    are in a pair. ``official``: (id, spans) with spans (start, end, reason) of shared official language: given
    official texts in every document, what several sources hold in the documents of a pair. ``signs``: (id, signs)
    where something was folded away. ``unjudgeable``: ids of entries without a letter, digit or ideograph.
    ``thin``: ids of entries more than half of which is shared official language.
    """

    cases: tuple[Case, ...]
    pairs: tuple[Pair, ...]
    overlaps: tuple[Overlap, ...]
    official: tuple[tuple[str, tuple[Span, ...]], ...]
    signs: tuple[tuple[str, tuple[FoldingSign, ...]], ...]
    unjudgeable: tuple[str, ...]
    thin: tuple[str, ...]


def assemble(corpus: Corpus, documents: Sequence[Document]) -> Scan:
    """Put the findings of all blocks together."""
    found = [corpus.workspace.load(f"found{block}") for block in range(len(corpus.bounds) - 1)]
    ranks = _ranks(documents, corpus.entries)
    weighed = sorted(
        (_by_receipt(pair, ranks) for one in found for pair in one.pairs),
        key=lambda pair: (ranks[pair.a.number], ranks[pair.b.number]),
    )
    ids = [document.id for document in documents]
    allowed = corpus.workspace.load("settings").own_work
    own = {id(pair) for pair in weighed if allowed and _is_own(corpus, documents, pair)}
    pairs = tuple(_pair(ids, pair, cases.OWN_WORK if id(pair) in own else pair.kind) for pair in weighed)
    sides = _sides((pair for pair in weighed if id(pair) not in own), corpus.entries)
    lengths = _lengths(corpus)

    def in_order(numbers: Iterable[int]) -> list[int]:
        return sorted(numbers, key=ranks.__getitem__)

    official, signs = dict(_official(corpus, found, weighed)), dict(_signs(corpus))
    return Scan(
        cases=cases.group(
            [pair for pair in pairs if pair.kind != cases.OWN_WORK],
            {document.id: document for document in documents},
            frozenset(ids[corpus.entries :]),
        ),
        pairs=pairs,
        overlaps=tuple(_overlap(ids, number, sides[number]) for number in in_order(sides)),
        official=tuple((ids[number], official[number]) for number in in_order(official)),
        signs=tuple((ids[number], signs[number]) for number in in_order(signs)),
        unjudgeable=tuple(
            ids[number] for number in in_order(np.flatnonzero(lengths[: corpus.entries] == 0).tolist())
        ),
        thin=tuple(ids[number] for number in in_order(_thin(corpus, found, lengths))),
    )


def _ranks(documents: Sequence[Document], entries: int) -> list[int]:
    """By number: the place in the order of receipt, then of id; library texts follow as they are."""
    order = sorted(range(entries), key=lambda number: (documents[number].received, documents[number].id))
    ranks = list(range(len(documents)))
    for rank, number in enumerate(order):
        ranks[number] = rank
    return ranks


def _by_receipt(pair: Weighed, ranks: Sequence[int]) -> Weighed:
    """The pair with the text that was received first as its first."""
    if ranks[pair.a.number] < ranks[pair.b.number]:
        return pair
    turned = [replace(one, a0=one.b0, a1=one.b1, b0=one.a0, b1=one.a1) for one in pair.passages]
    turned.sort(key=lambda one: (one.a0, one.b0))
    return replace(pair, a=pair.b, b=pair.a, passages=tuple(turned))


def _is_own(corpus: Corpus, documents: Sequence[Document], pair: Weighed) -> bool:
    """Whether an entry meets its author's own published text."""
    author = documents[pair.a.number].author
    published = pair.b.number >= corpus.entries
    return bool(author) and published and documents[pair.b.number].author == author


def _pair(ids: Sequence[str], pair: Weighed, kind: str) -> Pair:
    return Pair(
        ids[pair.a.number],
        ids[pair.b.number],
        pair.score,
        kind,
        pair.passages,
        pair.raw,
        pair.net,
        pair.largest,
    )


def _sides(weighed: Iterable[Weighed], entries: int) -> dict[int, list[tuple[Side, int]]]:
    """By entry: what its partners hold of it, with the number of the partner, the first received first."""
    sides: dict[int, list[tuple[Side, int]]] = {}
    for pair in weighed:
        for mine, theirs in ((pair.a, pair.b), (pair.b, pair.a)):
            if mine.number < entries:
                sides.setdefault(mine.number, []).append((mine, theirs.number))
    return sides


def _overlap(ids: Sequence[str], number: int, held: Sequence[tuple[Side, int]]) -> Overlap:
    size = held[0][0].size
    covered = [(length(side.net), partner) for side, partner in held]
    largest, partner = max(covered, key=lambda one: one[0])  # of equal ones the first
    raw, net = (_share([getattr(side, name) for side, _ in held], size) for name in ("raw", "net"))
    return Overlap(ids[number], raw, net, largest / size, ids[partner])


def _share(runs: Sequence[np.ndarray], size: int) -> float:
    return length(union(np.concatenate(runs))) / size


def _lengths(corpus: Corpus) -> Ints:
    blocks = range(len(corpus.bounds) - 1)
    offsets = [np.diff(corpus.workspace.array(f"block{block}.offsets")) for block in blocks]
    return np.concatenate([np.zeros(0, np.int64), *offsets])


def _signs(corpus: Corpus) -> Iterable[tuple[int, tuple[FoldingSign, ...]]]:
    number = 0
    for block in range(len(corpus.bounds) - 1):
        for signs in corpus.workspace.load(f"block{block}")[1]:
            if signs and number < corpus.entries:
                yield number, signs
            number += 1


def _official(
    corpus: Corpus, found: Sequence[Findings], weighed: Sequence[Weighed]
) -> Iterable[tuple[int, tuple[Span, ...]]]:
    spans: dict[int, list[Span]] = {}
    for block, first in enumerate(corpus.bounds[:-1].tolist()):
        holders = corpus.workspace.array(f"block{block}.holders")
        shown = corpus.workspace.array(f"block{block}.shown")
        for holder, (start, end) in zip(holders.tolist(), shown.tolist(), strict=True):
            spans.setdefault(first + holder, []).append((start, end, baseline.OFFICIAL))
    for one in found:
        for number, start, end, reason in one.shared:
            spans.setdefault(number, []).append((*corpus.original(number, start, end), reason))
    for number, start, end in _formulas_shown(found, weighed):
        place = corpus.original(number, start, end)
        spans.setdefault(number, []).append((*place, baseline.FORMULA))
    for number, held in spans.items():
        yield number, baseline.join_spans(held)


def _formulas_shown(found: Sequence[Findings], weighed: Sequence[Weighed]) -> Iterable[tuple[int, int, int]]:
    """Formulas in the texts of pairs, but those inside copied passages: there the passage says more."""
    copied: dict[int, list[list[int]]] = {}
    for pair in weighed:
        for side in (pair.a, pair.b):
            copied.setdefault(side.number, []).extend(side.net.tolist())
    paired = np.array(sorted(copied), np.int64)
    for one in found:
        for number, start, end in one.formulas[np.isin(one.formulas[:, 0], paired)].tolist():
            if not any(low < end and start < high for low, high in copied[number]):
                yield number, start, end


def _thin(corpus: Corpus, found: Sequence[Findings], lengths: Ints) -> Iterable[int]:
    """Entries more than half of which is shared official language."""
    columns = [one.formulas for one in found]
    columns += [np.array([row[:3] for row in one.shared], np.int64).reshape(-1, 3) for one in found]
    for block, first in enumerate(corpus.bounds[:-1].tolist()):
        holders = corpus.workspace.array(f"block{block}.holders")
        columns.append(np.column_stack([holders + first, corpus.workspace.array(f"block{block}.official")]))
    runs = np.concatenate([np.zeros((0, 3), np.int64), *columns])
    runs = runs[runs[:, 0] < corpus.entries]
    most = np.bincount(runs[:, 0], runs[:, 2] - runs[:, 1], len(lengths))
    likely = np.flatnonzero(most > THIN_SHARE * lengths)
    runs = runs[np.isin(runs[:, 0], likely)]
    runs = runs[np.argsort(runs[:, 0], kind="stable")]
    edges = np.searchsorted(runs[:, 0], [likely, likely + 1])
    for number, first, last in zip(likely.tolist(), *edges.tolist(), strict=True):
        if length(union(runs[first:last, 1:])) > THIN_SHARE * lengths[number]:
            yield number
