"""A writer addressed by a form of the surname that not half the country goes by: 老庞头, 小汪子; 我姓仝, 复姓端木.

老高, 金奶奶 and 佟校长 tell who is spoken to only together with the rest; essays are full of them, and the rules of
labelling leave surname and title, surname and age, surname and kinship alone. Whoever else bears the surname by full
name makes the rest doubtful again (:func:`without_shared_surnames`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scoring.text.known import Reader
from scoring.text.name_letters import RANKED_SURNAMES
from scoring.text.name_model import surname_length
from scoring.text.person_context import CALLED, CALLING
from scoring.text.segment import segmenter
from scoring.text.span_types import Identity, Kind, Level, Mention

RULE = "own_address"
_CALLED_BY = ("找", "叫", "喊", "问")
_LED = re.compile("(?:[叫喊唤称][我俺咱]|管[我俺咱]叫)[\u4e00-\u9fff]{1,3}$")  # 管我叫楼上小邰子
_EVERYDAY = 50
_COMMON = frozenset(RANKED_SURNAMES[:250])  # 姓仝 tells who it is, 姓王 does not


def find_own_addresses(reader: Reader, author: str) -> Iterator[Mention]:
    """Forms of the surname that are the author's own, where he is called so or tells that he has it."""
    length = surname_length(author)
    if not length or len(author) - length > 2:
        return
    text, surname = reader.view.text, re.escape(author[:length])
    if length == 1:
        behind = "头" if segmenter().known(author[0] + "子") > _EVERYDAY else "头|子"  # 小李子 is a plum
        for match in re.finditer(rf"[老小大二三]{surname}(?:{behind})", text):
            before = text[max(0, match.start() - 6) : match.start()]
            plain = _in_speech(text, match.start()) or before[-1:] in _CALLED_BY
            rare = plain or segmenter().known(match.group()) <= _EVERYDAY
            if _LED.search(before) or (rare and _called(text, match)):
                yield _mention(reader, match, 0)
    told = [*re.finditer(rf"(?<![子人者他她娃家汉妇童])姓({surname})(?=[,，]?(?:名|叫))", text)]
    if length > 1 or author[0] not in _COMMON:
        told += re.finditer(rf"姓({surname})(?![\u4e00-\u9fff])", text)
        told += re.finditer(rf"(?<![\u4e00-\u9fff])({surname})是复姓", text)
    for match in told:
        yield _mention(reader, match, 1)


def without_shared_surnames(text: str, found: list[Mention], identity: Identity) -> list[Mention]:
    """The mentions but addresses by a surname that somebody else in the text bears by full name."""
    others = {
        name[: surname_length(name)]
        for m in found
        if m.kind is Kind.PERSON
        and m.level is not Level.HINT
        and m.rule in ("name", "contest_person", "so_named")
        if len(name := text[m.start : m.end]) > 2 and surname_length(name) and name not in identity.authors
    }
    own = {author[: surname_length(author)] for author in identity.authors}
    shared = others & own - {""}
    return [m for m in found if m.rule != RULE or not any(one in text[m.start : m.end] for one in shared)]


def _called(text: str, match: re.Match[str]) -> bool:
    return bool(
        CALLING.search(text[max(0, match.start() - 4) : match.start()]) and CALLED.match(text, match.end())
    )


def _in_speech(text: str, at: int) -> bool:
    """Whether a quotation is open at an offset, in its line."""
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line.count("“") > line.count("”")


def _mention(reader: Reader, match: re.Match[str], group: int) -> Mention:
    return reader.mention(*match.span(group), Kind.AUTHOR, Level.LIKELY, RULE)
