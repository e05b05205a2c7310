"""Two texts side by side: where they agree, what was changed, what is nobody's own.  Pure.

Input are the rows of a case and the texts as submitted; output are frozen values that a template only
has to write down.  All places are code points of the texts.  A text is known by its key: an entry's id, or
the id of a library text below zero.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from reviewapp.models.similarity import Passage, SimilarityCase
from reviewapp.similarity.paint import Marked, Side, Span, painted, side

if TYPE_CHECKING:
    from scoring.similarity.differences import Difference

NEAR = 2  # edits with at most so many equal characters between them are one exchange
LONGEST_EXCHANGE = 24  # characters; longer ones are rewriting, which the texts show better than a list
LEAST_PART = 6  # folded characters; the few words a passage reaches into the next paragraph get no number


def library_key(library_id: int) -> int:
    """Key of a library text among the texts of a case."""
    return -library_id


def second(passage: Passage) -> int:
    """Key of the second text of a passage."""
    if passage.b_entry_id is not None:
        return passage.b_entry_id
    assert passage.b_library_id is not None  # one of the two is set
    return library_key(passage.b_library_id)


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two texts with copied passages between them; `a` was received first (or has the smaller id), and a
    library text is always `b`.

    share: part of the shorter text inside copied passages, 0..1; longest: characters of the longest passage;
    reordered: the passages follow in another order in b
    """

    a: int
    b: int
    passages: tuple[Passage, ...]  # in order of a
    share: float
    longest: int
    reordered: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the page shows of a pair.

    parts: numbers shown: a passage over several paragraphs is cut where they begin, so that each is linked to
    its own partner; edits: places that differ inside passages; exchanges: (words in a, words in b, times),
    most frequent first
    """

    left: Side
    right: Side
    parts: int
    edits: int
    exchanges: tuple[tuple[str, str, int], ...]


def pairings(case: SimilarityCase, texts: Mapping[int, str]) -> list[Pairing]:
    """Pairs of members, strongest first."""
    together: dict[Span, list[Passage]] = {}
    for passage in case.passages:
        if not passage.official:
            together.setdefault((passage.a_entry_id, second(passage)), []).append(passage)
    found = [pairing(a, b, held, texts) for (a, b), held in together.items()]
    return sorted(found, key=lambda p: (-p.share * min(len(texts[p.a]), len(texts[p.b])), p.a, p.b))


def pairing(a: int, b: int, held: Sequence[Passage], texts: Mapping[int, str]) -> Pairing:
    """Two texts with the passages between them."""
    passages = sorted(held, key=lambda p: (p.a_start, p.b_start))
    starts = [p.b_start for p in passages]
    shorter = min((len(texts[a]), True), (len(texts[b]), False))
    spans = [(p.a_start, p.a_end) if shorter[1] else (p.b_start, p.b_end) for p in passages]
    return Pairing(
        a,
        b,
        tuple(passages),
        _covered(spans) / max(shorter[0], 1),
        max(p.a_end - p.a_start for p in passages),
        any(one > two for one, two in pairwise(starts)),
    )


def _covered(spans: Sequence[Span]) -> int:
    return len({at for start, end in spans for at in range(start, end)})


def compare(
    pairing: Pairing,
    texts: Mapping[int, str],
    members: Mapping[int, Marked],
    clues: Mapping[int, Sequence[Span]] | None = None,
) -> Comparison:
    """The two texts, with parts of passages numbered in the order of the first one.

    clues: key → places of its residue clues, in the order of their numbers
    """
    from scoring.similarity.differences import differences  # numpy and rapidfuzz: only where it is shown

    left, right = (
        painted(texts[key], members[key], (clues or {}).get(key, ())) for key in (pairing.a, pairing.b)
    )
    edits, exchanges, number = 0, Counter[tuple[str, str]](), 0
    for p in pairing.passages:
        a, b = left.text[p.a_start : p.a_end], right.text[p.b_start : p.b_end]
        found = differences(a, b)
        edits += len(found)
        exchanges.update(_exchanges(a, b, found))
        for edit in found:
            left.mark(p.a_start + edit.a0, p.a_start + edit.a1)
            right.mark(p.b_start + edit.b0, p.b_start + edit.b1)
        cuts = _cuts(a, b, found)
        for (a0, b0), (a1, b1) in pairwise([(0, 0), *cuts, (len(a), len(b))]):
            number += 1
            left.add_passage(number, p.a_start + a0, p.a_start + a1)
            right.add_passage(number, p.b_start + b0, p.b_start + b1)
    return Comparison(
        side(pairing.a, left, members[pairing.a]),
        side(pairing.b, right, members[pairing.b]),
        number,
        edits,
        tuple((a, b, times) for (a, b), times in exchanges.most_common()),
    )


def _cuts(a: str, b: str, found: Sequence[Difference]) -> list[Span]:
    """Where a new paragraph of `a` begins inside a passage: (place in a, the same place in b).

    Between two edits the folded texts are equal, so a folded place moves by what the edits before it
    added or took away.  A paragraph that begins inside an edit has no same place and is no cut.
    """
    from scoring.text.normalize import fold

    left, right = fold(a).positions.tolist(), fold(b).positions.tolist()
    edits = [
        (bisect_left(left, e.a0), bisect_left(left, e.a1), bisect_left(right, e.b1) - bisect_left(left, e.a1))
        for e in found
    ]
    cuts: list[Span] = []
    for line_end in (at for at, character in enumerate(a) if character == "\n"):
        place = bisect_left(left, line_end)
        before = [shift for start, end, shift in edits if end <= place and start < place]
        there = place + (before[-1] if before else 0)
        inside = any(start < place < end for start, end, _shift in edits)
        if 0 < place <= len(left) - LEAST_PART and 0 < there < len(right) and not inside:
            cut = left[place], right[there]
            if not cuts or (cut[0] > cuts[-1][0] and cut[1] > cuts[-1][1]):
                cuts.append(cut)
    return cuts


def own_side(key: int, text: str, spans: Sequence[Span], member: Marked) -> Side:
    """One text by itself with what others share of it: what the unit of an entry sees.

    Spans that touch or overlap (several others share the same words) are one: how many share them, and where
    one of them ends, is not told.
    """
    paint = painted(text, member)
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    for number, (start, end) in enumerate(merged, start=1):
        paint.add_passage(number, start, end)
    return side(key, paint, member)


def _exchanges(a: str, b: str, found: Sequence[Difference]) -> Iterator[tuple[str, str]]:
    """Words of a that stand as other words in b: edits close together are read as one."""
    joined: list[list[int]] = []
    for edit in found:
        if joined and edit.a0 - joined[-1][1] <= NEAR and edit.b0 - joined[-1][3] <= NEAR:
            joined[-1][1], joined[-1][3] = edit.a1, edit.b1
        else:
            joined.append([edit.a0, edit.a1, edit.b0, edit.b1])
    for a0, a1, b0, b1 in joined:
        if a1 > a0 and b1 > b0 and max(a1 - a0, b1 - b0) <= LONGEST_EXCHANGE:
            yield a[a0:a1], b[b0:b1]
