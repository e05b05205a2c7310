"""Numbers of lists and headings in .odt: kept as definitions, not as text, yet every reader sees them."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from reviewapp.documents.numbering import numeral_text
from reviewapp.documents.odt_styles import STYLE, TEXT

_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_LEVELS = 10
# First sign of a format → the format's name in .docx.
_FORMATS = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "一": "chineseCounting", "①": "decimalEnclosedCircle", "１": "decimal", "壹": "chineseCounting",
}  # fmt: skip


@dataclass(slots=True)
class OpenList:
    """A list being read: its style, its depth from 1, and the counts of its levels."""

    style: str
    depth: int
    counts: list[int] = field(default_factory=lambda: [0] * (_LEVELS + 1))


class OdtLists:
    """Definitions of all numberings; counts lists and headings in document order."""

    def __init__(self, roots: list[etree._Element | None]) -> None:
        self._levels: dict[tuple[str, int], etree._Element] = {}
        self._known: dict[str, OpenList] = {}
        self._last: dict[str, OpenList] = {}
        self._headings = OpenList("", 0)
        for root in roots:
            for style in root.iter(TEXT + "list-style", TEXT + "outline-style") if root is not None else ():
                name = "" if style.tag == TEXT + "outline-style" else str(style.get(STYLE + "name"))
                for level in style:
                    self._levels[(name, _whole(level.get(TEXT + "level"), 0))] = level

    def open(self, element: etree._Element, outer: OpenList | None) -> OpenList:
        """Begin a ``text:list``; an inner list counts with its outer one."""
        style = str(element.get(TEXT + "style-name") or (outer.style if outer else ""))
        if outer is not None:
            depth = min(_LEVELS, outer.depth + 1)
            outer.counts[depth:] = [0] * (_LEVELS + 1 - depth)
            return OpenList(style, depth, outer.counts)
        earlier = self._known.get(str(element.get(TEXT + "continue-list")))
        if earlier is None and element.get(TEXT + "continue-numbering") == "true":
            earlier = self._last.get(style)
        opened = OpenList(style, 1, earlier.counts if earlier else [0] * (_LEVELS + 1))
        self._last[style] = opened
        if element.get(_XML_ID):
            self._known[str(element.get(_XML_ID))] = opened
        return opened

    def label(self, opened: OpenList, item: etree._Element) -> str:
        """The label printed before an item of the list."""
        start = item.get(TEXT + "start-value")
        return self._count(opened, _whole(start, 1) if start is not None else None)

    def heading_label(self, heading: etree._Element) -> str:
        """The label printed before a heading outside lists."""
        depth = _whole(heading.get(TEXT + "outline-level"), 0)
        if not 0 < depth <= _LEVELS or ("", depth) not in self._levels:
            return ""
        return self._count(OpenList("", depth, self._headings.counts), None)

    def _count(self, opened: OpenList, start: int | None) -> str:
        level = self._levels.get((opened.style, opened.depth))
        counts, depth = opened.counts, opened.depth
        if start is not None:
            counts[depth] = start
        elif counts[depth]:
            counts[depth] += 1
        else:
            counts[depth] = _whole(level.get(TEXT + "start-value"), 1) if level is not None else 1
        counts[depth + 1 :] = [0] * (_LEVELS - depth)
        if level is None or not level.get(STYLE + "num-format"):
            return ""
        shown = min(depth, max(1, _whole(level.get(TEXT + "display-levels"), 1)))
        numbers = [
            numeral_text(max(1, counts[at]), _FORMATS.get(self._format(opened.style, at)[:1], "decimal"))
            for at in range(depth - shown + 1, depth + 1)
        ]
        text = f"{level.get(STYLE + 'num-prefix') or ''}{'.'.join(numbers)}{level.get(STYLE + 'num-suffix') or ''}"
        return text + " " if text[-1:].isascii() and text else text

    def _format(self, style: str, depth: int) -> str:
        level = self._levels.get((style, depth))
        return str(level.get(STYLE + "num-format") or "1") if level is not None else "1"


def _whole(text: object, default: int) -> int:
    return int(str(text)) if str(text).isdecimal() and len(str(text)) < 6 else default
