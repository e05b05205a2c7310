"""Places: the home region, the unit's areas and core, the regional gazetteer, and names by their shape."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scoring.text.gazetteer import BANNERS, LEAGUES, NATIONAL_PLACES, SEATS
from scoring.text.known import Reader
from scoring.text.segment import Word, segmenter
from scoring.text.shapes import NUMBERED, Row, WordIndex
from scoring.text.span_types import Identity, Kind, Level, Mention
from scoring.text.unit_names import area_forms, split_unit
from scoring.text.word_list import words_in

_COMMON = 300  # dictionary frequency from which a word is everyday language even if it is also a name

_SETTLEMENT = r"(?:苏木|嘎查|街道|营子|窑子|圪旦|浩特|敖包|渡口|大桥|水库|林场|牧场|农场|镇|乡|村|屯|庄|寨)"
_LANDFORM = r"(?:[沟梁坝河山湾淖滩坡井岭堡泉渠湖岗川峁塬洼沙坨街巷路庙桥峡江]|沟门|泡子|坨子|沙地|大街)"
_SUFFIX = re.compile(rf"{_SETTLEMENT}|{_LANDFORM}")
_STRONG = re.compile(_SETTLEMENT)
_BEFORE = frozenset(
    words_in(
        """
    在 到 去 往 从 翻 翻过 过 来自 住 住在 回 回到 离 进 出 经过 沿 沿着 由 至 赴 路过 奔 分到 下到
    走到 来到 赶到 我们 咱们 家住 位于 向 朝
    """
    )
)
_BEHIND = frozenset(
    words_in(
        """
    的 上 里 下 底下 脚下 边 边上 那边 这边 一带 附近 后面 前面 村 乡 镇 人 去 来 到 是 有 那 对面 东
    西 南 北 往 以 和 与 及 口 头 发水 涨水 住 离 出 一 两 三 这 就 也 都
    """
    )
)
_GENERIC_ROWS = frozenset(
    words_in(
        """
    农 山 小 大 老 新 乡 本 邻 渔 自然 贫困 行政 偏远 偏僻 美丽 文明 示范 城 城乡 水 江 冰 雪 高 黄 青
    绿 火 沙 荒 草 林 土 石 血 心 脑 天 地 铁 公 马 大马 小马 十字 街 高速 柏油 水泥 沙石 石子 泥 土 山
    盘山 回家 人生 求学 从医 长 短 前 后 东 西 南 北 远 近 乡村 深 浅 干 井 矿 古 电 铁 冷 热 温 冲 排
    引 灌溉 立交 独木 过街 天 廊 窗 灶 平 站 舞 讲 阳 锅 吧 柜 电视 主席 护士 手术 控制 操作 服务 分诊
    导诊 咨询 挂号 收费 护理 工作 前 后 月 露 瞭望 烽火 擂 写字 观礼 大江 长 名山 江 人山 万水千山 千山
    步行 商业 美食 小吃 大街小 万里 十里 城中 三 两 一 几 扶贫 移民 少数民族 国有 国营 国家 集体 个体
    生态 红色 旅游 重点 革命 思想 职业 成长 成才 健康 漫漫 康庄 阳关 致富 发展 改革
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
        if len(core) >= 2:
            everyday = segmenter().known(core) > _COMMON
            yield from _said(reader, core, Level.HINT if everyday else Level.LIKELY, "unit_core")


def find_gazetteer_places(reader: Reader) -> Iterator[Mention]:
    """Banners, counties and towns of the home region; leagues only as hints."""
    for word, after in zip(reader.words, [*reader.words[1:], None], strict=True):
        text = word.text
        if text in NATIONAL_PLACES:
            continue
        if text in LEAGUES:
            yield reader.mention(word.start, word.end, Kind.PLACE, Level.HINT, "league")
        elif word.tag == "ns" and len(text) > 2 and text[-1] in "县旗镇乡" and text not in _GENERIC_ROWS:
            yield reader.mention(word.start, word.end, Kind.PLACE, Level.LIKELY, "county")
        elif after is not None and text + after.text in BANNERS:
            yield reader.mention(word.start, after.end, Kind.PLACE, Level.LIKELY, "banner")
    for match in _GAZETTEER.finditer(reader.view.text):
        bordered = match.start() in reader.starts and match.end() in reader.ends
        if bordered or not segmenter().known(match.group()):
            everyday = len(match.group()) < 3 and segmenter().known(match.group()) > _COMMON
            level = Level.HINT if everyday else Level.LIKELY
            yield reader.mention(*match.span(), Kind.PLACE, level, "banner")


_GAZETTEER = re.compile("|".join(sorted((re.escape(p) for p in BANNERS | SEATS), key=len, reverse=True)))


def find_shaped_places(reader: Reader) -> Iterator[Mention]:
    """Villages, valleys and streets no list knows, by their suffix and by how the text goes there."""
    index = WordIndex(reader)
    for match in _SUFFIX.finditer(reader.view.text):
        if match.end() not in reader.ends:
            continue
        strong = _STRONG.fullmatch(match.group()) is not None
        row = _bare(index.row_before(match.end(), most_words=4, most_characters=6))
        if row is not None and row.text not in NATIONAL_PLACES:
            level = _shape_level(index, row, match.group(), match.end(), strong)
            if level is not None:
                yield reader.mention(row.start, match.end(), Kind.PLACE, level, "place_shape")


def _bare(row: Row | None) -> Row | None:
    """The row without what only leads to the name: 翻|西坡梁, 建议|柳树洼村."""
    known = segmenter().known
    while row is not None and len(row.words) > 1:
        first = row.words[0]
        leads = first.text in _BEFORE or (
            first.tag in ("n", "v", "vn", "a", "ad", "an", "b")
            and (len(first.text) > 1 and known(first.text) > _COMMON)
        )
        if not leads:
            return row
        row = Row(row.words[1:])
    return row


def _shape_level(index: WordIndex, row: Row, suffix: str, end: int, strong: bool) -> Level | None:
    name = row.text.removesuffix(suffix)
    if len(name) < 2 or name in _GENERIC_ROWS or (row.words[0].text in _GENERIC_ROWS and len(name) < 2):
        return None
    if segmenter().known(row.text) and row.words[-1].tag != "ns":
        return None
    if not _odd(row, suffix):
        return None
    if strong:
        return Level.LIKELY
    led = _led_to(index.before(row.start))
    followed = _followed(index.after(end))
    return Level.LIKELY if led and followed and len(row.text) >= 3 else None


def _odd(row: Row, suffix: str) -> bool:
    """Whether the row is more than everyday words: a known place, or something the dictionary lacks."""
    known = segmenter().known
    words = [word for word in row.words if word.text != suffix]
    if any(word.tag == "ns" and word.text not in NATIONAL_PLACES for word in row.words):
        return True
    everyday = sum(
        len(word.text)
        for word in words
        if len(word.text) > 1 and known(word.text) > _COMMON and word.text not in NUMBERED
    )
    return everyday < len(row.text) - len(suffix)


def _led_to(before: Word | None) -> bool:
    return before is None or before.text in _BEFORE or not before.text[-1].isalnum()


def _followed(after: Word | None) -> bool:
    return (
        after is None
        or after.text in _BEHIND
        or not after.text[0].isalnum()
        or after.tag.startswith(("m", "v", "f", "p", "d"))
    )


def find_lone_places(reader: Reader) -> Iterator[Mention]:
    """Three or four letters of no dictionary, alone between two marks, with a landform at the end."""
    for match in _LONE.finditer(reader.view.text):
        start, end = match.span(1)
        single = all(at in reader.starts for at in range(start, end))
        if single and end in reader.ends:
            yield reader.mention(start, end, Kind.PLACE, Level.LIKELY, "place_alone")
    for match in _ROAD.finditer(reader.view.text):
        start, end = match.span(1)
        inside = (
            [word for word in reader.words if start <= word.start < end] if start in reader.starts else []
        )
        if inside and all(len(word.text) == 1 for word in inside):
            yield reader.mention(start, end, Kind.PLACE, Level.LIKELY, "road")
    for match in _LED.finditer(reader.view.text):
        start, end = match.span(1)
        if end in reader.ends and start in reader.starts and not segmenter().known(match.group(1)):
            yield reader.mention(start, end, Kind.PLACE, Level.LIKELY, "place_letters")


_LONE = re.compile(
    rf"(?<=[,。:;“!?、\n])((?![要上下过有无没])[\u4e00-\u9fff]{{2,3}}{_LANDFORM})(?=[,。;”!?、\n])"
)
_ROAD = re.compile(
    r"(?:在|到|去|从|沿|沿着|走到|住)([\u4e00-\u9fff]{2,3}[路街巷])(?=[,。的上口十东西南北边和、\n])"
)
_LETTERS = (
    "丹乌乐买仁伊伦依克其力加努勒卓古吉吐吾呼和哈嘎图塔增多央奥娅孜孟宝尔尼巴布希帕彦德恩才扎托拉措提敖敦斯日旺普曲朝木杰林"
    "根格桑森楞次毕汗洛满牧特玛珠琴甫登策罕胡腾艾苏茹莫萨让贡赫达迪逊道那都钦阿雅音顺额鲁麦温庙陶套海汉淖召浩宾锡可沁赛来瑙郭昂"
)
_LED = re.compile(
    rf"(?:在|到|去|往|从|来自|住|回|离|家在|路过|经过|分到|"
    rf"下到)([{_LETTERS}]{{3,6}})(?=[,。;”!?、\n的上里下那一边和有住当做工公苏嘎镇草])"
)


def _own_areas(identity: Identity) -> list[str]:
    areas: dict[str, None] = {}
    if identity.region:
        areas |= dict.fromkeys((identity.region, *area_forms(identity.region)))
    for unit in identity.units:
        areas |= dict.fromkeys(split_unit(unit).area_forms)
        if split_unit(unit).core_is_area:
            areas |= dict.fromkeys(area_forms(split_unit(unit).core))
    return [area for area in areas if area not in NATIONAL_PLACES and len(area) > 1]


def _said(reader: Reader, place: str, level: Level, rule: str) -> Iterator[Mention]:
    for start, end in reader.places_of(place):
        yield Mention(start, end, Kind.PLACE, level, rule)
