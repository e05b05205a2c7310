"""Where annotations stand in a paper's text, also after it was masked anew; the text cut along them.  Pure.

Offsets are code points of `Paper.text`, end exclusive, whatever the page leaves out of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reviewapp.models.judging import Annotation


@dataclass(frozen=True, slots=True)
class Note:
    """An annotation as the page shows it.

    version: grows with every change; what the browser sends back as the state it knew
    placed: whether its words still stand in what the page shows; start and end are where
    number: of its note among the paper's notes, in the order of the text; 0: a highlight without words
    """

    key: str
    start: int
    end: int
    quote: str
    note: str
    shared: bool
    version: int
    placed: bool
    number: int = 0


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a line: under which annotations it lies, and the notes that stand beside its end.

    shared: the author may see one of them
    """

    text: str
    keys: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    shared: bool = False


def shown_lines(text: str, title: str) -> tuple[tuple[int, str], ...]:
    """(start, line) of every line the page shows: blank ones and a first one that repeats the title are not."""
    found = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            found.append((start, line))
        start += len(line) + 1
    if found and found[0][1].strip() == title.strip():
        found = found[1:]
    return tuple(found)


def paragraphs_of(title: str, text: str) -> tuple[str, ...]:
    """The lines the page shows, without where they start."""
    return tuple(line for _start, line in shown_lines(text, title))


def place(text: str, start: int, end: int, quote: str) -> tuple[int, int] | None:
    """Where the quoted words stand: where they were, else nearest to it; None when they are gone."""
    if text[start:end] == quote:
        return start, end
    places = list(_occurrences(text, quote))
    if not places:
        return None
    nearest = min(places, key=lambda at: abs(at - start))
    return nearest, nearest + len(quote)


def _occurrences(text: str, quote: str) -> Iterator[int]:
    at = text.find(quote) if quote else -1
    while at >= 0:
        yield at
        at = text.find(quote, at + 1)


def notes_on(
    text: str, lines: Sequence[tuple[int, str]], annotations: Sequence[tuple[Annotation, int]]
) -> tuple[Note, ...]:
    """The annotations (each with its version) in the order of the text; those without a place come last."""
    notes = []
    for held, version in annotations:
        found = place(text, held.start, held.end, held.quote)
        visible = found is not None and any(s < found[1] and found[0] < s + len(t) for s, t in lines)
        start, end = found if found is not None and visible else (held.start, held.end)
        notes.append(Note(held.key, start, end, held.quote, held.note, held.shared, version, visible))
    notes.sort(key=lambda n: (not n.placed, n.start, n.end, n.key))
    return tuple(_numbered(notes))


def _numbered(notes: Sequence[Note]) -> Iterator[Note]:
    number = 0
    for n in notes:
        number += bool(n.note and n.placed)
        yield Note(
            n.key, n.start, n.end, n.quote, n.note, n.shared, n.version, n.placed,
            number if n.note and n.placed else 0,
        )  # fmt: skip


def cut(lines: Sequence[tuple[int, str]], notes: Sequence[Note]) -> list[tuple[Segment, ...]]:
    """Every line as segments, which together are the line; a note stands beside its last visible stretch."""
    placed = [n for n in notes if n.placed]
    if not placed:
        return [(Segment(line),) for _start, line in lines]
    last = {n.key: max(s for s, line in lines if s < n.end and n.start < s + len(line)) for n in placed}
    return [tuple(_segments(start, line, placed, last)) for start, line in lines]


def _segments(start: int, line: str, notes: Sequence[Note], last: dict[str, int]) -> Iterator[Segment]:
    stop = start + len(line)
    here = [n for n in notes if n.start < stop and start < n.end]
    bounds = sorted({start, stop, *(min(max(at, start), stop) for n in here for at in (n.start, n.end))})
    for low, high in pairwise(bounds):
        over = [n for n in here if n.start <= low and high <= n.end]
        beside = [n for n in over if n.note and last[n.key] == start and min(n.end, stop) == high]
        shared = any(n.note and n.shared for n in over)
        yield Segment(line[low - start : high - start], tuple(n.key for n in over), tuple(beside), shared)
