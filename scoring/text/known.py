"""One text made ready for every detector: its view, its folded form, its words; and known strings in it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from statistics import median

from scoring.text.lattice import Lattice, lattice
from scoring.text.normalize import Folded, fold
from scoring.text.segment import Word, tagged
from scoring.text.span_types import Kind, Level, Mention
from scoring.text.view import View, view_of

_WRAP = re.compile(r"(?<=[\u4e00-\u9fff])\n(?=[\u4e00-\u9fff])")
_VERSE_LINES, _VERSE_LENGTH = 8, 18  # so many lines, half of them so short: their ends are meant
_SENTENCE_BREAK = re.compile(r"[。！？；，、：!?;,:]")


@lru_cache(maxsize=1 << 14)
def folded_name(name: str) -> str:
    """The folded form of a listed name; every text of a contest asks for the same few thousand."""
    return fold(name).text


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """A text in the forms the detectors search: as seen, as compared, as words, and as it flows.

    ``flow`` is the view without wraps; ``lattice`` and ``flow_lattice`` are the paths through view and flow.
    """

    original: str
    view: View
    folded: Folded
    words: list[Word]
    starts: frozenset[int] = field(repr=False)
    ends: frozenset[int] = field(repr=False)
    lattice: Lattice = field(repr=False)
    flow: View = field(repr=False)
    flow_lattice: Lattice = field(repr=False)

    def mention(self, start: int, end: int, kind: Kind, level: Level, rule: str) -> Mention:
        """The mention for a span of the view."""
        first, last = self.view.span(start, end)
        return Mention(first, last, kind, level, rule)

    def view_span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the view that stands for a span of the original."""
        return bisect_left(self.view.positions, start), bisect_left(self.view.positions, end)

    def on_borders(self, start: int, end: int) -> bool:
        """Whether a span of the original begins and ends where words do."""
        first, last = self.view_span(start, end)
        return first in self.starts and last in self.ends

    def flow_mention(self, start: int, end: int, kind: Kind, level: Level, rule: str) -> Mention:
        """The mention for a span of the flow."""
        first, last = self.flow.span(start, end)
        return Mention(first, last, kind, level, rule)

    def flow_offset(self, offset: int) -> int:
        """Where an offset of the view stands in the flow."""
        if self.flow is self.view or offset >= len(self.view.positions):
            return min(offset, len(self.flow.text))
        return bisect_left(self.flow.positions, self.view.positions[offset])

    def places_of(self, known: str, shortest: int = 2) -> Iterator[tuple[int, int]]:
        """Spans of the original where ``known`` stands, however it is spaced, widened or wrapped."""
        wanted = folded_name(known)
        if len(wanted) < shortest:
            return
        at = self.folded.text.find(wanted)
        while at >= 0:
            start, end = self.folded.original_span(at, at + len(wanted))
            if self.unbroken(start, end):
                yield start, end
            at = self.folded.text.find(wanted, at + 1)

    def matches_of(self, pattern: re.Pattern[str]) -> Iterator[tuple[int, int, re.Match[str]]]:
        """Matches of a pattern over folded text, as spans of the original."""
        for match in pattern.finditer(self.folded.text):
            if match.end() > match.start():
                start, end = self.folded.original_span(*match.span())
                if self.unbroken(start, end):
                    yield start, end, match

    def unbroken(self, start: int, end: int) -> bool:
        """Whether no sentence ends inside the span: "何。云舟" is not a name written with a full stop."""
        return not _SENTENCE_BREAK.search(self.original, start, end)


def read(text: str) -> Reader:
    """Prepare ``text`` once; costs a few milliseconds for an essay, seconds for a megabyte."""
    view = view_of(text)
    words = tagged(view.text)
    paths = lattice(view.text)
    flow = _flow(view)
    return Reader(
        text,
        view,
        fold(text),
        words,
        frozenset(word.start for word in words),
        frozenset(word.end for word in words),
        paths,
        flow,
        paths if flow is view else lattice(flow.text),
    )


def is_verse(text: str) -> bool:
    """Whether most lines of a text are short: a poem, a chat, a list."""
    lines = [line for line in text.split("\n") if line.strip()]
    return len(lines) >= _VERSE_LINES and median(map(len, lines)) <= _VERSE_LENGTH


def _flow(view: View) -> View:
    """The view without the line ends that stand inside a sentence, as mailers and scanners put them."""
    wraps = {match.start() for match in _WRAP.finditer(view.text)}
    if not wraps or is_verse(view.text):
        return view
    kept = [at for at in range(len(view.text)) if at not in wraps]
    return View("".join(view.text[at] for at in kept), [view.positions[at] for at in kept])
