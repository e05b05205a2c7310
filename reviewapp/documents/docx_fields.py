"""Fields of a .docx: which of their parts a reader of the page sees (ECMA-376 part 1, 17.16).

A complex field lies across runs: its instruction, a mark, its result, an end.  Only the result is printed,
and EQ prints from the instruction itself (Word keeps 带圈字符 and 拼音指南 there).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from reviewapp.documents.ooxml import W, attribute

# Fields whose result names a person or a file rather than being part of the text.
_IDENTITY_FIELDS = frozenset({
    "AUTHOR", "LASTSAVEDBY", "FILENAME", "USERNAME", "USERINITIALS", "USERADDRESS", "DOCPROPERTY",
    "COMMENTS", "TEMPLATE", "INFO",
})  # fmt: skip
# Fields whose instruction quotes words that are printed nowhere: addresses, paths, entries of an index.
_TELLING_FIELDS = frozenset({
    "HYPERLINK", "INCLUDEPICTURE", "INCLUDETEXT", "LINK", "RD", "XE", "TC", "TA", "ASK", "SET", "ADDIN", "PRIVATE",
})  # fmt: skip
_QUOTED = re.compile(r'[“"]([^"”]{1,2000})[”"]')
_EQ_SWITCH = re.compile(r"\\[a-zA-Z*]+\s*\d*")


@dataclass(slots=True)
class Field:
    """A field that is open: its instruction so far, and whether its result has begun."""

    instruction: str = ""
    has_result: bool = False


def names_identity(instruction: str) -> bool:
    words = instruction.split()
    return bool(words) and words[0].upper() in _IDENTITY_FIELDS


def quoted_words(instruction: str) -> list[str]:
    """What an instruction quotes that no reader of the page sees."""
    words = instruction.split()
    if not words or words[0].upper() not in _TELLING_FIELDS:
        return []
    return [found.removeprefix("mailto:") for found in _QUOTED.findall(instruction)]


def equation_text(instruction: str) -> tuple[str, str]:
    """(base, reading) that an EQ field prints: the letter in the circle, the word under its pinyin.

    >>> equation_text(r'EQ \\o\\ac(○,12)'), equation_text(r'EQ \\* jc2 \\o\\ad(\\s\\up 9(wáng),王)')
    (('12', ''), ('王', 'wáng'))
    >>> equation_text("PAGE")
    ('', '')
    """
    head, bracket, inside = instruction.strip().partition("(")
    if not bracket or not head.upper().startswith("EQ"):
        return "", ""
    parts = _EQ_SWITCH.sub("", inside.rpartition(")")[0]).split(",")
    plain = [part.strip().strip("()") for part in parts]
    return plain[-1], plain[0] if len(plain) > 1 and plain[0] not in "○□△◇〇" else ""


def broken_marks(root: etree._Element) -> frozenset[etree._Element]:
    """Begins and separators of fields that never end: Word shows what stands behind them."""
    marks: list[tuple[etree._Element, list[etree._Element]]] = []
    for mark in root.iter(W + "fldChar"):
        kind = attribute(mark, "fldCharType")
        if kind == "begin":
            marks.append((mark, [mark]))
        elif kind == "separate" and marks:
            marks[-1][1].append(mark)
        elif kind == "end" and marks:
            marks.pop()
    return frozenset(mark for _begin, broken in marks for mark in broken)
