"""Readings in brackets after an ideograph: 天（tiān）, 凌 [ling2], 晨（chen）, 灯（ㄉㄥ）.

Invisible characters and spaces may stand anywhere inside. A word of another language is no reading
(生产总值（GDP）, 名字（name）): without a tone only one syllable of two or more small letters counts.
"""

from __future__ import annotations

import re
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
Numbers = NDArray[np.int64]

LONGEST = 80  # characters inside the brackets, invisible ones included
LONGEST_SYLLABLE = 6
_CLOSING = re.compile("[）)\\]］】〕〉>》｝}」』]")
_FOREIGN = re.compile(r"[A-Za-z ]{7,}")  # more letters than a syllable has, and no tone
_MARKED = re.compile("[\u00c0-\u01ff\u0300-\u036f\u1e00-\u1eff]")
# Initials and the finals that follow them; "v" and "ü" are both written for the vowel of 绿.
_TABLE = (
    ("b", "a o ai ei ao an en ang eng i ie iao ian in ing u"),
    ("p", "a o ai ei ao ou an en ang eng i ie iao ian in ing u"),
    ("m", "a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u"),
    ("f", "a o ei ou an en ang eng u"),
    ("d", "a e ai ei ao ou an en ang eng ong i ia ie iao iu ian ing u uo ui uan un"),
    ("t", "a e ai ei ao ou an ang eng ong i ie iao ian ing u uo ui uan un"),
    ("nl", "a e ai ei ao ou an en ang eng ong i ia ie iao iu ian in iang ing u uo uan un v ve ue"),
    ("gkh", "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang"),
    ("jqx", "i ia ie iao iu ian in iang ing iong u ue uan un v ve van vn"),
    ("r", "e ao ou an en ang eng ong i u ua uo ui uan un"),
    ("zcs", "a e ai ei ao ou an en ang eng ong i u uo ui uan un"),
    ("y", "a o e i ao ou an in ang ing ong u ue uan un"),
    ("w", "a o ai ei an en ang eng u"),
)
_AFTER_H = "a e ai ei ao ou an en ang eng ong i u ua uo uai ui uan un uang"
_SYLLABLES = frozenset(
    {initial + final for initials, finals in _TABLE for initial in initials for final in finals.split()}
    | {initial + final for initial in ("zh", "ch", "sh") for final in _AFTER_H.split()}
    | {"a", "o", "e", "ai", "ei", "ao", "ou", "an", "en", "ang", "eng", "er"}
)
_TONES = frozenset("012345")
_PHONETIC = frozenset([*map(chr, range(0x3105, 0x3130)), *"ˉˊˇˋ˙"])
_INVISIBLE = (CODE_OF["zero_width"], CODE_OF["bidi"], CODE_OF["spacing"])


def find_readings(joined: str, raw: Codes, packed: Codes, special: Numbers) -> list[tuple[int, int]]:
    """Spans, brackets included, of the readings in ``joined`` (T,).

    ``raw`` and ``packed`` are its characters and their table entries, ``special`` says where an entry has
    a kind or a flag.
    """
    openings = special[(packed[special] & np.uint32(OPENING)) != 0]
    if not len(openings):
        return []
    before = np.maximum(openings - 1, 0)
    after = packed[np.minimum(openings + 1, len(raw) - 1)]
    likely = (_letter(after) | _invisible(after)) & (is_ideograph(raw[before]) | _invisible(packed[before]))
    spans = []
    for start in openings[likely].tolist():
        stop = _end(joined, packed, start)
        if stop and _follows_ideograph(raw, packed, start):
            spans.append((start, stop))
    return spans


def _letter(packed: Codes) -> NDArray[np.bool_]:
    code = packed & np.uint32(CODE_MASK)
    return ((code >= ord("a")) & (code <= ord("z"))) | ((code >= 0x3105) & (code < 0x3130))


def _invisible(packed: Codes) -> NDArray[np.bool_]:
    kinds = (packed >> np.uint32(CODE_BITS)) & np.uint32(KIND_MASK)
    hidden: NDArray[np.bool_] = (kinds == _INVISIBLE[0]) | (kinds == _INVISIBLE[1]) | (kinds == _INVISIBLE[2])
    return hidden


def _follows_ideograph(raw: Codes, packed: Codes, start: int) -> bool:
    """Each invisible stretch is walked at most once in all, since it ends at its own bracket."""
    at = start - 1
    while at >= 0 and (int(packed[at]) >> CODE_BITS) & KIND_MASK in _INVISIBLE:
        at -= 1
    return at >= 0 and bool(is_ideograph(raw[at : at + 1])[0])


def _end(joined: str, packed: Codes, start: int) -> int:
    """End of the reading whose bracket opens at ``start``; 0 if there is none."""
    closing = _CLOSING.search(joined, start + 1, start + LONGEST + 2)
    if not closing:
        return 0
    stop = closing.start()
    typed = joined[start + 1 : stop]
    if _FOREIGN.fullmatch(typed):
        return 0
    codes = packed[start + 1 : stop] & np.uint32(CODE_MASK)
    letters = "".join(map(chr, codes[codes > 0].tolist()))
    marked = _MARKED.search(typed) is not None
    if marked or (letters[-1:] in _TONES and len(letters) > 2 and not typed.isupper()):
        return stop + 1 if is_reading(letters) else 0
    plain = len(letters) > 1 and letters in _SYLLABLES and not typed.isupper()
    return stop + 1 if plain or (letters and _PHONETIC.issuperset(letters)) else 0


@lru_cache(maxsize=4096)
def is_reading(letters: str) -> bool:
    """Whether the letters, lower case and without marks, are syllables of pinyin, with tone digits or not."""
    reached = {0}
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - LONGEST_SYLLABLE), end):
            if start in reached and _is_part(letters, start, end):
                reached.add(end)
    return bool(letters) and len(letters) in reached


def _is_part(letters: str, start: int, end: int) -> bool:
    part = letters[start:end]
    return part in _SYLLABLES or (part in _TONES and start > 0 and letters[start - 1] not in _TONES)
