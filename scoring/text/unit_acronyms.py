"""A unit by first letters: 昆妇 for 昆河妇产医院, 扎二站, 左旗边医, 策克ICU, and HQCDC for 后旗疾病预防控制中心.

An acronym is a lead (the first letters of the unit's own name, or a short name of its area) with the first letters of
words that follow in the name, in their order, and perhaps the name's last letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from scoring.text.divisions import HOME_PROVINCE
from scoring.text.readings import initials
from scoring.text.segment import segmenter, tagged
from scoring.text.unit_names import DEPARTMENT, UnitName, area_forms, split_unit
from scoring.text.word_list import LETTER

_NO_LEAD = frozenset("大小中新老东西南北上下前后红白黑高一二三四五六七八九十")  # 大医, 中院: words
_LAST = "院站所中心"
_MOST_HEADS = 6
_BEFORE = rf"(?:(?<!{LETTER})|(?<=[在到去从进回的是们这那和与叫来给让离为我由还寄送写]))"
_BEHIND = rf"(?!{LETTER})|(?=[的是在了里有，。上收])"
_CENTRE = "疾病预防控制中心"


@lru_cache(maxsize=1 << 12)
def acronyms(unit: str, region: str = "") -> re.Pattern[str] | None:
    """The acronyms of one unit of a region (empty: unknown) over the view; None without one."""
    name = split_unit(unit)
    if not name.kind or not name.core:
        return None
    forms = dict.fromkeys(_letters(unit, name))
    long = sorted((form for form in forms if len(form) > 2), key=len, reverse=True)
    short = [form for form in forms if len(form) == 2]
    parts = [rf"{_BEFORE}(?:{'|'.join(map(re.escape, long))})(?:{DEPARTMENT})?"] if long else []
    parts += [rf"{_BEFORE}(?:{'|'.join(map(re.escape, short))})(?:{_BEHIND})"] if short else []
    if not name.core_is_area and len(name.core) > 1:
        parts.append(rf"{_BEFORE}(?:{_own_leads(name)})(?:{DEPARTMENT})")
    parts += [rf"(?<![a-z])(?:{form})(?![a-z])" for form in _latin(unit, name, region)]
    return re.compile("|".join(parts)) if parts else None


def _letters(unit: str, name: UnitName) -> Iterator[str]:
    rest = unit[unit.find(name.core) :].removeprefix(HOME_PROVINCE).removeprefix(HOME_PROVINCE[:3])
    heads = [(at, letter) for at, letter in _heads(rest) if at > 0]
    known = segmenter().known
    for length in (1, 2, 3):
        lead = rest[:length]
        if length > len(name.core) or (length == 1 and lead in _NO_LEAD):
            continue
        behind = [letter for at, letter in heads if at >= length]
        for form in _joined(lead, behind, rest[-1], 1):
            if known(form) == 0 and not rest.startswith(form):
                yield form
    for area in name.area_forms:
        if len(area) == 2 and area[-1] in "旗县市区":
            yield from _joined(area, [letter for _, letter in heads], rest[-1], 2)


def _joined(lead: str, heads: list[str], last: str, least: int) -> Iterator[str]:
    for count in (1, 2, 3):
        for chosen in combinations(heads[:_MOST_HEADS], count):
            if count >= least:
                yield lead + "".join(chosen)
            if last in _LAST and chosen[-1] != last and count + 1 >= least:
                yield lead + "".join(chosen) + last


def _heads(rest: str) -> list[tuple[int, str]]:
    """The first letters of the words of a name, with where they stand; 二 of 第二."""
    return [
        (word.start, word.text[1:2] if word.text[0] == "第" and len(word.text) > 1 else word.text[0])
        for word in tagged(rest)
        if word.text != "第" and "\u4e00" <= word.text[0] <= "\u9fff"
    ]


def _own_leads(name: UnitName) -> str:
    leads = {name.core, *(name.core[: word.end] for word in tagged(name.core) if word.end > 1)}
    rare = [lead for lead in leads if segmenter().known(lead) < 100]
    return "|".join(map(re.escape, sorted(rare, key=len, reverse=True))) or r"(?!)"


def _latin(unit: str, name: UnitName, region: str) -> Iterator[str]:
    """Initials in Latin letters: four at least, of an area or the own name with those of the type."""
    areas = {*name.area_forms, *(area_forms(name.core) if name.core_is_area else (name.core,))}
    areas |= set(area_forms(region)) if region else set()
    kinds = {initials(name.kind), initials(unit[unit.find(name.core) + len(name.core) :])}
    kinds |= {"cdc"} if unit.endswith((_CENTRE, "疾控中心")) else set()
    for area in sorted(areas):
        for kind in sorted(kinds - {""}):
            if initials(area) and len(initials(area) + kind) > 3:
                yield initials(area) + kind
