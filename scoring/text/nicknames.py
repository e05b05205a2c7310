"""What others call the writer: 都叫我池子, 外号叫“一千步”, 人称“骆驼大夫”, “X阿姨” said twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from scoring.text.known import Reader
from scoring.text.lattice import added_words
from scoring.text.name_letters import RANKED_SURNAMES
from scoring.text.name_model import surname_length
from scoring.text.person_context import TITLES
from scoring.text.public_figures import PUBLIC_FIGURES, unmistakable_people
from scoring.text.segment import segmenter, tagged
from scoring.text.span_types import Kind, Level, Mention
from scoring.text.word_list import words_in

_CALLED = re.compile(
    r"(?:(?:外号|绰号|诨号|雅号|昵称|小名|乳名|网名|笔名)[,]?|[叫喊称唤][我余俺咱吾]|管[我俺咱](?:叫|喊|称呼?)|[戏尊谑昵]称(?!他|她)"
    r"|人[称呼唤]|(?:给我|我)(?:起|取)[^\n，。,]{0,8}(?:外号|名|名字)"
    r"|(?:给[我俺咱]们?|[民友者们士工家人]给(?![他她它孩娃]))[^\n。,]{0,6}[起取挂安送]了?[^\n。,]{0,8}(?:称号|名号|名字?)[,]?)"
    r"(?:都是|就是|叫做|叫作|叫|是|为|做|作|:|一声|声)?[ ]?"
    r"(?:[“\"「]([\u4e00-\u9fff]{2,8})[”\"」]|([老小大阿二三][\u4e00-\u9fff]{1,3})(?=[,。、!?;:\n，]))"
    r"|(?:劝我|骂我|笑我|问我|夸我|逗我|对我|冲我)[^\n。!?;]{0,4}[说道喊][,:“ ]{0,3}(老[\u4e00-\u9fff]{2,3})[,!]"
)
# a name one gives oneself may be a whole sentence
_CHOSEN = re.compile(
    r"(?:(?:外号|绰号|诨号|诨名|雅号|江湖人称)(?:就?[是叫]|叫做|[:,])?|我在[^\n。,]{0,4}(?:论坛|群|网|贴吧|博客|平台)[里上]?就?叫|网名|我[^\n。:]{0,6}(?:名字|微信名|群名))(?:就是|叫做|叫作|叫|是|:)?[“\"「]([^”\"」\n]{2,10})[”\"」]"
)
_CALLERS = (
    "[都也就总]|背[后地]里?|同事们?|大家|人们|有的?人|[他她]们|病人们?|患者们?|老乡们?|孩子们?|学生们?|战友们?|牧民们?"
    "|工友们?|街坊|邻居们?|[里上下]的人"
)
_CALLED_BY_THEM = re.compile(
    rf"(?:[都也就]?管[我俺咱]叫|(?:{_CALLERS})[叫喊][我俺]|(?:外号|绰号)(?:叫|[—-]{{1,2}})?)(?![比很也就都还不最真太早先再别多得叫]|一起|.点|[这那][个种些])"
    r"([\u4e00-\u9fff]{2,4})(?=[，。,!！;；.])"
)
# “小池子”, later 都叫池子, 那个池子: a nickname without its first letter, where somebody is called so
_CALLED_SHORTER = re.compile(r"(?:叫|喊|那个|“)([\u4e00-\u9fff]{2})[姐哥姨叔]?(?=[，”。！,!])")
_KINDLY = re.compile(
    r"“([\u4e00-\u9fff]{2,4}(?:阿姨|妈妈|爸爸|爷爷|奶奶|姐姐|哥哥|姑姑|叔叔|大姐|大哥|姑娘|大叔|大妈))”"
)
# 嫌我名字长,只叫针盒子; 拉着我的手叫铁肩膀: called so instead of by name
_CALLED_INSTEAD = re.compile(
    r"(?:(?:嫌[^\n。,]{0,10}[长绕难麻拗]口?|没人记得[^\n。,]{0,4}[名号]|记不住|不会念|念不[上下出]来?|念不全|叫不[上出]来?|分不清|懒得[记念])[^\n。,]{0,8}[,]?"
    r"(?:就|只|干脆|索性|都|便|统|一律|也){1,2}(?:管?[我俺])?[叫喊唤称][我俺]?|[拉攥握抓]着[我俺]的手[叫喊])"
    r"(?![比很也就都还不最真太早先再别多得叫他她它]|一起|.点|[这那][个种些])[“]?([\u4e00-\u9fff]{2,5})(?=[”,。!;])"
)
_SO_SAVED = re.compile(  # 女儿在手机里把他存成“粽子柳”
    r"(?:把[我他她][^\n。,]{0,8}|手机里[^\n。,]{0,6})(?:存成|存的是|备注[成为是]|记成)了?“([^”\n]{2,8})”"
)
_THAT_NICKNAME = re.compile(r"“([\u4e00-\u9fff]{2,6})[,。!]?”[,。!]?(?:这|那|这么|那么)个?(?:外号|绰号|诨号|雅号|名号)")
_BY_ONE_LETTER = re.compile(r"(?:管[我俺咱]叫|[都就]叫[我俺])“([\u4e00-\u9fff])”")
_CALLED_YOU = re.compile(r"[叫喊唤称]你(?:作|做)?“([\u4e00-\u9fff]{2,6})”")
_MEANS = re.compile(  # 我这名字翻成汉话就是狮子
    r"[我俺](?:这个?|的)?名字?[^\n。,]{0,8}[,]?(?:翻(?:译)?[成过]来?|译成|译作|用汉[话语]说)[^\n。,]{0,6}(?:就是|是|叫)“?"
    r"([\u4e00-\u9fff]{2,4})(?=[”,。!;])"
)
SENTENCE_LETTERS = frozenset("你他她它我谁啥咋的了吗呢吧呀嘛着过不去来在把被就都也要勿莫别往还")  # not of a nickname
_COUNT = re.compile(
    "[一二三四五六七八九十百千两几]{1,3}(?:[秒分天年岁个斤里人号次回点块件遍]|分钟|小时|公里|公斤|钟头|米|度|层|楼|毫升|毫克|天|宿)"
)
_THING = re.compile(
    r"(?:(?:(?<![看治生有得])病|[症炎癌瘤])的?|(?<!司)机|[药仪猫]|机器|"
    r"[这那](?:[种味只台匹]|头[牛羊驴猪])(?:(?!司机|师傅|主人)[^。!?;\n的,]){0,6},?)(?:有个|得了个)?$"
)  # 这种病外号, 这台老机器绰号
_WHO = frozenset(("大夫", "医生", "护士", "姑娘", "阿姨", "先生", "师傅", "人"))
_KIN = frozenset("哥姐妹弟叔爷伯婶妈爸夫娘姨奶")
_SURNAMES = frozenset(RANKED_SURNAMES[:300])
_MANNERS = frozenset("老小大好女男新那这咱我俺亲真洋土神名阿二三四五六七八九十")
_ONE_LETTER_CALLS = frozenset("哎喂嘿欸嗨哥姐叔姨爷奶爸妈娘爹您你嫂婶")
_PERSON_ENDS = frozenset("人员师手者家生士长们友徒客")
_PRAISE = frozenset(
    words_in(
        """
    天使 白衣天使 英雄 活菩萨 菩萨 恩人 救命恩人 亲人 骗子 傻子 疯子 神医 名医 榜样 功臣 标兵 先进 党员 孩子 宝贝 笨蛋
    名字 本名 大名 小名 外号 绰号 全名 全称 名号 白衣战士 战士 守护神 光荣 奇迹 逃兵 懦夫 叛徒 家属 救星 福星 能手
    """
    )
)  # what is said of one, not what one is called; and words about names


def find_nicknames(reader: Reader) -> Iterator[Mention]:
    """Nicknames that the text itself says to be the writer's."""
    text, shorter = reader.view.text, set[str]()
    for match in _CALLED.finditer(text):
        group = next(number for number in (1, 2, 3) if match.group(number))
        called = match.group(group)
        if of_nobody_here(text, match.start()):
            continue
        if is_nickname(_told(called)) if group == 1 else not everyday_call(called):
            yield reader.mention(*match.span(group), Kind.AUTHOR, Level.LIKELY, "nickname")
            if len(called) == 3 and called[0] in "小老大阿":
                shorter.add(called[1:])
    for start, end in _told_nicknames(text):
        yield reader.mention(start, end, Kind.AUTHOR, Level.LIKELY, "nickname")
        if end - start == 2:
            shorter.add(text[start:end])
    for match in _CALLED_SHORTER.finditer(text) if shorter else ():
        if match.group(1) in shorter:
            yield reader.mention(match.start(1), match.end(), Kind.AUTHOR, Level.LIKELY, "nickname")
    times = Counter(match.group(1) for match in _KINDLY.finditer(text))
    for match in _KINDLY.finditer(text):
        if times[match.group(1)] > 1 and not everyday_call(match.group(1)):
            yield reader.mention(*match.span(1), Kind.AUTHOR, Level.LIKELY, "nickname")


def _told_nicknames(text: str) -> Iterator[tuple[int, int]]:
    """Where it is told who calls the writer so, and why."""
    for pattern in (_CHOSEN, _SO_SAVED, _MEANS):
        yield from (match.span(1) for match in pattern.finditer(text) if not of_nobody_here(text, match.start()))
    for pattern in (_CALLED_INSTEAD, _THAT_NICKNAME, _CALLED_YOU):
        for match in pattern.finditer(text):
            if is_nickname(match.group(1)):
                yield match.span(1)
    for match in _CALLED_BY_THEM.finditer(text):
        errand = text[match.start(1) - 1] in "我俺" and is_errand(match.group(1))  # 管我叫 only names
        if not errand and is_nickname(match.group(1)):
            yield match.span(1)
    for match in _BY_ONE_LETTER.finditer(text):
        if match.group(1) not in _ONE_LETTER_CALLS:
            yield match.span(1)


def of_nobody_here(text: str, at: int) -> bool:
    """Whether a word for names at an offset speaks of a thing or of public life: 这种病外号…, 李时珍人称…."""
    before = text[max(0, at - 12) : at]
    who = before.rstrip(",的也又自")
    public = any(who[-length:] in unmistakable_people() for length in (2, 3, 4))
    return public or _THING.search(before) is not None


def is_nickname(called: str) -> bool:
    """Whether somebody who is said to be called so has a nickname: 福爷, 床爷爷, 月亮; not 老武, 王大夫, 好人."""
    if not everyday_call(called):
        return True
    if called[0] in _MANNERS or called in TITLES or called in _PRAISE or not SENTENCE_LETTERS.isdisjoint(called):
        return False
    if called[1:] in TITLES or (len(called) == 2 and called[1] in _KIN):
        return called[0] not in _SURNAMES and (len(called) > 2 or not segmenter().known(called))
    noun = segmenter().tag_of.get(called, "") in ("n", "nr", "nz")
    return noun and called[-1] not in _PERSON_ENDS and called not in PUBLIC_FIGURES


def _told(quoted: str) -> str:
    """卖脖子的大夫, in quotation marks: told by what one does; 看片子的 and 那日松的弟弟 are no name."""
    told, _, who = quoted.partition("的")
    named = who in _WHO or (len(who) > 1 and not segmenter().known(who))
    return told + who if named else quoted


def is_errand(row: str) -> bool:
    """What somebody is called to do, not what he is called: 帮忙抬人, 讲故事, 回家吃饭, 投稿."""
    tags = segmenter().tag_of
    if len(row) == 2:
        return row[0] in _SENT_TO and segmenter().known(row) > 0
    done = tags.get(row[:2], "") in ("v", "vn", "d")
    last = tagged(row)[-1]
    ends = len(row) > 3 and last.start > 0 and last.end - last.start > 1 and last.tag.startswith("v")
    return done or ends or (tags.get(row[0], "").startswith("v") and segmenter().known(row[1:]) > 0)


_SENT_TO = frozenset("投交填上下回进出签值请转换接送取领报")  # 投稿, 交班: nouns to the dictionary


def _nothing_more(before: str) -> bool:
    """Whether what stands before a title adds but a letter or another title: 护士阿姨."""
    return len(before) < 2 or before in TITLES


def everyday_call(called: str) -> bool:
    """老武, 小郝, 大哥, 王大夫: what half the country is called; and words of a sentence, which nobody is called."""
    return (
        called in TITLES
        or called[:2] in ("这个", "那个")
        or _COUNT.fullmatch(called) is not None
        or not SENTENCE_LETTERS.isdisjoint(called)
        or any(called.endswith(title) and _nothing_more(called[: -len(title)]) for title in TITLES)
        or segmenter().known(called) > 20
        or called in added_words()
        or (len(called) == 2 and called[1] in _KIN)
        or (called[0] in "一二三四五六七八九大老" and called[1:] in _KIN)
        or (called[0] in "老小大阿" and surname_length(called[1:]) == len(called) - 1)
        or (surname_length(called) > 0 and called[surname_length(called) :] in TITLES)
        or called in PUBLIC_FIGURES
    )
