"""The view in which patterns are looked for: one writing for what may be written many ways.

Unlike :mod:`scoring.text.normalize`, which keeps only what is compared, a view keeps punctuation, line
ends and spaces, because signatures and labels are recognised by them. Width, letter case, script, quotation
marks and look-alike letters are folded, invisible characters are gone; Chinese digits stay as written, since
they occur in names. Line ends are ``\\n``, every other blank is one space.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from scoring.text.fold_table import CODE_OF, fold_table

_KEPT_CONTROLS = {"\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n"}
_QUOTES = {"‘": "“", "’": "”", "『": "“", "』": "”", "﹃": "“", "﹄": "”"}
_STROKES = {"丨": "|", "ǀ": "|", "∣": "|", "❘": "|"}  # 编辑丨塔娜, as newsletters part label and name


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """Text to search. ``positions[i]`` is the offset in the original of view character ``i``."""

    text: str
    positions: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that the non-empty view span ``[start, end)`` stands for."""
        return self.positions[start], self.positions[end - 1] + 1


def view_of(text: str) -> View:
    """The view of any string, lone surrogates included."""
    shown = {character: _shown(character) for character in set(text)}
    pairs = [(shown[character], at) for at, character in enumerate(text) if shown[character]]
    return View("".join(character for character, _ in pairs), [at for _, at in pairs])


def _shown(character: str) -> str:
    if character in _KEPT_CONTROLS:
        return _KEPT_CONTROLS[character]
    if character in _QUOTES or character in _STROKES:
        return _QUOTES.get(character) or _STROKES[character]
    if character.isspace():
        return " "
    if unicodedata.category(character) in ("Cf", "Cc", "Cs", "Mn", "Me"):
        return ""
    if character in "〇一二三四五六七八九零壹贰叁肆伍陆柒捌玖":
        return character
    table = fold_table()
    folded = int(table.codes[ord(character)])
    ideograph = "\u4e00" <= character <= "\u9fff"
    # An ideograph only changes its script; the table's look-alikes (士 for 土) would break ordinary words.
    if folded and (not ideograph or table.kinds[ord(character)] == CODE_OF["traditional"]):
        return chr(folded)
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character
