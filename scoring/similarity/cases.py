"""Pairs and the cases they form: what kind of copying it looks like and who may have been first.

A case is a question for people, ordered by evidence. Its kind says what to look at; it accuses nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.similarity.baseline import COPIED

OWN_WORK = "own_work"
WHOLE_SHARE = 0.5
DISJOINT_SHARE = 0.5
MOST_PARTNERS = 30  # the strongest partners of a text decide; a cluster of thousands must not cost squares


@dataclass(frozen=True, slots=True)
class Document:
    """A text to compare. ``received`` is its rank in the order of receipt, 0 where unknown."""

    id: str
    text: str
    unit: str = ""
    author: str = ""
    received: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """A span shared by two texts, half open, in code points of the texts as given.

    ``matched`` is the number of folded characters that are equal; ``reason`` is "copied", or why the
    span is nobody's own: "official", "formula", "common", "quotation", "form", "figures".
    """

    a0: int
    a1: int
    b0: int
    b1: int
    matched: int
    reason: str

    @property
    def shared_official(self) -> bool:
        """Whether the passage is left out of score, net overlap and cases."""
        return self.reason != COPIED


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts with copied passages between them.

    ``a`` precedes ``b`` in order of receipt, then of id; an entry precedes a library text. ``score``:
    characters of rare language matched in copied passages, less where they lie scattered: comparable to
    so many characters copied word for word. ``raw``: share of the shorter text
    that the other one holds too, official language included, 0..1. ``net``: share of the shorter text
    in copied passages, without official language and quotations. ``largest``: length of the longest
    copied passage in folded characters. ``kind``: "copy" (net at least WHOLE_SHARE), "reordered" (the
    same with passages in another order), "passage", or "own_work" (a library text of the same author, where
    the contest allows it: no part of a case).
    """

    a: str
    b: str
    score: float
    kind: str
    passages: tuple[Passage, ...]
    raw: float
    net: float
    largest: int

    @property
    def copied(self) -> tuple[Passage, ...]:
        """The passages that count."""
        return tuple(passage for passage in self.passages if not passage.shared_official)


@dataclass(frozen=True, slots=True)
class Case:
    """Pairs that hang together, to be decided by people.

    ``kind``: "same_author" (one author entered it twice), "mosaic" (one text put together from several),
    "archive" (a library text is among the members), "template" (three or more of one unit), "ring"
    (three or more), "copy" (two). ``likely_source`` is the library text or the one received first;
    None where the receipt does not tell, or there are several sources. ``score`` is that of the strongest
    pair. ``facts``: "relation" (one_unit, several_units, unknown), "largest", "pairs", "library" (ids),
    "composed" (id of the composed text of a mosaic, else "").
    """

    members: tuple[str, ...]
    pairs: tuple[Pair, ...]
    kind: str
    likely_source: str | None
    score: float
    facts: Mapping[str, str | int | tuple[str, ...]]


def pair_kind(passages: Sequence[Passage], net: float) -> str:
    """Kind of a pair from its copied passages, in order of their place in the first text."""
    if net < WHOLE_SHARE:
        return "passage"
    starts = [passage.b0 for passage in passages]
    return "copy" if starts == sorted(starts) else "reordered"


def group(
    pairs: Sequence[Pair], documents: Mapping[str, Document], library: frozenset[str]
) -> tuple[Case, ...]:
    """Cases from pairs, strongest first. ``library`` holds the ids that are not entries."""
    leader: dict[str, str] = {}
    for pair in pairs:
        one, other = sorted((_leader(leader, pair.a), _leader(leader, pair.b)))
        leader[other] = one
    together: dict[str, list[Pair]] = {}
    for pair in pairs:
        together.setdefault(_leader(leader, pair.a), []).append(pair)
    cases = [_case(held, documents, library) for held in together.values()]
    return tuple(sorted(cases, key=lambda case: (-case.score, case.members)))


def _leader(leader: dict[str, str], name: str) -> str:
    leader.setdefault(name, name)
    while leader[name] != name:
        leader[name] = leader[leader[name]]
        name = leader[name]
    return name


def _case(pairs: list[Pair], documents: Mapping[str, Document], library: frozenset[str]) -> Case:
    pairs = sorted(pairs, key=lambda pair: (-pair.score, pair.a, pair.b))
    members = tuple(sorted({name for pair in pairs for name in (pair.a, pair.b)}))
    entries = [documents[name] for name in members if name not in library]
    held = tuple(name for name in members if name in library)
    composed = _composed(pairs, members)
    kind = _kind(entries, held, composed)
    facts: dict[str, str | int | tuple[str, ...]] = {
        "relation": _relation(entries),
        "largest": max(pair.largest for pair in pairs),
        "pairs": len(pairs),
        "library": held,
        "composed": composed if kind == "mosaic" else "",
    }
    source = None if kind == "mosaic" else _likely_source(pairs, entries, held)
    return Case(members, tuple(pairs), kind, source, pairs[0].score, facts)


def _kind(entries: Sequence[Document], held: Sequence[str], composed: str) -> str:
    if len(entries) > 1 and not held and _one_and_known([entry.author for entry in entries]):
        return "same_author"
    if composed:
        return "mosaic"
    if held:
        return "archive"
    if len(entries) < 3:
        return "copy"
    return "template" if _one_and_known([entry.unit for entry in entries]) else "ring"


def _one_and_known(values: Sequence[str]) -> bool:
    return len(set(values)) == 1 and bool(values[0])


def _relation(entries: Sequence[Document]) -> str:
    units = [entry.unit for entry in entries]
    if not all(units) or len(units) < 2:
        return "unknown"
    return "one_unit" if len(set(units)) == 1 else "several_units"


def _composed(pairs: Sequence[Pair], members: Sequence[str]) -> str:
    """The member that takes different places from partners who share nothing with each other; "" if none."""
    linked = {frozenset((pair.a, pair.b)) for pair in pairs}
    spans: dict[str, list[tuple[str, list[tuple[int, int]]]]] = {}
    for pair in pairs:
        spans.setdefault(pair.a, []).append((pair.b, [(p.a0, p.a1) for p in pair.copied]))
        spans.setdefault(pair.b, []).append((pair.a, [(p.b0, p.b1) for p in pair.copied]))
    best, most = "", 1
    for name in members:
        partners = spans[name][:MOST_PARTNERS]
        apart = {
            partner
            for partner, mine in partners
            for other, theirs in partners
            if other != partner and frozenset((partner, other)) not in linked and _disjoint(mine, theirs)
        }
        if len(apart) > most:
            best, most = name, len(apart)
    return best


def _disjoint(mine: Sequence[tuple[int, int]], theirs: Sequence[tuple[int, int]]) -> bool:
    """Whether the two sets of spans, each without overlap, share less than DISJOINT_SHARE of the smaller."""
    sizes = [sum(end - start for start, end in spans) for spans in (mine, theirs)]
    return _together(mine, theirs) < DISJOINT_SHARE * min(sizes)


def _together(mine: Sequence[tuple[int, int]], theirs: Sequence[tuple[int, int]]) -> int:
    common = depth = last = 0
    edges = [edge for start, end in (*mine, *theirs) for edge in ((start, 1), (end, -1))]
    for place, step in sorted(edges):
        common += (place - last) * (depth > 1)
        depth, last = depth + step, place
    return common


def _likely_source(pairs: Sequence[Pair], entries: Sequence[Document], held: Sequence[str]) -> str | None:
    """The library text of the strongest pair, else the entry that alone was received first."""
    for pair in pairs:
        if pair.b in held:
            return pair.b
    ranks = sorted((entry.received, entry.id) for entry in entries)
    if ranks[0][0] and ranks[0][0] < ranks[1][0]:
        return ranks[0][1]
    return None
