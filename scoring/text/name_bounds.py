"""Where a name that was found begins and ends, and what was taken for one: 卡德尔大|夫, 苗医|龙金翠, 毫克每升.

Patterns and the second reader see a name where it stands, not always how long it is. The words around its ends and
how it reads against everyday words (:mod:`scoring.text.lattice`) tell.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace

from scoring.text.kin_words import GREETINGS, KIN_WORDS
from scoring.text.known import Reader
from scoring.text.name_model import (
    SURNAMES,
    chinese_name_cost,
    composed_name,
    given_name_cost,
    surname_length,
    transliterated_cost,
)
from scoring.text.person_candidates import of_myself, of_things
from scoring.text.person_context import TITLE, TITLES
from scoring.text.segment import segmenter
from scoring.text.span_types import Kind, Level, Mention
from scoring.text.word_list import any_of

_PEOPLE = (Kind.PERSON, Kind.AUTHOR)
_READS_AS_WORDS = -17.0  # gain of what is no name
_BETTER_INSIDE = 6.0
_TORN_WORD = -9.0  # what the text loses where a word is cut there
_LONGEST = 16
_OLD_OR_SMALL = frozenset("老小大")
_TITLED_KIN = re.compile(r"[\u4e00-\u9fff]{1,3}[爷奶叔伯婶姨姑舅哥姐嫂弟妹娘爹妈爸公婆工总导头儿子仔娃妞]")
_CALLED = re.compile(rf"[{''.join(sorted(SURNAMES))}]?[老小大阿二三四五六七八幺][\u4e00-\u9fff]{{1,3}}")
_KIN = any_of(
    "大爷 大娘 大妈 大叔 大姐 大哥 奶奶 爷爷 阿姨 叔叔 伯伯 阿伯 阿公 阿婆"
    " 爷 奶 伯 叔 婶 姨 姑 舅 哥 姐 嫂 弟 妹 公 婆 娘 爹"
)
_ADDRESS = re.compile(rf"[{''.join(sorted(SURNAMES))}](?:{_KIN})|[\u4e00-\u9fff]氏")
_CALLED_ME = re.compile(  # names the writer, or signs
    r"(?:[叫喊称唤]|署名|绰号|外号|网名|昵称|笔名|雅号)[^，。,;；!?它\n]{0,5}$|: ?$"
)
_ELDERS = "二三四五六七八幺满老大小尕"
_CALLED_IN_TURN = re.compile(rf"[{_ELDERS}](?:{_KIN})")


def bounded(reader: Reader, found: Iterable[Mention], rule: str) -> Iterator[Mention]:
    """The mentions with the ends of people's names mended; what ``rule`` guessed is dropped where it reads as words."""
    found = list(found)
    named: dict[int, list[Mention]] = {}
    for one in found:
        if one.kind in _PEOPLE and one.rule != rule and one.level is not Level.HINT:
            named.setdefault(one.end, []).append(one)
    for mention in found:
        if mention.kind in _PEOPLE and mention.level is Level.LIKELY and _said_by_all(reader, mention):
            continue
        if mention.rule == rule and mention.kind in _PEOPLE and _only_calling(
            reader, mention, named.get(mention.end, [])
        ):
            continue
        if mention.kind is not Kind.PERSON or mention.level is not Level.LIKELY:
            yield mention
            continue
        first, last = (bisect_left(reader.flow.positions, at) for at in (mention.start, mention.end))
        guessed = mention.rule == rule
        if guessed and _no_name(reader, first, last):
            continue
        start, end = _inside(reader, first, last) if guessed else (first, last)
        end = _before_title(reader.flow.text, start, end)
        if (start, end) == (first, last):
            yield mention
        elif end - start > 1 and not (guessed and _no_name(reader, start, end)):
            begin, stop = reader.flow.span(start, end)
            yield replace(mention, start=begin, end=stop)


def _said_by_all(reader: Reader, mention: Mention) -> bool:
    """萨音, 额格其, 额|布格: a greeting in another language, a word of kin or a piece of one."""
    text, start, end = reader.original, mention.start, mention.end
    said = text[start:end]
    return (said in GREETINGS or (said in KIN_WORDS and mention.kind is Kind.PERSON)) or (
        end - start > 1 and any(text[start - by : end] in KIN_WORDS for by in (1, 2) if start >= by)
    )


def _only_calling(reader: Reader, guessed: Mention, named: Iterable[Mention]) -> bool:
    """蒙医|布和: whether a guessed row is one of the names that end with it, and what its bearer is."""
    text = reader.original
    return any(
        guessed.start < inner.start
        and (text[guessed.start : inner.start] in TITLES or _is_word(text[guessed.start : inner.start]))
        for inner in named
    )


def _before_title(text: str, start: int, end: int) -> int:
    """Where a name ends in front of a title: 吐尔逊·卡德尔大|叔, 穆生华|老阿訇, 扎西|阿克."""
    for at in range(start + 2, end):
        title = TITLE.match(text, at)
        if title and title.end() > end:
            return at
    if end - start > 3 and text[end - 1] in _OLD_OR_SMALL and TITLE.match(text, end):
        return end - 1
    return end


def _no_name(reader: Reader, start: int, end: int) -> bool:
    """Whether a guessed row of the flow is an address, a word of kin, a piece of a word or words alone."""
    text = reader.flow.text
    said = text[start:end].strip()
    if said in TITLES or said in GREETINGS or _ADDRESS.fullmatch(said) or _CALLED_IN_TURN.fullmatch(said):
        return True
    if _CALLED_ME.search(text, max(0, start - 9), start):
        return False
    if of_myself(text[start : end + 1]) or of_things(said):
        return True
    paths = reader.flow_lattice
    if min(paths.border(start), paths.border(end)) < _TORN_WORD and not TITLE.match(text, end - 1):
        return True
    if end - start < 3 or _TITLED_KIN.fullmatch(said) or _CALLED.fullmatch(said) or not said.isalpha():
        return False
    return _gain(reader, start, end) < _READS_AS_WORDS and _best_inside(reader, start, end)[0] <= 0


def _is_word(said: str) -> bool:
    """Whether the dictionary holds it, and not as a person's name: a place may stand before one."""
    words = segmenter()
    return words.known(said) > 0 and not words.tag_of.get(said, "").startswith("nr")


def _gain(reader: Reader, start: int, end: int) -> float:
    name = reader.flow.text[start:end]
    cost = max(chinese_name_cost(name), transliterated_cost(name))
    return reader.flow_lattice.gain(start, end, max(cost, given_name_cost(name)) if len(name) == 2 else cost)


def _best_inside(reader: Reader, start: int, end: int) -> tuple[float, int, int]:
    """Gain and span of the likeliest full name in a row of the flow."""
    text = reader.flow.text
    rows = (
        (_gain(reader, first, last), first, last)
        for first in range(start, end - 1)
        for last in range(first + 2, min(end, first + 9) + 1)
        if last - first > 2 or surname_length(text[first:last])
        if surname_length(text[first:last]) or composed_name(text[first:last])
    )
    return max(rows, default=(-_LONGEST, start, end))


def _inside(reader: Reader, start: int, end: int) -> tuple[int, int]:
    """The name in a guessed row that begins with a calling or goes on: 外科|巴雅尔图, 石嘴组的|汪腊梅."""
    text = reader.flow.text
    if not 4 <= end - start <= _LONGEST or not text[start:end].isalpha() or _CALLED.fullmatch(text, start, end):
        return start, end
    gain, first, last = _best_inside(reader, start, end)
    whole = _gain(reader, start, end)
    return (first, last) if gain > max(0.0, whole + _BETTER_INSIDE) else (start, end)
