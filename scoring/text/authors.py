"""People the form and the contest's lists know, in every writing: spaced, wrapped, traditional, Latin, shortened."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from scoring.text.known import Reader, folded_name
from scoring.text.name_letters import PURE_SURNAMES
from scoring.text.name_model import composed_name, given_name_cost, surname_length
from scoring.text.own_address import find_own_addresses
from scoring.text.own_calls import find_own_calls
from scoring.text.own_letters import find_own_letters
from scoring.text.own_wordplay import find_wordplay
from scoring.text.person_context import CALLED, CALLING
from scoring.text.pet_names import PET_ENDINGS, find_pet_names
from scoring.text.public_figures import PUBLIC_FIGURES
from scoring.text.readings import latin_name
from scoring.text.segment import segmenter
from scoring.text.span_types import Identity, Kind, Level, Mention
from scoring.text.word_list import LETTER

_HANDED_OVER = (
    r"(?<![\u4e00-\u9fff])(?:[交接]班?[人者]?|签[名字]?|值班[者人员]?|记录[者人]?|填[表写][者人]?|经手人?|验收人?|复核人?|主班|副班|责护)"
    r"(?:[ ]?[:/][ ]{0,2}|[ ]{1,3})(?:交[: ]{1,2}|接[: ]{1,2})?"
)
_OFTEN = 1000  # and up to which a given name once called out is meant wherever it stands
_KIN = re.compile("姑姑|阿姨|姐姐|哥哥|叔叔|奶奶|爷爷|妈妈|阿恰|额吉|额格其")
_EVERYDAY = 50  # dictionary frequency from which a name of two letters is a word first


def find_authors(reader: Reader, identity: Identity) -> Iterator[Mention]:
    """The authors by full name, by given name, by pet names built on their letters, in Latin letters."""
    for author in identity.authors:
        yield from _full_name(reader, author, Kind.AUTHOR, "author")
        yield from _given_name(reader, author)
        yield from find_pet_names(reader, author)
        yield from find_own_calls(reader, author)
        yield from find_own_addresses(reader, author)
        yield from find_wordplay(reader, author)
        yield from _latin(reader, author)
        yield from find_own_letters(reader, author)
        yield from _initialled_by(reader, author)


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
    if not segmenter().tag_of.get(name, "n").startswith("n"):
        return _signs(text, start, end, line)
    signed = len(line) <= 36 and not re.search(r"[。！？!?]", line)
    return signed or bool(
        re.search(
            r"(?:[^\u4e00-\u9fff]和|我[和与跟]|叫|喊|作者[：:]?|笔者|本人|我是|姓名[：:]?|名字[是叫]?)[ 　“]?$",
            text[max(0, start - 6) : start],
        )
        or (CALLING.search(text[max(0, start - 4) : start]) and CALLED.match(text, end))
    )


def _signs(text: str, start: int, end: int, line: str) -> bool:
    """Whether 马上 or 安静, words that name no thing, stand where nothing but a name does."""
    alone = re.search(r"(?:^|[\n 　：:—－\-(（])$", text[max(0, start - 1) : start]) and re.match(
        r"$|[\n 　)）]", text[end : end + 1]
    )
    before = text[max(0, start - 6) : start]
    told = re.search(r"(?:我叫|我是|我名叫|名字[是叫]|本人|笔者|作者[：:]?|姓名[：:]?)[ 　“]?$", before)
    return bool(told or (alone and len(line) <= 36 and not re.search(r"[。！？!?]", line)))


def _given_name(reader: Reader, author: str) -> Iterator[Mention]:
    length = surname_length(author)
    given = author[length:]
    yield from _parts_of_long_names(reader, author)
    if len(given) < 2 and length < 2:
        return
    if not length or len(given) > 3:
        return
    known = segmenter().known(given)
    named = known < 3000 or segmenter().tag_of.get(given) == "nr"
    spans = list(reader.places_of(given))
    called = [named and _called_here(reader, start, end) for start, end in spans]
    for (start, end), said in zip(spans, called, strict=True):
        gain = reader.lattice.gain(*reader.view_span(start, end), given_name_cost(given))
        again = any(called) and known < _OFTEN and reader.on_borders(start, end)
        if said or again or (known <= _EVERYDAY and gain > -4):
            if reader.original[end : end + 1] in PET_ENDINGS:
                end += 1
            yield Mention(start, end, Kind.AUTHOR, Level.LIKELY, "given_name")


def _called_here(reader: Reader, start: int, end: int) -> bool:
    """Whether somebody is called or does something under the name at a span: 再喊玉兰做, 玉兰数过, 海棠姐."""
    text = reader.original
    if not CALLING.search(text, max(0, start - 4), start):
        return False
    first = reader.view_span(start, end)[1]
    at = bisect_left(reader.words, first, key=lambda word: word.start)
    behind = reader.words[at] if at < len(reader.words) else None
    acts = behind is not None and behind.start == first and behind.tag == "v"
    return acts or text[end : end + 1] in PET_ENDINGS or CALLED.match(text, end) is not None


def _initialled_by(reader: Reader, author: str) -> Iterator[Mention]:
    """交：折　接：冬: a piece of the name where somebody hands over, takes over or signs."""
    length = surname_length(author)
    pieces = {author[:length], author[length:], author[-1:], f"老{author[-1:]}", f"小{author[-1:]}"} - {""}
    for match in re.finditer(
        rf"{_HANDED_OVER}({'|'.join(map(re.escape, pieces))})(?!{LETTER})", reader.view.text
    ):
        yield reader.mention(*match.span(1), Kind.AUTHOR, Level.CERTAIN, "label")


def _parts_of_long_names(reader: Reader, author: str) -> Iterator[Mention]:
    """苏合 of 苏合巴雅尔, 托雅 of 娜仁托雅: two letters at the front or at the end of a long name."""
    parts: set[str] = set()
    for piece in re.split("[·•・.]", author):
        if len(piece) > 3:
            parts |= {piece[:2], piece[:3], piece[-2:], piece[-3:]}
        if len(piece) > 4:
            parts |= {piece[2:4]}
    if len(author) == 3 and composed_name(author) and author[0] not in PURE_SURNAMES:
        parts = {author[:2], author[-2:]}
    if len(author) > 3:  # 阿·其其格: the first letter and the end
        tail = "|".join(re.escape(author[at:]) for at in range(1, len(author) - 1))
        for match in re.finditer(rf"{re.escape(author[0])}[·.]({tail})", reader.view.text):
            yield reader.mention(*match.span(), Kind.AUTHOR, Level.LIKELY, "given_name")
    for part in parts:
        known = segmenter().known(part)
        if known > _EVERYDAY:
            continue
        for start, end in reader.places_of(part):
            before, behind = reader.original[max(0, start - 4) : start], reader.original
            called = (CALLING.search(before) and CALLED.match(behind, end)) or before.endswith(
                ("老", "小", "阿")
            )
            if called or (not known and reader.on_borders(start, end)):
                kin = _KIN.match(reader.original, end)
                yield Mention(start, kin.end() if kin else end, Kind.AUTHOR, Level.LIKELY, "given_name")


def _latin(reader: Reader, author: str) -> Iterator[Mention]:
    pattern = latin_name(author)
    if pattern is not None and re.search("[a-z]{2}", reader.view.text):
        for match in pattern.finditer(reader.view.text):
            yield reader.mention(*match.span(), Kind.AUTHOR, Level.CERTAIN, "latin")
