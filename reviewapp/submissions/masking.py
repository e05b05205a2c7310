"""From an entry's text and its masks to what judges read, and to what the desk shows.  Pure.

Spans are (start, end, kind) in code points of `Entry.text`, end exclusive; paragraphs are its lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reviewapp.documents.characters import seen_only
from scoring.text.redact import Span, redact
from scoring.text.span_types import Kind, Level

MASKED_LEVELS = (Level.CERTAIN.value, Level.LIKELY.value)  # masked by proposal; hints only shown to the clerk
KINDS = tuple(kind.value for kind in Kind)

Spans = Sequence[tuple[int, int, str]]


def paper_text(text: str, title: str, spans: Spans) -> str:
    """The masked text without the title line and without lines of which only masks are left (bylines,
    signatures): they would tell the judge nothing but that they existed."""
    return "\n".join(shown for _number, shown in shown_lines(text, title, spans))


def shown_lines(text: str, title: str, spans: Spans) -> list[tuple[int, str]]:
    """(number of the line in the entry's text, from 0; what a judge reads of it) for every line kept."""
    redaction = redact(text, [Span(s, e, kind) for s, e, kind in spans])
    covered = {i for span in redaction.spans for i in range(span.start, span.end)}
    lines: list[tuple[int, str]] = []
    both = zip(paragraphs_of(text), redaction.text.split("\n"), strict=True)
    for number, ((start, original), shown) in enumerate(both):
        if not any(line.strip() for _number, line in lines) and _same(original, title):
            continue
        rest = "".join(c for i, c in enumerate(original, start) if i not in covered)
        if len(rest) < len(original) and not any(c.isalnum() for c in rest):
            continue
        lines.append((number, seen_only(shown)))
    filled = [at for at, (_number, shown) in enumerate(lines) if shown]
    return lines[filled[0] : filled[-1] + 1] if filled else []


def paper_words(words: str, spans: Spans) -> str:
    """A title or a genre as judges read it: masked, and nothing in it that no screen shows."""
    return seen_only(redact(words, [Span(s, e, kind) for s, e, kind in spans]).text)


def length_of(text: str) -> int:
    """The characters of a paper without blanks.  Only what is shown counts: a count of the work as submitted
    would tell how long the name behind a mask is, or the byline that was left out."""
    return sum(not c.isspace() for c in text)


def paragraphs_of(text: str) -> Iterator[tuple[int, str]]:
    """(start, line) of every line."""
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1


def _same(a: str, b: str) -> bool:
    def key(text: str) -> str:
        return "".join(c for c in text if c.isalnum())

    return bool(key(a)) and key(a) == key(b)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a paragraph: plain, or of one span (`span` is its place in the list of spans)."""

    text: str
    span: int | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the text with its first code point and its segments, which together are the line."""

    start: int
    segments: tuple[Segment, ...]


def paragraphs(text: str, spans: Sequence[tuple[int, int]]) -> list[Paragraph]:
    """The text cut along its spans; where spans overlap, the earlier in the list is shown."""
    owner: dict[int, int] = {}
    for number in range(len(spans) - 1, -1, -1):
        owner.update(dict.fromkeys(range(*spans[number]), number))
    return [Paragraph(start, tuple(_segments(line, start, owner))) for start, line in paragraphs_of(text)]


def _segments(line: str, start: int, owner: dict[int, int]) -> Iterator[Segment]:
    begin = 0
    for at in range(1, len(line) + 1):
        if at == len(line) or owner.get(start + at) != owner.get(start + begin):
            yield Segment(line[begin:at], owner.get(start + begin))
            begin = at


def occurrences(text: str, words: str) -> list[tuple[int, int]]:
    """Every place where `words` stand in the text, without overlap."""
    found = []
    at = text.find(words) if words else -1
    while at >= 0:
        found.append((at, at + len(words)))
        at = text.find(words, at + len(words))
    return found
