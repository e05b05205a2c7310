"""What a text says about its own time: events it cannot know yet, and a "now" that is another year.

Years of events are public history. A contest's year is compared with a year of tolerance on both sides,
because works are written before they are sent in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

TOLERANCE = 1  # years

_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YEAR = r"(?:19|20)[0-9]{2}|[一二][九〇○零][〇○零一二三四五六七八九]{2}"
_PLAIN_YEAR = re.compile(rf"(?<![0-9〇○零一二三四五六七八九])({_YEAR})(?=年)")
_PLANNED_BEFORE = re.compile(r"(?:到|至|截至|力争|确保|争取|在|-|—|~|于)$")
_PLANNED_BEHIND = re.compile(
    r"年(?:前|以前|之前|底前|左右|时|实现|达到|全面|基本|建成|率先|要|将|力争|规划|远景|目标|末|底)"
)
_NOW = re.compile(
    rf"(?:今年是|今年,?(?:即)?|时间来到了?|刚刚过去的|刚刚到来的|转眼到了|今天是|值此|步入|迈入|进入)(?P<year>{_YEAR})年"
    rf"|(?P<named>{_YEAR})年(?:的今天|这一年即将过去|已经来临|已经到来|的钟声)"
)
_SIGNED = re.compile(
    rf"(?:^|\n)[^\n]{{0,24}}?(?P<year>{_YEAR})年[0-9一二三四五六七八九十]{{1,3}}月[^\n]{{0,16}}\s*$"
)

_CONGRESS = {
    "十五大": 1997,
    "十六大": 2002,
    "十七大": 2007,
    "十八大": 2012,
    "十九大": 2017,
    "二十大": 2022,
}
_AWAITED = re.compile(rf"(?:喜迎|迎接|即将召开的?)(?:党的|中国共产党)?(?P<name>{'|'.join(_CONGRESS)})")
_PLAN_START = {"十五": 2001, "十一五": 2006, "十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026}
_PLAN = re.compile(
    r"(?:今年是|正值|值此|站在|处在|迎来)[^,。!?\n]{0,8}“?(?P<plan>十[一二三四五]?五)”?(?:规划|计划|时期)?的?"
    r"(?P<edge>开局|起步|收官|决胜|最后一年)"
)
_ANNIVERSARY = re.compile(
    r"(?:今年是|喜迎|迎来|庆祝|正值|值此|纪念)[^,。!?\n]{0,6}(?P<event>建党|中国共产党成立|新中国成立|建国|共和国成立|"
    r"改革开放|建军|内蒙古自治区成立|自治区成立)(?P<count>[0-9]{2,3}|[一二三四五六七八九]十|一百)周年"
)
_FOUNDED = {
    "建党": 1921,
    "中国共产党成立": 1921,
    "新中国成立": 1949,
    "建国": 1949,
    "共和国成立": 1949,
    "改革开放": 1978,
    "建军": 1927,
    "内蒙古自治区成立": 1947,
    "自治区成立": 1947,
}

# Words nobody could write before the year (a year early where the event was announced before).
FIRST_HEARD = {
    "科学发展观": 2003,
    "社会主义核心价值体系": 2006,
    "十二五": 2010,
    "三好一满意": 2011,
    "社会主义核心价值观": 2007,
    "中国梦": 2012,
    "习近平总书记": 2012,
    "习近平同志为": 2012,
    "十九大": 2016,
    "八项规定": 2012,
    "群众路线教育实践": 2013,
    "三严三实": 2014,
    "四个全面": 2014,
    "精准扶贫": 2013,
    "十三五": 2015,
    "一带一路": 2013,
    "脱贫攻坚": 2015,
    "两学一做": 2016,
    "不忘初心、牢记使命": 2017,
    "不忘初心,牢记使命": 2017,
    "新时代中国特色社会主义": 2017,
    "扫黑除恶": 2018,
    "国家卫生健康委": 2018,
    "卫健委": 2018,
    "乡村振兴": 2017,
    "学习强国": 2019,
    "新冠": 2020,
    "健康码": 2020,
    "火神山": 2020,
    "十四五": 2020,
    "二十大": 2021,
    "中国式现代化": 2021,
    "新质生产力": 2023,
    "十五五": 2024,
}
_HEARD = re.compile("|".join(sorted(map(re.escape, FIRST_HEARD), key=len, reverse=True)))


def year_of(written: str) -> int:
    """The year written in Arabic or Chinese digits."""
    return int(written.translate(_DIGITS))


def wrong_times(view: str, year: int) -> Iterator[tuple[int, int, str]]:
    """Places of ``view`` that cannot be of a contest of ``year``: start, end, the years expected."""
    for match in _HEARD.finditer(view):
        first = FIRST_HEARD[match.group()]
        if year < first and not _inside_number(view, match):
            yield *match.span(), f"{first}-"
    for match in _PLAIN_YEAR.finditer(view):
        if year_of(match.group()) > year + TOLERANCE and not _planned(view, match):
            yield *match.span(), f"-{year + TOLERANCE}"
    yield from _wrong_now(view, year)


def _wrong_now(view: str, year: int) -> Iterator[tuple[int, int, str]]:
    for match in _NOW.finditer(view):
        yield from _unless_near(match, year_of(match.group("year") or match.group("named")), year)
    for match in _AWAITED.finditer(view):
        yield from _unless_near(match, _CONGRESS[match.group("name")], year)
    for match in _PLAN.finditer(view):
        start = _PLAN_START.get(match.group("plan"))
        if start is not None:
            first = match.group("edge") in ("开局", "起步")
            yield from _unless_near(match, start if first else start + 4, year)
    for match in _ANNIVERSARY.finditer(view):
        count = _count(match.group("count"))
        yield from _unless_near(match, _FOUNDED[match.group("event")] + count, year)
    signed = _SIGNED.search(view)
    if signed:
        yield from _unless_near(signed, year_of(signed.group("year")), year)


def _unless_near(match: re.Match[str], said: int, year: int) -> Iterator[tuple[int, int, str]]:
    if abs(said - year) > TOLERANCE:
        yield *match.span(), f"{year - TOLERANCE}-{year + TOLERANCE}"


def _inside_number(view: str, match: re.Match[str]) -> bool:
    """二十五大 is no 十五大, 三十四五岁 no plan."""
    before, behind = view[match.start() - 1 : match.start()], view[match.end() : match.end() + 1]
    numeral = "一二三四五六七八九十百第"
    if not set(match.group()) <= set("一二三四五十大"):
        return False
    return bool(before and before in numeral) or bool(
        behind and behind in numeral + "岁个年天里斤块名人件点多"
    )


def _planned(view: str, match: re.Match[str]) -> bool:
    before = view[max(0, match.start() - 4) : match.start()]
    return bool(_PLANNED_BEFORE.search(before)) or bool(_PLANNED_BEHIND.match(view, match.end()))


def _count(written: str) -> int:
    if written == "一百":
        return 100
    return int(written) if written.isdigit() else int(written[0].translate(_DIGITS)) * 10
