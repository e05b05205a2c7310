"""Evasion signs: what had to be folded and would be rare unless somebody wanted to hide a copy.

A sign is a fact about the writing, not a verdict: a text in traditional script or one word in full width
proves nothing. Characters that are ordinary in some surroundings count only in others: spaces and odd
marks between two ideographs, Katakana between two ideographs, Greek small letters beside Latin ones,
Cyrillic letters in a word that holds nothing but look-alikes, joiners that do not belong to a pictograph.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.text.fold_table import (
    CODE_BITS,
    CODE_MASK,
    CODE_OF,
    KANA,
    KIND_MASK,
    LOOSE,
    SIGN_KINDS,
    is_ideograph,
    run_heads,
)

Codes = NDArray[np.uint32]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]

MAX_PLACES = 20
_BYTE_ORDER_MARK = 0xFEFF
_JOINER = 0x200D
_KEYCAP = 0x20E3
_LINE_END = 0x0A


@dataclass(frozen=True, slots=True)
class FoldingSign:
    """One kind of disguise or odd writing that folding removed.

    ``kind`` is one of ``fold_table.SIGN_KINDS`` but "none"; ``count`` is the number of characters (of
    readings for "pinyin"); ``places`` are the first MAX_PLACES runs, half open, in the original text.
    """

    kind: str
    count: int
    places: tuple[tuple[int, int], ...]


def find_signs(
    raw: Codes, packed: Codes, special: Numbers, readings: list[tuple[int, int]], ends: Numbers
) -> list[tuple[FoldingSign, ...]]:
    """Signs of each text, kinds in the order of SIGN_KINDS.

    ``raw`` and ``packed`` uint32 (T,): characters of the joined texts and their table entries;
    ``special``: where these have a kind or a flag; ``readings``: spans of bracketed readings; ``ends``:
    where the line end after each text stands.
    """
    found: list[list[FoldingSign]] = [[] for _ in range(len(ends))]
    kinds = (packed[special] >> np.uint32(CODE_BITS)) & np.uint32(KIND_MASK)
    at, kinds = special[kinds > 0], kinds[kinds > 0]
    if len(at):
        kinds = _in_context(raw, packed, at, kinds)
        _collect(found, at[kinds > 0], kinds[kinds > 0], ends)
    _add_readings(found, readings, ends)
    return [tuple(signs) for signs in found]


def _in_context(raw: Codes, packed: Codes, at: Numbers, kinds: Codes) -> Codes:
    """The kinds with those taken out that their neighbours explain."""
    kinds = kinds.copy()
    for name in ("spacing", "punctuation"):
        _only(kinds, CODE_OF[name], at, lambda first, last: _ideographs_around(raw, first, last))
    _only(kinds, KANA, at, lambda first, last: _ideographs_around(raw, first, last))
    _only(kinds, LOOSE, at, lambda first, last: _latin(raw[first - 1]) | _latin(raw[last + 1]))
    for name in ("zero_width", "bidi"):
        _only(kinds, CODE_OF[name], at, lambda first, last: ~_harmless(raw, packed, first, last))
    kinds[(kinds == KANA) | (kinds == LOOSE)] = CODE_OF["homoglyph"]
    kinds[_foreign_words(raw, at, kinds)] = 0
    return kinds


def _only(kinds: Codes, kind: int, at: Numbers, keeps: Callable[[Numbers, Numbers], Flags]) -> None:
    """Clear the runs of ``kind`` for which ``keeps(first, last)``, given places of the ends, is false."""
    mine = np.flatnonzero(kinds == kind)
    if not len(mine):
        return
    places = at[mine]
    head = run_heads(places)
    number = np.cumsum(head) - 1
    starts = np.flatnonzero(head)
    lasts = np.append(starts[1:], len(places)) - 1
    kept = keeps(places[starts], places[lasts])
    kinds[mine[~kept[number]]] = 0


def _ideographs_around(raw: Codes, first: Numbers, last: Numbers) -> Flags:
    around: Flags = is_ideograph(raw[first - 1]) & is_ideograph(raw[last + 1]) & (first > 0)
    return around


def _latin(codes: Codes) -> Flags:
    low = codes | np.uint32(0x20)
    return (low >= ord("a")) & (low <= ord("z"))


def _harmless(raw: Codes, packed: Codes, first: Numbers, last: Numbers) -> Flags:
    """Joiners and selectors after a pictograph or in a keycap, and the byte order mark before a text."""
    char, before = raw[first], raw[first - 1]
    line_start = (first == 0) | (before == _LINE_END)
    selector = (char >= 0xFE00) & (char <= 0xFE0F) | (char == _JOINER) | (char >= 0xE0000)
    after_picture = ~line_start & (before >= 0x2000) & ((packed[first - 1] & np.uint32(CODE_MASK)) == 0)
    file_mark = line_start & (char == _BYTE_ORDER_MARK) & (first == last)
    harmless: Flags = file_mark | (selector & after_picture) | (raw[last + 1] == _KEYCAP)
    return harmless


def _foreign_words(raw: Codes, at: Numbers, kinds: Codes) -> Flags:
    """Which members are Greek or Cyrillic letters in a word that a look-alike does not explain (Москва)."""
    suspect: Flags = (kinds == CODE_OF["homoglyph"]) & _other_alphabet(raw[at])
    if not suspect.any():
        return suspect
    letters = _other_alphabet(raw)
    unlike = letters.copy()
    unlike[at[suspect]] = False
    word = np.cumsum(np.diff(letters, prepend=False))  # odd numbers count the words, even ones the gaps
    foreign = np.zeros(int(word[-1]) + 1, np.bool_)
    foreign[word[unlike]] = True
    explained: Flags = suspect & foreign[word[at]]
    return explained


def _other_alphabet(codes: Codes) -> Flags:
    return (codes >= 0x370) & (codes < 0x530)


def _collect(found: list[list[FoldingSign]], at: Numbers, kinds: Codes, ends: Numbers) -> None:
    """Group marked places by text and kind, in runs."""
    if not len(at):
        return
    owners = np.searchsorted(ends, at)
    keys = owners * (KIND_MASK + 1) + kinds
    order = np.argsort(keys, kind="stable")
    keys, at = keys[order], at[order]
    new_key = np.ones(len(keys), np.bool_)
    new_key[1:] = keys[1:] != keys[:-1]
    groups = np.flatnonzero(new_key)
    heads = np.flatnonzero(new_key | run_heads(at))
    firsts, lasts = at[heads], at[np.append(heads[1:], len(at)) - 1]
    runs = np.searchsorted(heads, np.append(groups, len(at))).tolist()
    counts = np.diff(np.append(groups, len(at))).tolist()
    for number, (key, count) in enumerate(zip(keys[groups].tolist(), counts, strict=True)):
        owner, kind = divmod(int(key), KIND_MASK + 1)
        origin = int(ends[owner - 1]) + 1 if owner else 0
        shown = slice(runs[number], min(runs[number + 1], runs[number] + MAX_PLACES))
        spans = zip((firsts[shown] - origin).tolist(), (lasts[shown] - origin + 1).tolist(), strict=True)
        found[owner].append(FoldingSign(SIGN_KINDS[kind], count, tuple(spans)))


def _add_readings(found: list[list[FoldingSign]], readings: list[tuple[int, int]], ends: Numbers) -> None:
    owners: dict[int, list[tuple[int, int]]] = {}
    numbers = np.searchsorted(ends, [first for first, _ in readings]).tolist()
    for owner, (first, last) in zip(numbers, readings, strict=True):
        origin = int(ends[owner - 1]) + 1 if owner else 0
        owners.setdefault(owner, []).append((first - origin, last - origin))
    for owner, spans in owners.items():
        found[owner].append(FoldingSign("pinyin", len(spans), tuple(spans[:MAX_PLACES])))
