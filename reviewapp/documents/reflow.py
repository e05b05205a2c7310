"""Making paragraphs of the lines of a printed page.

A new paragraph begins at an indented line, after a short line, and after a wide gap; every other line
continues the one before.  Headers and footers are lines near the edge of the page that repeat from
page to page or only count pages.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

_MARGIN_SHARE = 0.10  # of the page height at top and bottom where headers and footers stand
_LONE_MARGIN_SHARE = 0.075  # the same for a header that cannot repeat, having one page: more careful
_RULE = r"[-—–·\s]{0,4}"
_PAGE_NUMBER = re.compile(_RULE + r"(第\s?)?\d{1,4}(\s?页)?([\s/,，]{0,3}(共\s?)?\d{1,4}\s?页?)?" + _RULE)
_INDENT = 1.0  # letters: how far a first line stands in
_SHORT = 2.0  # letters: how far a last line stops before the edge
_GAP = 1.4  # usual line distances: more is a gap between paragraphs
_LATIN_END, _LATIN_START = re.compile(r"[A-Za-z0-9,.;:!?)]$"), re.compile(r"^[A-Za-z0-9(]")


@dataclass(slots=True)
class Line:
    """One printed line: its text and its box in points, y upwards; ``height`` is that of the page."""

    page: int
    height: float
    text: str = ""
    left: float = float("inf")
    right: float = float("-inf")
    bottom: float = float("inf")
    top: float = float("-inf")
    hidden: bool = False
    invisible: bool = False

    def add(self, character: str, left: float, right: float, bottom: float, top: float) -> None:
        """Append a character; white space does not widen the box, so an indent stays one."""
        self.text += character
        if character.strip() and right > left:
            self.left, self.right = min(self.left, left), max(self.right, right)
            self.bottom, self.top = min(self.bottom, bottom), max(self.top, top)

    @property
    def size(self) -> float:
        """Height of its letters in points."""
        return max(1.0, self.top - self.bottom)


def drop_margins(pages: list[list[Line]]) -> tuple[list[Line], list[str]]:
    """(lines of the text in order, texts of headers and footers, each once)."""
    edge = [line for lines in pages for line in lines if _near_edge(line, _MARGIN_SHARE)]
    repeats = Counter(_shape(line) for line in edge)
    lone = {id(line) for lines in pages for line in _set_apart(lines)}
    margins = {
        id(line): line.text.strip()
        for line in edge
        if _PAGE_NUMBER.fullmatch(line.text.strip()) or repeats[_shape(line)] > 1 or id(line) in lone
    }
    body = [line for lines in pages for line in lines if id(line) not in margins]
    return body, sorted(set(margins.values()))


def paragraphs(lines: list[Line]) -> list[str]:
    """Texts of the paragraphs that ``lines`` (in reading order, margins dropped) make."""
    if not lines:
        return []
    frame = _Frame.of(lines)
    result = [lines[0].text.strip()]
    for before, line in pairwise(lines):
        text = line.text.strip()
        if frame.breaks_between(before, line):
            result.append(text)
        else:
            latin = _LATIN_END.search(result[-1]) and _LATIN_START.search(text)
            result[-1] += (" " if latin else "") + text
    return result


@dataclass(frozen=True, slots=True)
class _Frame:
    """The block that the lines fill: its edges, letter size and line distance in points."""

    left: float
    right: float
    size: float
    distance: float

    @classmethod
    def of(cls, lines: list[Line]) -> _Frame:
        size = median(line.size for line in lines)
        lefts = Counter(round(line.left) for line in lines)
        common = max(lefts.values())
        left = min(value for value, count in lefts.items() if count * 3 >= common)
        distances = [
            before.bottom - line.bottom
            for before, line in pairwise(lines)
            if before.page == line.page and before.bottom - line.bottom > size / 2
        ]
        # the lower quartile: paragraphs set apart by gaps must not pass for the usual distance
        distance = sorted(distances)[len(distances) // 4] if distances else size * 1.5
        return cls(float(left), max(line.right for line in lines), size, distance)

    def breaks_between(self, before: Line, line: Line) -> bool:
        if abs(before.bottom - line.bottom) < self.size / 2 and before.page == line.page:
            return False  # pieces of one printed line
        if line.left > self.left + _INDENT * self.size:
            return True
        if before.right < self.right - _SHORT * self.size:
            return True
        gap = before.bottom - line.bottom
        return before.page == line.page and gap > _GAP * self.distance


def _near_edge(line: Line, share: float) -> bool:
    return line.bottom > line.height * (1 - share) or line.top < line.height * share


def _set_apart(lines: list[Line]) -> list[Line]:
    """First and last line of a page if outside the usual text area, small, and away from the rest."""
    if len(lines) < 3:
        return []
    size = median(line.size for line in lines)
    return [
        line
        for line, inner in ((lines[0], lines[1]), (lines[-1], lines[-2]))
        if _near_edge(line, _LONE_MARGIN_SHARE)
        and line.size <= 1.05 * size
        and abs(line.bottom - inner.bottom) > 2 * size
    ]


def _shape(line: Line) -> tuple[int, str]:
    """Where a line stands and what it says, digits aside: equal for a header on every page."""
    return round(line.bottom / 10), re.sub(r"\d+", "#", line.text.strip())
