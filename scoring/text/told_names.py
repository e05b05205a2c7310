"""Names that are said to be names, with quotation marks or up to the next pause: 寨上喊我药背篓, 呼号“黄羊”.

Where nothing quotes the name, its words tell whether somebody is called by it (雪地里的月亮) or called to do something
(叫我开药): a name is of nouns and what belongs to nouns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from scoring.text.call_words import by_deed, by_thing, foreign, quotable, reads_as_call
from scoring.text.known import Reader
from scoring.text.name_repeats import repeats
from scoring.text.nicknames import find_nicknames, is_nickname, of_nobody_here
from scoring.text.segment import segmenter
from scoring.text.span_types import Kind, Level, Mention
from scoring.text.told_calls import told_calls
from scoring.text.told_since import told_since
from scoring.text.word_list import words_in

_SORT = (
    r"(?:绰号|外号|诨号|浑名|诨名|混名|雅号|别号|网名|网上名字|微信名|群昵称|昵称|署名|笔名|呼号|群名片|"
    r"艺名|道号|经名|法名|苗名|彝名|藏名|"
    r"侗名|小名儿?|乳名|奶名儿?|落款(?:名字)?|人送(?:绰号|外号)|自号)"
)
_IS = (
    r"(?:[】\])]|[ ]?[—–-]{1,3}|[,]?(?:也|就|都|便|才|只|仍|还|一直|写的|用的){0,2}"
    r"(?:叫做|叫作|叫|是|为|作|曰|署|写|用|:|：)?[ ]?)"
)
_QUOTED = re.compile(rf"(?<![问无没改猪狗马牛羊猫犬]){_SORT}{_IS}[“《【]([^“”《》【】\n]{{1,10}})[”》】]")
_ON_NETWORK = re.compile(
    r"(?:快手|抖音|微博|论坛|贴吧|博客|公众号|视频号|小红书|网上|群里|平台上)(?:上|"
    r"里)?(?:名字)?(?:我?就?[叫名是]|我叫|叫做|名字)[ :]?“([^“”\n]{2,10})”"
)
_POINTED_AT = re.compile(
    r"(?:群里|网上|里头|墙上|你们[说讲]的|他们[说讲]的|人们[说讲]的|那个|这个)(?:那个|那位|"
    r"的)?“([^“”\n]{2,10})”[,]?(?:就|便|正|其实)?是(?:我|在下|本人|鄙人)(?![们的国院科家妈爸])"
)
_SEARCH = re.compile(
    r"(?:微信|快手|抖音|微博|论坛|贴吧|博客|公众号|视频号|小红书|网上|b站|头条|喜马拉雅|知乎|豆瓣|美篇|简书)"
    r"[^\n。“”]{0,6}搜[ :]?“([^“”\n]{2,10})”"
)
_ASKED_TO = re.compile(r"加[^\n。]{0,3}$")
_FINDS_ME = re.compile(
    "[^。\n]{0,14}(?:就|便)是我(?![们的])|[,]?(?:就|便|即|也|都|能|可以?|是|会|看|找|加|关注|见|到|得|着){1,5}我"
)
_BARE = re.compile(
    rf"(?<![问无没改猪狗马牛羊猫犬]){_SORT}(?:[】\])]|(?:就|也|都)?(?:叫做|叫作|叫个?|是个?|为|曰|:)|"
    rf"(?=[\u4e00-\u9fff]{{2}}))[ ]?(?!“)"
    r"([\u4e00-\u9fff]{2,8})(?=[,。;!?、\n”)( ]|$)"
)
_CALLERS = (
    r"(?:[奶爷爸妈爹娘姐哥弟妹姨姑叔舅婶伯公婆嫂]|额吉|阿爸|阿妈|男人|女人|媳妇|丈夫|爱人|老伴|老婆|老公|"
    r"同学|同事|同行|老师|师傅|师父|"
    r"病人|患者|老人|老乡|乡亲|牧民|村民|邻居|娃娃|孩子|学生|徒弟|工友|战友|寨上|山上|村里|乡下|队里|镇上|"
    r"科里|院里|人|们|家|里|上|都|也|就|背后|从小|后来)"
)
_CALLED_ME = re.compile(
    rf"{_CALLERS}(?:[都也就还总]|一直|背后|干脆|嫌[^\n。,]{{1,4}}[,])?(?:管[我俺咱](?:叫|喊|称呼?)|"
    rf"[叫喊唤称][我俺咱](?:做|作)?(?:另?一个)?[,]?)(?![,。“])"
    r"([\u4e00-\u9fff]{2,8})(?=[,。;!?\n)])"
)
_CALLED_TOO = re.compile(
    r"(?:[还也]有(?:人)?叫(?:我)?|"
    r"从来?不叫[\u4e00-\u9fff]{2,4},[都就只]?叫)([\u4e00-\u9fff]{2,6}?)(?:的)?(?=[,。;!?\n)])"
)
_CALLED_QUOTED = re.compile(
    rf"{_CALLERS}(?:[都也就还总]|一直|背后)?(?:管[我俺咱]|[叫喊唤称][我俺咱])(?:[叫喊称])?(?:做|作)?“([^“”\n]{{2,10}})”"
)
_CALLED_PLAINLY = re.compile(r"(?:管[我俺咱](?:叫|喊|称呼?)|[叫喊唤称][我俺咱])(?:做|作)?“([^“”\n,。!?]{4,10})”")
_COMES = re.compile(  # “匣子姑娘来了！” shout those who see the writer come
    r"“([\u4e00-\u9fff]{2,4}(?:大夫|医生|护士|姑娘|额吉|额格其|阿姨|姑姑))来[啦了喽]?[!,。]?”"
)
_OTHERS = re.compile(
    r"(?:[他她它娃孩]|父亲|母亲|[爹娘爸妈]|儿子|女儿|[大小]娃|患者|病人)的?$"
)  # whose name it is
_MOST = 200  # names looked for elsewhere in the text, so that its length alone counts


def find_told_names(reader: Reader) -> Iterator[Mention]:
    """Names said to be the writer's, and those that are said to be somebody's in the same words."""
    text = reader.view.text
    spans = {*_spans(text), *told_calls(text), *told_since(text)}
    names = dict.fromkeys(text[start:end] for start, end in sorted(spans))  # looked for once, however often told
    spans.update(span for name in list(names)[:_MOST] for span in _everywhere(text, name))
    nicknames = (reader.view_span(m.start, m.end) for m in find_nicknames(reader))
    spans.update(repeats(reader, [*names, *(text[start:end] for start, end in nicknames)]))
    for first, last in sorted(spans):
        yield reader.mention(first, last, Kind.AUTHOR, Level.LIKELY, "told_name")
    for start, end in _initials(reader.original):
        yield Mention(start, end, Kind.AUTHOR, Level.LIKELY, "initials")


_INITIALS = re.compile(
    r"(?P<label>(?:者|人|抄写|[书自]写|署名|签名|记)[:：]\s?)?(?:^|(?<=[\s　:：]))"
    r"(?P<name>[A-Z](?:[.．·][A-Z]){1,3}[.．]?)"
    r"(?=[ 　]*$|[ 　]{2}|　)",
    re.MULTILINE,
)

_HOW_GIVEN = frozenset(
    words_in("P.O I.V I.M I.H B.I.D T.I.D Q.I.D Q.D Q.N P.R.N S.O.S S.T A.M P.M U.S U.K")
)  # of drugs


def _initials(text: str) -> Iterator[tuple[int, int]]:
    """G.T. at the end of a line, again and again, or behind a label: entries of a diary signed so."""
    matches = list(_INITIALS.finditer(text))
    often = Counter(match.group("name").rstrip(".．") for match in matches)
    for match in matches:
        name = match.group("name").rstrip(".．")
        if name.replace("．", ".") not in _HOW_GIVEN and (match.group("label") or often[name] > 1):
            yield match.span("name")


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_QUOTED, _ON_NETWORK, _POINTED_AT):
        for match in pattern.finditer(text):
            if quotable(match.group(1)) and not _of_another(text, match.start()):
                yield match.span(1)
    for match in _SEARCH.finditer(text):
        mine = _ASKED_TO.search(text, max(0, match.start() - 4), match.start()) or _FINDS_ME.match(
            text, match.end()
        )
        if mine and quotable(match.group(1)):
            yield match.span(1)
    for match in _CALLED_QUOTED.finditer(text):
        called = match.group(1)
        if quotable(called) and (len(called) > 4 or is_nickname(called)):
            yield match.span(1)
    for match in _CALLED_PLAINLY.finditer(text):
        if by_deed(match.group(1)):
            yield match.span(1)
    for match in _COMES.finditer(text):
        if by_thing(match.group(1)):
            yield match.span(1)
    for pattern in (_BARE, _CALLED_ME, _CALLED_TOO):
        for match in pattern.finditer(text):
            if of_nobody_here(text, match.start()) or (pattern is _BARE and _of_another(text, match.start())):
                continue
            if reads_as_call(match.group(1)) or (pattern is _BARE and foreign(match.group(1))):
                yield match.span(1)


def _of_another(text: str, at: int) -> bool:
    """Whether a word for names at an offset speaks of another one's, or of nobody's in the essay."""
    return _OTHERS.search(text, max(0, at - 4), at) is not None or of_nobody_here(text, at)


def _everywhere(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Where a name is quoted or called; everywhere, if it is nobody's word."""
    word = segmenter().known(name) > 0 or len(name) < 3
    at = text.find(name)
    while at >= 0:
        last = at + len(name)
        alone = text[at - 1 : at] in _BEFORE and text[last : last + 1] in _BEHIND
        doer = name[-1] == "的"  # 敲锣的: a name before a pause alone
        if alone or (not word and (not doer or text[last : last + 1] in _ENDS_DEED)):
            yield at, last
        at = text.find(name, last)


_BEFORE = frozenset("“(@喊叫")
_BEHIND = frozenset("”):,!。")
_ENDS_DEED = frozenset("”):,!。、?;\n") | {""}
