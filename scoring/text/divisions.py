"""Provinces, prefectures, counties and towns: the public list of administrative divisions, without codes.

``data/divisions.txt``: ``# province prefecture`` before the counties of a prefecture, one county a line with the
towns, townships, sums and streets that belong to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from scoring.text.gazetteer import NATIONAL_PLACES
from scoring.text.word_list import any_of

_FILE = Path(__file__).parent / "data" / "divisions.txt"
_PEOPLES = any_of(
    """
    蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西
    景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂
    保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺 各 民
    """
)
_COUNTY_END = re.compile(
    rf"(?:(?:(?:{_PEOPLES})族)+自治[县旗]|(?:{_PEOPLES})自治县|自治[县旗]|林区|特区|矿区|[县旗市区])$"
)
_PREFECTURE_END = re.compile(rf"(?:(?:(?:{_PEOPLES})族|蒙古|哈萨克|柯尔克孜|傈僳)*自治州|地区|[市盟州])$")
_TOWN_END = re.compile(rf"(?:(?:(?:{_PEOPLES})族)+乡|民族乡|街道|苏木|[镇乡])$")
HOME_PROVINCE = "内蒙古自治区"


@dataclass(frozen=True, slots=True)
class Prefecture:
    """One prefecture: its province, name, and counties with their towns."""

    province: str
    name: str
    counties: dict[str, tuple[str, ...]]

    @property
    def short(self) -> str:
        """赤峰 for 赤峰市, 延边 for 延边朝鲜族自治州."""
        return _PREFECTURE_END.sub("", self.name)


@lru_cache(maxsize=1)
def prefectures() -> tuple[Prefecture, ...]:
    """All prefectures in the order of the list."""
    found: list[Prefecture] = []
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            province, name = line[2:].split()
            found.append(Prefecture(province, name, {}))
        else:
            county, *towns = line.split()
            found[-1].counties[county] = tuple(towns)
    return tuple(found)


def short_county(county: str) -> str:
    """武川 for 武川县, 丰镇 for 丰镇市; the whole name where one letter would be left."""
    short = _COUNTY_END.sub("", county)
    return short if len(short) > 1 else county


def short_town(town: str) -> str:
    """萨拉齐 for 萨拉齐镇; the whole name where one letter would be left."""
    short = _TOWN_END.sub("", town)
    return short if len(short) > 1 else town


@lru_cache(maxsize=1)
def counties() -> frozenset[str]:
    """Every county, banner, district and city of that rank, by its full name; 三江县 for 三江侗族自治县, too."""
    whole = {county for one in prefectures() for county in one.counties}
    autonomous = {short_county(county): county[-1] for county in whole if county[-3:-1] == "自治"}
    said = {short + rank for short, rank in autonomous.items() if short not in NATIONAL_PLACES | whole}
    return frozenset(whole | said)


@lru_cache(maxsize=1)
def towns() -> frozenset[str]:
    """Every town, township, sum and street, by its full name."""
    return frozenset(town for one in prefectures() for those in one.counties.values() for town in those)


@lru_cache(maxsize=1)
def mongolian_towns() -> tuple[str, ...]:
    """Names of the sums and towns of the home province that are three letters or longer."""
    names = (
        short_town(town)
        for one in prefectures()
        if one.province == HOME_PROVINCE
        for those in one.counties.values()
        for town in those
        if not town.endswith("街道")
    )
    return tuple(name for name in names if 3 <= len(name) <= 7)


@lru_cache(maxsize=64)
def of_region(region: str) -> tuple[Prefecture, ...]:
    """The prefectures a region's name may mean: 赤峰市, 赤峰; all of a province; none for an unknown name."""
    short = _PREFECTURE_END.sub("", region)
    if len(short) < 2:
        return ()
    return tuple(
        one
        for one in prefectures()
        if one.short == short
        or one.province.startswith(short)
        or any(short_county(c) == short for c in one.counties)
    )
