"""What a writer is called by those who know him: 老铁, 阿舟, 佟佟, 舟哥, 小禾苗, 石片子."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scoring.text.known import Reader
from scoring.text.name_letters import RANKED_SURNAMES
from scoring.text.name_model import surname_length
from scoring.text.person_context import CALLED, CALLING, TITLES
from scoring.text.segment import segmenter
from scoring.text.span_types import Kind, Level, Mention
from scoring.text.word_list import LETTER, words_in

PET_ENDINGS = ("子", "儿", "哥", "姐", "叔", "婶", "爸", "妈", "姨", "妹", "弟", "娃", "宝")
_LAST = words_in(
    """
    哥 姐 子 妹 叔 姨 儿 婶 嫂 娃 妞 爷 仔 宝 丫头 姑娘 娃子 娃儿 妹子 妹儿 伢子 哥儿 姐儿 崽 囡 妈妈
    老师 医生 大夫 护士 师傅 阿姨 女子 妮子 妮儿 闺女 娘娘 爹爹 孃孃 嬢嬢 嬷嬷 爷爷 奶奶 叔叔 伯伯 姑姑 姐姐 哥哥 大姐
    医师 药师 大哥 大叔 大姨 大娘 大妈 大爷 婆婆 子大夫 子医生 子哥 子姐 子叔 子姨 子爷 子嫂
    """
)
_TWICE_LAST = words_in(
    "大夫 医生 护士 老师 阿姨 姐 姐姐 哥 哥哥 姨 姑 姑姑 妈妈 爸爸 奶奶 爷爷 姥姥 姥爷 叔叔 婶"
)
_CALLINGS = frozenset(("大夫", "医生", "护士", "老师", "师傅", "医师", "药师"))
_SURNAME_LETTERS = frozenset(RANKED_SURNAMES[:250])
_LONG_LAST = "子|儿|妮|娃|丫头|闺女|妹子|姐|哥|叔|姨|爷"
# before the given name: 阿佳卓玛, 曼巴其加
_KIN_OF_PEOPLES = (
    "阿佳|曼巴|门巴|安木其|额木其|阿姐|阿妹|阿哥|阿弟|阿叔|阿婶|阿妈|阿爸|额吉|阿尼|阿吾|毕摩|古如"
)
_EVERYDAY = 50  # dictionary frequency from which a pet name is a word first
_TWICE_EVERYDAY = 500  # 云云, 静静: a letter said twice is a name more often than the dictionary thinks
_NO_PET = "工总导姐哥姨叔婶老"
_KINLY = "姐哥姨叔嫂婶"
_KIN_LETTERS = frozenset("阿老小大姐哥姨叔嫂婶妹弟爷奶爸妈姑伯娘爹儿子")  # of names and of half the words for people
_PARTICLES = "来去了哇啊呀吧呢嘛"
_GIVEN_TO = re.compile("(?:[赠致给送]|谢谢|感谢)“?$")  # “赠小雪：…”, 给小雪收
_GIVEN_TO_ONE = re.compile("[赠致给送谢]“?[\u4e00-\u9fff]{2,4}[:：收]")
_TO_WHOM = frozenset(":：收")
_WORD = 3_000  # dictionary frequency from which not even what is given to somebody is a name
_SAYS_BEFORE = frozenset('“"，,：:叫喊！我俺的')
_SAYS_BEHIND = frozenset("，,！!”。.、？?")


def find_pet_names(reader: Reader, author: str) -> Iterator[Mention]:
    """Pet names built on the letters of the author's name, where somebody is called so."""
    length = surname_length(author)
    given = author[length:]  # 塔娜 has no surname
    length = length or 1
    letters = set(re.findall(r"[\u4e00-\u9fff]", given if len(given) <= 3 else author)) - _KIN_LETTERS
    if letters:
        yield from _short(reader, author, letters)
        yield from _kinly(reader, author, letters)
        yield from _long(reader, given, letters)
        yield from _nicknames(reader, author[:length], letters)


def _short(reader: Reader, author: str, letters: set[str]) -> Iterator[Mention]:
    """老铁, 云云, 舟哥, 老苏合."""
    pets = {f"{first}{letter}" for letter in letters for first in "老小阿大"}
    pets |= {letter * 2 for letter in {*letters, author[0]}}
    pets |= {f"{letter}{last}" for letter in letters for last in _LAST}
    twice = {letter * 2 for letter in letters}
    pets |= {f"小{both}" for both in twice} | {f"{both}{last}" for both in twice for last in _TWICE_LAST}
    pets |= {f"{number}{letter}" for letter in letters for number in "二三四五"}
    pets -= {f"{author[0]}{title}" for title in TITLES}  # 那大夫: surname and title
    if len(author) >= 4 and surname_length(author) < 2:
        pets |= {f"{first}{part}" for part in (author[:2], author[-2:]) for first in "老小"}
    text = reader.view.text
    for pet in sorted(pets):
        known = segmenter().known(pet)
        everyday = known > (_TWICE_EVERYDAY if pet[0] == pet[1] else _EVERYDAY)
        if everyday and (known > _WORD or not _GIVEN_TO_ONE.search(text)):
            continue
        at = text.find(pet)
        while at >= 0:
            before = CALLING.search(text[max(0, at - 4) : at])
            behind = text[at + len(pet) : at + len(pet) + 1]
            turned = text[at - 1 : at] == "成" and behind in ("了", ",", "。") and pet[0] in "老大"  # 小托也成老托了
            given = _GIVEN_TO.search(text[max(0, at - 4) : at]) and behind in _TO_WHOM
            open_speech = not known and text[at - 1 : at] in ("“", "「") and len(pet) < 3  # “萍子进来吃口”
            titled = not known and pet[1:] in _CALLINGS and pet[0] not in _SURNAME_LETTERS  # 琴大夫
            called = CALLED.match(text, at + len(pet)) or titled or open_speech
            said = not everyday and before and (called or (not known and pet[0] in "老阿"))
            if given or said or (turned and not known):
                yield reader.mention(at, at + len(pet), Kind.AUTHOR, Level.LIKELY, "pet_name")
            at = text.find(pet, at + 1)


def _kinly(reader: Reader, author: str, letters: set[str]) -> Iterator[Mention]:
    """秀姐补的, 急诊乌姐: a letter that is no surname, with a kinship behind it, wherever it is no part of a word."""
    own = "".join(sorted(letter for letter in letters if letter not in _SURNAME_LETTERS or len(author) > 3))
    if not own:
        return
    text = reader.view.text
    for match in re.finditer(rf"(?<![老小大二三四五六七八九十{own}])[{own}][{_KINLY}](?![{_KINLY}夫父母弟妹们])", text):
        whole = reader.on_borders(*reader.view.span(*match.span()))
        if whole and not segmenter().known(match.group()):
            yield reader.mention(*match.span(), Kind.AUTHOR, Level.LIKELY, "pet_name")


def _long(reader: Reader, given: str, letters: set[str]) -> Iterator[Mention]:
    """小禾苗, 国栋子, 彤女子: said to somebody, not told of somebody."""
    text = reader.view.text
    forms = rf"[老小阿大][{''.join(sorted(letters))}]{LETTER}"
    forms += rf"|(?:{_KIN_OF_PEOPLES})?{re.escape(given)}(?:{_LONG_LAST})" if given else ""
    if len(given) > 1:
        forms += rf"|(?:{_KIN_OF_PEOPLES})(?:{re.escape(given)}|{re.escape(given[-2:])})"
    for match in re.finditer(forms, text):
        said = text[match.start() - 1 : match.start()] in _SAYS_BEFORE and (
            text[match.end() : match.end() + 1] in _SAYS_BEHIND
        )
        if said and segmenter().known(match.group()) <= _EVERYDAY:
            yield reader.mention(*match.span(), Kind.AUTHOR, Level.LIKELY, "pet_name")


def _nicknames(reader: Reader, surname: str, letters: set[str]) -> Iterator[Mention]:
    """叫我石片子: the surname with something behind it; 叫我彤女子: a letter of the name within."""
    text = reader.view.text
    by_surname = re.compile(
        rf"(?<!它)[叫喊称][我她他俺咱]?[ “]?({re.escape(surname)}{LETTER}{{1,3}})(?=[”，。！、,.!])"
    )
    letter = f"[{''.join(sorted(letters))}]"
    within = re.compile(
        rf"[叫喊称][我俺咱]们?[ “]?(?!家)({LETTER}{{0,3}}{letter}{LETTER}{{0,3}})(?=[”，。,.！!的])"
    )
    child = re.compile(
        rf"{re.escape(surname)}(?:家的?)?{LETTER}{{0,2}}(?:娃子?|丫头|小子|闺女|伢子|妹崽)"
    )
    for match in child.finditer(text):
        quoted = text[match.start() - 1 : match.start()] == "“"
        before = text[max(0, match.start() - 4) : match.start()]
        if CALLING.search(before) and (quoted or CALLED.match(text, match.end())):
            yield reader.mention(*match.span(), Kind.AUTHOR, Level.LIKELY, "pet_name")
    for match in by_surname.finditer(text):
        rest = match.group(1)[len(surname) :]
        if rest not in TITLES and rest not in _NO_PET:
            yield reader.mention(*match.span(1), Kind.AUTHOR, Level.LIKELY, "pet_name")
    for match in within.finditer(text):
        called = match.group(1).rstrip(_PARTICLES)
        if len(called) > 1 and letters & set(called) and segmenter().known(called) <= _EVERYDAY:
            start = match.start(1)
            yield reader.mention(start, start + len(called), Kind.AUTHOR, Level.LIKELY, "pet_name")
