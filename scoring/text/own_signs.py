"""How writers the form knows sign: ——砚, 你的诺诺, X.M.Z, —海棠大夫, 师傅 孟老广.

Only what is built on the letters of an author's name counts, or what stands beside that name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scoring.text.known import Reader
from scoring.text.name_repeats import last_lines
from scoring.text.readings import initials_of_name
from scoring.text.span_types import Kind, Level, Mention
from scoring.text.word_list import LETTER

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


def find_signatures(reader: Reader, surname: str, given: str) -> Iterator[Mention]:
    """Signatures, initials included."""
    text = reader.view.text
    for pattern in (_kept(surname, given), _noted(surname, given), _dashed(surname, given)):
        for match in pattern.finditer(text):
            yield _signed(reader, *match.span(match.lastgroup or 0))
    last = last_lines(text, _LAST_LINES)
    for match in _short(given).finditer(text):
        dashed = text[match.start() : match.start() + 1] in "—–-" and match.start("name") > match.start()
        if dashed or match.end() >= last:
            yield _signed(reader, *match.span("name"))
    yield from _by_initials(reader, surname, given)


def _short(given: str) -> re.Pattern[str]:
    """你的诺诺 at the end of a letter, ——静写于车上: a short form of the name where a text is signed."""
    letter = f"[{given}]"
    forms = rf"{given}|(?P<twice>{letter})(?P=twice)|[小阿老]{letter}儿?|{letter}儿"
    return re.compile(
        rf"(?:^[ ]*|^[^\n。！？!?]{{2,16}}[ ]|[—–-]{{1,3}}[ ]?)(?:[你您爱想]{{1,2}}的|永远爱你的|妈妈的)?"
        rf"(?P<name>{forms}|{letter}(?=[写记书草]))"
        r"(?=[ ]*(?:[唱写记述书作]?[ ]*$|[,，]?[写记作书草识述][于在]|[敬泣拜叩]?上[ ]*$|[于在][\u4e00-\u9fff]))",
        re.MULTILINE,
    )


def _kept(surname: str, given: str) -> re.Pattern[str]:
    """徒 汉锋 叩首; 师傅 孟老广: behind what one is to whom the letter is for, as all of a line."""
    name = rf"[{given}]|{given}|{surname}[老小大]{LETTER}|{surname}{LETTER}{{1,2}}(?:子|头|哥|姐|娃)"
    return re.compile(rf"^[ ]*(?:{_KIN})[: ]{{1,3}}(?P<name>{name})[ ]*{_BOWS}[ ]*$", re.MULTILINE)


def _noted(surname: str, given: str) -> re.Pattern[str]:
    """(海军写,…), 其加口述, 老三阿支 写在…: the given name, more before it, where it is said who wrote."""
    part = f"(?:{given}|{given[-2:]})" if len(given) > 2 else given  # 沙马阿支: 阿支
    return re.compile(
        rf"[(（—–-][ ]?(?P<told>{given})[ ]?(?:[写记述]|口述|执笔|供稿|整理|自述)(?=[,，于在。)） ]|$)"
        rf"|^[ —–-]{{0,8}}(?P<name>(?:老?[大二三四五六七八九]|[老小阿])?{part}|{surname}?{given})[ ]{{0,2}}{_NOTED}",
        re.MULTILINE,
    )


def _dashed(surname: str, given: str) -> re.Pattern[str]:
    """——砚 at the start of a line; —海棠大夫 at its end; 立嘱人:老贡头, 摄像 小尹同学 as all of a line."""
    letter = f"[{given}]"
    return re.compile(
        rf"^[ ]*(?:[—–-]+[ ]?(?P<letter>[{given}])(?=[,， 。\n(（]|$)"
        rf"|{LETTER}{{2,6}}[: ][ ]?(?P<called>[老小]{surname}(?:{_CALLED_BESIDE}))(?=[ ]*$))"
        rf"|^[ ]*(?P<dated>{letter})[ ]{{1,4}}(?=[〇零一二三四五六七八九十廿卅正冬腊0-9年月日初.-]{{3,11}}[ ]*$)"
        rf"|(?:^|[ ;,。])[文图写校编记画词曲][:/]{{1}}[ ]?(?P<part>{letter})(?=[;,。 ]|$)"
        rf"|(?P<aged>{given}(?:老朽|老叟|老翁|老妪|老汉|老头|老拙|散人|居士))(?=[ ]?[<\n,。]|$)"
        rf"|(?<=[你您]的)(?P<bowing>[小阿老]?{letter}儿?|{given})(?=[敬泣拜叩谨]上)"
        rf"|[—–]{{1,3}}[ ]?(?:[你您]们?的|爱你的)?(?P<titled>{given}(?:{_AS}))(?=[ ]*$)",
        re.MULTILINE,
    )


def _by_initials(reader: Reader, surname: str, given: str) -> Iterator[Mention]:
    """X.M.Z, or XMZ where it is no abbreviation of medicine."""
    text = reader.view.text
    pattern = initials_of_name(surname + given)
    for match in pattern.finditer(text) if pattern is not None else ():
        yield _likely(reader, *match.span(), "initials")


def _signed(reader: Reader, start: int, end: int) -> Mention:
    return _likely(reader, start, end, "signed")


def _likely(reader: Reader, start: int, end: int, rule: str) -> Mention:
    return reader.mention(start, end, Kind.AUTHOR, Level.LIKELY, rule)
