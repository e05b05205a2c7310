"""Writers the form knows, as they sign and as others call them: X.M.Z, ——砚, 立嘱人：老贡头, 尚子怀瑾，字握瑜.

Only what is built on the letters of an author's name counts, or what stands beside that name and says it is another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scoring.text.known import Reader
from scoring.text.name_model import surname_length
from scoring.text.nicknames import everyday_call
from scoring.text.own_signs import find_signatures
from scoring.text.person_context import TITLES
from scoring.text.readings import initials
from scoring.text.segment import segmenter
from scoring.text.span_types import Kind, Level, Mention
from scoring.text.spelled_names import find_spelled
from scoring.text.word_list import LETTER

_QUOTED_CALL = re.compile(
    r"[“\"「]([\u4e00-\u9fff]{2,4}?)(?:来[啦了喽咯]|走[啦了])?[!,。?]?[”\"」][^。\n“”]{0,4}?"
    r"(?:这个|那个|的|是我的?|成了我的?|就是我的?)?(?:外号|绰号|诨号|雅号)"
)
_COURTESY = re.compile(
    r"[\u4e00-\u9fff]{0,2}[,，]?(?:(?:表字|(?<![个俩几])字)([\u4e00-\u9fff]{1,3})(?=[,，。;；]))?[,，]?"
    r"(?:(?:自号|别号|号)([\u4e00-\u9fff]{2,6})(?=[,，。;；]))?"
)
_LINE_LETTERS = re.compile(r"[\u4e00-\u9fff](?:[^\n]*[\u4e00-\u9fff])?")
_ME = "[我俺咱他她]"
_MOST = 20  # names looked for elsewhere, so that the length of the text alone counts
_NO_ONES = frozenset("阿老小大来去在到过了得着帮看开做起上下进出好快慢不有是")  # deeds, and half the names
_LEAD = r"(?:(?<=[:：,，。“\"\n])|(?<=[:：,，。“\"] ))"


def find_own_calls(reader: Reader, author: str) -> Iterator[Mention]:
    """Signatures, role lines, courtesy names and names by ceremony of one author."""
    length = surname_length(author) or 1
    surname, given = author[:length], author[length:]
    if not re.fullmatch(r"[\u4e00-\u9fff]{2,}", author) or not given:
        return
    yield from _by_surname(reader, surname, given)
    if len(author) > 4:
        return
    text = reader.view.text
    for match in _QUOTED_CALL.finditer(text):
        if set(match.group(1)) & set(author):
            yield _likely(reader, *match.span(1), "nickname")
    if len(given) > 1:
        yield from _by_given(reader, surname, given)
    yield from _courtesy(reader, author, given)
    yield from find_signatures(reader, surname, given)
    yield from find_spelled(reader, author)
    yield from _down_the_lines(reader, author)
    yield from _with_fathers(reader, given)


def _with_fathers(reader: Reader, given: str) -> Iterator[Mention]:
    """叫我岜龙: a letter of the name with another's behind it, which is no word, wherever it stands; 我叫岜 itself."""
    text = reader.view.text
    own = "".join(sorted(set(given) - _NO_ONES))
    if not own:
        return
    for match in re.finditer(rf"我叫([{own}])(?=[,。;])", text):
        yield _likely(reader, *match.span(1), "given_name")
    pattern = rf"[叫喊唤称]我([{own}](?![了吧吗来去过得]){LETTER})(?=[,。;])"
    told = sorted({match.group(1) for match in re.finditer(pattern, text)})
    for name in [name for name in told if not segmenter().known(name)][:_MOST]:
        for match in re.finditer(name, text):
            yield _likely(reader, *match.span(), "given_name")


def _down_the_lines(reader: Reader, author: str) -> Iterator[Mention]:
    """The name read down the first or the last letters of lines: surely meant with three letters, perhaps with two."""
    lines = [match.span() for match in _LINE_LETTERS.finditer(reader.view.text)]
    level = Level.LIKELY if len(author) > 2 else Level.HINT
    for side in (0, 1):
        places = [start if side == 0 else end - 1 for start, end in lines]
        row = "".join(reader.view.text[at] for at in places)
        at = row.find(author)
        while at >= 0:
            for place in places[at : at + len(author)]:
                yield reader.mention(place, place + 1, Kind.AUTHOR, level, "acrostic")
            at = row.find(author, at + 1)


def _by_given(reader: Reader, surname: str, given: str) -> Iterator[Mention]:
    """尚子怀瑾, 卓某(力格), 王[1]小满, 我姓王，名小满, w小满; and the given name where a speech begins: 甲:小朵年轻."""
    text = reader.view.text
    hidden = rf"{surname}[*×＊某○xX_]{{1,2}}{given[-1]}"  # 柳*芽
    torn = rf"{hidden}|{surname}[\[(（【][^\n\[\]()（）【】]{{1,4}}[\])）】]{given}"
    called = rf"[叫喊唤]{_ME}?“({given}[呀啊哟子儿])[,!]?”"
    called += rf"|[骂笑夸说叫喊]{_ME}[是作做]?“([^“”\n,。]{{1,6}}{given[-2:]})”"
    for match in re.finditer(called, text):
        yield _likely(reader, *match.span(match.lastindex or 0), "nickname")
    letter = rf"(?<![a-z]){initials(surname)[:1] or surname}[ .]?{given}"
    for match in re.finditer(rf"{torn}|{letter}|(?<=[,，。\n]名){given}(?!{LETTER})", text):
        yield _likely(reader, *match.span(), "ceremony")
    for match in re.finditer(rf"{surname}(?:[子生君公氏]|某[(（]){given}[)）]?", text):
        yield _likely(reader, *match.span(), "ceremony")
    if segmenter().known(given) <= 50:
        for match in re.finditer(rf"{_LEAD}{given}(?![”\"])", text):
            if match.start() in reader.starts:
                yield _likely(reader, *match.span(), "given_name")


def _by_surname(reader: Reader, surname: str, given: str) -> Iterator[Mention]:
    """邰小跑, 你慢些; 抱去找鞠五先生; 管小孟叫“摩托安达”: nicknames built on the surname, or given to who bears it."""
    text = reader.view.text
    nickname = rf"{surname}(?:[小老大]{LETTER}|[一二三四五六七八九](?:先生|郎中|爷|大夫))"
    for match in re.finditer(rf"(?:[,，。:：“\"\n!！]|[叫喊找个])({nickname})(?=[，,。”!！？?啊呀嘛])", text):
        if not everyday_call(match.group(1)) and match.group(1)[1:] not in TITLES:
            yield _likely(reader, *match.span(1), "nickname")
    big = [*re.finditer(rf"(?:^|[,。:“”\n ])(大{surname})(?=[,:!?。”说\n ])", text)]
    for match in big if len(big) > 1 and not segmenter().known(f"大{surname}") else ():
        yield _likely(reader, *match.span(1), "nickname")
    called = rf"[管把称叫喊](?:[小老]{surname}|{surname}?{given})[叫喊称]?[做作为]?“({LETTER}{{2,8}})”"
    for match in re.finditer(called, text):
        if not everyday_call(match.group(1)):
            yield _likely(reader, *match.span(1), "nickname")


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
