"""Every usual way of saying a unit's name.

呼和浩特市第一医院 is 呼市一院, 市一院, 呼和浩特第一医院; 达拉特旗中蒙医院 is 达旗中蒙医院; 青松县白桦岭中心卫生院 is
白桦岭卫生院; 赤峰学院附属医院 is 附院. What everybody says of his own (我院, 县医院, 卫生院) is no alias.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from scoring.text.known import folded_name
from scoring.text.name_model import composed_name, transliterated_cost
from scoring.text.unit_names import MODIFIERS, UnitName, area_forms, short_types, split_unit
from scoring.text.unit_tails import FREE

_PLAIN_TYPES = frozenset(
    ("医院", "院", "卫生院", "中心", "站", "所", "学校", "公司", "局", "服务中心", "社区", "学院")
)
_LEVELS = "[市盟旗县区州省]"
_NUMBER = re.compile(r"第?([一二三四五六七八九十])(?:人民|中心|附属)?(?:医院|院)$")
_AFFILIATED = re.compile(
    r"([\u4e00-\u9fff]{2,12}?)(第?[一二三四])?附属(?:第?([一二三四]))?([\u4e00-\u9fff]{0,4}?)医院$"
)
_LAST_OF_PLACE = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?:镇|乡|苏木|街道|村|嘎查|分场|矿区|林区|林场|牧场|农场)$"
)
_STEP_OF_PLACE = re.compile(r"(?<=..)(?:镇|乡(?!村)|苏木|街道)(?=..)")
_NO_INITIAL = frozenset("大小中新老东西南北上下前后红白黑高一二三四五六七八九十")  # 大医, 中院: words
_NUMERALS = {
    "一": "[一1]",
    "二": "[二2]",
    "三": "[三3]",
    "四": "[四4]",
    "五": "[五5]",
    "六": "[六6]",
    "七": "[七7]",
}


@dataclass(frozen=True, slots=True)
class Aliases:
    """Patterns: ``named`` over folded text; ``short`` over the view, None without one. ``anchors``: folded strings
    of which one stands in every text ``named`` matches in."""

    named: re.Pattern[str]
    short: re.Pattern[str] | None
    anchors: tuple[str, ...]
    core: str


@lru_cache(maxsize=1 << 14)
def aliases(unit: str, region: str = "") -> Aliases:
    """The patterns of one unit of a region (empty: unknown)."""
    name = split_unit(unit)
    forms = [re.escape(folded_name(unit)), *_named(name, region)]
    anchors = {folded_name(unit), *(folded_name(anchor) for anchor in _anchors(name))} - {""}
    short = "|".join(_short_forms(unit, name, region))
    return Aliases(
        re.compile("|".join(forms)), re.compile(short) if short else None, tuple(sorted(anchors)), name.core
    )


def _anchors(name: UnitName) -> Iterable[str]:
    if name.core_is_area or not name.core:
        yield from area_forms(name.core)
    else:
        yield from _cores(name.core)
    yield from name.area_forms


def _cores(core: str) -> tuple[str, ...]:
    """A core without its kind of place; of 官地镇大川村 大川, too, and of 道南富强里 富强里."""
    whole = _LAST_OF_PLACE.sub("", core)
    last = _STEP_OF_PLACE.split(whole)[-1]
    tail = last[2:] if len(last) == 5 and not _transliterated(last) else last
    return tuple(dict.fromkeys((whole, last, tail)))


def _transliterated(core: str) -> bool:
    """Whether a core is one word of another language, whose end says nothing: 哈日诺尔, 呼和木独."""
    return composed_name(core) or transliterated_cost(core) > -6.0 * (len(core) + 1)


def _named(name: UnitName, region: str) -> Iterable[str]:
    types = _any(folded_name(kind) for kind in short_types(name.kind))
    special = _any(folded_name(kind) for kind in short_types(name.kind) if kind not in _PLAIN_TYPES)
    modifiers = _any(folded_name(modifier) for modifier in MODIFIERS)
    areas = _any(folded_name(area) for area in {*name.area_forms, *(area_forms(region) if region else ())})
    prefix = f"(?:{areas}){{0,3}}" if areas else ""
    if not name.kind:
        return
    if name.core and not name.core_is_area:
        core = _any(folded_name(form) for form in _cores(name.core))
        yield rf"{prefix}(?:{core})(?:镇|乡|苏木|街道|村|嘎查)?(?:{modifiers}){{0,3}}(?:{types})"
        if name.area_forms and special:  # 松旗鼠防站: the area with the special type stands for the unit
            yield rf"(?:{_any(map(folded_name, name.area_forms))}){{1,3}}(?:{special})"
    elif name.core:
        own = _any(folded_name(form) for form in area_forms(name.core))
        yield rf"{prefix}(?:{own})(?:{modifiers}){{0,3}}(?:{types})"


def _short_forms(unit: str, name: UnitName, region: str) -> Iterable[str]:
    areas = {*name.area_forms, *(area_forms(region) if region else ())}
    areas |= set(area_forms(name.core)) if name.core_is_area else set()
    said = _any(areas)
    if numbered := _NUMBER.search(unit):
        number = _NUMERALS.get(numbered.group(1), numbered.group(1))
        lead = rf"(?:{said}|{FREE}{_LEVELS})" if said else rf"{FREE}{_LEVELS}"
        yield rf"{lead}第?{number}(?:人民)?(?:医院|院)"
        if not name.core_is_area and name.core:
            yield rf"{re.escape(name.core[0])}{number}院"
    if affiliated := _AFFILIATED.search(unit):
        number = affiliated.group(2) or affiliated.group(3)
        yield (
            rf"[{re.escape(unit)}大]{{0,3}}{number[-1]}?附院"
            if number
            else r"(?:[\u4e00-\u9fff]{1,2}(?:院|大|医))?附[院医]"
        )
    yield from _initials(unit, name)
    yield from _by_speciality(unit, name)


_SPECIALITIES = {  # what a unit's name holds, and what is said for it behind its own name or its area's first letter
    "精神卫生": "精卫",
    "妇幼": "妇幼",
    "妇产": "妇产",
    "中医": "中医",
    "蒙医": "蒙医",
    "中蒙": "中蒙医",
    "蒙中": "蒙中医",
    "疾病预防": "疾控",
    "口腔": "口腔",
    "眼科": "眼科",
    "骨科": "骨科",
    "肿瘤": "肿瘤",
    "康复": "康复",
    "血站": "血站",
    "卫生学校": "卫校",
}


def _by_speciality(unit: str, name: UnitName) -> Iterable[str]:
    """大青山精卫 for 大青山精神卫生医院, 讷中医 for 讷河市中医医院."""
    from scoring.text.segment import segmenter

    said = [short for whole, short in _SPECIALITIES.items() if whole in unit[len(name.core) :]]
    if not name.core or not said:
        return
    if not name.core_is_area and len(name.core) > 1:
        yield rf"{re.escape(name.core)}(?:{_any(said)})(?![\u4e00-\u9fff]?[科室])"
    lead = name.core[0]
    if name.core_is_area and lead not in _NO_INITIAL:
        for short in said:
            if not segmenter().known(lead + short) and not segmenter().known(lead + short[0]):
                yield rf"{FREE}{lead}{short}院?"


def _initials(unit: str, name: UnitName) -> Iterable[str]:
    """鹿医 for 鹿野医院, 计生中心 for 计划生育指导中心: first letters with the type."""
    from scoring.text.segment import segmenter, tagged

    if not name.core or name.core_is_area or name.core[0] in _NO_INITIAL:
        return
    tails = ("医", "院", "中医", "蒙医", "妇幼", "疾控") if "院" in name.kind or "中心" in name.kind else ()
    forms = [name.core[0] + tail for tail in tails]
    if len(name.core) > 2:
        forms += [name.core[:2] + tail for tail in ("医", "院", "卫", "社区")]
    words = [word.text for word in tagged(name.core + name.kind)]
    letters = "".join(word[0] for word in words[:-1])
    if words and len(words[-1]) < 3:
        forms += [letters[:length] + words[-1] for length in (2, 3, 4) if len(letters) >= length]
    if "社区" in name.kind and (number := re.search("第([一二三四五])社区", unit)):
        forms.append(f"{name.core[0]}{number.group(1)}社区")
    known = segmenter().known
    for form in dict.fromkeys(forms):
        if len(form) >= 2 and not known(form):  # 中医, 人医: a word of its own
            yield re.escape(form)


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted({re.escape(word) for word in words if word}, key=lambda word: (-len(word), word)))
