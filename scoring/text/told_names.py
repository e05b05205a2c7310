"""Names that are said to be names, with quotation marks or up to the next pause: 寨上喊我药背篓, 呼号“黄羊”.

Where nothing quotes the name, its words tell whether somebody is called by it (雪地里的月亮) or called to do something
(叫我开药): a name is of nouns and what belongs to nouns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from scoring.text.known import Reader
from scoring.text.name_model import plausible_name
from scoring.text.nicknames import SENTENCE_LETTERS, everyday_call, is_errand, is_nickname, of_nobody_here
from scoring.text.person_context import TITLES
from scoring.text.public_figures import PUBLIC_FIGURES
from scoring.text.segment import segmenter, tagged
from scoring.text.span_types import Kind, Level, Mention
from scoring.text.word_list import any_of, words_in

_SORT = (
    r"(?:绰号|外号|诨号|浑名|诨名|混名|雅号|别号|网名|网上名字|微信名|群昵称|昵称|署名|笔名|呼号|群名片|"
    r"艺名|道号|经名|法名|苗名|彝名|藏名|"
    r"侗名|小名|乳名|奶名|落款(?:名字)?|人送(?:绰号|外号)|自号)"
)
_IS = r"(?:[】\])]|[,]?(?:也|就|都|便|才|只|仍|还|一直|写的|用的){0,2}(?:叫做|叫作|叫|是|为|作|曰|署|写|用|:|：)?[ ]?)"
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
    r"(?:微信|快手|抖音|微博|论坛|贴吧|博客|公众号|视频号|小红书|网上)[^\n。“”]{0,6}搜[ :]?“([^“”\n]{2,10})”"
)
_ASKED_TO = re.compile(r"加[^\n。]{0,3}$")
_FINDS_ME = re.compile("[,]?(?:就|便|即|也|都|能|可以?|是|会|看|找|加|关注|见|到|得|着){1,5}我")
_NOBODY = re.compile(  # 落款“一位患者家属”, “全体护士”
    "(?:一[位个名]|全体|所有|某[位个]?)[\u4e00-\u9fff]{0,4}(?:母亲|父亲|妈妈|爸爸|家长|家属|患者|病人|群众|党员|老人|女儿|儿子|"
    f"职工|人员|{any_of(' '.join(TITLES))})"
)
_BARE = re.compile(
    rf"(?<![问无没改猪狗马牛羊猫犬]){_SORT}(?:[】\])]|(?:就|也|都)?(?:叫做|叫作|叫|是|为|曰|:)|"
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
    rf"{_CALLERS}(?:[都也就还总]|一直|背后|干脆|嫌[^\n。,]{{1,4}}[,])?(?:管[我俺咱]叫|"
    rf"[叫喊唤称][我俺咱](?:做|作)?(?:另?一个)?[,]?)(?![,。“])"
    r"([\u4e00-\u9fff]{2,8})(?=[,。;!?\n)])"
)
_CALLED_TOO = re.compile(
    r"(?:[还也]有(?:人)?叫(?:我)?|"
    r"从来?不叫[\u4e00-\u9fff]{2,4},[都就只]?叫)([\u4e00-\u9fff]{2,6}?)(?:的)?(?=[,。;!?\n)])"
)
_CALLED_QUOTED = re.compile(
    rf"{_CALLERS}(?:[都也就还总]|一直|背后)?(?:管[我俺咱]|[叫喊唤称][我俺咱])(?:叫)?(?:做|作)?“([^“”\n]{{2,10}})”"
)
_CALLED_PLAINLY = re.compile(r"(?:管[我俺咱]叫|[叫喊唤称][我俺咱])(?:做|作)?“([^“”\n,。!?]{4,10})”")
_COMES = re.compile(  # “匣子姑娘来了！” shout those who see the writer come
    r"“([\u4e00-\u9fff]{2,4}(?:大夫|医生|护士|姑娘|额吉|额格其|阿姨|姑姑))来[啦了喽]?[!,。]?”"
)
_ANY_COMES = frozenset(
    words_in("""
    城里 旗里 县里 公社 下乡 队里 蒙医 中医 西医 苏木 镇上 省里 省城 市里 北京 上海 盟里 接生 赤脚 值班 乡村
    家庭 救护 急救 随车 主治
    好心 年轻 漂亮 外国 外地 本地 当家 送药 打针 看病 牧区 村里 乡里 卫生院 医院 新来的 巡回 流动 解放军 援蒙
    实习 白衣 疫苗 中药 西药 草药 急诊 内科 外科 儿科 妇科 眼科 牙科 骨科 药房 病房 门诊 基层 社区 义诊 农村
    山区 边防 麻醉 康复 心理
""")
)
_OTHERS = re.compile(
    r"(?:[他她它娃孩]|父亲|母亲|[爹娘爸妈]|儿子|女儿|[大小]娃|患者|病人)的?$"
)  # whose name it is
_MOST = 200  # names looked for elsewhere in the text, so that its length alone counts
_SPEAKERS = frozenset("我你您他她它咱俺")
_PARTS = ("n", "a", "m", "q", "f", "s", "z", "b", "j", "x", "uj", "g", "i", "l", "eng", "t")
_NO_NAME = frozenset("好取起来去上下出进起到得做干开打吃喝看听说拿帮给快别不没都很更最再太真")
_SPEECH = frozenset("。!?;")
_MORE = frozenset(words_in("名字 名号 另一个 全名 本名 同一个 一句 什么 一声 不好 真名 实名 一栏 处 别人"))


def find_told_names(reader: Reader) -> Iterator[Mention]:
    """Names said to be the writer's, and those that are said to be somebody's in the same words."""
    text = reader.view.text
    spans = sorted(set(_spans(text)))
    names = dict.fromkeys(text[start:end] for start, end in spans)  # looked for once, however often told
    elsewhere = (span for name in list(names)[:_MOST] for span in _everywhere(text, name))
    for first, last in sorted({*spans, *elsewhere}):
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
            if _quotable(match.group(1)) and not _of_another(text, match.start()):
                yield match.span(1)
    for match in _SEARCH.finditer(text):
        mine = _ASKED_TO.search(text, max(0, match.start() - 4), match.start()) or _FINDS_ME.match(
            text, match.end()
        )
        if mine and _quotable(match.group(1)):
            yield match.span(1)
    for match in _CALLED_QUOTED.finditer(text):
        called = match.group(1)
        if _quotable(called) and (len(called) > 4 or is_nickname(called)):
            yield match.span(1)
    for match in _CALLED_PLAINLY.finditer(text):
        if _by_deed(match.group(1)):
            yield match.span(1)
    for match in _COMES.finditer(text):
        if _by_thing(match.group(1)):
            yield match.span(1)
    for pattern in (_BARE, _CALLED_ME, _CALLED_TOO):
        for match in pattern.finditer(text):
            if _of_another(text, match.start()):
                continue
            if _reads_as_call(match.group(1)) or (pattern is _BARE and _foreign(match.group(1))):
                yield match.span(1)


def _of_another(text: str, at: int) -> bool:
    """Whether a word for names at an offset speaks of another one's, or of nobody's in the essay."""
    return _OTHERS.search(text, max(0, at - 4), at) is not None or of_nobody_here(text, at)


def _quotable(called: str) -> bool:
    """Whether quoted words behind a word for names are one: no sentence, no title, nobody of public life."""
    if called in TITLES or called in PUBLIC_FIGURES or called in _MORE or not _SPEECH.isdisjoint(called):
        return False
    if _NOBODY.fullmatch(called):
        return False
    return bool(re.search("[\u4e00-\u9fff]", called)) and (len(called) > 1) and not _half_the_country(called)


def _half_the_country(called: str) -> bool:
    """王大夫, 大哥, 老武: what half the country is called; a noun in quotation marks is not."""
    return everyday_call(called) and len(called) < 4 and not is_nickname(called)


def _by_deed(called: str) -> bool:
    """不疼阿姨, 画月亮的小伙子: somebody called after what he does; not 那日松的弟弟."""
    head, _, who = called.rpartition("的")
    if head and who[-1:] in "叔姨弟妹哥姐爷奶伯妈爸":
        return False
    told = _SPEAKERS.isdisjoint(called) and called[0] not in "那这某" and not (head and plausible_name(head))
    deeds = (called[: -len(title)] for title in TITLES if called.endswith(title))
    return told and called not in TITLES and any(len(deed) > 1 and deed not in TITLES for deed in deeds)


def _by_thing(called: str) -> bool:
    """匣子姑娘, 背篼大夫: after a thing, which is only one's own; not 城里大夫 or 王家医生."""
    head = called[:-3] if called.endswith("额格其") else called[:-2]
    if everyday_call(called) or head in _ANY_COMES or called in TITLES or len(head) < 2:
        return False
    return all(word.tag == "n" or word.tag == "" for word in tagged(head)) and head not in TITLES


def _foreign(called: str) -> bool:
    """尤努斯: letters that make a name and no words, where a word for names leads."""
    return (
        plausible_name(called)
        and len(called) > 2
        and segmenter().known(called) == 0
        and SENTENCE_LETTERS.isdisjoint(called)
        and is_nickname(called)
    )


def _reads_as_call(called: str) -> bool:
    """Whether bare words up to a pause are a call: 雪地里的月亮, 锁柱; not 开药, 回家吃饭, 大夫, 王医生."""
    if called in TITLES or called in _MORE or called in PUBLIC_FIGURES or called[0] in _NO_NAME:
        return False
    who = called.rpartition("的")[2]
    plain = called.replace("的", "", 1)
    if (
        not SENTENCE_LETTERS.isdisjoint(plain)
        or not who
        or who in TITLES
        or not is_nickname(plain)
        or is_errand(called)
    ):
        return False
    words = tagged(called)
    first, last = words[0].tag, words[-1].tag
    if len(words) == 1 or (plausible_name(called) and len(called) < 4 and not segmenter().known(called)):
        return not first.startswith(("v", "d", "p"))
    nouns = all(word.tag.startswith(_PARTS) or not word.tag for word in words)
    return nouns and last not in ("t", "m", "q", "a") and first not in ("t", "uj", "f")


def _everywhere(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Where a name is quoted or called; everywhere, if it is nobody's word."""
    word = segmenter().known(name) > 0 or len(name) < 3
    at = text.find(name)
    while at >= 0:
        last = at + len(name)
        alone = text[at - 1 : at] in _BEFORE and text[last : last + 1] in _BEHIND
        if not word or alone:
            yield at, last
        at = text.find(name, last)


_BEFORE = frozenset("“(@喊叫")
_BEHIND = frozenset("”):,!。")
