"""A writer addressed by the surname: 老高, “小尹，吃饭没有？”, 快叫金奶奶, 管我叫佟校长, 我姓尹.

Half the country is called so; it tells something only of a surname that is the writer's own. Whoever else bears that
surname by full name makes it doubtful again (:func:`without_shared_surnames`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scoring.text.known import Reader
from scoring.text.name_letters import RANKED_SURNAMES
from scoring.text.name_model import surname_length
from scoring.text.person_context import CALLED, CALLING, TITLES
from scoring.text.segment import segmenter
from scoring.text.span_types import Identity, Kind, Level, Mention
from scoring.text.word_list import any_of

RULE = "own_address"
_KIN = any_of(
    "哥 姐 叔 婶 姨 伯 嫂 爷 奶 妈 爷爷 奶奶 阿姨 叔叔 伯伯 大哥 大姐 大叔 大妈 大娘 大爷 大婶 大嫂 妈妈 姥姥 姑姑"
)
_TITLED = any_of(" ".join(TITLES))
_ASKED = r"(?:我|俺|咱|你说|免贵|敝|她说我|他说我)(?:也|就|是|都|本)?姓"
_EVERYDAY = 50
_COMMON = frozenset(RANKED_SURNAMES[:250])  # 姓仝 tells who it is, 姓王 does not
_CALLED_BY_KIN = re.compile(
    r"[叫喊唤称是][我俺]?[“\"]?$"
)  # 快叫金奶奶; “丁爷爷，…” is surname and title only
_CALLED_BY = ("找", "叫", "喊", "问")


def find_own_addresses(reader: Reader, author: str) -> Iterator[Mention]:
    """How people address the author by the surname, where they speak to him or he tells what they call him."""
    length = surname_length(author)
    if not length or len(author) - length > 2:
        return
    text, surname = reader.view.text, re.escape(author[:length])
    if length == 1:
        behind = "头|师傅|同志|同学" + ("" if segmenter().known(author[0] + "子") > _EVERYDAY else "|子")  # 小李子
        for match in re.finditer(rf"[老小大二三]{surname}(?:{behind})?", text):
            before = text[max(0, match.start() - 1) : match.start()]
            plain = _in_speech(text, match.start()) or before in _CALLED_BY
            if (plain or segmenter().known(match.group()) <= _EVERYDAY) and _called(text, match):
                yield _mention(reader, match, 0)
    for match in re.finditer(rf"{surname}(?:{_KIN})(?![\u4e00-\u9fff]?[的家]{{2}})", text):
        led = _CALLED_BY_KIN.search(text[max(0, match.start() - 3) : match.start()])
        if led and _in_speech(text, match.start()) and _called(text, match):
            yield _mention(reader, match, 0)
    called_me = (
        rf"(?:管[我俺咱]叫|[叫喊唤称][我俺咱])[作做成]?[ “\"]{{0,2}}({surname}(?:{_KIN}|{_TITLED}))(?![哥姐])"
    )
    said = {match.group(1) for match in re.finditer(called_me, text)}
    for name in sorted(said):
        for match in re.finditer(re.escape(name), text):
            yield _mention(reader, match, 0)
    if length > 1 or author[0] not in _COMMON:
        for match in re.finditer(rf"姓({surname})(?![\u4e00-\u9fff])|(?<![\u4e00-\u9fff])({surname})是复姓", text):
            yield _mention(reader, match, match.lastindex or 0)
    asked = list(re.finditer(rf"{_ASKED}({surname})(?![\u4e00-\u9fff])", text))
    asked += re.finditer(rf"(?<![子人者他她娃家汉妇童])姓({surname})(?=[,，]?(?:名字?叫?|叫))", text)
    for match in asked:
        yield _mention(reader, match, 1)
    for match in re.finditer(rf"[哪那]个({surname})(?=[?？”])", text) if asked else ():
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
