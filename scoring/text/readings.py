"""How a Chinese name is written in Latin letters: 何云舟 as He Yunzhou, Yunzhou He, HEYUNZHOU, h e yunzhou.

``data/readings.txt``: a syllable without its tone, then the letters read so, most usual reading only.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from scoring.text.name_model import surname_length
from scoring.text.word_list import words_in

_FILE = Path(__file__).parent / "data" / "readings.txt"
# Read otherwise as surnames than in words.
_OF_SURNAMES = {
    "单": "shan",
    "曾": "zeng",
    "解": "xie",
    "仇": "qiu",
    "区": "ou",
    "查": "zha",
    "盖": "ge",
    "朴": "piao",
}
_OF_SURNAMES |= {
    "折": "she",
    "乐": "yue",
    "尉迟": "yuchi",
    "万俟": "moqi",
    "长孙": "zhangsun",
    "员": "yun",
    "重": "chong",
}
_GAP = r"[ \-'’.·,]{0,2}"


@lru_cache(maxsize=1)
def _syllables() -> dict[str, str]:
    lines = (line.split() for line in _FILE.read_text(encoding="utf-8").splitlines())
    return {letter: syllable for syllable, letters in lines for letter in letters}


@lru_cache(maxsize=1 << 12)
def latin_name(name: str) -> re.Pattern[str] | None:
    """A pattern over small letters for the Latin writings of a name; None when a letter has no reading."""
    plain = name.replace("·", "").replace(" ", "")
    length = surname_length(plain) or 1
    surname, given = plain[:length], plain[length:]
    syllables = _syllables()
    if not given or any(letter not in syllables for letter in plain):
        return None
    first = _OF_SURNAMES.get(surname) or "".join(syllables[letter] for letter in surname)
    last = "".join(syllables[letter] for letter in given)
    if len(first) + len(last) < 5:
        return None
    spread = [rf"{_GAP}".join(part) for part in (first, last)]
    either = rf"{spread[0]}{_GAP}{spread[1]}|{spread[1]}{_GAP}{spread[0]}"
    return re.compile(rf"(?<![a-z])(?:{either})(?![a-z@])".replace("v", "[vüu]"))


def initials(row: str) -> str:
    """The first letters of a row's readings, small; empty when a letter has no reading."""
    syllables = _syllables()
    return "".join(syllables[letter][0] for letter in row) if all(one in syllables for one in row) else ""


_ABBREVIATIONS = frozenset(words_in("cdc dna rna hiv bmi cpr mri pet ecg pcr hcg pdd gdp ppt app ccu rsv"))


@lru_cache(maxsize=1 << 12)
def initials_of_name(name: str) -> re.Pattern[str] | None:
    """A name's initials with dots (x.m.z.), surname first or last; three letters also without.

    None when a letter has no reading.
    """
    plain = name.replace("·", "").replace(" ", "")
    letters = initials(plain)
    if len(letters) < 2 or len(letters) > 4:
        return None
    surname = _OF_SURNAMES.get(plain[0], letters[0])[0]
    orders = {surname + letters[1:], letters[1:] + surname}
    if len(plain) == 4 and surname_length(plain[:2]) != 2:
        orders.add(letters[0] + letters[2])  # 乌兰托娅 is two words: W. T.
    written = ["[.·][ ]?".join(order) for order in sorted(orders)]
    if len(letters) == 3 and letters not in _ABBREVIATIONS:
        written.append(surname + letters[1:])
    return re.compile(rf"(?<![a-z.])(?:{'|'.join(written)})\.?(?![a-z])")
