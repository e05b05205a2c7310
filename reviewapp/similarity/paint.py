"""A text as a page shows it: characters painted, then cut into pieces that are shown alike.  Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

LEADING = " \t\u3000\u00a0"  # the page indents paragraphs itself

Span = tuple[int, int]


class Marked(Protocol):
    """What is known of a whole text: a member of the case, or a library text in it."""

    @property
    def official(self) -> Sequence[Any]: ...  # [[start, end, reason]]

    @property
    def signs(self) -> Sequence[Any]: ...  # [[kind, count, [[start, end], …]]]


@dataclass(frozen=True, slots=True)
class Plain:
    """A text of which only its official language is known."""

    official: Sequence[Any] = ()
    signs: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters shown alike; `sign`: kind of disguise they are."""

    text: str
    differs: bool = False
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring pieces of one passage (0: of none); `starts`: numbers of the passages that begin here.

    clue: number of the residue clue these characters are (0: none)
    """

    pieces: tuple[Piece, ...]
    passage: int = 0
    official: str = ""
    clue: int = 0
    starts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MapSpan:
    """A bar of the strip beside a text."""

    start: int
    end: int
    passage: int = 0
    official: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of a text; `start`, `end`: where it lies in it."""

    start: int
    end: int
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two texts."""

    key: int
    paragraphs: tuple[Paragraph, ...]
    spans: tuple[MapSpan, ...]
    length: int


@dataclass(slots=True)
class Paint:
    """What is known of each character of a text."""

    text: str
    passage: list[int] = field(init=False)
    official: list[str] = field(init=False)
    differs: list[bool] = field(init=False)
    sign: list[str] = field(init=False)
    clue: list[int] = field(init=False)
    starts: dict[int, list[int]] = field(default_factory=dict)
    spans: list[tuple[int, int, int]] = field(default_factory=list)  # (number, start, end)

    def __post_init__(self) -> None:
        size = len(self.text)
        self.passage, self.official = [0] * size, [""] * size
        self.differs, self.sign, self.clue = [False] * size, [""] * size, [0] * size

    def add_passage(self, number: int, start: int, end: int) -> None:
        """The lower number wins where passages overlap; every number keeps its start, so that links hold."""
        self.starts.setdefault(start, []).append(number)
        self.spans.append((number, start, end))
        for at in range(start, end):
            self.passage[at] = self.passage[at] or number

    def mark(self, start: int, end: int) -> None:
        """These characters differ from the other text."""
        self.differs[start:end] = [True] * (end - start)


def painted(text: str, member: Marked, clues: Sequence[Span] = ()) -> Paint:
    """The text with what is known of it as a whole; `clues`: places of its residue clues by their number."""
    paint = Paint(text)
    for number, (start, end) in enumerate(clues, start=1):
        paint.clue[start:end] = [number] * (min(end, len(text)) - start)
    for start, end, reason in member.official:
        paint.official[start:end] = [reason] * (min(end, len(text)) - start)
    for kind, _count, places in member.signs:
        for start, end in places:
            paint.sign[start:end] = [kind] * (min(end, len(text)) - start)
    return paint


def side(key: int, paint: Paint, member: Marked) -> Side:
    """What a template writes down of the painted text."""
    grey = [MapSpan(start, end, official=True) for start, end, _reason in member.official]
    coloured = [MapSpan(start, end, number) for number, start, end in paint.spans]
    return Side(key, tuple(_paragraphs(paint)), (*coloured, *grey), len(paint.text))


def _paragraphs(paint: Paint) -> Iterator[Paragraph]:
    start = 0
    for line in paint.text.split("\n"):
        first = start + len(line) - len(line.lstrip(LEADING))
        stretches = tuple(_stretches(paint, first, start + len(line)))
        if stretches:
            yield Paragraph(start, start + len(line), stretches)
        start += len(line) + 1


def _stretches(paint: Paint, start: int, end: int) -> Iterator[Stretch]:
    """Cut where the passage or the reason changes, and where a passage begins."""
    at = start
    while at < end:
        key = paint.passage[at], paint.official[at], paint.clue[at]
        stop = at + 1
        while (
            stop < end
            and stop not in paint.starts
            and (paint.passage[stop], paint.official[stop], paint.clue[stop]) == key
        ):
            stop += 1
        yield Stretch(tuple(_pieces(paint, at, stop)), *key, tuple(paint.starts.get(at, ())))
        at = stop


def _pieces(paint: Paint, start: int, end: int) -> Iterator[Piece]:
    at = start
    while at < end:
        key = paint.differs[at], paint.sign[at]
        stop = at + 1
        while stop < end and (paint.differs[stop], paint.sign[stop]) == key:
            stop += 1
        yield Piece(paint.text[at:stop], *key)
        at = stop
