"""People the form and the contest's lists know, in every writing: spaced, wrapped, traditional, Latin, shortened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from scoring.text.known import Reader, folded_name
from scoring.text.name_letters import PURE_SURNAMES
from scoring.text.name_model import composed_name, given_name_cost, surname_length
from scoring.text.person_context import TITLES
from scoring.text.public_figures import PUBLIC_FIGURES
from scoring.text.readings import latin_name
from scoring.text.segment import segmenter
from scoring.text.span_types import Identity, Kind, Level, Mention
from scoring.text.word_list import any_of

_EVERYDAY = 50  # dictionary frequency from which a name of two letters is a word first
_PET_ENDINGS = ("子", "儿", "哥", "姐", "叔", "婶", "爸", "妈", "姨", "妹", "弟", "娃", "宝")
_PET_LAST = ("哥", "姐", "子", "妹", "叔", "姨", "儿", "婶", "嫂", "娃", "妞")
_CALLING = re.compile(
    r"(?:叫|喊|称|唤|说|道|问|夸|骂|劝|笑|[，。：；,:;“\"「\n、！!？?—]"
    r"|是|我|和|与|跟|给|^)[我她他的作做]{0,2}[“\"「]?$"
)
_CALLED = re.compile(
    rf"[，。：；:;”\"」\n、！!？?,—…)）]|$|啊|呀|哪|呢|同志"
    rf"|{any_of(' '.join(TITLES))}|[说道笑哭站走跑的的手]|就|也|都|和|与|跟|你|来|快"
)


def find_authors(reader: Reader, identity: Identity) -> Iterator[Mention]:
    """The authors by full name, by given name, by pet names built on their letters, in Latin letters."""
    for author in identity.authors:
        yield from _full_name(reader, author, Kind.AUTHOR, "author")
        yield from _given_name(reader, author)
        yield from _pet_names(reader, author)
        yield from _latin(reader, author)


def find_listed_people(reader: Reader, identity: Identity) -> Iterator[Mention]:
    """People the contest knows."""
    own = set(identity.authors)
    for person in _present(reader.folded.text, identity.people):
        if person not in own and person not in PUBLIC_FIGURES:
            yield from _full_name(reader, person, Kind.PERSON, "contest_person")


def _present(folded: str, names: tuple[str, ...]) -> list[str]:
    """The names of which the first two letters occur in the text; one pass however long the list is."""
    by_start = _by_start(names)
    pairs = {folded[at : at + 2] for at in range(len(folded) - 1)}
    return [name for pair in sorted(pairs & by_start.keys()) for name in by_start[pair]]


@lru_cache(maxsize=4)
def _by_start(names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        folded = folded_name(name)
        if len(folded) > 1:
            found.setdefault(folded[:2], []).append(name)
    return {pair: tuple(those) for pair, those in found.items()}


def _full_name(reader: Reader, name: str, kind: Kind, rule: str) -> Iterator[Mention]:
    parts = [part for part in re.split(r"[·•・.]", name) if len(part) > 1]
    for written in {name, *(parts if len(parts) > 1 and kind is Kind.AUTHOR else ())}:
        for start, end in reader.places_of(written):
            yield Mention(start, end, kind, _full_level(reader, written, start, end, kind), rule)


def _full_level(reader: Reader, name: str, start: int, end: int, kind: Kind) -> Level:
    letters = len(re.findall(r"[\u4e00-\u9fff]", name))
    if letters > 2 or (reader.on_borders(start, end) and segmenter().known(name) <= _EVERYDAY):
        everyday = letters > 2 and segmenter().known(name) > 10 * _EVERYDAY
        return Level.LIKELY if everyday else Level.CERTAIN
    return Level.LIKELY if kind is Kind.AUTHOR and _named_here(reader, start, end, name) else Level.HINT


def _named_here(reader: Reader, start: int, end: int, name: str) -> bool:
    """A name of two everyday letters (方圆, 丁香) counts where somebody is called so, or where it signs."""
    if not segmenter().known(name):
        return True
    text = reader.original
    line = text[text.rfind("\n", 0, start) + 1 : (text.find("\n", end) + 1 or len(text) + 1) - 1]
    signed = len(line) <= 36 and not re.search(r"[。！？!?]", line)
    return signed or bool(
        re.search(
            r"(?:[^\u4e00-\u9fff]和|我[和与跟]|叫|喊|作者[：:]?|笔者|本人|我是|姓名[：:]?|名字[是叫]?)[ 　“]?$",
            text[max(0, start - 6) : start],
        )
        or (_CALLING.search(text[max(0, start - 4) : start]) and _CALLED.match(text, end))
    )


def _given_name(reader: Reader, author: str) -> Iterator[Mention]:
    length = surname_length(author)
    given = author[length:]
    yield from _parts_of_long_names(reader, author)
    if len(given) < 2 and length < 2:
        return
    if not length or len(given) > 3:
        return
    known = segmenter().known(given)
    for start, end in reader.places_of(given):
        called = bool(
            _CALLING.search(reader.original, max(0, start - 4), start) and _CALLED.match(reader.original, end)
        )
        gain = reader.lattice.gain(*reader.view_span(start, end), given_name_cost(given))
        named = known < 3000 or segmenter().tag_of.get(given) == "nr"
        if (called and named) or (known <= _EVERYDAY and gain > -4):
            if reader.original[end : end + 1] in _PET_ENDINGS:
                end += 1
            yield Mention(start, end, Kind.AUTHOR, Level.LIKELY, "given_name")


def _parts_of_long_names(reader: Reader, author: str) -> Iterator[Mention]:
    """苏合 of 苏合巴雅尔, 托雅 of 娜仁托雅: two letters at the front or at the end of a long name."""
    parts = {author[:2], author[:3], author[-2:], author[-3:]} if len(author) > 3 else set()
    if len(author) == 3 and composed_name(author) and author[0] not in PURE_SURNAMES:
        parts = {author[:2], author[-2:]}
    for part in parts:
        known = segmenter().known(part)
        if known > _EVERYDAY:
            continue
        for start, end in reader.places_of(part):
            before, behind = reader.original[max(0, start - 4) : start], reader.original
            called = (_CALLING.search(before) and _CALLED.match(behind, end)) or before.endswith(
                ("老", "小", "阿")
            )
            if called or (not known and reader.on_borders(start, end)):
                yield Mention(start, end, Kind.AUTHOR, Level.LIKELY, "given_name")


def _pet_names(reader: Reader, author: str) -> Iterator[Mention]:
    """老铁, 阿舟, 佟佟, 云云, 舟哥 where somebody is called so."""
    length = surname_length(author) or 1
    given = author[length:]
    letters = set(given if len(given) <= 3 else author)
    pets = {f"{first}{letter}" for letter in letters for first in "老小阿大"}
    pets |= {letter * 2 for letter in {*letters, author[0]}}
    pets |= {f"{letter}{last}" for letter in letters for last in _PET_LAST}
    if len(author) >= 4 and length == 1:
        pets |= {f"{first}{part}" for part in (author[:2], author[-2:]) for first in "老小"}
    text = reader.view.text
    for match in re.finditer(
        rf"[叫喊称][我她他俺咱]?[ “]?({re.escape(author[:length])}[\u4e00-\u9fff]{{1,3}})(?=[”，。！、,!])",
        text,
    ):
        if match.group(1)[length:] not in TITLES and match.group(1)[length:] not in "工总导姐哥姨叔婶":
            yield reader.mention(*match.span(1), Kind.AUTHOR, Level.LIKELY, "pet_name")
    long = rf"(?:[老小阿大][{''.join(sorted(letters))}][\u4e00-\u9fff]|{re.escape(given) if given else '$.'}(?:子|儿|妮|娃|丫头|妹子))"
    for match in re.finditer(long, text):
        if _addressed(text, *match.span()) and segmenter().known(match.group()) <= _EVERYDAY:
            yield reader.mention(*match.span(), Kind.AUTHOR, Level.LIKELY, "pet_name")
    called = re.compile(rf"[叫喊][我俺][ “]?([\u4e00-\u9fff]{{0,3}}[{''.join(sorted(letters))}][\u4e00-\u9fff]{{0,3}})(?=[”，。,.！!])")
    for match in called.finditer(text):
        if len(match.group(1)) > 1 and segmenter().known(match.group(1)) <= _EVERYDAY:
            yield reader.mention(*match.span(1), Kind.AUTHOR, Level.LIKELY, "pet_name")
    for pet in pets:
        if segmenter().known(pet) > _EVERYDAY and not (pet[0] == pet[1] and segmenter().known(pet) < 500):
            continue
        at = text.find(pet)
        while at >= 0:
            if _CALLING.search(text[max(0, at - 4) : at]) and _CALLED.match(text, at + len(pet)):
                yield reader.mention(at, at + len(pet), Kind.AUTHOR, Level.LIKELY, "pet_name")
            at = text.find(pet, at + 1)


def _addressed(text: str, start: int, end: int) -> bool:
    """“小禾苗，…: said to somebody, not told of somebody."""
    return text[start - 1 : start] in ("“", "，", ",", "：", ":", "叫", "喊", "！") and text[end : end + 1] in (
        "，",
        ",",
        "！",
        "!",
        "”",
        "。",
        "、",
    )


def _latin(reader: Reader, author: str) -> Iterator[Mention]:
    pattern = latin_name(author)
    if pattern is not None and re.search("[a-z]{2}", reader.view.text):
        for match in pattern.finditer(reader.view.text):
            yield reader.mention(*match.span(), Kind.AUTHOR, Level.CERTAIN, "latin")
