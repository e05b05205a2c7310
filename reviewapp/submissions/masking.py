"""From an entry's text and its masks to what judges read.  Pure."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.text.redact import Span, redact

MASKED_LEVELS = ("certain", "likely")  # masked by proposal; hints only shown to the clerk


def paper_text(text: str, title: str, spans: Sequence[tuple[int, int, str]]) -> str:
    """The masked text without the title line and without lines of which only masks are left (bylines,
    signatures): they would tell the judge nothing but that they existed."""
    lines = []
    begun = False
    for line in _masked_lines(text, spans):
        if not begun and _same(line.shown, title):
            continue
        if line.masked and not any(c.isalnum() for c in line.rest):
            continue
        begun = begun or bool(line.shown.strip())
        lines.append(line.shown)
    return "\n".join(lines).strip("\n")


def paper_title(title: str, spans: Sequence[tuple[int, int, str]]) -> str:
    """The masked title."""
    return redact(title, [Span(s, e, kind) for s, e, kind in spans]).text


class _Line:
    """One paragraph: as shown, what of it is not masked, and whether anything is."""

    def __init__(self, shown: str, rest: str, masked: bool) -> None:
        self.shown, self.rest, self.masked = shown, rest, masked


def _masked_lines(text: str, spans: Sequence[tuple[int, int, str]]) -> list[_Line]:
    lines = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        inside = [Span(max(s, start) - start, min(e, end) - start, k) for s, e, k in spans if s < end and e > start]
        covered = {i for span in inside for i in range(span.start, span.end)}
        rest = "".join(c for i, c in enumerate(line) if i not in covered)
        lines.append(_Line(redact(line, inside).text, rest, bool(inside)))
        start = end + 1
    return lines


def _same(a: str, b: str) -> bool:
    def key(text: str) -> str:
        return "".join(c for c in text if c.isalnum())

    return bool(key(a)) and key(a) == key(b)
