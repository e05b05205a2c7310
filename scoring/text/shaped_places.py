"""Places no list knows, by their shape: villages, valleys and streets, and letters of transliterated names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from scoring.text.gazetteer import LEAGUES, NATIONAL_PLACES
from scoring.text.known import Reader
from scoring.text.name_model import composed_name, place_cost
from scoring.text.person_context import tears_title
from scoring.text.place_bounds import common_ground, goes_up, not_the_name, place_end
from scoring.text.place_context import BEFORE, BEHIND, COMMON, far_areas, far_talk, place_weight
from scoring.text.places import CITIES, NO_PLACES, full_names, home_places
from scoring.text.public_figures import PUBLIC_FIGURES
from scoring.text.segment import segmenter
from scoring.text.span_types import Kind, Level, Mention
from scoring.text.word_list import any_of, words_in

_SETTLEMENT = any_of(
    """
    苏木 嘎查 嘎查村 街道 营子 窑子 圪旦 浩特 敖包 渡口 大桥 水库 林场 牧场 农场 分场 镇 乡 村 屯 庄 寨 家子
    牛录 堡子 圩子
    塔拉 淖尔 布拉格 公社 小区 脑包
    """
)
_LANDFORM = any_of(
    """
    沟 梁 坝 河 山 湾 淖 滩 坡 井 岭 堡 泉 渠 湖 岗 川 峁 塬 洼 沙 坨 街 巷 路 庙 桥 峡 江 沟门 泡子 坨子 沙地
    大街 口子 营 铺 店 坪 塘 岔 垴 圩 埠 冲 垭 坳 洞 崖 滩涂 盐场 矿 镇子 道街 台 坎 口 甸 壕 圐圙 海子 卜子 房子
    窝铺 公社 大队 生产队 林业局 火车站 水电站 矿区 广场 古城 农牧场 牧点 地 塔 寺 场 峪 塝 垸 墩 圳 埂 畈 坞
    浜 港 澳 岛 礁 屋 畲 厝 寮 坂 湾子 岔子 公园
    潭 溪 坑 集 林 荡 泾 漾 氹 箐 墕 嶂 垭口 坝子 园则 园子 家园 花园 立交 立交桥 峡谷 大峡谷 峁子 圪梁 滩子 沟子
    梁子 坪子 垭子 冲子 岗子 岭子 坡子 坎子 寨子 塘子 沙窝 场子 码头 崮 碛 洲
    """
)
_SUFFIX = re.compile(rf"{_SETTLEMENT}|{_LANDFORM}|关(?![了门上掉心灯着闭于])")
_STRONG = re.compile(_SETTLEMENT)
_LONGEST = 6
_THRESHOLD = 0.5
_LISTED = 1.5  # gain of a place of the dictionary
_STRONG_SUFFIX = 3.0
_GROUND = frozenset("沟梁坝滩岭堡峁洼湾坨淖塬峪山河湖潭溪江峡冲坳垭坪塘桥坑畈垸墩街路巷岛港岗井泉渠川坡场集荡洲崮碛嶂")
_WORD_GROUND = -4.0  # 果子沟
_WORD_PLACE = -5.5  # 电报局村: everyday words before the suffix of a settlement
_WHOLE_BONUS = 2.0  # begins and ends where words do
_NUMBERED = 6.0  # 三道街
_STOP = frozenset(
    "的了着在到从去来往回进出和与跟同把被让叫是有对向给为等这那哪某每各全本我你他她它们您咱俺就也都还"
    "又才只很不没说想看至经由于所将该个条座离"
    "次些年月日时候谁几多少什么怎样很最更太刚已正曾并而但或因以其则请使"
)
_COUNTED = re.compile(
    r"(?P<again>.)一.(?P=again)|一.一|[一二两三四五六七八九十几半百]+[多来]?里(?:[山土水旱夜雪弯沙泥冰石]?路|地|远)|[一二两三四五六七八九十几百]+[多来几]?[里道座条段片处][山土水旱夜雪弯沙泥][路沟梁河坡水地道]?$|[一两几][家个道条座片处间所口里只批路层]|[十百千万几数][里来多]|一家.口"
)
_NUMBERED_STREET = re.compile("[头二三四五六七八九十][道马][街巷沟梁湾]")
_GREAT = re.compile("^太(?=[平和子阳白康湖师极清安乐原行保蓬])")  # 太子山
_TRANSLITERATED_AND = re.compile("(?<=[呼恩孟苏布])和|乌和(?=尔)")


def find_shaped_places(reader: Reader) -> Iterator[Mention]:
    """Villages, valleys and streets no list knows, by their suffix, their letters and how the text goes there."""
    text = reader.view.text
    for match in _SUFFIX.finditer(text):
        end = match.end()
        best = max(_shaped(reader, match.start(), end), default=None)
        if best is not None and best[0] >= _THRESHOLD:
            level = Level.HINT if far_talk(reader, best[1], end) else Level.LIKELY
            end = place_end(text, best[1], _listed_end(text, best[1], _without_tail(text, best[1], end)))
            if not_the_name(text, best[1], end):
                continue
            yield reader.mention(best[1], end, Kind.PLACE, level, "place_shape")


def _without_tail(text: str, start: int, end: int) -> int:
    """新华街|口, 东十号村|沟: the ground behind a street or a village is no part of its name."""
    while end - start > 3 and text[end - 1] in _TAIL and text[end - 2] in _WHOLE:
        end -= 1
    if end - start > 4 and text.startswith(_COVERS, end - 2):
        end -= 2
    return end


def _listed_end(text: str, start: int, end: int) -> int:
    """隆兴昌|地, 武川县|下乡: where a listed name ends before one or two letters of ground."""
    if text[start:end] in full_names():
        return end
    rest = range(end - 2, end)
    return next((at for at in rest if text[start:at] in full_names() and text[at:end] not in _GROUNDS), end)


_GROUNDS = frozenset(words_in("村 乡 镇 嘎查 苏木 林场 牧场 农场 街道 湖 河 山"))
_COVERS = ("雪地", "草地", "林地", "沙地", "老屋", "巴扎")  # 宝格达山|雪地
_TAIL, _WHOLE = frozenset("口沟地路里边"), frozenset("街巷村镇乡屯里")


def _shaped(reader: Reader, suffix: int, end: int) -> Iterator[tuple[float, int]]:
    text = reader.view.text
    strong = _STRONG.fullmatch(text, suffix, end) is not None
    behind = place_weight(BEHIND, text, end, ahead=True)
    for start in range(max(0, end - _LONGEST), suffix):
        name = text[start:end]
        if not _may_name(name, text[start:suffix], strong) or _reads_as_words(reader, start, suffix, end):
            continue
        if common_ground(name) or (
            (end - start > 3 or text[start + 1 : end] in home_places()) and goes_up(text, start)
        ):
            continue
        if end - start == 2 and tears_title(text, suffix - 1, end):
            continue
        words = suffix - start > 1 and start in reader.starts and end in reader.ends
        said = (
            _WORD_PLACE if words and strong else _WORD_GROUND if words and text[end - 1] in _GROUND else -99.0
        )
        said = _LISTED if _listed(name) else said
        score = behind + max(reader.lattice.gain(start, end, place_cost(name)), said)
        score += place_weight(BEFORE, text, start, ahead=False) + (_STRONG_SUFFIX if strong else 0.0)
        score += _WHOLE_BONUS if _is_whole(reader, start, suffix, end) else 0.0
        score += _NUMBERED if _NUMBERED_STREET.fullmatch(name) else 0.0
        yield score - (2.0 if len(name) == 2 else 0.0), start


_SPEAKING = frozenset("江峡岭冲坳垭坪畈垸墩集潭溪湖桥街巷坑山河寺荡洲崮碛嶂")  # ground that rarely goes without a name
_BUILT = frozenset(("广场", "立交", "家园", "花园", "峡谷", "大峡谷"))
_NO_FIRST = frozenset("一二三四五六七八九十几两半多数大小高低前后左右每满上下老新翻过渡绕走砍爬进出登封开修种")


def _is_whole(reader: Reader, start: int, suffix: int, end: int) -> bool:
    """积石峡, 牛角冲: two letters that are no act before speaking ground, and words end where they do."""
    core = reader.view.text[start:suffix]
    ground = reader.view.text[suffix:end]
    if len(core) != 2 or core[0] in _NO_FIRST or core[1] in "大小老新":
        return False
    if ground[-1] not in _SPEAKING and ground not in _BUILT:
        return False
    return start in reader.starts and end in reader.ends


_GENERAL = LEAGUES | CITIES  # the lists decide about them
_WHICH = re.compile(
    r"[哪那这某每各全本另](?:[一两几]?[个座条]?|乡)|.*[一两几](?:[坨地坡滩沟洼堡山河路港坑]$|口)|.*[上下进出翻爬][山坡沟]$"
)
_NUMBER = frozenset("一二三四五六七八九十百")
_COUNTING = re.compile("第[一二三四五六七八九十百]|[一二三四五六七八九十百]{2,}[道条座个里]")
_NUMBER_BEFORE = _NUMBER | {"第"}
_GOING = re.compile(r"^[上下进出回入到走跑串驻包]$")
_SAYING = frozenset("似付把被让给跟像成作如若于到用叫说问")


def _reads_as_words(reader: Reader, start: int, suffix: int, end: int) -> bool:
    """凉成一坨, 余泽似江河, 南边村, 哪个村: a row that is a clause of ordinary words, not a name."""
    text = reader.view.text
    core = text[start:suffix]
    if _COUNTING.match(text, start) or (text[start - 1 : start] in _NUMBER_BEFORE and text[start] in _NUMBER):
        return True  # 六十三道梁, 第九道梁
    if _WHICH.match(text[start:end]) and (_WHICH.fullmatch(core) or _WHICH.fullmatch(text[start:end])):
        return True
    if _GOING.match(core) and end - start == 2:
        return True
    if suffix in reader.starts and text[suffix - 1 : suffix] in _SAYING and len(core) > 2:
        return True
    tags = segmenter()
    first = _at(reader, start)
    inner = [word for word in reader.words[first : first + end - start] if word.start < suffix]
    if any(
        word.tag in ("f", "r", "s", "t") and len(word.text) > 1 and tags.known(word.text) > 100
        for word in inner
    ):
        return True
    if any(word.start > start and word.text in _SAYING for word in inner):
        return True
    act = len(inner) > 1 and inner[-1].tag == "v" and len(inner[-1].text) == 1
    if act and len(inner[-2].text) > 1 and tags.known(inner[-2].text) > 1000:
        return True  # 专门拍|乡卫生院
    crossing = text[start : end - 1]  # 农家|子
    return (
        len(crossing) > 1
        and suffix < end - 1
        and tags.tag_of.get(crossing) == "n"
        and tags.known(crossing) > 100
    )


def _at(reader: Reader, start: int) -> int:
    return bisect_left(reader.words, start, key=lambda word: word.start)


def _listed(name: str) -> bool:
    """A place of the dictionary that is no word everybody uses."""
    words = segmenter()
    return words.tag_of.get(name) == "ns" and words.known(name) < COMMON


def _may_name(name: str, core: str, strong: bool) -> bool:
    if (
        name in PUBLIC_FIGURES
        or not re.fullmatch(r"[\u4e00-\u9fff]+", name)
        or name in NATIONAL_PLACES
        or name in NO_PLACES
        or name in _GENERAL
    ):
        return False
    if name.startswith(far_areas()) and len(name) < 5 and name[-1] not in "村镇乡":  # 河南周口
        return False
    if name[0] in "排过站坐翻爬穿赶住欠还像登" or (name[0] in "渡绕砍" and len(name) > 3):
        return False
    if name.startswith("家住") or _known_to_all(name):
        return False
    words = segmenter()
    whole = (strong and words.known(core) > 0) or composed_name(core)  # 前进村, 文都日湖
    if (
        (not whole and not _STOP.isdisjoint(_TRANSLITERATED_AND.sub("", _GREAT.sub("", core))))
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
