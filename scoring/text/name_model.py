"""How probable a row of letters is as a personal name: Chinese, or Mongolian, Tibetan or Uyghur in Chinese letters.

Chinese names: frequency of the surname times that of the letters of the given name. Transliterated names: pairs of
letters as they follow each other in such names and in the names of Mongolian villages and towns, which are made of
the same words. All values are natural logarithms, comparable with those of :mod:`scoring.text.lattice`.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from scoring.text.name_letters import (
    COMPOUND_SURNAMES,
    GIVEN_BANDS,
    MORE_PARTS,
    MORE_SURNAMES,
    NAME_PARTS,
    RANKED_SURNAMES,
    REGIONAL_SURNAMES,
)
from scoring.text.segment import segmenter
from scoring.text.word_list import words_in

DATA = Path(__file__).parent / "data"
SURNAMES = frozenset(RANKED_SURNAMES)
_NAME = math.log(0.006)  # share of words that are personal names
_LENGTHS = {1: math.log(0.2), 2: math.log(0.8)}
_STRANGE_GIVEN = math.log(2.5e-5)
_IN_DICTIONARY = 0.02
_RARE_BAND = 0.1  # weight of the letters of rarer names lies below
_NO_GIVEN = frozenset("的了是不在有我他她你们这那个和与就也都还又很把被给说道着过得地之其以于而且或")
_FOREIGN_NAME = math.log(0.0015)
_PLACE = math.log(0.003)
_STRANGE_PLACE = math.log(1e-5)
_START, _END = "^", "$"
_LISTED = frozenset(NAME_PARTS)
_WHOLE_NAME = -14.5  # 道日那: what is a name as it stands, though its letters are everyday ones
_PAIR_WEIGHT = 0.75  # of a pair's own frequency against that of its second letter alone
_STRANGE_LETTER = math.log(1e-6)


@lru_cache(maxsize=1)
def _surname_costs() -> dict[str, float]:
    costs = {}
    for rank, surname in enumerate(dict.fromkeys(RANKED_SURNAMES)):
        share = 0.10 / (rank + 1.5) ** 0.9 if rank < 330 else 1e-4
        costs[surname] = math.log(max(share, 6e-4 if surname in REGIONAL_SURNAMES else 0.0))
    costs |= dict.fromkeys(MORE_SURNAMES - costs.keys(), math.log(1.5e-4))
    return costs | dict.fromkeys(COMPOUND_SURNAMES, math.log(2e-4))


@lru_cache(maxsize=1)
def _given_costs() -> dict[str, float]:
    weights: dict[str, float] = {}
    for letters, weight in GIVEN_BANDS:
        for letter in letters:
            weights.setdefault(letter, weight)
    for letter in _dictionary_letters():
        weights.setdefault(letter, _IN_DICTIONARY)
    total = sum(weights.values())
    return {letter: math.log(weight / total) for letter, weight in weights.items()}


def _dictionary_letters() -> list[str]:
    """Letters of the given names the dictionary holds, those met often only: it holds many wrong names."""
    words = segmenter()
    counts: Counter[str] = Counter()
    for word, tag in words.tag_of.items():
        if tag == "nr" and len(word) == 3 and word[0] in SURNAMES:
            counts.update(word[1:])
    return [letter for letter, count in counts.items() if count >= 8 and letter not in _NO_GIVEN]


@lru_cache(maxsize=1)
def given_letters() -> frozenset[str]:
    """Letters given names are written with; of those the dictionary's names alone have, no verbs and particles."""
    tags = segmenter().tag_of
    rarer = (letter for letter in _dictionary_letters() if tags.get(letter, "")[:1] in "nasgz")
    return frozenset((*rarer, *(letter for letters, _ in GIVEN_BANDS for letter in letters)))


@lru_cache(maxsize=1)
def common_given_letters() -> frozenset[str]:
    """Letters of the given names most people bear."""
    return frozenset(letter for letters, weight in GIVEN_BANDS for letter in letters if weight > _RARE_BAND)


def surname_length(name: str) -> int:
    """Characters of the surname a row begins with: 0, 1 or 2."""
    if name[:2] in COMPOUND_SURNAMES:
        return 2
    return 1 if name[:1] in SURNAMES or name[:1] in MORE_SURNAMES else 0


@lru_cache(maxsize=1 << 14)
def chinese_name_cost(name: str) -> float:
    """Log probability of surname and one or two letters as a word of a text; -inf for other shapes."""
    return max(_split_cost(name, 1), _split_cost(name, 2))


def _split_cost(name: str, length: int) -> float:
    surname, given = name[:length], name[length:]
    base = _surname_costs().get(surname)
    if base is None or len(given) not in _LENGTHS:
        return -math.inf
    letters = _given_costs()
    return _NAME + base + _LENGTHS[len(given)] + sum(letters.get(one, _STRANGE_GIVEN) for one in given)


def given_name_cost(given: str) -> float:
    """Log probability of a given name said without its surname."""
    letters = _given_costs()
    return _NAME - 2.0 + sum(letters.get(one, _STRANGE_GIVEN) for one in given)


_AND = re.compile("^和|(?<![呼恩孟苏布])和(?=..)")  # 呼和木仁 is a name, 阿茹娜和朝鲁 are two


@lru_cache(maxsize=1)
def _pairs() -> tuple[dict[tuple[str, str], float], dict[str, float], Counter[str]]:
    from scoring.text.divisions import mongolian_towns

    words = [
        *words_in((DATA / "gachas.txt").read_text(encoding="utf-8")),
        *mongolian_towns(),
        *NAME_PARTS * 3,
    ]
    pairs: Counter[tuple[str, str]] = Counter()
    single: Counter[str] = Counter()
    for word in words:
        pairs.update(pairwise(f"{_START}{word}{_END}"))
        single.update(word + _END)
    total = single.total()
    before = Counter({_START: len(words)}) + single
    return (
        {pair: count / before[pair[0]] for pair, count in pairs.items()},
        {letter: count / total for letter, count in single.items()},
        single,
    )


def transliteration_letters() -> frozenset[str]:
    """Letters transliterated names are written with."""
    single = _pairs()[2]
    written = (letter for letter, count in single.items() if count >= 3)
    return frozenset(written) - frozenset(_END + "一三四五六八十千万很得说后上的让更")


@lru_cache(maxsize=1 << 14)
def transliterated_cost(name: str) -> float:
    """Log probability of a row as a transliterated name; -inf for two names with 和 between them."""
    if _AND.search(name):
        return -math.inf
    cost = _FOREIGN_NAME + sum(_pair_cost(*pair) for pair in pairwise(f"{_START}{name}{_END}"))
    return max(cost, _WHOLE_NAME) if len(name) == 3 and name in _LISTED else cost


def transliterated_costs(row: str) -> Iterator[float]:
    """transliterated_cost of the first two letters of a row, the first three, …, the whole row, in linear time."""
    spelled = _FOREIGN_NAME + (_pair_cost(_START, row[0]) if row else 0.0)
    for end in range(2, len(row) + 1):
        spelled += _pair_cost(row[end - 2], row[end - 1])
        name = row[:end]
        if "和" in name and _AND.search(name):
            yield -math.inf
        else:
            cost = spelled + _pair_cost(name[-1], _END)
            yield max(cost, _WHOLE_NAME) if end == 3 and name in _LISTED else cost


@lru_cache(maxsize=1 << 14)
def _pair_cost(letter: str, behind: str) -> float:
    pairs, single, _ = _pairs()
    chance = _PAIR_WEIGHT * pairs.get((letter, behind), 0.0) + (1 - _PAIR_WEIGHT) * single.get(behind, 0.0)
    return math.log(chance) if chance else _STRANGE_LETTER


_parts = "|".join(sorted((re.escape(part) for part in (*NAME_PARTS, *MORE_PARTS)), key=len, reverse=True))
_COMPOSED = re.compile(rf"(?:{_parts}){{1,4}}[图娜夫斯太贡罕尔]?")


def composed_name(text: str) -> bool:
    """Whether the whole row is composed of parts of Mongolian, Tibetan or Uyghur names."""
    return _COMPOSED.fullmatch(text) is not None


def plausible_name(name: str) -> bool:
    """Whether a row that stands where a name is expected ("作者：…") can be one."""
    plain = name.replace("·", "").replace(" ", "")
    if surname_length(plain) and 2 <= len(plain) <= 4 and chinese_name_cost(plain) > -32:
        return True
    if composed_name(plain) or "·" in name:
        return True
    return 2 <= len(plain) <= 9 and transliterated_cost(plain) > -6.5 * (len(plain) + 2)


@lru_cache(maxsize=1)
def _place_letters() -> dict[str, float]:
    lines = (DATA / "place_letters.txt").read_text(encoding="utf-8").split()
    counts = {line[0]: int(line[1:]) for line in lines}
    total = sum(counts.values())
    return {letter: math.log(count / total) for letter, count in counts.items()}


def place_cost(name: str) -> float:
    """Log probability of a row as the name of a village, a town or a land form, suffix included."""
    letters = _place_letters()
    spelled = _PLACE + sum(letters.get(letter, _STRANGE_PLACE) for letter in name)
    return max(spelled, transliterated_cost(name))
