"""How a unit is called by those who work there: 市四院, 旗蒙中医院, 第一附属医院, 精卫中心, 市120, 包钢三院.

What follows the areas in a unit's name is its tail. A tail is shortened step by step; every shortening counts behind
an area (CERTAIN), behind the area's rank alone (旗疾控, LIKELY), and where it is special, by itself (LIKELY).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from scoring.text.known import folded_name
from scoring.text.unit_names import UnitName, area_forms, split_unit

_SHORTER = (
    ("妇幼保健计划生育服务中心", "妇幼"),
    ("妇幼保健计划生育服务中心", "妇计中心"),
    ("妇幼保健院", "妇幼"),
    ("妇幼保健所", "妇幼"),
    ("疾病预防控制中心", "疾控"),
    ("疾病预防控制", "疾控"),
    ("精神卫生", "精卫"),
    ("卫生监督", "卫监"),
    ("社区卫生服务中心", "社区"),
    ("卫生服务中心", "中心"),
    ("卫生服务站", "站"),
    ("中心卫生院", "卫生院"),
    ("急救指挥调度", "急救"),
    ("急救指挥调度", "调度"),
    ("急救指挥调度", "指挥"),
    ("综合", ""),
    ("职工", ""),
    ("集团", ""),
    ("蒙医中医", "蒙中"),
    ("中医蒙医", "中蒙"),
    ("蒙中医医院", "蒙中医院"),
    ("蒙中医院", "蒙中"),
    ("中蒙医院", "中蒙"),
    ("医医院", "医院"),
    ("附属医院", "附院"),
    ("总医院", "总院"),
    ("人民医院", "医院"),
    ("第", ""),
    ("人民医院", "院"),
    ("职工医院", "院"),
)
_MOST = 64  # shortenings of one tail
_NUMBERED = re.compile(r"([一二三四五六七八九十])(?:人民|中心|职工)?医院$")
_SPECIAL = re.compile(
    r"第?[一二三四五六七八九十](?!级)|附属|附院|国际|蒙中|中蒙|蒙医中医|中医蒙医|林业|职工|精神|精卫|肿瘤|传染|口腔|眼科|骨科|儿童|胸科|120|急救"
)
_RANKS = re.compile(r"自治区|[省市盟旗县区州]$")
# not inside another name: 大同市第四医院 is not 市第四医院
FREE = r"(?:(?<![\u4e00-\u9fff])|(?<=[在到去从进回是的们这那和与叫由来向给让往离为]))"
_OWN = r"(?<=我们|咱们|俺们)"


@dataclass(frozen=True, slots=True)
class Tails:
    """``led`` over folded text, ``said`` over the view; None where the name gives nothing to say."""

    led: re.Pattern[str] | None
    said: re.Pattern[str] | None


@lru_cache(maxsize=1 << 12)
def tails(unit: str, region: str = "") -> Tails:
    """The patterns of one unit of a region (empty: unknown)."""
    name = split_unit(unit)
    rest = unit[unit.find(name.core) :] if name.core and not name.core_is_area else ""
    tail = unit[len(_led_by(unit, name)) :]
    own = shortened(rest) if len(name.core) > 1 else []
    bare = shortened(tail)
    areas = list(dict.fromkeys((*name.area_forms, *(area_forms(name.core) if name.core_is_area else ()))))
    areas += [form for form in (area_forms(region) if region else ()) if form not in areas]
    special = bool(_SPECIAL.search(tail))
    led = [re.escape(folded_name(form)) for form in own if len(form) > 3]
    if areas and (name.core_is_area or special):
        lead = _any([folded_name(area) for area in areas if len(area) > 1])
        led.append(f"(?:{lead}){{1,3}}(?:{_any([folded_name(form) for form in bare if form != '院'])})")
    said = _said(bare, areas, special) if name.core_is_area or special else []
    return Tails(_pattern(led), _pattern(said))


def _said(bare: list[str], areas: list[str], special: bool) -> list[str]:
    ranks = sorted({match.group() for area in areas if (match := _RANKS.search(area))} - {""})
    forms = [form for form in bare if form != "院"]
    said = [f"(?:{FREE}|{_OWN})(?:{_any(ranks)})(?:{_any(forms)})"] if ranks else []
    long = [form for form in forms if len(form) > 2 and _SPECIAL.search(form)]
    if special and long:
        said.append(f"(?:{FREE}|{_OWN})(?:{_any(long)})")
    return said


def _led_by(unit: str, name: UnitName) -> str:
    """The areas and the core in front of the tail."""
    core = name.core
    end = unit.find(core) + len(core) if core else 0
    return unit[:end]


def shortened(tail: str) -> list[str]:
    """A tail and what is said for it, longest first."""
    forms = {tail} - {""}
    for long, short in _SHORTER:
        if len(forms) < _MOST:
            forms |= {form.replace(long, short) for form in forms if long in form}
    forms |= {_NUMBERED.sub(r"\1院", form) for form in forms}
    if "120" in tail or "急救" in tail:
        forms |= {"120", "120急救中心", "120调度中心", "120指挥中心", "急救中心"}
    return sorted((form for form in forms if len(form) > 1), key=lambda form: (-len(form), form))


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _pattern(forms: list[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(forms)) if forms else None
