"""Telephone numbers told figure by figure, or a piece a speaker: 1、3、5，9…; 甲：一三九。乙：四四七二。

A number in a dialogue is found only where the lines hold nothing but figures and together make a mobile number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scoring.text.known import Reader
from scoring.text.span_types import Kind, Level, Mention

_FIGURE = "[0-9零〇○洞幺一二三四五六七八九拐勾]"
_ONE = "[1幺一]"
_MOBILE = 11
_BY_FIGURE = re.compile(
    rf"(?<!{_FIGURE})(?<!{_FIGURE}[、,.]){_ONE}"
    rf"(?:[、,，。.… \-—]{{1,2}}{_FIGURE}){{10}}(?![、,]?{_FIGURE})"
)
_SECOND = re.compile("[3-9三四五六七八九拐勾]")
_PIECE_LINE = re.compile(
    rf"[ ]*(?:[\u4e00-\u9fff]{{1,6}}(?:[ ]?\([^()\n]{{1,12}}\))?[:：][ ]?)?[“\"]?"
    rf"(?:[\u4e00-\u9fff]{{0,4}}[,，])?(?P<digits>{_FIGURE}(?:[ 、\-—]?{_FIGURE}){{0,10}})[。,，!！?？…~—”\" ]{{0,4}}"
)


def find_numbers_in_turn(reader: Reader) -> Iterator[Mention]:
    """Figures with a pause behind each, and pieces of a number on lines that follow each other."""
    text = reader.view.text
    for match in _BY_FIGURE.finditer(text):
        figures = re.findall(_FIGURE, match.group())
        if _SECOND.match(figures[1]):
            yield reader.mention(*match.span(), Kind.CONTACT, Level.LIKELY, "said_number")
    row: list[tuple[int, int]] = []
    for start, end in (line.span() for line in re.finditer(r"[^\n]+", text)):
        piece = _PIECE_LINE.fullmatch(text, start, end)
        if piece:
            row.append(piece.span("digits"))
        elif text[start:end].strip():
            yield from _told(reader, row)
            row = []
    yield from _told(reader, row)


def _told(reader: Reader, row: list[tuple[int, int]]) -> Iterator[Mention]:
    """The pieces of a row of lines, if they make a mobile number together."""
    figures = re.findall(_FIGURE, "".join(reader.view.text[start:end] for start, end in row))
    if len(row) > 1 and len(figures) == _MOBILE and re.match(_ONE, figures[0]) and _SECOND.match(figures[1]):
        for start, end in row:
            yield reader.mention(start, end, Kind.CONTACT, Level.LIKELY, "said_number")
