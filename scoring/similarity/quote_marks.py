"""Pairs of quotation marks in any text, and the form of the text in which sources are looked for.

Marks pair up inside a paragraph only, so that one forgotten mark spoils no more than its paragraph. A
line end after a full stop ends a paragraph; any other line end is a wrapped line and is looked through.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scoring.text.view import view_of

INVISIBLE = "\u200b"

_FAMILY = (
    dict.fromkeys('“”〝〞"', "double") | dict.fromkeys("「」", "corner") | dict.fromkeys("『』", "white")
)
_FAMILY |= dict.fromkeys("«»", "angle") | dict.fromkeys("‘’", "single")
_OPENING = frozenset("“〝「『«‘")
_CLOSING = frozenset("”〞」』»’")
_MARK = re.compile("[" + "".join(_FAMILY) + "\n]")
# Only a long line is a wrapped one: headings and lines of verse end where they end.
_WRAPPED = re.compile(r"(?<=[^\n]{16})(?<![。!?…:;”」』\"\n ])\n(?=[^\s“「『\"])")
_STOPS = frozenset("。!?…~")


@dataclass(frozen=True, slots=True, eq=False)
class QuotedText:
    """``text`` is what is searched: width and script folded, nothing invisible, no wrapped lines.

    ``places`` leads each of its characters back to the text as given; None where nothing was left out.
    ``pairs``: spans in ``text`` from one quotation mark to its partner, both included, by start, the
    outer before the inner.
    """

    text: str
    places: NDArray[np.intp] | None
    pairs: tuple[tuple[int, int], ...] = field(repr=False)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the given text for a non-empty span of ``text``."""
        if self.places is None:
            return start, end
        return int(self.places[start]), int(self.places[end - 1]) + 1


class _Shown(dict[int, str]):
    """What each character looks like, found when it is first met; one character for one character."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        self[point] = INVISIBLE if character == "\r" else view_of(character).text or INVISIBLE
        return self[point]


_SHOWN = _Shown()


def read_quotes(text: str) -> QuotedText:
    """The searched form of any string with its pairs of marks; time and memory grow with its length."""
    view = text.translate(_SHOWN)
    view = _WRAPPED.sub(INVISIBLE, view)
    places = None
    if INVISIBLE in view:
        codes = np.frombuffer(view.encode("utf-32-le", "surrogatepass"), np.uint32)
        places = np.flatnonzero(codes != ord(INVISIBLE))
        view = view.replace(INVISIBLE, "")
    return QuotedText(view, places, tuple(sorted(_pairs(view), key=lambda pair: (pair[0], -pair[1]))))


def _pairs(view: str) -> list[tuple[int, int]]:
    """One open mark of each family at a time: nobody quotes inside a quotation with the same mark."""
    found: list[tuple[int, int]] = []
    opened: dict[str, int] = {}
    for match in _MARK.finditer(view):
        mark, at = match.group(), match.start()
        if mark == "\n":
            if opened:
                _end_paragraph(view, at, opened, found)
            continue
        family = _FAMILY[mark]
        begun = opened.get(family)
        if begun is None:
            if _opens(view, at, mark):
                opened[family] = at
        elif _restarts(view, at, mark):
            opened[family] = at
        else:
            found.append((begun, at + 1))
            del opened[family]
    return found


def _opens(view: str, at: int, mark: str) -> bool:
    """Whether a mark without an open partner begins a quotation; a closing mark does after a colon."""
    before = view[at - 1] if at else "\n"
    if mark in _CLOSING:
        return before == ":" and mark in "”〞"
    stray = mark not in _OPENING and before in _STOPS and view[at + 1 : at + 2] in ("", "\n")
    return not stray


def _restarts(view: str, at: int, mark: str) -> bool:
    """Whether the open mark was never closed and this one begins anew: only an opening place tells."""
    if mark in _CLOSING:
        return False
    if _FAMILY[mark] != "double":
        return True
    return view[at - 1] in ":,"


def _end_paragraph(view: str, at: int, opened: dict[str, int], found: list[tuple[int, int]]) -> None:
    """A quotation over several paragraphs opens each of them and is closed in the last only."""
    begun = opened.get("double")
    if begun is not None and view[at + 1 : at + 6].lstrip(" \n")[:1] == "“" == view[begun]:
        found.append((begun, at))
    opened.clear()
