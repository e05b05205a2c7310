"""Places no list knows and whose letters do not show it: named by what is done there.

在大川当大夫, 今天走乌盖口子, 星期二是后脑包, 东海心一家的娃娃, 离柳条沟十里, 幸屋、平田村、红桥: one works, lives,
drives or walks there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scoring.text.gazetteer import NATIONAL_PLACES
from scoring.text.known import Reader
from scoring.text.name_model import place_cost, surname_length, transliteration_letters
from scoring.text.person_context import TITLES
from scoring.text.place_bounds import common_ground, not_the_name, without_acts
from scoring.text.place_context import COMMON, far_talk
from scoring.text.places import NO_PLACES, full_names
from scoring.text.public_figures import PUBLIC_FIGURES
from scoring.text.segment import segmenter
from scoring.text.span_types import Kind, Level, Mention


def find_led_places(reader: Reader) -> Iterator[Mention]:
    """去前查干，在吉兰太: letters of transliterated names where one goes to or stays."""
    letters = transliteration_letters()
    text, known = reader.view.text, segmenter().known
    for match in _LED.finditer(text):
        end = without_acts(text, *match.span(1))
        listed = (at for at in range(end - 1, match.start(1) + 2, -1) if text[match.start(1) : at] in full_names())
        end = next(listed, end)  # 往达来呼布|开
        name = text[match.start(1) : end]
        core = name.lstrip("前后东西南北上下大小")
        strange = known(name) < 5 and known(name[:3]) <= 20 and known(name[:2]) <= 100
        if _INSIDE.match(name) or common_ground(name) or len(core) < 2 or len(name) < 3:
            continue
        if not letters.issuperset(core) or not strange or (end == match.end(1) and end not in reader.ends):
            continue
        if reader.lattice.gain(match.start(1), end, place_cost(name)) > -4:
            level = Level.HINT if far_talk(reader, match.start(1), end) else Level.LIKELY
            yield reader.mention(match.start(1), end, Kind.PLACE, level, "place_letters")


_INSIDE = re.compile(
    "[门科屋家院村队手心眼嘴怀锅车房楼路山城河井水火风雪床炕店学班组](?:[里外上下前后旁边]|[东西南北]头)"
)  # 门|里头
_LED = re.compile(
    r"(?:在|到|去|往|从|来自|住|回|离|路过|经过|嫁给)([\u4e00-\u9fff]{3,6}?)(?=[,，。；;”!！?？、\n的上里下那一边有住当做苏嘎镇草斜绕直])"
)


_NO_LETTER = (
    "的了着在到从去来往回进和与跟同把被让叫是有对给为等这那哪某每各我你他她它您咱俺就也都还又才只很不没说想看"
    "个些"
)
_NAME = rf"((?:(?![{_NO_LETTER}])[\u4e00-\u9fff]){{2,4}}?)"
_STAYS = (
    r"当了?(?=[\u4e00-\u9fff]{0,6}[医夫士生长师员兵])|干了|干过|行医|坐诊|出诊|插队|蹲点|驻村|支医|支边|住了|住过|待了|待过|呆了|守了|扎根|安家|落户"
    r"|巡诊|义诊|接生|采血|采样|长大|出生|开诊|下夜|教了|教过|种地|放[羊牛马]|打工|当兵|做(?=[\u4e00-\u9fff])"
)
_ACTED = (
    re.compile(rf"[在到去来]{_NAME}(?={_STAYS})"),
    re.compile(
        rf"(?:家在|老家在?|老家是|娘家在?|婆家在?|嫁到了?|嫁在|搬到了?|分到了?|派到了?|调到了?|来自|生在|户口在|祖籍|原籍)"
        rf"{_NAME}(?=[，。、；！,;!\n的人]|$)"
    ),
    re.compile(
        rf"(?:(?:今天|明天|昨天|今儿|明儿|早上|上午|下午|晌午|晚上|夜里|天亮|随后|接着|转头|先|再|又|前[天日]|那天|这[趟天回]|第.[天站])(?:先|又|再|要|得)?"
        rf"(?:[走跑去到奔赶]|下到|上到|转到|赶到)了?){_NAME}(?=[，。、；！,;!\n]|$)"
    ),
    re.compile(
        rf"(?:(?:星期|礼拜|周|逢)[一二三四五六日天双单]|初[一二三四五六七八九十])(?:是|去|走|跑|到|在|上)?{_NAME}(?=[，。、；,;\n那这]|$)"
    ),
    re.compile(
        rf"(?:^|(?<=[，。；！,;!\n])){_NAME}(?=(?:有?一家[的人子]|有一?户|那边的?一?户|的老[汉乡]|来的人|一带|那一片|那个地方|这个地方|地方不大|离[旗县市镇乡我]|到[旗县市镇乡][里上]))",
        re.MULTILINE,
    ),
    re.compile(rf"(?:离|距|距离){_NAME}(?=还?有?[一二三四五六七八九十两几百0-9]+[多来几]?[十百]?[里公])"),
    re.compile(rf"(?:走到|跑到|追到|找到|开到|送到|背到|拐到|绕到){_NAME}(?=去了?[，。,\n]|才|[，。,\n]|$)"),
    re.compile(rf"是{_NAME}人(?=[，。、；！,;!\n的]|$)"),
    re.compile(
        rf"(?:地方|地界|村子|屯子)[^\n。，,]{{0,6}}(?:叫|唤)[做作]?{_NAME}(?=[，。,;\n]|$)"
    ),
    re.compile(rf"从{_NAME}(?=嫁|搬来|搬过来|来的|过来的|转来的?)"),
    re.compile(rf"(?:到了|过了|去了一趟|去了|出了|进了|走到|翻过|绕过|路过|经过|回了){_NAME}(?=[，。、；！,;!\n]|$)"),
    re.compile(
        rf"(?:最[远近偏]|最难走|[走跑去]得?最[多勤远])的(?:就是|还是|要数|[是数])?{_NAME}(?=[，。、；,;\n]|那[头边片])"
    ),
    re.compile(rf"对岸的{_NAME}(?=[，。、；,;\n还没就只]|$)"),
    re.compile(
        rf"(?:^|(?<=[，。；,;\n])|[在到]){_NAME}(?=送来[一了]|接上[我他她人病]|的第[一二三四五六七八九十]家)",
        re.MULTILINE,
    ),
    re.compile(rf"从{_NAME}到{_NAME}再到{_NAME}(?=[，。、；,;\n]|$)"),
    re.compile(rf"[上下去跑爬][了过]?[一两][次趟回]{_NAME}(?=[，。；,;\n]|$)"),
    re.compile(rf"[爬翻]{_NAME}(?=[掉摔滚])"),
    re.compile(
        rf"(?:^|(?<=[，。；:,;\n])){_NAME}(?=[，,](?:单程|来回|往返|要?走[一二两三四五六七八九十半几]+[个里天]))",
        re.MULTILINE,
    ),
    re.compile(rf"(?:调|分|派|搬|嫁)到{_NAME}(?=去了?[，。,\n])"),
    re.compile(rf"(?:在|到|的是|过了){_NAME}(?<=[山岭峰河曲江湖川])(?=脚下|边上|对岸|岸边|那[头边])"),
    re.compile(
        rf"(?:^|(?<=[，。；,;\n])){_NAME}到{_NAME}(?=的[山水土旱]?路|走[一二两三四五六七八九十半])", re.MULTILINE
    ),
    re.compile(rf"[在到]{_NAME}(?=的(?:大集|集市|巴扎|渡口|码头|村口))"),
)
_LEAST: tuple[float, ...] = (-6.0, -5.0, -2.0, -9.0, -5.0, -3.0, -1.0, -6.0, -14.0, -3.0, 0.0)
_LEAST += (-7.0, -7.0, -4.0, -6.0, -3.0, -5.0, -4.0, -3.0, -7.0, -6.0, -4.0)
_NO_LAST = frozenset(
    "院站所室科局校厂店班部队家里上下中前后边面间处学户房车床门口路屋人们天年月日夜点分时候些样次回趟步手脚眼身电话药病饭酒水火钱信针雪雨风情"
)
_HAS_A_HEAD = frozenset(
    "东西南北里外上下前后山村街桥口河路炕床车门墙地田老码锄砖石木心额眉手指肩膝骨猪羊牛狗鸡鱼芋馒灶船坡梁"
)
_NO_FIRST = frozenset("我你他她它这那哪每各本一二两三几全老小大自最更刚正先再又没不可能会要得")


def find_acted_places(reader: Reader) -> Iterator[Mention]:
    """Names of places by what is done there."""
    text = reader.view.text
    for pattern, least in zip(_ACTED, _LEAST, strict=True):
        for group in (match.span(at) for match in pattern.finditer(text) for at in range(1, pattern.groups + 1)):
            start, end = group[0], without_acts(text, *group)
            if end - start > 1 and _may_be_place(reader, start, end, least):
                level = Level.HINT if far_talk(reader, start, end) else Level.LIKELY
                yield reader.mention(start, end, Kind.PLACE, level, "place_acts")


def _may_be_place(reader: Reader, start: int, end: int, least: float) -> bool:
    """Whether a row reads better as a name of a place than as words, and is no title, no word and no person."""
    name, words = reader.view.text[start:end], segmenter()
    tag = words.tag_of.get(name, "")
    if (
        name in NATIONAL_PLACES
        or name in NO_PLACES
        or name in TITLES
        or name.endswith("中心")
        or name in PUBLIC_FIGURES
    ):
        return False
    if name[-1] == "头" and (name[0] in _HAS_A_HEAD or len(name) > 2):
        return False
    if name[-1] in _NO_LAST or name[0] in _NO_FIRST or words.known(name) >= (COMMON if tag == "ns" else 20):
        return False
    if (len(name) == 2 and name[-1] in "心底顶") or name[0] == "第" or common_ground(name):
        return False
    if not_the_name(reader.view.text, start, end):
        return False
    if tag.startswith("v") or name in _CALLED_SO:
        return False
    if surname_length(name) and len(name) == 3 and tag.startswith("nr"):
        return False
    return reader.lattice.gain(start, end, place_cost(name)) >= least


_BESIDE = re.compile(rf"[、和跟与]{_NAME}(?=[、，。；,;\n的]|一带|那边|那片|两个|三个|$)")
_BEFORE_IT = re.compile(
    r"(?:(?:\A|[，。；、,;\n在到从去过])((?:[\u4e00-\u9fff]){2,4})、|从((?:[\u4e00-\u9fff]){2,4})到)$"
)


def places_beside(reader: Reader, sure: Iterable[Mention]) -> Iterator[Mention]:
    """幸屋、平田村、红桥: what stands in one row with a place is one, too.  ``sure``: mentions that are no hints."""
    text = reader.view.text
    for mention in sure:
        if mention.kind is not Kind.PLACE:
            continue
        start, end = reader.view_span(mention.start, mention.end)
        while (match := _BESIDE.match(text, end)) and _may_be_place(reader, *match.span(1), _IN_A_ROW):
            end = match.end(1)
            named = without_acts(text, *match.span(1))
            yield reader.mention(match.start(1), named, Kind.PLACE, mention.level, "place_beside")
        while before := _BEFORE_IT.search(text, max(0, start - 6), start):
            first, last = before.span(before.lastindex or 0)
            span = first, without_acts(text, first, last)  # 从捞车溪|走到惹巴拉
            if not _may_be_place(reader, *span, _IN_A_ROW):
                break
            start = span[0]
            yield reader.mention(*span, Kind.PLACE, mention.level, "place_beside")


_IN_A_ROW = -5.0
_CALLED_SO = frozenset(("苏木", "嘎查", "浩特", "营子", "屯子", "堡子"))  # any of them
