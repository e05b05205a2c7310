"""Units nobody listed: a proper name before a type of unit (…旗医院, 锡伯梁卫生院, 市二院)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from scoring.text.divisions import HOME_PROVINCE, counties, prefectures, short_county, short_town, towns
from scoring.text.gazetteer import BANNERS, LEAGUES, NATIONAL_PLACES, SEATS
from scoring.text.known import Reader
from scoring.text.name_model import place_cost
from scoring.text.segment import segmenter
from scoring.text.span_types import Kind, Level, Mention
from scoring.text.unit_names import DEPARTMENT, MODIFIERS, UNIT_TYPES, area_forms
from scoring.text.word_list import any_of, words_in

# Types that everyday speech uses without a name; a row of common words before them proves nothing.
_LOOSE = frozenset(
    words_in(
        "局 厂 矿 委员会 社区 大学 学院 高中 一中 二中 三中 公司 集团 工厂 电厂 管理站 服务中心 中心 研究中心"
    )
)
_SAID_TYPES = (
    "疾控|妇幼|妇保院|血站|卫校|[一二三四五六七八九]院|分院|林区医院|疾病预防控制站"
    "|卫生服务指导站|联合诊所|医疗站|方舱|急救分站|急救站|急救点"
)
_kinds = any_of(" ".join(kind for kind in UNIT_TYPES if kind not in _LOOSE or len(kind) > 2))
_TYPE = re.compile(rf"(?:{_kinds}|{_SAID_TYPES})(?:{DEPARTMENT})?")
_MODIFIER_END = re.compile(
    rf"(?:第[一二三四五六七八九十]|{any_of(' '.join(m for m in MODIFIERS if len(m) > 1))}|总|妇儿"
    r"|林区|边防|地区|矿务局?|矿山|石油|油田|化工|钢铁|建工"
    r"|手足?外科|骨伤|心脑?血管|烧伤|整形|肛肠|脑科|胸科|血液病|结核病|糖尿病|老年病|风湿病)$"
)
_LEVEL_LETTERS = frozenset("旗县市区盟省乡镇村州国院校")
_STOP = frozenset(
    "的了着过在到从去来往回进出和与跟同把被让叫是有对向给为等这那哪某每各本我你他她它们您咱俺就也都还"
    "又才只很不没说想看至经由于所将该"
)
_THRESHOLD = -6.5
_LONGEST = 7
_NO_NAMES = frozenset(
    words_in(
        """
    苏木 嘎查 公家 社会 部队 农村 城里 牧区 林区 矿区 山区 边防 边境 基层 上级 下级 定点 对口 附近 当地 外地
    本地 省会 首都 国家 全国 私人 私立 公立 民营 个体 三甲 二甲 三级 二级 一级 综合 专科 精神 传染 妇产 儿童
    口腔 眼科 肿瘤 康复 中西医 友谊 协作 兄弟 医联体 方舱 隔离 教学 附属 军区 武警 铁路 职工 工人 干部 乡镇
    旗县 县级 市级 省级 区级 盟市 自治区 地区 村级 旗级 院校 普通 重点 希望 寄宿制 师范 农业 高等 中等
    """
    )
)
_AA = re.compile(r"([小大高矮好新老])\1")
_COUNTED = re.compile(
    r"[一两几三四五六七八九十某整各][家个名所座间处位天次]|.[上里下]$|^[离住进出回的]"
    r"|^[家个名所座间处][大小老新]$"
)
_NUMBERED = re.compile(r"(?<=[市盟旗县区州])[一二三四五六七八九]院")


# 在内蒙古民族大学读书, 毕业于通辽卫校: where the writer or another went to school
_SCHOOLS = "大学|学院|医学院|医科大学|医专|卫校|卫生学校|医学高等专科学校|职业学院|师范|技校"
_SCHOOL = rf"((?:(?![在到从了的去一])[\u4e00-\u9fff]){{2,10}}(?:{_SCHOOLS}))"
_ATTENDED = re.compile(
    rf"[在从到]{_SCHOOL}(?=读|念|上学|上的学|毕业|求学|学医|就读)"
    rf"|(?:毕业于|考上了?|考入了?|考进了?|就读于){_SCHOOL}"
    r"|(?:后来|当年|那年|初中毕业|高中毕业|我)(?:去|又)?[读念上]了?((?:(?![在到从了的去一个])[\u4e00-\u9fff]){2,6}(?:卫校|医专|护校))(?=[，,。回])"
)

_WRITER = re.compile(r"[我俺咱][^。！？\n他她]{0,8}$")


def _of_everybody(school: str) -> bool:
    """A school the whole country knows, or none by name: 医学院, 北京大学."""
    if school in NATIONAL_PLACES or _COUNTED.match(school):
        return True
    rest = re.sub(rf"(?:{_SCHOOLS})$", "", school)
    national = next((place for place in _national() if rest.startswith(place)), "")
    home = national.startswith(HOME_PROVINCE[:2])
    return (bool(national) and not home) or (rest in _NO_NAMES) or not (home or rest[:2] in _leads())


@lru_cache(maxsize=1)
def _leads() -> frozenset[str]:
    return frozenset(name[:2] for name in area_names())


def find_named_units(reader: Reader) -> Iterator[Mention]:
    """Spans of units with a proper name, their type and the department behind it included."""
    text = reader.view.text
    last = (0, 0)
    for match in _TYPE.finditer(text):
        end = match.end()
        if end not in reader.ends and reader.lattice.gain(match.start(), end, -12.0) < -6:
            continue  # 献完血|站起来
        start = _name_start(reader, match.start())
        if start is None and match.group().startswith("职工") and last[1] == match.start():
            start = last[0]  # 辉腾煤矿|职工医院
        if start is not None:
            last = (start, end)
            level = Level.HINT if _of_the_nation(text, start, match.start()) else Level.LIKELY
            yield reader.mention(start, end, Kind.OTHERUNIT, level, "unit_shape")
    for match in _ATTENDED.finditer(text):
        group = match.lastindex or 0
        own = match.group().startswith("毕业于") or _WRITER.search(
            text[max(0, match.start() - 12) : match.start()]
        )
        if own and not _of_everybody(match.group(group)):
            yield reader.mention(*match.span(group), Kind.OTHERUNIT, Level.LIKELY, "school")
    for match in _NUMBERED.finditer(text):
        yield reader.mention(match.start() - 1, match.end(), Kind.OTHERUNIT, Level.LIKELY, "unit_number")


@lru_cache(maxsize=1)
def _national() -> tuple[str, ...]:
    return tuple(sorted((place for place in NATIONAL_PLACES if len(place) > 1), key=len, reverse=True))


def _of_the_nation(text: str, start: int, kind: int) -> bool:
    """北京朝阳医院 is known to everybody, 西藏阜康医院 is not."""
    place = next((place for place in _national() if text.startswith(place, start)), "")
    if not place:
        return False
    rest = _MODIFIER_END.sub("", text[start + len(place) : kind])
    return len(rest) < 2 or rest in NATIONAL_PLACES or rest + "医院" in NATIONAL_PLACES or rest in _NO_NAMES


def bodies_of_the_nation(text: str) -> Iterator[tuple[int, int]]:
    """中国疾病预防控制中心: a place of the nation outside the home province, modifiers and a type."""
    for match in _TYPE.finditer(text):
        for stop in _stops(text, match.start()):
            before = text[max(0, stop - _LONGEST) : stop]
            lead = next((place for place in _far_leads() if before.endswith(place)), "")
            if lead:
                yield stop - len(lead), match.end()
                break


@lru_cache(maxsize=1)
def _far_leads() -> tuple[str, ...]:
    return (*(place for place in _national() if not place.startswith(HOME_PROVINCE[:2])), "国家", "全国", "世界")


def _stops(text: str, end: int) -> list[int]:
    """Where a name may end before the type at ``end``: there, and before each of the modifiers in front of it."""
    stops = [end]
    while modifier := _MODIFIER_END.search(text, max(0, stops[-1] - 6), stops[-1]):
        stops.append(modifier.start())
    return stops


def _name_start(reader: Reader, end: int) -> int | None:
    """Where the proper name begins that ends at ``end`` or before modifiers there; None without one."""
    text = reader.view.text
    for stop in reversed(_stops(text, end)):
        starts = range(max(0, stop - _LONGEST), stop - 1)
        worths = [(worth, start) for start in starts if (worth := _worth(reader, start, stop)) is not None]
        if worths:
            return _with_areas(text, _whole_word(reader, max(worths)[1]))
    return None


def _whole_word(reader: Reader, start: int) -> int:
    """Not 子山 but 桌子山 where the dictionary's word was cut."""
    if start in reader.starts or start == 0 or not "\u4e00" <= reader.view.text[start - 1] <= "\u9fff":
        return start
    return start - 1 if start - 1 in reader.starts and reader.view.text[start - 1] not in _STOP else start


def _worth(reader: Reader, start: int, stop: int) -> float | None:
    name = reader.view.text[start:stop]
    if not re.fullmatch(r"[\u4e00-\u9fff]+", name):
        return None
    if name in _CAMPAIGNS:
        return None
    if name in area_names():
        return 20.0 + len(name)
    if name in _NO_NAMES or _COUNTED.match(name) or _COUNTED.search(name, 1):
        return None
    if reader.view.text[start - 1 : start] in _NUMERALS and name[0] in _MEASURES:
        return None  # 一|家民营医院
    if _ACT_BEFORE_LEVEL.search(name) or (name[-1] in "开办" and _RUN.match(reader.view.text, stop)):
        return None  # 转旗|卫生局, 借村|小学, 海勃湾开|诊所
    if name[-1] in "念读" and _LEARNING.match(reader.view.text, stop):
        return None  # 在归流河念|小学
    if name in NATIONAL_PLACES or not _STOP.isdisjoint(name) or _LEVEL_LETTERS.issuperset(name):
        return None
    if any(_is_act(name[at : at + 2]) for at in range(len(name) - 1)) or _AA.search(name):
        return None  # 联系|派出所, 小小|卫生院
    gain = reader.lattice.gain(start, stop, place_cost(name))
    return gain if gain >= _THRESHOLD else None


_CAMPAIGNS = frozenset(("平安", "文明", "智慧", "健康", "绿色", "美丽", "清廉", "廉洁"))  # 创建平安医院
_NUMERALS, _MEASURES = (*"一两几三四五六七八九十某整每这那哪有",), frozenset("家个名所座间处位")
_ACT_BEFORE_LEVEL = re.compile(r"[借转送交报帮问查调请派催跑找寻给租求替代向](?:[旗县市盟州省镇乡村区]|地区|街道)$")
_LEARNING = re.compile("小学|[初高]?中学?|大学|卫校|医专")
_RUN = re.compile("诊所|门诊部|卫生室|药店|医务室|养老院")


def _is_act(row: str) -> bool:
    """Whether two letters are a verb, or a word all sentences are made of."""
    tag, known = segmenter().tag_of.get(row), segmenter().known(row)
    return (tag == "v" and known > 1000) or (tag in ("n", "vn") and known > 5000)


@lru_cache(maxsize=1)
def area_names() -> frozenset[str]:
    """Areas by long and short names that may stand before a type; two letters only with the kind of area."""
    names = {*counties(), *towns(), *BANNERS, *SEATS, *LEAGUES}
    names |= {short_county(county) for county in counties()}
    names |= {short_town(town) for town in towns() if len(short_town(town)) > 2}
    names |= {form for one in prefectures() for form in (one.name, one.short, one.short + one.name[-1])}
    names |= {form for one in prefectures() if one.province == HOME_PROVINCE for form in area_forms(one.name)}
    return frozenset(name for name in names if len(name) > 1) - NATIONAL_PLACES - {"自治区"}


def _with_areas(text: str, start: int) -> int:
    """Take in the areas before the name: 赤峰市|敖汉旗|柳条沟."""
    found = True
    while found:
        found = False
        for length in range(min(11, start), 1, -1):
            if text[start - length : start] in area_names():
                start, found = start - length, True
                break
    return start
