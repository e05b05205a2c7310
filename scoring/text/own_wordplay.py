"""Nicknames with a letter of the writer's name in them: “宫大手在不在？”, 叫我石O型, 存成“粽子柳”.

And who speaks in a chat under such a name: 急诊小庞：, 塔塔不迷路：.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from scoring.text.known import Reader
from scoring.text.name_model import surname_length
from scoring.text.nicknames import SENTENCE_LETTERS, is_errand
from scoring.text.person_context import CALLED, CALLING, TITLES
from scoring.text.public_figures import known_people
from scoring.text.segment import segmenter
from scoring.text.span_types import Kind, Level, Mention
from scoring.text.word_list import LETTER

_CALL = re.compile(r"(?:[叫喊称唤成](?!它)|名字?是|存的是|备注[是为]?|(?:外号|绰号|网名|昵称)是?)[^“\n]{0,3}$")
_RARE = 3_000  # dictionary frequency up to which a surname is no everyday word
_NAME_TAGS = ("nr", "nz", "zg")
_SPEAKER = re.compile(r"^[ ]*([\u4e00-\u9fffa-z0-9·_-]{2,10})[ ]?(?:\([^\n()]{1,20}\))?[ ]?:", re.MULTILINE)
_TOLD = re.compile(
    r"[叫喊称唤][我俺咱](?:作|做)?(?:“([\u4e00-\u9fff]{2,8})”|([\u4e00-\u9fff]{2,3})(?=[,。;、!]))"
    r"|(?:外号|绰号|网名|微信名|昵称|小号|名字?)[^\n。,“]{0,4}“([\u4e00-\u9fff]{2,8})”"
)
_TAKEN = r"(?:[念叫喊写印登开认打听读看填刻绣记唱拼译][错]?成了?|写的是|误[写作为登印]{1,2}|写作|写错|印错|应[为是作])"
_AS_A_REMEDY = re.compile(
    r"(?:商品名|通用名|别名|俗名|俗称|代号|又名|曾用名|英文名)(?:】|[:是叫为])?[ ]?“?"
    r"([\u4e00-\u9fff]{2,6})(?=[”,。;( \n]|$)"
)
_MOST_TOLD = 50  # nicknames looked for elsewhere, so that the text's length alone counts
_HEARD = 3_000  # dictionary frequency from which what a name is taken for is an everyday word
_ENDS = "|".join(sorted(TITLES, key=len, reverse=True))
_TITLED = re.compile(rf"(?:{_ENDS})$")
_TITLE = re.compile(_ENDS)


def find_wordplay(reader: Reader, author: str) -> Iterator[Mention]:
    """Nicknames and names in a chat that play with the name of one author."""
    length = surname_length(author)
    given = author[length:] if length else author
    if not re.fullmatch(r"[\u4e00-\u9fff]{2,}", author) or not given:
        return
    yield from _speakers(reader, author[:length], given)
    yield from _misspelt(reader, author)
    yield from _labelled(reader, author)
    yield from _misheard(reader, author, given)
    yield from _of_the_house(reader, author, author[:length] or author[:1])
    if length:
        yield from _by_surname_and_told(reader, author, author[:length])
        yield from _quoted(reader, author, author[:length])
        yield from _by_surname_and_latin(reader, author[:length])
    if len(given) == 2 and length:
        yield from _with_manner(reader, author, given)


def _misheard(reader: Reader, author: str, given: str) -> Iterator[Mention]:
    """把“欣瑜”听成了“鲸鱼”; 念成也先贵: what a name is taken for, with the name before it or a letter of it within."""
    meant = rf"(?:{re.escape(author)}|{re.escape(given)}|名字|[我俺])[”\"]?"
    taken = (
        rf"{meant}[^\n。“]{{0,12}}?[听念喊写认叫打读看印][错白]?[成作]了?"
        r"(?:“([\u4e00-\u9fff]{2,5})”|([\u4e00-\u9fff]{2,4})(?=[,。;、！!]))"
    )
    for match in re.finditer(taken, reader.view.text):
        said = match.group(match.lastindex or 0)
        own = not set(said).isdisjoint(author) or (match.lastindex == 1 and match.group().startswith((author, given)))
        if own and said != author and not segmenter().known(said) > _HEARD and not _TITLED.search(said):
            yield reader.mention(*match.span(match.lastindex or 0), Kind.AUTHOR, Level.LIKELY, "nickname")


def _misspelt(reader: Reader, author: str) -> Iterator[Mention]:
    """念成“也先贵”, 登成谭世杰: the author's full name with one letter wrong, where a name is said to be taken so."""
    if not 3 <= len(author) <= 5:
        return
    forms = (rf"{re.escape(author[:at])}{LETTER}{re.escape(author[at + 1 :])}" for at in range(len(author)))
    for match in re.finditer(rf"{_TAKEN}[“]?({'|'.join(forms)})", reader.view.text):
        if match.group(1) != author:
            yield _mention(reader, match)


def _labelled(reader: Reader, author: str) -> Iterator[Mention]:
    """商品名扈热血, 【别名】小马扎: a name for a remedy, with a letter of the author's, is a joke about him."""
    for match in _AS_A_REMEDY.finditer(reader.view.text):
        called = match.group(1)
        if called != author and not set(called).isdisjoint(author) and segmenter().known(called) <= 50:
            yield _mention(reader, match)


def _of_the_house(reader: Reader, author: str, surname: str) -> Iterator[Mention]:
    """吉克家的阿莎, 敖大夫家的日格勒; 您的嘎嘎,才仁卓玛: another name right beside the own one."""
    text = reader.view.text
    for first in {surname, author[:2]} if len(author) > 3 else {surname}:
        rest = re.escape(author[len(first) :])
        for match in re.finditer(rf"({re.escape(first)}(?:大夫|医生|师傅|老师)?家的{rest})", text):
            yield _mention(reader, match)
    beside = rf"^[ ]*[您你]的({LETTER}{{2,4}})[,， ]{{1,3}}{re.escape(author)}[ ]*$"
    for match in re.finditer(beside, text, re.MULTILINE):
        if not _TITLED.search(match.group(1)):
            yield _mention(reader, match)


def _by_surname_and_told(reader: Reader, author: str, surname: str) -> Iterator[Mention]:
    """给崔零点放的礼炮, 常喇叭: the surname before a nickname that is told elsewhere, 叫我零点, 网名“村口大喇叭”."""
    text = reader.view.text
    calls = (match.group(match.lastindex or 0) for match in _TOLD.finditer(text))
    told = {call[-2:] for call in calls if not is_errand(call)}
    for last in sorted(told - set(TITLES) - {author[-2:]})[:_MOST_TOLD]:
        if not SENTENCE_LETTERS.isdisjoint(last) or last[0] in "老小大阿":
            continue
        for match in re.finditer(rf"({re.escape(surname)}{re.escape(last)})", text):
            yield _mention(reader, match)


def _quoted(reader: Reader, author: str, surname: str) -> Iterator[Mention]:
    """“宫大手在不在？”, “软糖阮”: the surname at the head or the end of what is quoted."""
    text, name = reader.view.text, re.escape(surname)
    plain = _is_plain(surname)
    head = rf"“({name}(?:{LETTER}{{2,3}}?))(?=[”,!?。]|[来在啊呀哎快你]|又来)"
    for match in re.finditer(head, text):
        row = match.group(1)
        called = _CALL.search(text, max(0, match.start() - 12), match.start())
        if text[match.start() - 1 : match.start()] == "它":
            continue
        if (called or not plain) and _is_play(reader, row[len(surname) :], match.start(1), author, row):
            yield _mention(reader, match)
    tail = rf"“({LETTER}{{1,3}}{name})(?=[”的])"
    for match in re.finditer(tail, text):
        called = _CALL.search(text, max(0, match.start() - 12), match.start())
        row = match.group(1)
        if called and not segmenter().known(row) and not row[:-1].endswith(("老", "小", "姓")):
            yield _mention(reader, match)


def _is_play(reader: Reader, rest: str, start: int, author: str, row: str) -> bool:
    """Whether what stands behind a surname makes a nickname of it: no title, no word, nobody's name."""
    first = bisect_left(reader.words, start, key=lambda word: word.start)
    word = reader.words[first] if first < len(reader.words) else None
    alone = word is not None and word.start == start and word.text in (row[: len(row) - len(rest)], row)
    return (
        alone
        and not segmenter().known(row)
        and not _TITLE.match(rest)
        and SENTENCE_LETTERS.isdisjoint(rest)
        and row not in known_people()
        and row != author
    )


def _is_plain(surname: str) -> bool:
    """Whether a surname is an everyday word, too: 高, 白, 石; not 丛, 庞, 欧阳."""
    words = segmenter()
    return words.known(surname) > _RARE and words.tag_of.get(surname, "") not in _NAME_TAGS


def _by_surname_and_latin(reader: Reader, surname: str) -> Iterator[Mention]:
    """叫我石O型: a letter of another alphabet behind the surname."""
    row = rf"[叫喊称][我俺][ “]?({re.escape(surname)}{LETTER}?[a-z]{{1,3}}{LETTER}{{0,2}})(?=[”,。!])"
    for match in re.finditer(row, reader.view.text):
        yield _mention(reader, match)


def _with_manner(reader: Reader, author: str, given: str) -> Iterator[Mention]:
    """老振华, 小徐静 where somebody is called so."""
    text = reader.view.text
    for match in re.finditer(rf"([老小阿](?:{re.escape(given)}|{re.escape(author)}))", text):
        if CALLING.search(text[max(0, match.start() - 4) : match.start()]) and CALLED.match(text, match.end()):
            yield _mention(reader, match)


def _speakers(reader: Reader, surname: str, given: str) -> Iterator[Mention]:
    """急诊小庞：, 阿旺在路上： before what is said in a chat; twice at least, and with a letter of the name."""
    matches = list(_SPEAKER.finditer(reader.view.text))
    times = Counter(match.group(1) for match in matches)
    manners = tuple(f"{manner}{surname}" for manner in "老小阿大") if surname else ()
    letters = set(given) | (set(surname) if not _is_plain(surname) else set())
    for match in matches:
        called = match.group(1)
        played = len(given) < 4 and not letters.isdisjoint(called)
        kin = called.startswith(surname or "\n") and len(called) < 4  # a namesake by full name
        if len(called) < 3 or times[called] < 2 or kin or _everybody(called):
            continue
        if played or called.endswith(manners):
            yield _mention(reader, match)


def _everybody(called: str) -> bool:
    return segmenter().known(called) > 0 or _TITLED.search(called) is not None or called in known_people()


def _mention(reader: Reader, match: re.Match[str]) -> Mention:
    return reader.mention(*match.span(1), Kind.AUTHOR, Level.LIKELY, "nickname")
