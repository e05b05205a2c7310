"""The folding table: one look-up per code point from what was typed to the form that is compared.

Two arrays over all of Unicode are built once per process (about 0.3 s) and shared:

- ``codes[cp]`` is the folded code point, 0 where the character carries no text (punctuation, spaces,
  invisible characters);
- ``kinds[cp]`` says which evasion sign the character is when it stands in a Chinese text, 0 for none.

Sources: Unicode NFKD; Unicode ``EquivalentUnifiedIdeograph.txt`` for the radicals that NFKC leaves alone;
OpenCC ``t2s`` character by character (phrase conversion would change lengths); look-alike letters from
the Cyrillic and Greek alphabets; ideographs that stand for a common one only in disguised writing.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

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

# U+2E80 and the 115 code points after it; "?" where Unicode names no equivalent.
RADICALS_FROM = 0x2E80
RADICALS = (
    "?厂乛乚乙亻冂𠘨刀刂卜㔾小尐兀尣尢𡯂巳幺彑彐忄心扌攵?旡日月歺母民氵氺灬爫爬丬牛"
    "犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艺艻虎衤覀西见角𧢲讠贝𧾷车辶辷辸邑"
    "钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)

LETTER_LOOKALIKES = dict(
    zip(
        "АВСЕНІЈКМОРЅТХавсеіјорѕхуΟΑΒΕΖΗΙΚΜΝΡΤΥΧνοι",
        "ABCEHIJKMOPSTXabceijopsxyOABEZHIKMNPTYXvoi",
        strict=True,
    )
)

# Rare ideographs that replace a common one to break exact comparison ("Martian" writing), by target.
DISGUISES = {
    "的": "旳哋",
    "是": "昰",
    "国": "囯囻圀",
    "我": "莪涐硪",
    "你": "伱沵妳祢",
    "他": "彵",
    "不": "卟",
    "好": "恏",
    "心": "杺",
    "生": "苼泩",
    "在": "茬侢",
    "有": "洧",
    "来": "唻莱",
    "大": "汏",
    "小": "尒尛",
    "年": "姩",
    "时": "溡",
    "新": "噺",
    "水": "氺",
    "和": "咊",
    "一": "弌",
    "二": "弍",
    "三": "弎",
    "中": "狆",
    "了": "孒",
    "会": "浍",
    "能": "螚",
    "力": "劦",
    "高": "髙",
    "真": "眞",
    "户": "戸",
    "人": "亼",
    "上": "丄",
    "下": "丅",
    "己": "巳已",
    "末": "未",
    "日": "曰",
    "土": "士",
}
# Ordinary words of their own: folded together so that a swap is not missed, but no sign of anything.
ORDINARY = frozenset("巳已未曰士茬莱妳祢洧泩浍狆")

# The white circle is typed for the nought 〇; as a letter it can be told apart by its neighbours later.
CIRCLES = "○◯"
CHINESE_DIGITS = dict(zip("〇零一二三四五六七八九", "00123456789", strict=True))

_ZERO_WIDTH = (
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200D),
    (0x2060, 0x2064),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xE0000, 0xE01EF),
)
_BIDI = ((0x061C, 0x061C), (0x200E, 0x200F), (0x202A, 0x202E), (0x2066, 0x206F))
_ODD_MARKS = "*_~|/\\^`'#=+<>"

# Planes 1 and above hold few characters that can stand for a common one; the rest folds to itself.
_FOLDED_BLOCKS = (
    range(0xD800),
    range(0xE000, 0x10000),
    range(0x1D400, 0x1D800),
    range(0x1F100, 0x1F200),
    range(0x2F800, 0x2FA20),
)
_EXTENSION_IDEOGRAPHS = range(0x20000, 0x32000)


@dataclass(frozen=True, slots=True, eq=False)
class FoldTable:
    """``codes`` uint32 (SIZE,), ``kinds`` uint8 (SIZE,); both read-only."""

    codes: NDArray[np.uint32]
    kinds: NDArray[np.uint8]


def is_ideograph(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which code points are Han ideographs of the basic block, extension A or a supplementary plane."""
    basic = (codes >= 0x3400) & (codes <= 0x9FFF)
    return basic | ((codes >= 0x20000) & (codes < 0x32000))


def _base(char: str) -> str:
    """First letter, digit or ideograph of the compatibility decomposition, in lower case; "" if none."""
    if "\uac00" <= char <= "\ud7a3":
        return char
    for part in unicodedata.normalize("NFKD", char):
        part = LETTER_LOOKALIKES.get(part, part)
        if unicodedata.category(part)[0] in "LN":
            return part.lower()[:1]
    return ""


def _bases() -> NDArray[np.uint32]:
    codes = np.zeros(SIZE, np.uint32)
    for block in _FOLDED_BLOCKS:
        for point in block:
            base = _base(chr(point))
            if base:
                codes[point] = ord(base)
    codes[_EXTENSION_IDEOGRAPHS.start : _EXTENSION_IDEOGRAPHS.stop] = np.where(
        codes[_EXTENSION_IDEOGRAPHS.start : _EXTENSION_IDEOGRAPHS.stop] > 0,
        codes[_EXTENSION_IDEOGRAPHS.start : _EXTENSION_IDEOGRAPHS.stop],
        np.arange(_EXTENSION_IDEOGRAPHS.start, _EXTENSION_IDEOGRAPHS.stop, dtype=np.uint32),
    )
    for offset, target in enumerate(RADICALS):
        if target != "?":
            codes[RADICALS_FROM + offset] = ord(target)
    return codes


def _simplified() -> NDArray[np.uint32]:
    """Identity over all code points except that traditional ideographs lead to the simplified ones."""
    import opencc  # deferred: only folding needs it

    targets = np.arange(SIZE, dtype=np.uint32)
    points = [*range(0x3400, 0xA000), *range(_EXTENSION_IDEOGRAPHS.start, _EXTENSION_IDEOGRAPHS.stop)]
    # One character a line: no phrase can match, so every line stays one character.
    lines = opencc.OpenCC("t2s").convert("\n".join(map(chr, points))).split("\n")
    targets[points] = [ord(line[0]) for line in lines]
    return targets


def _set_ranges(kinds: NDArray[np.uint8], ranges: tuple[tuple[int, int], ...], kind: str) -> None:
    for first, last in ranges:
        kinds[first : last + 1] = CODE_OF[kind]


def _kinds(bases: NDArray[np.uint32], simplified: NDArray[np.uint32]) -> NDArray[np.uint8]:
    kinds = np.zeros(SIZE, np.uint8)
    points = np.arange(SIZE, dtype=np.uint32)
    kinds[is_ideograph(points) & (simplified != points)] = CODE_OF["traditional"]
    _set_ranges(kinds, ((0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F)), "radical")
    _set_ranges(kinds, ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A), (0xFF61, 0xFF65)), "width")
    _set_ranges(kinds, ((0x1D400, 0x1D7FF),), "homoglyph")
    marked = set(LETTER_LOOKALIKES) | (set("".join(DISGUISES.values())) - ORDINARY)
    kinds[[ord(char) for char in marked]] = CODE_OF["homoglyph"]
    kinds[[ord(char) for char in _ODD_MARKS]] = CODE_OF["punctuation"]
    _set_ranges(kinds, _ZERO_WIDTH, "zero_width")
    _set_ranges(kinds, _BIDI, "bidi")
    return kinds


@lru_cache(maxsize=1)
def fold_table() -> FoldTable:
    """The table of this process, built on first use."""
    bases, simplified = _bases(), _simplified()
    kinds = _kinds(bases, simplified)
    codes = simplified[bases]
    target = np.arange(SIZE, dtype=np.uint32)
    for common, rare in DISGUISES.items():
        target[[ord(char) for char in rare]] = ord(common)
    for chinese, digit in CHINESE_DIGITS.items():
        target[ord(chinese)] = ord(digit)
    target[[ord(char) for char in DISGUISES["一"] + DISGUISES["二"] + DISGUISES["三"]]] = [0x31, 0x32, 0x33]
    codes = target[codes]
    codes[[ord(char) for char in CIRCLES]] = ord("o")
    for first, last in (*_ZERO_WIDTH, *_BIDI):
        codes[first : last + 1] = 0
    codes.setflags(write=False)
    kinds.setflags(write=False)
    return FoldTable(codes, kinds)
