"""Labels of automatically numbered paragraphs in .docx: ``一、``, ``（二）``, ``3.``, ``(a)``.

Word stores them as definitions, not as text, yet the reader sees them; without them an essay in
numbered sections would lose its headings' numbers (ECMA-376 part 1, 17.9).
"""

from __future__ import annotations

import re

from lxml import etree

from reviewapp.documents.docx_runs import StyleSheet
from reviewapp.documents.ooxml import W, attribute

_DIGITS = "零一二三四五六七八九"
_CIRCLED_ONE = 0x2460
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_LEVELS = 9  # levels of one list
_HANZI_FORMATS = frozenset({
    "chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand",
    "japaneseCounting", "ideographDigital", "chineseLegalSimplified",
})  # fmt: skip


class Numbering:
    """Counts numbered paragraphs in document order; one object reads one document once."""

    def __init__(self, root: etree._Element | None, styles: StyleSheet) -> None:
        self._styles = styles
        self._levels: dict[tuple[str, int], etree._Element] = {}
        self._lists: dict[str, str] = {}
        self._counts: dict[str, list[int]] = {}
        if root is None:
            return
        for abstract in root.iter(W + "abstractNum"):
            for level in abstract.iter(W + "lvl"):
                key = (attribute(abstract, "abstractNumId") or "", _integer(attribute(level, "ilvl")))
                self._levels[key] = level
        for number in root.iter(W + "num"):
            target = number.find(W + "abstractNumId")
            if target is not None:
                self._lists[attribute(number, "numId") or ""] = attribute(target, "val") or ""

    def label(self, paragraph: etree._Element) -> str:
        """The label Word would print before this paragraph, ``""`` for none; bullets are left out."""
        place = self._place(paragraph)
        if place is None or place not in self._levels:
            return ""
        abstract, depth = place
        counts = self._counts.setdefault(abstract, [0] * _LEVELS)
        start = _integer(_child_value(self._levels[place], "start"), 1)
        counts[depth] = counts[depth] + 1 if counts[depth] else start
        counts[depth + 1 :] = [0] * (_LEVELS - depth - 1)
        if _child_value(self._levels[place], "numFmt") in ("bullet", "none"):
            return ""
        pattern = _child_value(self._levels[place], "lvlText") or ""
        text = re.sub(r"%([1-9])", lambda m: self._number(abstract, int(m.group(1)) - 1, counts), pattern)
        return text + " " if text[-1:].isascii() and text else text  # Word sets a tab; 一、 needs none

    def _number(self, abstract: str, depth: int, counts: list[int]) -> str:
        level = self._levels.get((abstract, depth))
        numeral = _child_value(level, "numFmt") if level is not None else "decimal"
        return numeral_text(max(1, counts[depth]), numeral or "decimal")

    def _place(self, paragraph: etree._Element) -> tuple[str, int] | None:
        """List and depth of a paragraph, from its own properties or its style's."""
        properties = paragraph.find(W + "pPr")
        if properties is None:
            return None
        style = properties.find(W + "pStyle")
        holders = [properties]
        for ancestor in self._styles.chain(attribute(style, "val") if style is not None else None):
            holders += ancestor.findall(W + "pPr")
        for holder in holders:
            entry = holder.find(W + "numPr")
            if entry is not None:
                identity = _child_value(entry, "numId") or ""
                depth = min(_LEVELS - 1, _integer(_child_value(entry, "ilvl")))
                return (self._lists[identity], depth) if identity in self._lists else None
        return None


def numeral_text(number: int, numeral: str) -> str:
    """``number`` (1 or more) in one of Word's numeral formats; unknown formats count in digits.

    >>> [numeral_text(21, f) for f in ("chineseCounting", "decimal", "lowerLetter", "upperRoman")]
    ['二十一', '21', 'u', 'XXI']
    """
    if numeral in _HANZI_FORMATS:
        return _hanzi(number)
    if numeral in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and number <= 20:
        return chr(_CIRCLED_ONE + number - 1)
    if numeral in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if numeral == "lowerLetter" else letter.upper()
    if numeral in ("lowerRoman", "upperRoman"):
        return _roman(number) if numeral == "upperRoman" else _roman(number).lower()
    return str(number)


def _hanzi(number: int) -> str:
    if number >= 100:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones else "")


def _roman(number: int) -> str:
    parts = []
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        parts.append(letters * count)
    return "".join(parts)


def _child_value(parent: etree._Element | None, name: str) -> str | None:
    child = None if parent is None else parent.find(W + name)
    return None if child is None else attribute(child, "val")


def _integer(text: str | None, default: int = 0) -> int:
    return int(text) if text is not None and text.isdigit() and len(text) < 6 else default
