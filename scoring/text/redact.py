"""The anonymous reading copy: every span gives way to a mark that tells neither length nor content."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from scoring.errors import InvalidProblem

MARK = "▇▇"  # the same for every kind: even the kind would tell that a phone stood here, not a name


@dataclass(frozen=True, slots=True)
class Span:
    """Half open ``[start, end)`` in code points of the original; ``kind`` is kept for the record."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Redaction:
    """A masked text.

    ``spans`` are the merged spans in the original, sorted; ``marks`` the places of their marks in
    ``text``, in the same order. A span that crosses line ends has one mark on each of its lines, so
    paragraphs are kept; it then appears as one span per line.
    """

    text: str
    spans: tuple[Span, ...]
    marks: tuple[tuple[int, int], ...]

    def masked_offset(self, offset: int) -> int:
        """Where an offset of the original stands in ``text``; inside a span, the start of its mark."""
        number = bisect_right(self.spans, offset, key=lambda span: span.start) - 1
        if number < 0:
            return offset
        span, mark = self.spans[number], self.marks[number]
        return mark[0] if offset < span.end else mark[1] + offset - span.end

    def original_offset(self, offset: int) -> int:
        """Where an offset of ``text`` stands in the original; inside a mark, the start of its span."""
        number = bisect_right(self.marks, offset, key=lambda mark: mark[0]) - 1
        if number < 0:
            return offset
        span, mark = self.spans[number], self.marks[number]
        return span.start if offset < mark[1] else span.end + offset - mark[1]


def redact(text: str, spans: Sequence[Span]) -> Redaction:
    """Replace each span by MARK; overlapping and touching spans become one, with the first one's kind.

    Touching spans are merged because two marks side by side would tell that two things stood there.
    Raises InvalidProblem for a span outside the text or with its end before its start.
    """
    for span in spans:
        if not 0 <= span.start <= span.end <= len(text):
            raise InvalidProblem(f"span {span.start}:{span.end} is outside a text of {len(text)} characters")
    merged = [part for span in _merge(text, spans) for part in _by_line(text, span)]
    pieces: list[str] = []
    marks: list[tuple[int, int]] = []
    at = length = 0
    for span in merged:
        pieces += [text[at : span.start], MARK]
        length += span.start - at
        marks.append((length, length + len(MARK)))
        length += len(MARK)
        at = span.end
    pieces.append(text[at:])
    return Redaction("".join(pieces), tuple(merged), tuple(marks))


def _merge(text: str, spans: Sequence[Span]) -> list[Span]:
    """Sorted spans without overlap; only blanks between two of them count as touching."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start == span.end:
            continue
        last = merged[-1] if merged else None
        if last is not None and _touch(text, last.end, span.start):
            merged[-1] = Span(last.start, max(last.end, span.end), last.kind)
        else:
            merged.append(span)
    return merged


def _touch(text: str, end: int, start: int) -> bool:
    between = text[end:start]
    return end >= start or (not between.strip() and "\n" not in between)


def _by_line(text: str, span: Span) -> list[Span]:
    """The parts of a span on each line, line ends left out; a line with only blanks has no part."""
    parts: list[Span] = []
    start = span.start
    for line in text[span.start : span.end].splitlines(keepends=True):
        body = line.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")
        if body.strip():
            parts.append(Span(start, start + len(body), span.kind))
        start += len(line)
    return parts
