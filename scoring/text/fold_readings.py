"""Readings in brackets after an ideograph: 天（tiān）, 凌 [ling2], 晨（chen）, 灯（ㄉㄥ）.

Invisible characters and spaces may stand anywhere inside. An abbreviation (生产总值（GDP）) is no
reading: letters that are all capitals count only with a tone, single ones too.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scoring.text.fold_table import (
    CODE_BITS,
    CODE_MASK,
    CODE_OF,
    KIND_MASK,
    OPENING,
    is_ideograph,
)

Codes = NDArray[np.uint32]

LONGEST = 80  # characters inside the brackets, invisible ones included
LONGEST_SYLLABLE = 6
_CLOSING = frozenset(map(ord, "）)］]】〕〉>》｝}」』"))
_INITIALS = ("", *"bpmfdtnlgkhjqxrzcsyw", "zh", "ch", "sh")
_FINALS = (
    "a o e i u v ai ei ao ou an en ang eng ong er ia ie iao iu ian in iang ing iong ua uo uai ui uan un uang "
    "ueng ue van ve vn"
)
_SYLLABLES = frozenset(initial + final for initial in _INITIALS for final in _FINALS.split())
_TONES = frozenset("012345")
_PHONETIC = frozenset([*map(chr, range(0x3105, 0x3130)), *"ˉˊˇˋ˙"])
_INVISIBLE = (CODE_OF["zero_width"], CODE_OF["bidi"], CODE_OF["spacing"])


def find_readings(raw: Codes, packed: Codes) -> list[tuple[int, int]]:
    """Spans, brackets included, of the readings in ``raw`` (T,), whose table entries are ``packed``."""
    openings = np.flatnonzero(packed & np.uint32(OPENING))
    if not len(openings):
        return []
    after = packed[np.minimum(openings + 1, len(raw) - 1)]
    before = raw[np.maximum(openings - 1, 0)]
    likely = (_letter(after) | _invisible(after)) & (
        is_ideograph(before) | _invisible(packed[np.maximum(openings - 1, 0)])
    )
    spans = []
    for start in openings[likely].tolist():
        stop = _end(raw, packed, start)
        if stop and _follows_ideograph(raw, packed, start):
            spans.append((start, stop))
    return spans


def _letter(packed: Codes) -> NDArray[np.bool_]:
    code = packed & np.uint32(CODE_MASK)
    return ((code >= ord("a")) & (code <= ord("z"))) | ((code >= 0x3105) & (code < 0x3130))


def _invisible(packed: Codes) -> NDArray[np.bool_]:
    return np.isin((packed >> np.uint32(CODE_BITS)) & np.uint32(KIND_MASK), _INVISIBLE)


def _follows_ideograph(raw: Codes, packed: Codes, start: int) -> bool:
    """Each invisible stretch is walked at most once in all, since it ends at its own bracket."""
    at = start - 1
    while at >= 0 and (int(packed[at]) >> CODE_BITS) & KIND_MASK in _INVISIBLE:
        at -= 1
    return at >= 0 and bool(is_ideograph(raw[at : at + 1])[0])


def _end(raw: Codes, packed: Codes, start: int) -> int:
    """End of the reading whose bracket opens at ``start``; 0 if there is none."""
    inside = raw[start + 1 : start + LONGEST + 2].tolist()
    size = next((at for at, code in enumerate(inside) if code in _CLOSING), 0)
    if not size:
        return 0
    codes = packed[start + 1 : start + 1 + size] & np.uint32(CODE_MASK)
    letters = "".join(map(chr, codes[codes > 0].tolist()))
    typed = "".join(map(chr, inside[:size]))
    toned = not typed.isascii() and any(0xC0 <= ord(char) < 0x370 for char in typed)
    toned |= not _TONES.isdisjoint(letters)
    if not toned and (typed.isupper() or len(letters) < 2):
        return 0
    return start + size + 2 if is_reading(letters) else 0


@lru_cache(maxsize=4096)
def is_reading(letters: str) -> bool:
    """Whether the letters, lower case and without marks, are syllables of pinyin or phonetic signs."""
    if letters and set(letters) <= _PHONETIC:
        return True
    reached = {0}
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - LONGEST_SYLLABLE), end):
            if start in reached and _is_part(letters, start, end):
                reached.add(end)
    return bool(letters) and len(letters) in reached


def _is_part(letters: str, start: int, end: int) -> bool:
    part = letters[start:end]
    return part in _SYLLABLES or (part in _TONES and start > 0 and letters[start - 1] not in _TONES)
