"""Where the name of an award begins and ends: not with the giving of it, nor with the thing it hangs on.

县妇联给了我一个|东兰县三八红旗手, 得过|阿拉善盟“戈壁红柳”奖章, 发了|2023年阜宁县清廉单元|的铜牌.
"""

from __future__ import annotations

import re
from functools import lru_cache

from scoring.text.divisions import counties, prefectures, short_county, towns
from scoring.text.gazetteer import BANNERS, LEAGUES

_ONE = (
    r"(?:[一那这两]?(?:个|张|块|枚|面|本|份|次|回|纸)(?:大|小)?"
    r"(?:奖状|证书|红?本本?|奖牌|牌匾|牌子|锦旗|奖|匾)?[:：，,]?|奖)"
)
_SOMEBODY = (
    r"(?:[我俺咱她他你]们?(?:[俩仨]|(?:[\u4e00-\u9fff]{0,3}?(?:科室|[科股组站院班队室所]|小组|中心|单位)))?)"
)
# what may stand before an award in one span with it, however often
_LEAD_IN = re.compile(
    rf"[过了着成做作为叫是写印刻报评得获领拿上到下给发授颁有选推奖的:：，, 　]+|参加了?|荣获|获得|授予|当选|领回|得到"
    rf"|{_ONE}|{_SOMEBODY}|(?:奖?状|证书|牌子?|匾|锦旗|本本?)[上里头面]*(?:写|印|刻)?[着的了]?|奖状"
)
# who gave it, and to whom; the award begins behind it
_GIVEN_BY = re.compile(
    rf"(?:给|发给?|颁给?|奖给?|送给?|授予|评)[了过]?{_SOMEBODY}?的?{_ONE}?|[有挂领得][了过着]?{_ONE}|奖状一张[:：，,]?"
)
_LEVEL_NEXT = re.compile(
    r"(?:[0-9]{4}|[一二三四五六七八九〇零]{4})年|(?:自治区|国家|[省市盟州旗县区院]|苏木|[镇乡])级|全[国省区市盟州旗县镇乡院局]"
)
_TAIL = re.compile(r"”?的?(?:大|小)?(?:铜|木|铁|红|奖)(?:牌|匾|状)$|的(?:牌子?|奖状|证书|奖杯|锦旗|称号|荣誉)$")
_YEAR_OF = re.compile(r"(?:[0-9]{4}|[一二三四五六七八九〇零]{4})年度?的")  # 一九九六年的|全盟优秀乡村医生
_YEAR_BEHIND = re.compile(r"”?[（(](?:20|19)[0-9]{2}年?[）)]")
_GIVEN_WITHIN = 40  # letters of a span in which the giving is looked for


@lru_cache(maxsize=1)
def _areas() -> frozenset[str]:
    named = {one.name for one in prefectures()} | {one.short for one in prefectures()} | BANNERS | LEAGUES
    named |= counties() | {short_county(county) for county in counties()} | towns()
    return frozenset(name for name in named if len(name) > 1)


def _area_at(text: str, at: int) -> bool:
    return any(text[at : at + length] in _areas() for length in range(2, 12))


def _begins(text: str, at: int) -> bool:
    """Whether an area, a year or a level begins here."""
    return _area_at(text, at) or _LEVEL_NEXT.match(text, at) is not None


def _behind_leads(text: str, start: int, end: int) -> int:
    """The first offset behind words of giving; an area that begins with such a letter (成都市) stays whole."""
    while not _begins(text, start) and (lead := _LEAD_IN.match(text, start, end)):
        step = next((at for at in range(start + 1, lead.end()) if _begins(text, at)), lead.end())
        if step >= end - 1:
            break
        start = step
    return start


def award_span(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of an award without the giving before it and the metal behind it."""
    if tail := _TAIL.search(text, max(start + 4, end - 8), end):
        end = tail.start()
    elif year := _YEAR_BEHIND.match(text, end):
        end = year.end()
    start = year.end() if (year := _YEAR_OF.match(text, start, end)) else start
    first = _behind_leads(text, start, end)
    for given in _GIVEN_BY.finditer(text, first, min(end, first + _GIVEN_WITHIN)):
        behind = _behind_leads(text, given.end(), end)
        if behind < end - 3 and _begins(text, behind):
            first = behind
    return first, end
