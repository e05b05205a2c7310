"""Writers the form knows, as they sign and as others call them: X.M.Z, ——砚, 立嘱人：老贡头, 尚子怀瑾，字握瑜.

Only what is built on the letters of an author's name counts, or what stands beside that name and says it is another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scoring.text.known import Reader
from scoring.text.name_model import surname_length
from scoring.text.readings import initials_of_name
from scoring.text.segment import segmenter
from scoring.text.span_types import Kind, Level, Mention

_QUOTED_CALL = re.compile(
    r"[“\"「]([\u4e00-\u9fff]{2,4}?)(?:来[啦了喽咯]|走[啦了])?[!,。?]?[”\"」][^。\n“”]{0,4}?"
    r"(?:这个|那个|的|是我的?|成了我的?|就是我的?)?(?:外号|绰号|诨号|雅号)"
)
_COURTESY = re.compile(
    r"[\u4e00-\u9fff]{0,2}[,，]?(?:(?:表字|字)([\u4e00-\u9fff]{1,3})(?=[,，。;；]))?[,，]?"
    r"(?:(?:自号|别号|号)([\u4e00-\u9fff]{2,6})(?=[,，。;；]))?"
)
_CALLED_BESIDE = "头|师傅|同学|同志|老弟|老哥|大夫"
_LEAD = r"(?:(?<=[:：,，。“\"\n])|(?<=[:：,，。“\"] ))"


def find_own_calls(reader: Reader, author: str) -> Iterator[Mention]:
    """Signatures, role lines, courtesy names and names by ceremony of one author."""
    length = surname_length(author) or 1
    surname, given = author[:length], author[length:]
    if not re.fullmatch(r"[\u4e00-\u9fff]{2,4}", author) or not given:
        return
    text = reader.view.text
    for match in _signatures(surname, given).finditer(text):
        yield _likely(reader, *match.span(match.lastindex or 0), "signed")
    pattern = initials_of_name(author)
    for match in pattern.finditer(text) if pattern is not None else ():
        yield _likely(reader, *match.span(), "initials")
    for match in _QUOTED_CALL.finditer(text):
        if set(match.group(1)) & set(author):
            yield _likely(reader, *match.span(1), "nickname")
    if len(given) > 1:
        yield from _by_given(reader, surname, given)
    yield from _courtesy(reader, author, given)


def _signatures(surname: str, given: str) -> re.Pattern[str]:
    """——砚 at the start of a line; 立嘱人:老贡头, 摄像 小尹同学 as all of a line."""
    called = rf"[老小]{surname}(?:{_CALLED_BESIDE})?"
    return re.compile(
        rf"^[ ]*(?:[—–-]+[ ]?([{given}])(?=[,， 。\n(（]|$)|[\u4e00-\u9fff]{{2,6}}[: ][ ]?({called})(?=[ ]*$))",
        re.MULTILINE,
    )


def _by_given(reader: Reader, surname: str, given: str) -> Iterator[Mention]:
    """尚子怀瑾, 卓某(力格); and the given name where a speech begins: 甲:小朵年轻."""
    text = reader.view.text
    for match in re.finditer(rf"{surname}(?:[子生君公氏]|某[(（]){given}[)）]?", text):
        yield _likely(reader, *match.span(), "ceremony")
    if segmenter().known(given) <= 50:
        for match in re.finditer(rf"{_LEAD}{given}(?![”\"])", text):
            if match.start() in reader.starts:
                yield _likely(reader, *match.span(), "given_name")


def _courtesy(reader: Reader, author: str, given: str) -> Iterator[Mention]:
    """怀瑾,字握瑜,自号锡伯河钓叟: the other names said right behind one's own."""
    text = reader.view.text
    for match in re.finditer(re.escape(given if len(given) > 1 else author), text):
        said = _COURTESY.match(text, match.end(), match.end() + 24)
        for group in (1, 2):
            if said and said.group(group):
                yield _likely(reader, *said.span(group), "courtesy_name")


def _likely(reader: Reader, start: int, end: int, rule: str) -> Mention:
    return reader.mention(start, end, Kind.AUTHOR, Level.LIKELY, rule)
