"""Names behind "我叫" and "作者：", names said to be names, and the lines a writer signs with."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from scoring.text.form_labels import DESKS, of_other_label
from scoring.text.known import Reader
from scoring.text.name_model import (
    SURNAMES,
    chinese_name_cost,
    composed_name,
    given_name_cost,
    plausible_name,
    surname_length,
    transliterated_cost,
    transliteration_letters,
)
from scoring.text.nicknames import SENTENCE_LETTERS, everyday_call, is_errand, of_nobody_here
from scoring.text.person_context import TITLES
from scoring.text.public_figures import PUBLIC_FIGURES, known_people
from scoring.text.public_frame import frames
from scoring.text.segment import Word, segmenter
from scoring.text.spaced_names import SPACED, find_spaced_names
from scoring.text.span_types import Kind, Level, Mention
from scoring.text.word_list import any_of, words_in

_ROLE = (
    r"(?:姓[ ]{0,8}名|作[ ]{0,8}者(?:姓名|简介)?|撰[ ]{0,4}[稿写][ ]?人?"
    r"|供[ ]{0,4}稿[ ]?人?|投[ ]?稿[ ]?(?:人|者)?|联[ ]?系[ ]?人|"
    r"执[ ]?笔[ ]?人?|署[ ]{0,4}名|参赛者|参赛人|参赛选手|报送人"
    r"|申报人|推荐人|通[信讯]作者|第一作者|讲述人|口述|演讲[人者]|朗诵[者]?|"
    r"主讲人?|整理|撰文|文字|文|图|开户名|户名|收件人|来稿人|署名作者|本文作者)"
)
_HELPER = (
    r"(?:指[ ]?导[ ]?(?:教[ ]?师|老[ ]?师|人)?|辅导(?:教师|老师)?"
    r"|审[ ]{0,4}[核稿校][ ]?人?|责任编辑|编[ ]{0,4}辑|校[ ]{0,4}对|"
    r"推荐人|通讯员|记者|摄[ ]{0,4}影|供图|合作者|共同作者|带教老师|部门负责人|负责人|科主任|分管领导)"
)
_SIGN = r"[ ]{0,3}[:/|／—\-][ ]{0,3}"
_LABEL = re.compile(rf"(?:(?<![\u4e00-\u9fff])|(?<=[】）)]) ?){_ROLE}{_SIGN}([^\n。;!?]{{2,60}})")
_BARE_LABEL = re.compile(  # no 文 of 征 文 格 式
    rf"(?:(?<![\u4e00-\u9fff])(?<![\u4e00-\u9fff] (?=[文图] ))|^){_ROLE}[】 ]{{1,3}}([^\n。;!?:]{{2,30}})",
    re.MULTILINE,
)
_BRACKETS = re.compile(rf"[【\[（(<〔]{_ROLE}[】\])）>〕][ :]{{0,2}}([^\n。;!?]{{2,40}})")
_WRITER = re.compile(r"(?:本文作者|作者系|作者是|作者为|笔者|(?<!日)本人)[ ]?([^\n。;!?]{2,30})")
_HELPERS = re.compile(rf"(?<![\u4e00-\u9fff])(?:{_HELPER})(?:{_SIGN}|[ ]{{1,3}})([^\n。;!?]{{2,40}})")
_SELF = re.compile(
    r"(?:我(?:的)?(?:本名|真名|大名|名字)?(?:就)?叫(?:做|作)?"
    r"|我的(?:名字|姓名)(?:叫|是)?[ ]?[:：]?|我名叫|(?<!日)本人(?:姓名|叫|是)?|"
    r"笔者(?:是|叫)?|鄙人|(?<![\u4e00-\u9fff])在下|(?<![\u4e00-\u9fff])我是|(?:医生|护士|大夫)我"
    r"|[取起]名(?:叫|为)?)(?:来自[^\n，。,!！]{2,30}?的)?[ ]?[“\"]?"
    r"([\u4e00-\u9fff·](?:[ ·\n]{0,2}[\u4e00-\u9fff]){1,9})"
)
_SO_NAMED = re.compile(
    r"(?<![狗马猫牛羊驼犬])(?:[起取]名叫?|[大小乳]名叫?|名叫|名字就?叫)[做作]?(?![做作好得却])[“\"]?([\u4e00-\u9fff]{2,5})(?=[”，。！,!])"
    r"|(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,3})是[^\n，。,]{0,8}的(?:小名|乳名|大名|名字)"
)
_TWICE = re.compile(
    r"(?:[他她它说就娃孩女子儿]叫|名叫|[大小乳]名[叫是]?|名字[叫是]|管[他她它]叫)[“]?"
    r"(([\u4e00-\u9fff])\2)(?=[”，。、,！!])"
)
_CALLED_HIM = re.compile(
    r"(?:[喊叫称唤][他她]|管[他她娃孩子]{1,2}叫|(?:一个|另一个|大的|小的|老大|老二|男孩|女孩)叫)[做作为]?(?!一声)[“\"]?"
    r"([\u4e00-\u9fff]{2,4})(?=[”\"]?[，。！、；,!])"
)
_STRANGER = re.compile(
    r"(?:病人|孩子|老人|[他她]|名字|姑娘|后生|男人|女人|汉子|司机|大夫|护士|小伙子?|老汉|的人?|娃|妹|弟|姐|哥|女儿|儿子|学生|徒弟|师傅|老师|师父|姓[\u4e00-\u9fff][，,]|[，,])"
    r"(?:(?:名字)?叫[做作]?|(?<=师傅|老师|师父)是)(?![得做作])([\u4e00-\u9fff]{2,6})(?=[，。,（(])"
    r"|名字:[ ]?([\u4e00-\u9fff]{2,4})(?=[，。,!])"
)
_SALUTATION = re.compile(r"(?:亲爱的|敬爱的|尊敬的)([\u4e00-\u9fff]{2,4})(?=[：:，,！!])")
_PEN_NAME = re.compile(
    r"(?:笔名|网名|艺名|曾用名|又名|化名)[】\])]?[ ]?(?:是|叫|为|作|:)?[ ]?[“\"「《]?([\u4e00-\u9fff]{2,5})"
    r"(?=[”\"」》）)，。、,；\n (（]|$)"
)
_IN_LATIN = re.compile(  # 笔名:红霞(Ulaantuyaa)
    r"(?:笔名|作者|姓名)[ ]?[是叫为:]?[ ]?[\u4e00-\u9fff·]{2,9}[ ]?\(([a-z][a-z \-.]{3,30}[a-z])(?=[,，)、])"
)
_CALLS_HIMSELF = re.compile(
    r"(?:说的人|口述人?|写的人|记录人?|记日记的人|值班人|发言人|报告人|陈述人|被询问人|汇报人|宣讲人|参赛|选送|"
    r"写信人|寄信人|此致[^\n]{0,6}|您的(?:学生|徒弟|病人|女儿|儿子|孙女|孙子)|你的(?:妈妈|爸爸|老同学|朋友|战友|姐姐|妹妹|哥哥|弟弟|徒弟|师傅|女儿|儿子))"
    r"[: ]{1,3}([\u4e00-\u9fff·]{2,12})(?=[，。,（(；; \n泣敬拜上]|$)"
)
_PLAINLY = re.compile(
    r"(?<![帮给把将被])我(?:的名字)?叫(?![到来去进出上下])([\u4e00-\u9fff]{2,4})(?=[，。！,!\n])"
)
_SIGNED = re.compile(
    r"^[ ]*(?:[\u4e00-\u9fff]{0,6}(?:儿|女|友|生|妻|夫|孙|侄|徒|你的"
    r"|您的[\u4e00-\u9fff]{1,3})[:： ]{1,3})([\u4e00-\u9fff]{2})[ ]*$",
    re.MULTILINE,
)
_VALUE = re.compile(
    r"[\u4e00-\u9fff·]{2,12}|[\u4e00-\u9fff](?: {1,3}[\u4e00-\u9fff]){1,8}(?![\u4e00-\u9fff])"
)
_LED_BY_OFFICE = re.compile(
    r"[\u4e00-\u9fff]{1,20}[院站所室科部委校心组队办局][·. ]{1,3}(?=[\u4e00-\u9fff]{2})"
)
_TITLED = re.compile(rf"([\u4e00-\u9fff]{{0,4}}?)(?:{any_of(' '.join(TITLES))})")
_DESK = re.compile(rf"{DESKS}[科室部处]?")
_OFFICES = re.compile(
    r"(?:院|站|所|室|科|部|局|委|校|中心|公司|组|队|县|市|旗|盟|省|区|镇|乡|村|年|月|日|号)$"
)


def find_self_named(reader: Reader) -> Iterator[Mention]:
    """Labels, self-naming phrases, signatures."""
    text = reader.view.text
    labels = (
        (_LABEL, Kind.AUTHOR),
        (_BARE_LABEL, Kind.AUTHOR),
        (_BRACKETS, Kind.AUTHOR),
        (_WRITER, Kind.AUTHOR),
        (_HELPERS, Kind.PERSON),
    )
    for pattern, kind in labels:
        matches = list(pattern.finditer(text))
        labelled = Counter(text[match.start() : match.start(1)] for match in matches)
        for match in matches:
            if kind is Kind.AUTHOR or labelled[text[match.start() : match.start(1)]] == 1:  # no dialogue
                yield from _names_in_value(reader, *match.span(1), kind, pattern is _WRITER)
    for match in _SELF.finditer(text):
        length = _name_length(reader, match.start(1), _of_its_line(match.group(1)))
        if length:
            start = match.start(1)
            yield reader.mention(start, start + length, Kind.AUTHOR, Level.LIKELY, "self")
    for match in _PLAINLY.finditer(text):
        if SENTENCE_LETTERS.isdisjoint(match.group(1)) and not _common_noun(match.group(1)):
            yield reader.mention(*match.span(1), Kind.AUTHOR, Level.LIKELY, "self")
    for match in _SO_NAMED.finditer(text):
        group = 1 if match.group(1) else 2
        row = match.group(group)
        if (
            SENTENCE_LETTERS.isdisjoint(row)
            and not of_nobody_here(text, match.start())
            and not everyday_call(row)
            and not is_public(reader, match.start(group), row)
        ):
            yield reader.mention(*match.span(group), Kind.PERSON, Level.LIKELY, "so_named")
    yield from _said_names(reader)
    for match in _CALLS_HIMSELF.finditer(text):
        told = match.group(1).endswith(("敬上", "拜上", "叩上", "泣书", "敬书", "泣上", "谨上", "手书"))
        if not told and plausible_name(match.group(1)) and segmenter().known(match.group(1)) <= 100:
            yield reader.mention(*match.span(1), Kind.AUTHOR, Level.LIKELY, "signed")
    for match in _SIGNED.finditer(text):
        if text.count("\n", match.end()) < 3 and given_name_cost(match.group(1)) > -21:
            yield reader.mention(*match.span(1), Kind.AUTHOR, Level.LIKELY, "signed")
    yield from find_spaced_names(reader)


def _of_its_line(row: str) -> str:
    """The row up to the line end, where what stands before that is a whole name: 额尔敦巴图|额吉."""
    line = row.partition("\n")[0]
    whole = composed_name(line) or (len(line) == 3 and plausible_name(line))
    return line if whole else row


def _common_noun(row: str) -> bool:
    """我叫护士: a calling, or a word everybody uses, is no name."""
    return row in TITLES or segmenter().known(row) >= 2000


def _said_names(reader: Reader) -> Iterator[Mention]:
    """Names that are said to be names: pen names, nicknames, people called so, people written to."""
    text = reader.view.text
    for pattern, kind in ((_TWICE, Kind.PERSON), (_PEN_NAME, Kind.AUTHOR), (_IN_LATIN, Kind.AUTHOR)):
        for match in pattern.finditer(text):
            if of_nobody_here(text, match.start()):
                continue
            yield reader.mention(*match.span(1), kind, Level.LIKELY, "so_named")
    for match in _STRANGER.finditer(text):
        name, span = match.group(match.lastindex or 0), match.span(match.lastindex or 0)
        if not is_public(reader, span[0], name) and (_strange(reader, *span) or _full_name(name)):
            yield reader.mention(*span, Kind.PERSON, Level.LIKELY, "so_named")
    for match in _CALLED_HIM.finditer(text):
        public = is_public(reader, match.start(1), match.group(1))
        told = everyday_call(match.group(1)) or is_errand(match.group(1))
        if not public and not told and _no_phrase(reader, *match.span(1)):
            yield reader.mention(*match.span(1), Kind.PERSON, Level.LIKELY, "so_named")
    for match in _dotted_names().finditer(text):
        if known_people().isdisjoint(match.groups()) and not is_public(reader, match.start(), match.group()):
            yield reader.mention(*match.span(), Kind.PERSON, Level.LIKELY, "so_named")
    for match in _SALUTATION.finditer(text):
        if _addressee(match.group(1)):
            yield reader.mention(*match.span(1), Kind.PERSON, Level.LIKELY, "so_named")


@lru_cache(maxsize=1)
def _dotted_names() -> re.Pattern[str]:
    """尼古拉·刘, 杜拉尔·其木格: letters of transliterated names, behind the dot those or one surname."""
    letters = f"[{''.join(sorted(transliteration_letters()))}]"
    surname = f"[{''.join(sorted(SURNAMES))}](?![\u4e00-\u9fff])"
    return re.compile(rf"({letters}{{2,6}})·({letters}{{2,6}}|{surname})(?!·)")


def is_public(reader: Reader, start: int, name: str) -> bool:
    """Whether a name at an offset of the view is of public life, or the talk around it is."""
    return name in known_people() or frames(reader).far_at(reader.flow_offset(start))


def _strange(reader: Reader, start: int, end: int) -> bool:
    """Whether a row of the view holds no word of the dictionary and no letter of a sentence."""
    row = reader.view.text[start:end]
    first = bisect_left(reader.words, start, key=_start)
    within = reader.words[first : first + end - start]
    return SENTENCE_LETTERS.isdisjoint(row) and all(
        word.end - word.start == 1 for word in within if word.start < end
    )


def _no_phrase(reader: Reader, start: int, end: int) -> bool:
    """Whether a row of the view reads better as a name than as words: 大老黑, not 回家吃饭."""
    return reader.lattice.gain(start, end, _CALL_COST) > 0


_CALL_COST = -16.0


def _full_name(row: str) -> bool:
    """Surname and given name that are together no word."""
    foreign = len(row) > 2 and transliteration_letters().issuperset(row)
    named = foreign or (len(row) == 3 and surname_length(row) > 0)
    return named and SENTENCE_LETTERS.isdisjoint(row) and not segmenter().known(row)


def _start(word: Word) -> int:
    return word.start


def _addressee(called: str) -> bool:
    known, tag = segmenter().known(called), segmenter().tag_of.get(called, "")
    named = given_name_cost(called) > -20 if len(called) == 2 else plausible_name(called)
    nobody = called in TITLES or called in PUBLIC_FIGURES or called.endswith("们")
    return named and (known < 50 or tag == "nr") and not nobody


def _names_in_value(
    reader: Reader, start: int, end: int, kind: Kind, in_prose: bool = False
) -> Iterator[Mention]:
    """The names of a label's value; a value that begins with a sentence is none, and in prose verbs may follow."""
    led = _LED_BY_OFFICE.match(reader.view.text, start, end)
    start = led.end() if led else start
    for match in _VALUE.finditer(reader.view.text, start, end):
        name = match.group().replace(" ", "")
        first = match.start()
        if of_other_label(reader.view.text, first) or reader.view.text[match.end() : match.end() + 1] == ":":
            continue
        if (_OFFICES.search(name) and len(name) > 3) or _torn(reader, first, match.end(), start):
            continue
        if in_prose and first - start > 1 and not _reads_as_name(reader, first, match.end()):
            continue
        if _is_office(name):
            continue
        alone = (
            match.start() == start
            and text_ends(reader, match.end())
            and 2 <= len(name) <= 4
            and name not in _NOBODY
        )
        if (plausible_name(name) or alone) and not segmenter().known(name) > 100 and name not in TITLES:
            if len(name) == 4 and surname_length(name) == 1 and not composed_name(name):
                continue
            yield reader.mention(first, match.end(), kind, Level.CERTAIN, "label")
        else:
            length = _name_length(reader, first, match.group())
            if length and first - start <= 1:
                yield reader.mention(first, first + length, kind, Level.LIKELY, "label")


def _is_office(value: str) -> bool:
    """全科医师, 曾老师: a title, under a surname or a word at most; or a number."""
    if set(value) <= set("〇零一二两三四五六七八九十百千万多余"):
        return True
    titled = _TITLED.fullmatch(value)
    who = titled.group(1) if titled else "?"
    word = segmenter().known(who) > 0 and segmenter().tag_of.get(who, "n")[:2] not in ("nr", "nz")
    return bool(titled) and (len(who) < 2 or word or _DESK.fullmatch(who) is not None)


def _reads_as_name(reader: Reader, start: int, end: int) -> bool:
    """何云舟 in a sentence, not 谈三点."""
    name = reader.view.text[start:end]
    cost = max(chinese_name_cost(name), transliterated_cost(name) if len(name) > 2 else -1e9)
    return reader.lattice.gain(start, end, cost) > _READS_SO


_READS_SO = -3.0


def _torn(reader: Reader, first: int, last: int, start: int) -> bool:
    """Whether a row of the view is only a piece of a longer one: 谈三|点看法, where the value was cut."""
    text = reader.view.text
    behind = _IDEOGRAPH.match(text, last) and not SPACED.match(text, first)
    return bool(behind or (first > start and _IDEOGRAPH.match(text, first - 1)))


_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
_TEXT_END = re.compile(r"[ ]{2}|[ ]?[\n(（/|]|[ ]?$|[ ](?:e-?mail|电话|手机|邮箱|微信|qq)")
_NOBODY = frozenset(
    words_in(
        "佚名 匿名 不详 本人 集体 无名 本院 本刊 网络 待定 暂无 小编 编辑部 本台 本报 宣传科 通讯员 课题组 项目组"
    )
)


def text_ends(reader: Reader, at: int) -> bool:
    """Whether a line ends at an offset of the view, or a wide blank, a bracket or a contact begins there."""
    return _TEXT_END.match(reader.view.text[at : at + 8]) is not None


def _name_length(reader: Reader, start: int, row: str) -> int:
    """How many characters of ``row`` are the name: 我叫何霜来自 gives 2; 0 for none."""
    blanks = re.search(r"[ ·\n]", row)
    plain = re.sub(r"[ ·\n]", "", row)
    best, chosen = -1.0, 0
    for length in range(2, min(len(plain), 9) + 1):
        name = plain[:length]
        cost = max(
            chinese_name_cost(name), transliterated_cost(name) if length > 2 or composed_name(name) else -1e9
        )
        if name in TITLES or segmenter().known(name[:2]) > 300 or name in PUBLIC_FIGURES:
            continue
        worth = cost + 9.0 * length if blanks else reader.lattice.gain(start, start + length, cost) + 4.0
        if worth > best:
            best, chosen = worth, length
    return _spread(row, chosen) if chosen else 0


def _spread(text: str, letters: int) -> int:
    """Length in ``text`` of its first ``letters`` characters that are no filler."""
    seen = 0
    for at, character in enumerate(text):
        seen += character not in " ·\n"
        if seen == letters:
            return at + 1
    return len(text)
