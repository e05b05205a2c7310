"""The folding table: one look-up per code point from what was typed to the form that is compared.

Arrays over all of Unicode, built once per process (under half a second) and shared:

- ``codes[cp]`` is the folded code point, 0 where the character carries no text (punctuation, spaces,
  invisible characters);
- ``kinds[cp]`` says which evasion sign the character is when it stands in a Chinese text, 0 for none;
- ``packed[cp]`` holds both and more in one number, so that folding looks each character up once.

Sources: Unicode NFKD; OpenCC ``t2s`` and ``jp2t`` character by character; :mod:`scoring.text.fold_forms`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scoring.text import fold_forms as forms

SIZE = 0x110000

# Codes stored in FoldTable.kinds; 0 is "no sign". Order is fixed: the numbers are positions here.
SIGN_KINDS = (
    "none",
    "zero_width",
    "bidi",
    "traditional",
    "radical",
    "homoglyph",
    "width",
    "spacing",
    "punctuation",
    "pinyin",
)
CODE_OF = {kind: code for code, kind in enumerate(SIGN_KINDS)}

# A packed entry: the folded code point in the low bits, the sign kind above it, then these flags.
CODE_BITS = 21
CODE_MASK = (1 << CODE_BITS) - 1
KIND_BITS = 4
KIND_MASK = (1 << KIND_BITS) - 1
NUMERIC = 1 << 25  # may be part of a number or date; such a mark (.-/%) has a code although it is no text
MARK = 1 << 26  # a mark that stays only inside a number
OPENING = 1 << 27  # a bracket that may open a reading
SEVERAL = 1 << 28  # folds to several characters: see FoldTable.several
SPECIAL = 1 << CODE_BITS  # an entry from here on has a kind or a flag
# Kinds that only their neighbours can confirm.
LOOSE, KANA = 11, 12

NUMBER_WORDS = "0123456789十百千万亿年月日号点成分之o"
NUMBER_MARKS = ".-/%‰"
_LATIN = forms.LOOSE_LOOKALIKES | forms.LETTER_LOOKALIKES | forms.USUAL_LETTERS
BRACKETS = "（(［[【〔〈<《｛{「『"


@dataclass(frozen=True, slots=True, eq=False)
class FoldTable:
    """``codes`` uint32 (SIZE,), ``kinds`` uint8 (SIZE,), ``packed`` uint32 (SIZE,); all read-only.

    ``points`` int64 (S,), ascending: the code points that fold to several characters; ``lengths`` int64
    (S,); ``several`` uint32 (S, longest): their packed characters, padded with 0.
    """

    codes: NDArray[np.uint32]
    kinds: NDArray[np.uint8]
    packed: NDArray[np.uint32]
    points: NDArray[np.int64]
    lengths: NDArray[np.int64]
    several: NDArray[np.uint32]


def run_heads(at: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of the ascending places do not directly follow the one before."""
    heads = np.ones(len(at), np.bool_)
    np.not_equal(at[1:], at[:-1] + 1, out=heads[1:])
    return heads


def is_ideograph(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which code points are Han ideographs of the basic block, extension A or a supplementary plane."""
    basic = (codes >= 0x3400) & (codes <= 0x9FFF)
    return basic | ((codes >= 0x20000) & (codes < 0x32000))


def _letters(text: str) -> str:
    """Letters and digits of the compatibility decomposition, look-alikes replaced, in lower case."""
    found = ""
    for part in unicodedata.normalize("NFKD", text):
        if unicodedata.category(part)[0] in "LN":
            low = _LATIN.get(part, part).lower()
            found += _LATIN.get(low, low) if len(low) == 1 else _letters(low)
    return found


def _spelled() -> dict[int, str]:
    """What each assigned code point that is no plain ideograph, syllable or lower-case letter folds to."""
    spelled: dict[int, str] = {}
    for block in (range(0x3400), range(0xA000, 0xAC00), range(0xD7A4, 0xD800), range(0xF900, 0x1F2FF)):
        chars = list(map(chr, block))
        kinds = list(map(unicodedata.category, chars))
        spelled |= {ord(c): _letters(c) for c, kind in zip(chars, kinds, strict=True) if kind[0] in "LNS"}
    spelled |= {point: _letters(chr(point)) for point in range(0x2F800, 0x2FA20)}
    spelled |= {point: _letters(chr(point)) for point in range(0x1FBF0, 0x1FBFA)}
    spelled |= {point: target for point, target in forms.radical_pairs()}
    spelled |= {ord(char): target for char, target in forms.KANA_LOOKALIKES.items()}
    spelled |= {ord(char): target for char, target in forms.TWENTIES.items()}
    return spelled


def _common_ideographs() -> NDArray[np.bool_]:
    """Which ideographs are everyday ones of simplified script (GB 2312)."""
    common = np.zeros(SIZE, np.bool_)
    points = np.arange(0x4E00, 0xA000)
    kept = "".join(map(chr, points)).encode("gb2312", "ignore").decode("gb2312")
    common[[ord(char) for char in kept]] = True
    return common


def _simplified(common: NDArray[np.bool_]) -> NDArray[np.uint32]:
    """Identity over all code points except that traditional ideographs lead to the simplified ones."""
    import opencc  # deferred: only folding needs it

    targets = np.arange(SIZE, dtype=np.uint32)
    points = np.array([*range(0x3400, 0xA000), *range(0x20000, 0x32000)])
    # One character a line: no phrase can match, so every line stays one character.
    lines = opencc.OpenCC("t2s").convert("\n".join(map(chr, points.tolist()))).split("\n")
    targets[points] = [ord(line[0]) for line in lines]
    # Japanese forms, except those that are simplified characters of their own (芸).
    strange = [point for point in range(0x4E00, 0xA000) if targets[point] == point and not common[point]]
    lines = opencc.OpenCC("jp2t").convert("\n".join(map(chr, strange))).split("\n")
    targets[strange] = targets[[ord(line[0]) for line in lines]]
    return targets


def _replacements() -> NDArray[np.uint32]:
    """Identity except for disguises, and for digits and place words however written."""
    target = np.arange(SIZE, dtype=np.uint32)
    for common, rare in forms.DISGUISES.items():
        target[[ord(char) for char in rare]] = ord(common)
    plain = forms.CHINESE_DIGITS | forms.BANKERS | forms.VARIANTS
    for written, form in plain.items():
        target[ord(written)] = ord(form)
    return target


def _set_ranges(kinds: NDArray[np.uint8], ranges: Iterable[tuple[int, int]], kind: str) -> None:
    for first, last in ranges:
        kinds[first : last + 1] = CODE_OF[kind]


def _set_chars(kinds: NDArray[np.uint8], chars: Iterable[str], code: int) -> None:
    kinds[[ord(char) for char in chars]] = code


def _kinds(simplified: NDArray[np.uint32], common: NDArray[np.bool_]) -> NDArray[np.uint8]:
    kinds = np.zeros(SIZE, np.uint8)
    points = np.arange(SIZE, dtype=np.uint32)
    kinds[is_ideograph(points) & (simplified != points) & ~common] = CODE_OF["traditional"]
    _set_ranges(kinds, ((0x2E80, 0x2FDF), (0x31C0, 0x31E3), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F)), "radical")
    _set_ranges(kinds, ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A), (0xFF61, 0xFF65)), "width")
    _set_ranges(kinds, ((0x1D400, 0x1D7FF), (0x1FBF0, 0x1FBF9)), "homoglyph")
    rare = set("".join(forms.DISGUISES.values())) - forms.ORDINARY
    _set_chars(kinds, set(forms.LETTER_LOOKALIKES) | rare, CODE_OF["homoglyph"])
    _set_chars(kinds, forms.LOOSE_LOOKALIKES, LOOSE)
    _set_chars(kinds, forms.KANA_LOOKALIKES, KANA)
    _set_chars(kinds, forms.VARIANTS, CODE_OF["traditional"])
    _set_chars(kinds, forms.ODD_MARKS, CODE_OF["punctuation"])
    kinds[list(forms.SPACES)] = CODE_OF["spacing"]
    _set_ranges(kinds, forms.ZERO_WIDTH, "zero_width")
    _set_ranges(kinds, forms.BIDI, "bidi")
    return kinds


def _codes(spelled: dict[int, str], simplified: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Single folded characters; of those that fold to several, the first."""
    codes = np.zeros(SIZE, np.uint32)
    for first, stop in (
        (0x3400, 0x4DC0),
        (0x4E00, 0xA000),
        (0xAC00, 0xD7A4),
        (0x20000, 0x2A6E0),
        (0x2A700, 0x32000),
    ):
        codes[first:stop] = np.arange(first, stop, dtype=np.uint32)
    points = [point for point, text in spelled.items() if text]
    codes[points] = [ord(spelled[point][0]) for point in points]
    codes[[ord(char) for char in forms.CIRCLES]] = ord("o")
    for first, last in (*forms.ZERO_WIDTH, *forms.BIDI):
        codes[first : last + 1] = 0
    replaced = _replacements()
    codes = replaced[simplified[replaced[codes]]]
    while not np.array_equal(codes, codes[codes]):  # a target may itself be folded
        codes = codes[codes]
    return codes


def _packed(codes: NDArray[np.uint32], kinds: NDArray[np.uint8]) -> NDArray[np.uint32]:
    packed = (codes + kinds * np.uint32(1 << CODE_BITS)).astype(np.uint32)
    numeric = np.zeros(SIZE, np.bool_)
    numeric[[ord(char) for char in NUMBER_WORDS]] = True
    packed[numeric[codes]] |= NUMERIC
    for point in (*range(0x3000), *range(0xFE50, 0xFF10)):
        plain = (
            unicodedata.normalize("NFKC", chr(point)).replace("−", "-").replace("–", "-").replace("∕", "/")
        )
        if len(plain) == 1 and plain in NUMBER_MARKS:
            packed[point] |= NUMERIC | MARK | ord(plain)
    packed[[ord(char) for char in BRACKETS]] |= OPENING
    return packed


@lru_cache(maxsize=1)
def fold_table() -> FoldTable:
    """The table of this process, built on first use."""
    spelled, common = _spelled(), _common_ideographs()
    simplified = _simplified(common)
    codes, kinds = _codes(spelled, simplified), _kinds(simplified, common)
    packed = _packed(codes, kinds)
    long = sorted((point, text) for point, text in spelled.items() if len(text) > 1 and codes[point])
    points = np.array([point for point, _ in long], np.int64)
    lengths = np.array([len(text) for _, text in long], np.int64)
    several = np.zeros((len(long), int(lengths.max())), np.uint32)
    for row, (_, text) in enumerate(long):
        several[row, : len(text)] = packed[codes[[ord(char) for char in text]]]
    packed[points] |= SEVERAL
    for array in (codes, kinds, packed, points, lengths, several):
        array.setflags(write=False)
    return FoldTable(codes, kinds, packed, points, lengths, several)
