"""What stands around the name of a place, and whether the text speaks of places far away."""

from __future__ import annotations

import re
from functools import lru_cache

from scoring.text.divisions import HOME_PROVINCE
from scoring.text.gazetteer import NATIONAL_PLACES
from scoring.text.known import Reader
from scoring.text.public_frame import frames

COMMON = 300  # dictionary frequency from which a word is everyday language even if it is also a name
BEFORE = (
    (
        re.compile(
            r"(?:家住|老家在?|老家是|写于|作于|记于|[识题撰草]于|发自|毕业于|娘家在|婆家在|住在|来自|嫁到|分到|下到|调到|搬到|赶到|来到|走到|回到|路过|经过|翻过|沿着|位于|地处|籍贯|生在|出生在|从|往|去|离|翻|奔|赴|在)$"
        ),
        3.5,
    ),
    (
        re.compile(
            r"(?:到|由|至|住|回|过|与|和|及|跟|向|朝|沿|进|出|是"
            r"|望[见着]|望得见|登上?|走遍|绕过?|爬上|翻上|看得见|[到过出进回]了|走|、|——|对岸|对面|边上的|叫|有[个座])$"
        ),
        2.0,
    ),
    (re.compile(r"(?:^|[\n，。；：！？“（(,;:!? ])$"), 1.0),
)
BEHIND = (
    (
        re.compile(
            r"人[，。、,说]|的[，,]|村|一带|附近|那边|这边|对面|边上|脚下|底下|上游|下游|畔|两边|两岸|方向|深处|沙漠|以[东西南北]|[东西南北]|的?(?:乡亲|牧民|村民|老乡|百姓|[小中]学|学校|孩子|娃娃|卫生[院室]|集上|大集|老师|后生|媳妇)|的(?:产妇|病人|人家|大集|渔点|渡口)|送来|打来|下[着了起]|前头|后头|跟前|门前|门口|[东西南北]头|发水|涨水"
        ),
        2.5,
    ),
    (
        re.compile(
            r"[的上里下口边人去来有是离距住到那这，。、；：！？）)”\n,;:!?和与及往一两三四五六七八九十]|$"
        ),
        1.0,
    ),
)


def one_goes_there(text: str, start: int, end: int, least: float = 2.0) -> bool:
    return (
        place_weight(BEFORE, text, start, ahead=False) >= least
        or place_weight(BEHIND, text, end, ahead=True) >= 2.5
    )


def place_weight(
    rules: tuple[tuple[re.Pattern[str], float], ...], text: str, at: int, *, ahead: bool
) -> float:
    for pattern, weight in rules:
        if pattern.match(text[at : at + 4]) if ahead else pattern.search(text[max(0, at - 4) : at]):
            return weight
    return 0.0


def far_talk(reader: Reader, start: int, end: int) -> bool:
    """Whether the text speaks of far things where a place of the view stands, or a far place leads in the one there.

    A village one goes to (去过胡列也吐苏木) is near, whatever the talk around it.
    """
    text = reader.view.text
    before = text[max(0, start - 3) : start]
    if before.endswith(far_areas()) and not before.endswith(HOME_PROVINCE[:3]) and not _is_from(text, start, end):
        return True
    village = text[start:end].endswith(_VILLAGES) and place_weight(BEFORE, text, start, ahead=False) >= 2
    return not village and frames(reader).far_at(reader.flow_offset(start))


_LED_FROM = re.compile(
    r"(?:从|来自|老家在?|老家是|娘家在?|原籍|祖籍|籍贯|[他她我俺咱爸妈爹娘公婆]是)[\u4e00-\u9fff]{2,3}$"
)
_CAME = re.compile(r"人(?=[，。、,;说]|$)|[^，。,\n]{0,2}(?:来的|嫁|搬来|迁来|逃荒|逃难|支援|当兵|打工)")


def _is_from(text: str, start: int, end: int) -> bool:
    """从甘肃|民勤县嫁过来, 老家在河北|怀安: where somebody of the ward is from is near, however far."""
    return _LED_FROM.search(text[max(0, start - 8) : start]) is not None or _CAME.match(text, end) is not None


_VILLAGES = ("苏木", "嘎查", "乡", "镇", "村", "旗")


@lru_cache(maxsize=1)
def far_areas() -> tuple[str, ...]:
    """Provinces and places of the nation of two or three letters that lead in a place: 河南|周口, 巴黎|塞纳河."""
    return tuple(name for name in NATIONAL_PLACES if len(name) in (2, 3) and name not in _HOME_LEADS)


_HOME_LEADS = frozenset(
    ("内蒙古", "内蒙", "草原", "全国", "祖国", "中国", "中华", "北疆", "塞外", "塞北", "西部", "东部")
)
