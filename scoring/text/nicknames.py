"""What others call the writer: 都叫我池子, 外号叫“一千步”, 人称“骆驼大夫”, “X阿姨” said twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from scoring.text.known import Reader
from scoring.text.lattice import added_words
from scoring.text.name_model import surname_length
from scoring.text.person_context import TITLES
from scoring.text.public_figures import PUBLIC_FIGURES
from scoring.text.segment import segmenter
from scoring.text.span_types import Kind, Level, Mention

_CALLED = re.compile(
    r"(?:(?:外号|绰号|诨号|雅号|昵称|小名|乳名|网名|笔名)[,]?|[叫喊称唤][我余俺咱吾]|管[我俺咱]叫|[戏尊谑昵]称(?!他|她)"
    r"|人[称呼唤]|(?:给我|我)(?:起|取)[^\n，。,]{0,8}(?:外号|名|名字))"
    r"(?:都是|就是|叫做|叫作|叫|是|为|做|作|:|一声|声)?[ ]?"
    r"(?:[“\"「]([\u4e00-\u9fff]{2,8})[”\"」]|([老小大阿二三][\u4e00-\u9fff]{1,3})(?=[,。、!?;:\n，]))"
    r"|(?:劝我|骂我|笑我|问我|夸我|逗我|对我|冲我)[^\n。!?;]{0,4}[说道喊][,:“ ]{0,3}(老[\u4e00-\u9fff]{2,3})[,!]"
)
# a name one gives oneself may be a whole sentence
_CHOSEN = re.compile(
    r"(?:网名|我[^\n。:]{0,6}(?:名字|微信名|群名))(?:就是|叫做|叫作|叫|是|:)?[“\"「]([^”\"」\n]{2,10})[”\"」]"
)
_CALLERS = (
    "[都也就总]|背[后地]里?|同事们?|大家|人们|有的?人|[他她]们|病人们?|患者们?|老乡们?|孩子们?|学生们?|战友们?|牧民们?"
    "|工友们?|街坊|邻居们?|[里上下]的人"
)
_CALLED_BY_THEM = re.compile(
    rf"(?:[都也就]?管[我俺咱]叫|(?:{_CALLERS})[叫喊][我俺]|外号叫?|绰号叫?)(?![比很也就都还不最真太早先再别多得叫]|一起|.点|[这那]个)"
    r"([\u4e00-\u9fff]{2,4})(?=[，。,!！;；.])"
)
# “小池子”, later 都叫池子, 那个池子: a nickname without its first letter, where somebody is called so
_CALLED_SHORTER = re.compile(r"(?:叫|喊|那个|“)([\u4e00-\u9fff]{2})(?=[，”。！,!])")
_KINDLY = re.compile(
    r"“([\u4e00-\u9fff]{2,4}(?:阿姨|妈妈|爸爸|爷爷|奶奶|姐姐|哥哥|姑姑|叔叔|大姐|大哥|姑娘|大叔|大妈))”"
)
SENTENCE_LETTERS = frozenset("你他她它我谁啥咋的了吗呢吧呀嘛着过不去来在把被就都也要勿莫别往还")  # not of a nickname
_COUNT = re.compile(
    "[一二三四五六七八九十百千两几]{1,3}(?:[秒分天年岁个斤里人号次回点块件遍]|分钟|小时|公里|公斤|钟头)"
)
_WHO = frozenset(("大夫", "医生", "护士", "姑娘", "阿姨", "先生", "师傅", "人"))
_KIN = frozenset("哥姐妹弟叔爷伯婶妈爸夫娘姨奶")


def find_nicknames(reader: Reader) -> Iterator[Mention]:
    """Nicknames that the text itself says to be the writer's."""
    text, shorter = reader.view.text, set[str]()
    for match in _CALLED.finditer(text):
        group = next(number for number in (1, 2, 3) if match.group(number))
        called = match.group(group)
        if not everyday_call(_told(called) if group == 1 else called):
            yield reader.mention(*match.span(group), Kind.AUTHOR, Level.LIKELY, "nickname")
            if len(called) == 3 and called[0] in "小老大阿":
                shorter.add(called[1:])
    for match in _CHOSEN.finditer(text):
        yield reader.mention(*match.span(1), Kind.AUTHOR, Level.LIKELY, "nickname")
    for match in _CALLED_SHORTER.finditer(text) if shorter else ():
        if match.group(1) in shorter:
            yield reader.mention(*match.span(1), Kind.AUTHOR, Level.LIKELY, "nickname")
    for match in _CALLED_BY_THEM.finditer(text):
        errand = text[match.start(1) - 1] in "我俺" and _is_errand(match.group(1))  # 管我叫 only names
        if not errand and not everyday_call(match.group(1)):
            yield reader.mention(*match.span(1), Kind.AUTHOR, Level.LIKELY, "nickname")
    times = Counter(match.group(1) for match in _KINDLY.finditer(text))
    for match in _KINDLY.finditer(text):
        if times[match.group(1)] > 1 and not everyday_call(match.group(1)):
            yield reader.mention(*match.span(1), Kind.AUTHOR, Level.LIKELY, "nickname")


def _told(quoted: str) -> str:
    """卖脖子的大夫, in quotation marks: told by what one does; 看片子的 and 那日松的弟弟 are no name."""
    told, _, who = quoted.partition("的")
    return told + who if who in _WHO else quoted


def _is_errand(row: str) -> bool:
    """What somebody is called to do, not what he is called: 帮忙抬人, 讲故事."""
    tags = segmenter().tag_of
    done = tags.get(row[:2], "") in ("v", "vn", "d") and len(row) > 2
    return done or (len(row) == 3 and tags.get(row[0], "").startswith("v") and segmenter().known(row[1:]) > 0)


def everyday_call(called: str) -> bool:
    """老武, 小郝, 大哥, 王大夫: what half the country is called; and words of a sentence, which nobody is called."""
    return (
        called in TITLES
        or called[:2] in ("这个", "那个")
        or _COUNT.fullmatch(called) is not None
        or not SENTENCE_LETTERS.isdisjoint(called)
        or any(called.endswith(title) and len(called) - len(title) < 2 for title in TITLES)
        or segmenter().known(called) > 20
        or called in added_words()
        or (len(called) == 2 and called[1] in _KIN)
        or (called[0] in "一二三四五六七八九大老" and called[1:] in _KIN)
        or (called[0] in "老小大阿" and surname_length(called[1:]) == len(called) - 1)
        or (surname_length(called) > 0 and called[surname_length(called) :] in TITLES)
        or called in PUBLIC_FIGURES
    )
