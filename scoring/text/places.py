"""Places: the home region, the unit's areas and core, the list of divisions, and names by their shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from scoring.text.divisions import (
    HOME_PROVINCE,
    counties,
    of_region,
    prefectures,
    short_county,
    short_town,
    towns,
)
from scoring.text.gazetteer import BANNERS, LEAGUES, NATIONAL_PLACES, SEATS
from scoring.text.known import Reader
from scoring.text.name_model import composed_name, place_cost, transliteration_letters
from scoring.text.public_figures import PUBLIC_FIGURES
from scoring.text.segment import segmenter
from scoring.text.span_types import Identity, Kind, Level, Mention
from scoring.text.unit_names import area_forms, split_unit
from scoring.text.word_list import any_of, words_in

_COMMON = 300  # dictionary frequency from which a word is everyday language even if it is also a name

_SETTLEMENT = any_of(
    """
    苏木 嘎查 嘎查村 街道 营子 窑子 圪旦 浩特 敖包 渡口 大桥 水库 林场 牧场 农场 分场 镇 乡 村 屯 庄 寨 家子
    牛录 堡子 圩子
    塔拉 淖尔 布拉格
    """
)
_LANDFORM = any_of(
    """
    沟 梁 坝 河 山 湾 淖 滩 坡 井 岭 堡 泉 渠 湖 岗 川 峁 塬 洼 沙 坨 街 巷 路 庙 桥 峡 江 沟门 泡子 坨子 沙地
    大街 营 铺 店 坪 塘 岔 垴 圩 埠 冲 垭 坳 洞 崖 滩涂 盐场 矿 镇子 道街 台 坎 口 甸 壕 圐圙 海子 卜子 房子
    窝铺 公社 大队 生产队 林业局 火车站 水电站 矿区 广场 古城 农牧场 牧点 地 关 塔 寺 场 峪 塝 垸 墩 圳 埂 畈 坞
    浜 港 澳 岛 礁 屋 畲 厝 寮 坂
    """
)
_SUFFIX = re.compile(rf"{_SETTLEMENT}|{_LANDFORM}")
_STRONG = re.compile(_SETTLEMENT)
_LONGEST = 6
_THRESHOLD = 0.5
_LISTED = 1.5  # gain of a place of the dictionary
_STRONG_SUFFIX = 3.0
_GROUND = frozenset("沟梁坝滩岭堡峁洼湾坨淖塬峪")
_WORD_GROUND = -4.0  # 果子沟
_WORD_PLACE = -5.5  # 电报局村: everyday words before the suffix of a settlement
_NUMBERED = 6.0  # 三道街
_BEFORE = (
    (
        re.compile(
            r"(?:家住|老家在?|老家是|写于|作于|记于|发自|毕业于|娘家在|婆家在|住在|来自|嫁到|分到|下到|调到|搬到|赶到|来到|走到|回到|路过|经过|翻过|沿着|位于|地处|籍贯|生在|出生在|从|往|去|离|翻|奔|赴|在)$"
        ),
        3.5,
    ),
    (re.compile(r"(?:到|由|至|住|回|过|与|和|及|跟|向|朝|沿|进|出|是|、|——|对岸|对面|边上的|叫)$"), 2.0),
    (re.compile(r"(?:^|[\n，。；：！？“（(,;:!? ])$"), 1.0),
)
_BEHIND = (
    (
        re.compile(
            r"人[，。、,说]|的[，,]|村|一带|附近|那边|这边|对面|边上|脚下|底下|上游|下游|以[东西南北]|[东西南北]|的?(?:乡亲|牧民|村民|老乡|百姓)|发水|涨水"
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
_STOP = frozenset(
    "的了着在到从去来往回进出和与跟同把被让叫是有对向给为等这那哪某每各全本我你他她它们您咱俺就也都还"
    "又才只很不没说想看至经由于所将该个条座离"
    "次些年月日时候谁几多少什么怎样很最更太刚已正曾并而但或因以其则请使"
)
_COUNTED = re.compile(r"一.一|[一两几][家个道条座片处间所口里只批路层]|[十百千万几数][里来多]|一家.口")
_NUMBERED_STREET = re.compile("[头二三四五六七八九十][道马][街巷沟梁湾]")
_TRANSLITERATED_AND = re.compile("(?<=[呼恩孟苏布])和")
_NO_NAMES = frozenset(
    words_in(
        """
    独木桥 黄土地 红土地 黑土地 阳关道 嘎查村 自然村 行政村 贫困村 小山村 山村 农村 乡村 渔村 新村 小村 大村
    邻村 全村 本村 各村 村屯 边境村 中心村 示范村 文明村 移民新村 城中村 边境嘎查 全镇 小镇 城镇 乡镇 集镇
    古镇 本乡 家乡 故乡 他乡 异乡 城乡 下乡 返乡 回乡 同乡 老乡 小街 大街 上街 逛街 街道 马路 公路 铁路 大路
    小路 土路 山路 水路 高速路 柏油路 水泥路 沙石路 盘山路 一路 半路 来路 退路 出路 思路 网路 人生路 求学路
    从医路 长征路 致富路 康庄大道 大桥 小桥 天桥 渡口 水库 林场 牧场 农场 夏牧场 冬牧场 大河 小河 江河 黄河
    山河 银河 冰河 界河 护城河 大山 高山 雪山 小山 爬山 登山 山沟 水沟 壕沟 代沟 山梁 大梁 脊梁 桥梁 栋梁 鼻梁
    房梁 山坡 草坡 斜坡 下坡 上坡 水井 机井 古井 油井 天井 市井 背井 山岭 山岗 站岗 上岗 下岗 在岗 顶岗 定岗
    堤坝 大坝 海湾 港湾 河湾 沙滩 河滩 草滩 戈壁滩 温泉 清泉 源泉 山泉 矿泉 水渠 渠道 湖 江湖 冰川 平川 草原
    寺庙 庙会 海口 门口 路口 伤口 窗口 胸口 心口 井口 河口 山口 村口 沟口 渡口 关口 风口 洞口 港口 口岸 胃口
    人口 户口 开口 张口 松口 改口 随口 亲口 出口 入口 进口 虎口 道口 岗口 牲口 讲台 舞台 窗台 阳台 灶台 手术台
    操作台 护士站 柜台 平台 电视台 月台 站台 工作台 烽火台 天地 草地 土地 大地 工地 田地 基地 营地 场地 产地
    内地 外地 当地 本地 各地 异地 原地 实地 驻地 阵地 目的地 湿地 沙地 林地 耕地 荒地 绿地 园地 山地 高地 盆地
    边境苏木 邻近浩特 下乡 送医下乡 卫生下乡 提高乡 各个村 每个村 那个村 这个村 整个村 包村 驻村 进村 出村 回村
    到村 入村
    走村 串村 联村 帮村 包片村 网格村 边境村 贫困嘎查 偏远嘎查 偏远苏木 偏远村 偏僻村 相邻村 邻近村 附近村
    周边村 雪地 雪山草地 分诊台 导诊台 导医台 收费台 治疗台 下风口 上风口 通风口 外屯 前屯 后屯 邻屯 本屯 沙梁
    村西头 村东头 八村
    人民公社 公社 大队 生产队 总队 支队 林业局 火车站 汽车站 水电站 变电站 人民广场 文化广场 广场 古城 县城 小城
    十字路口 三岔口 三岔路口 岔路口 丁字路口 红绿灯口 楼梯口 电梯口 巷口 街口 院口 车站口 大门口 食堂门口
    海拔高地
    必经之路 平坦之路 成长路 奋斗路 新路 老路 弯路 旧路 岔路 夜路 雪路 泥路 便道 通道 走廊 草坪 停车场 现场 市场
    战场 考场 操场 广场 剧场 球场 机场 商场 职场 官场 立场 考点 站点 网点 地点 热点 重点 难点 特点 起点 终点
    后院 前院 医院 学院 法院 剧院 庭院 敬老院 卫生院 牧区 林区 矿区 山区 农区 灾区 疫区 病区 地 矿 煤矿 铁矿
    金矿 商店 饭店 酒店 药店 书店 旅店 小店 床铺 店铺 卧铺 铺 池塘 水塘 荷塘
    鱼塘 军营 阵营 经营 运营 国营 民营 私营 一营 关 难关 把关 关 海关 机关 相关 有关 无关 攻关 过关 灯塔 宝塔
    水塔 铁塔 象牙塔 港 岛 海岛 孤岛 半岛 悬崖 山崖 洞 山洞 窑洞 漏洞 黑洞 空洞 山峡 海峡 三峡 黄土坡 黄土高坡
    阳坡 太阳落山 雪域高原 海子
    """
    )
)


def find_known_places(reader: Reader, identity: Identity) -> Iterator[Mention]:
    """Places the entry form tells: region, the areas in the unit's name, its core, and listed places."""
    for place in identity.places:
        yield from _said(reader, place, Level.CERTAIN, "form_place")
    for area in _own_areas(identity):
        yield from _said(reader, area, Level.LIKELY, "own_area")
    for unit in identity.units:
        core = split_unit(unit).core
        for form in {core, short_town(core)} if len(core) >= 2 and not split_unit(unit).core_is_area else ():
            everyday = segmenter().known(form) > _COMMON or len(form) < 2
            yield from _said(reader, form, Level.HINT if everyday else Level.LIKELY, "unit_core")


def _own_areas(identity: Identity) -> list[str]:
    areas: dict[str, None] = {}
    if identity.region:
        areas |= dict.fromkeys((identity.region, *area_forms(identity.region)))
    for unit in identity.units:
        areas |= dict.fromkeys(split_unit(unit).area_forms)
        if split_unit(unit).core_is_area:
            areas |= dict.fromkeys(area_forms(split_unit(unit).core))
    return [
        area
        for area in areas
        if area not in NATIONAL_PLACES and len(area) > 1 and segmenter().known(area) < 3000
    ]


def _said(reader: Reader, place: str, level: Level, rule: str) -> Iterator[Mention]:
    for start, end in reader.places_of(place):
        if len(place) > 2 or level is Level.CERTAIN or reader.on_borders(start, end):
            yield Mention(start, end, Kind.PLACE, level, rule)


def find_listed_places(reader: Reader, identity: Identity) -> Iterator[Mention]:
    """Counties and towns of the list of divisions: full names anywhere, short ones in the writer's own province."""
    text = reader.view.text
    own = _short_names(_province(identity))
    near = _near_names(identity.region)
    taken = -1
    for start in range(len(text) - 1):
        if start < taken or not "\u4e00" <= text[start] <= "\u9fff":
            continue
        for length in range(min(11, len(text) - start), 1, -1):
            name = text[start : start + length]
            listed = name in own or name in near
            cost = _FULL if name in _full_names() else _SHORT if listed or name in _far_names() else None
            if cost is None or name in NATIONAL_PLACES or name in _NO_NAMES:
                continue
            if length == 2 and not _two_letters_suffice(reader, name, start, near):
                continue
            if cost == _SHORT and not listed and not _one_goes_there(text, start, start + length):
                continue
            if reader.lattice.gain(start, start + length, cost) > -3:
                level = Level.HINT if name in LEAGUES or _too_common(name) else Level.LIKELY
                yield reader.mention(start, start + length, Kind.PLACE, level, "division")
                taken = start + length
                break


def _two_letters_suffice(reader: Reader, name: str, start: int, near: frozenset[str]) -> bool:
    """Two letters are a place where one goes to it or speaks of what lies around it."""
    text, end = reader.view.text, start + 2
    listed = name in BANNERS | SEATS or (name in near and segmenter().tag_of.get(name, "ns") == "ns")
    if listed and segmenter().known(name) < _COMMON and start in reader.starts and end in reader.ends:
        return True
    return _one_goes_there(text, start, end, 2.1 if segmenter().known(name) > 100 else 2.0)  # 高兴和安宁


def _one_goes_there(text: str, start: int, end: int, least: float = 2.0) -> bool:
    return (
        _weight(_BEFORE, text, start, ahead=False) >= least or _weight(_BEHIND, text, end, ahead=True) >= 2.5
    )


_FULL, _SHORT = -11.0, -13.0


def _too_common(name: str) -> bool:
    return len(name) < 3 and segmenter().known(name) > _COMMON and segmenter().tag_of.get(name) != "ns"


@lru_cache(maxsize=1)
def _full_names() -> frozenset[str]:
    everyday = {"城区", "郊区", "矿区", "新区", "开发区", "市区", "城关镇", "城郊乡", "新城区"}
    return frozenset(counties() | towns() | BANNERS | SEATS) - everyday


def _province(identity: Identity) -> str:
    found = of_region(identity.region) if identity.region else ()
    return found[0].province if found else HOME_PROVINCE


@lru_cache(maxsize=8)
def _short_names(province: str) -> frozenset[str]:
    names: set[str] = set()
    for one in prefectures():
        if one.province == province:
            names |= {short_county(county) for county in one.counties}
            names |= {
                short_town(town) for those in one.counties.values() for town in those if town[-1] in "镇乡木"
            }
    known, tags = segmenter().known, segmenter().tag_of
    return frozenset(
        name
        for name in names
        if (len(name) > 2 and known(name) < 50)
        or tags.get(name) in ("ns", "nr", "nz", "nrt")
        or not known(name)
    )


@lru_cache(maxsize=1)
def _far_names() -> frozenset[str]:
    """Short names of prefectures and counties of the whole country that are no everyday words."""
    names = {one.short for one in prefectures()} | {short_county(county) for county in counties()}
    known, tags = segmenter().known, segmenter().tag_of
    return frozenset(name for name in names if tags.get(name) == "ns" or (len(name) > 2 and known(name) < 5))


@lru_cache(maxsize=64)
def _near_names(region: str) -> frozenset[str]:
    """Short names of the writer's own prefecture; only everyday words are left out."""
    names: set[str] = set()
    for one in of_region(region) if region else ():
        names |= {short_county(county) for county in one.counties}
        names |= {short_town(town) for those in one.counties.values() for town in those}
        names |= {name[-2:] for town in sum(one.counties.values(), ()) if len(name := short_town(town)) == 4}
    return frozenset(name for name in names if segmenter().known(name) < _COMMON)


def find_bare_banners(reader: Reader) -> Iterator[Mention]:
    """后旗, 左旗: what a banner is called by those who live there."""
    for match in re.finditer(
        r"(?<![\u4e00-\u9fff])[左右前中后]旗|(?<=[在到去从往回的和离])[左右前中后]旗", reader.view.text
    ):
        if match.end() in reader.ends or reader.view.text[match.end() : match.end() + 1] not in "帜杆子袍":
            yield reader.mention(*match.span(), Kind.PLACE, Level.LIKELY, "banner")


def find_shaped_places(reader: Reader) -> Iterator[Mention]:
    """Villages, valleys and streets no list knows, by their suffix, their letters and how the text goes there."""
    text = reader.view.text
    for match in _SUFFIX.finditer(text):
        end = match.end()
        best = max(_shaped(reader, match.start(), end), default=None)
        if best is not None and best[0] >= _THRESHOLD:
            yield reader.mention(best[1], end, Kind.PLACE, Level.LIKELY, "place_shape")


def _shaped(reader: Reader, suffix: int, end: int) -> Iterator[tuple[float, int]]:
    text = reader.view.text
    strong = _STRONG.fullmatch(text, suffix, end) is not None
    behind = _weight(_BEHIND, text, end, ahead=True)
    for start in range(max(0, end - _LONGEST), suffix):
        name = text[start:end]
        if not _may_name(name, text[start:suffix], strong):
            continue
        words = suffix - start > 1 and start in reader.starts and end in reader.ends
        said = (
            _WORD_PLACE if words and strong else _WORD_GROUND if words and text[end - 1] in _GROUND else -99.0
        )
        said = _LISTED if _listed(name) else said
        score = behind + max(reader.lattice.gain(start, end, place_cost(name)), said)
        score += _weight(_BEFORE, text, start, ahead=False) + (_STRONG_SUFFIX if strong else 0.0)
        score += _NUMBERED if _NUMBERED_STREET.fullmatch(name) else 0.0
        yield score - (2.0 if len(name) == 2 else 0.0), start


def find_led_places(reader: Reader) -> Iterator[Mention]:
    """去前查干，在吉兰太: letters of transliterated names where one goes to or stays."""
    letters = transliteration_letters()
    for match in _LED.finditer(reader.view.text):
        core = match.group(1).lstrip("前后东西南北上下大小")
        end = match.end(1)
        known = segmenter().known
        strange = (
            known(match.group(1)) < 5 and known(match.group(1)[:3]) <= 20 and known(match.group(1)[:2]) <= 100
        )
        if len(core) < 2 or not letters.issuperset(core) or not strange or end not in reader.ends:
            continue
        if reader.lattice.gain(match.start(1), end, place_cost(match.group(1))) > -4:
            yield reader.mention(match.start(1), end, Kind.PLACE, Level.LIKELY, "place_letters")


_LED = re.compile(
    r"(?:在|到|去|往|从|来自|住|回|离|路过|经过|嫁给)([\u4e00-\u9fff]{3,6}?)(?=[,，。；;”!！?？、\n的上里下那一边有住当做苏嘎镇草])"
)


def _listed(name: str) -> bool:
    """A place of the dictionary that is no word everybody uses."""
    words = segmenter()
    return words.tag_of.get(name) == "ns" and words.known(name) < _COMMON


def _may_name(name: str, core: str, strong: bool) -> bool:
    if (
        name in PUBLIC_FIGURES
        or not re.fullmatch(r"[\u4e00-\u9fff]+", name)
        or name in NATIONAL_PLACES
        or name in _NO_NAMES
    ):
        return False
    if name[0] in "排过站坐翻爬穿赶住" or name.startswith("家住") or _known_to_all(name):
        return False
    words = segmenter()
    whole = (strong and words.known(core) > 0) or composed_name(core)  # 前进村, 文都日湖
    if (
        (not whole and not _STOP.isdisjoint(_TRANSLITERATED_AND.sub("", core)))
        or (len(core) < 2 and not strong and not _NUMBERED_STREET.fullmatch(name))
        or _COUNTED.match(name)
    ):
        return False
    return (
        words.tag_of.get(name) == "ns"
        or words.known(name) < 5
        or _NUMBERED_STREET.fullmatch(name) is not None
    )


def _known_to_all(name: str) -> bool:  # 长江黄河
    return any(name[:cut] in NATIONAL_PLACES and name[cut:] in NATIONAL_PLACES for cut in (2, 3))


def _weight(rules: tuple[tuple[re.Pattern[str], float], ...], text: str, at: int, *, ahead: bool) -> float:
    for pattern, weight in rules:
        if pattern.match(text[at : at + 4]) if ahead else pattern.search(text[max(0, at - 4) : at]):
            return weight
    return 0.0
