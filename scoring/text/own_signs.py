"""How writers the form knows sign: ——砚, 你的诺诺, X.M.Z, —海棠大夫, 师傅 孟老广; and their names in another script.

Only what is built on the letters of an author's name counts, or what stands beside that name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scoring.text.known import Reader
from scoring.text.readings import initials, initials_of_name
from scoring.text.span_types import Kind, Level, Mention

_CALLED_BESIDE = "头|师傅|同学|同志|老弟|老哥|大夫"
_LAST_LINES = 4  # a signature stands among the last ones
_AS = "大夫|医生|护士|师傅|老师|姐姐?|哥哥?|阿姨|姨|叔叔?|婶|爷爷|奶奶|妈妈|爸爸|子"
_KIN = (
    r"徒[儿弟]?|徒孙|学生|弟子|门生|小?孙[儿女]?|[儿女]儿?|侄[儿女]?|晚辈|后学|愚?[弟妹兄姐]|师[傅父兄姐弟妹]|[父母爸妈爹娘夫妻]|"
    r"丈夫|妻子|老伴|爱人|哥哥?|姐姐|老[兄弟友]|战友|同学|"
    r"[你您]的(?:老?同学|朋友|老?战友|学生|徒弟|病人|女儿|儿子|孙女|孙子|妈妈?|爸爸?|姐姐?|哥哥?|弟弟?|妹妹?|护士|大夫|医生)"
)
_BOWS = r"(?:[敬泣拜叩谨顿手]{0,2}[上首拜叩书禀])?"
_NOTED = (
    r"(?:口述|执笔|供稿|整理|自述|抄录?|谨?[识记书草撰]|手记|绝?笔|补[记写]|[写记述书草识题撰改](?:于|在|成于|毕)|"
    r"写[,，]|[,，][ ]?[写记书草识](?:于|在))"
)
# letters that stand beside ordinary Chinese writing in nobody's sentence: Hangul, Mongolian, Tibetan, Yi, Uyghur, Dai
_SCRIPTS = "\uac00-\ud7af\u1800-\u18af\u0f00-\u0fff\ua000-\ua4cf\u0600-\u06ff\u1950-\u19df\u0400-\u04ff"
_IN_SCRIPT = re.compile(f"[{_SCRIPTS}][{_SCRIPTS} .·\u200c\u200d\u202f-]{{0,40}}[{_SCRIPTS}]")
_NAMING = re.compile(
    r"(?:姓名|名字?[叫是]?|署名|签名|落款|作者|笔者|本名|网名|[叫念]|姓|[朝韩蒙藏维彝满俄哈傣回汉][古鲜]?[语文名]字?|谚文|母语|乡音|老话)"
    r"[^\n。]{0,14}$"
)
_LATIN_TOLD = r"(?:拼音|字母|缩写|首字|开头|代号|编号|署名?|签名?|简写)[^\n。]{{0,40}}?(?<![a-z])({})(?![a-z])"


def find_signatures(reader: Reader, surname: str, given: str) -> Iterator[Mention]:
    """Signatures, initials included."""
    text = reader.view.text
    for pattern in (_kept(surname, given), _noted(surname, given), _dashed(surname, given)):
        for match in pattern.finditer(text):
            yield _signed(reader, *match.span(match.lastgroup or 0))
    for match in _short(given).finditer(text):
        dashed = text[match.start() : match.start() + 1] in "—–-" and match.start("name") > match.start()
        if dashed or text.count("\n", match.end(), len(text.rstrip())) < _LAST_LINES:
            yield _signed(reader, *match.span("name"))
    yield from _by_initials(reader, surname, given)


def _short(given: str) -> re.Pattern[str]:
    """你的诺诺 at the end of a letter, ——静写于车上: a short form of the name where a text is signed."""
    letter = f"[{given}]"
    forms = rf"{given}|(?P<twice>{letter})(?P=twice)|[小阿老]{letter}|{letter}儿"
    return re.compile(
        rf"(?:^[ ]*|^[^\n。！？!?]{{2,16}}[ ]|[—–-]{{1,3}}[ ]?)(?:[你您爱想]{{1,2}}的|永远爱你的|妈妈的)?"
        rf"(?P<name>{forms}|{letter}(?=[写记书草]))"
        r"(?=[ ]*(?:[唱写记述书作]?[ ]*$|[,，]?[写记作书草识述][于在]|[敬泣拜叩]?上[ ]*$|[于在][\u4e00-\u9fff]))",
        re.MULTILINE,
    )


def _kept(surname: str, given: str) -> re.Pattern[str]:
    """徒 汉锋 叩首; 师傅 孟老广: behind what one is to whom the letter is for, as all of a line."""
    name = rf"[{given}]|{given}|{surname}[老小大][\u4e00-\u9fff]|{surname}[\u4e00-\u9fff]{{1,2}}(?:子|头|哥|姐|娃)"
    return re.compile(rf"^[ ]*(?:{_KIN})[: ]{{1,3}}(?P<name>{name})[ ]*{_BOWS}[ ]*$", re.MULTILINE)


def _noted(surname: str, given: str) -> re.Pattern[str]:
    """(海军写,…), 其加口述, 老三阿支 写在…: the given name, more before it, where it is said who wrote."""
    return re.compile(
        rf"[(（—–-][ ]?(?P<told>{given})[ ]?(?:[写记述]|口述|执笔|供稿|整理|自述)(?=[,，于在。)） ]|$)"
        rf"|^[ —–-]{{0,8}}(?P<name>[\u4e00-\u9fff]{{0,3}}{given}|{surname}?{given})[ ]{{0,2}}{_NOTED}",
        re.MULTILINE,
    )


def _dashed(surname: str, given: str) -> re.Pattern[str]:
    """——砚 at the start of a line; —海棠大夫 at its end; 立嘱人:老贡头, 摄像 小尹同学 as all of a line."""
    return re.compile(
        rf"^[ ]*(?:[—–-]+[ ]?(?P<letter>[{given}])(?=[,， 。\n(（]|$)"
        rf"|[\u4e00-\u9fff]{{2,6}}[: ][ ]?(?P<called>[老小]{surname}(?:{_CALLED_BESIDE}))(?=[ ]*$))"
        rf"|[—–]{{1,3}}[ ]?(?:[你您]们?的|爱你的)?(?P<titled>{given}(?:{_AS}))(?=[ ]*$)",
        re.MULTILINE,
    )


def _by_initials(reader: Reader, surname: str, given: str) -> Iterator[Mention]:
    """X.M.Z; (…A·S) of somebody called 阿莎; and those that the text tells to be of the name: 拼音YZH太长,只写ZH."""
    text = reader.view.text
    pattern = initials_of_name(surname + given)
    for match in pattern.finditer(text) if pattern is not None else ():
        yield _likely(reader, *match.span(), "initials")
    letters, whole = initials(given), initials(surname + given)
    if len(letters) < 2:
        return
    dotted = "|".join({"[.·]".join(one) for one in (letters, letters[-2:])})  # 吉克阿莎: A·S
    for match in re.finditer(rf"(?<![a-z.·])({dotted})[.]?(?=[ ]*(?:[)）\n]|$))", text):
        yield _likely(reader, *match.span(1), "initials")
    told = {found for one in (letters, whole) for found in re.findall(_LATIN_TOLD.format(one), text) if one}
    for one in sorted(told):
        for match in re.finditer(rf"(?<![a-z0-9])(?:{one})(?![a-z0-9])", text):
            yield _likely(reader, *match.span(), "nickname")


def find_other_scripts(reader: Reader, author: str) -> Iterator[Mention]:
    """崔贞玉(최정옥); 我的朝文名字是…; 蒙文签名: a name in letters of another script, beside a word for names."""
    text = reader.original
    for match in _IN_SCRIPT.finditer(text):
        before = text[max(0, match.start() - 24) : match.start()]
        if before.rstrip(" 　(（/,，：:").endswith(author) or _NAMING.search(before):
            yield Mention(match.start(), match.end(), Kind.AUTHOR, Level.LIKELY, "nickname")


def _signed(reader: Reader, start: int, end: int) -> Mention:
    return _likely(reader, start, end, "signed")


def _likely(reader: Reader, start: int, end: int, rule: str) -> Mention:
    return reader.mention(start, end, Kind.AUTHOR, Level.LIKELY, rule)
