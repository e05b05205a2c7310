"""What the second reader is told of every letter: its neighbours, the words around it, names it could be part of.

A trait is a short string, ``NAME=VALUE`` or a bare name; a letter has some fifty. They are the same for the
essays it learns from (``benchmarks/masks/train.py``) and for those it reads: a change here asks for a new model.
Offsets are those of the reader's flow.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, chain, pairwise

from scoring.text.divisions import prefectures, short_county
from scoring.text.gazetteer import NATIONAL_PLACES
from scoring.text.known import Reader
from scoring.text.name_model import SURNAMES, chinese_name_cost, given_name_cost, transliterated_costs
from scoring.text.public_figures import unmistakable_people
from scoring.text.segment import Word, tagged
from scoring.text.span_types import Identity

_EDGE = "#"
_IDEOGRAPHS = re.compile("[\u4e00-\u9fff]+")
_IMPROBABLE, _SURE, _STEP = -6.0, 20.0, 3.0  # log odds of a name, and how finely they are told
_LONGEST_PLACE = 8
_LONGEST_TRANSLITERATED = 7
_LONGEST_FORM_PART = 14
_ROW_OF_DIGITS = 8  # letters to either side
_NEAR_AN_END = 60  # letters: headings and signatures
_REGION_END = re.compile("[市盟州县旗区省]$")
_CLASSES = dict.fromkeys("0123456789", "0") | dict.fromkeys(
    "〇零一二三四五六七八九十百千两幺廿壹贰叁肆伍陆柒捌玖", "N"
)


def traits_of(reader: Reader, identity: Identity) -> list[list[str]]:
    """The traits of every letter of the flow, in order; linear in the length of the text."""
    text = reader.flow.text
    words = reader.words if reader.flow is reader.view else tagged(text)
    parts = [
        _neighbours(text),
        _words_around(words),
        _names(reader, text),
        _found_near(text, identity),
        _place_in_text(text, identity),
    ]
    return [list(chain.from_iterable(of_letter)) for of_letter in zip(*parts, strict=True)]


def _class(letter: str) -> str:
    if letter in _CLASSES:
        return _CLASSES[letter]
    if letter.isascii() and letter.isalpha():
        return "A"
    if "\u4e00" <= letter <= "\u9fff":
        return "S" if letter in SURNAMES else "H"
    return letter


def _neighbours(text: str) -> Iterator[list[str]]:
    around = _EDGE * 4 + text + _EDGE * 4
    classes = [_class(letter) for letter in around]
    digits = list(accumulate((one in "0N" for one in classes), initial=0))
    for at in range(4, len(text) + 4):
        found = [f"c{by}={around[at + by]}" for by in range(-3, 4)]
        found += [f"k{by}={classes[at + by]}" for by in range(-4, 5)]
        found += [f"g{by}={around[at + by : at + by + 2]}" for by in range(-3, 3)]
        found += [f"t{by}={around[at + by : at + by + 3]}" for by in (-3, -2, 0, 1)]
        numbers = digits[min(at + _ROW_OF_DIGITS, len(around))] - digits[max(at - _ROW_OF_DIGITS, 0)]
        if numbers > 2:
            found.append(f"digits={numbers // 3}")
        yield found


def _words_around(words: list[Word]) -> Iterator[list[str]]:
    for number, word in enumerate(words):
        shared = [f"w={word.text}", f"p={word.tag}"]
        shared += [f"w-{by}={words[number - by].text}" for by in (2, 3) if number >= by]
        shared += [f"w+2={words[number + 2].text}"] if number + 2 < len(words) else []
        if number:
            before = words[number - 1]
            shared += [f"w-={before.text}", f"p-={before.tag}", f"p-p={before.tag}{word.tag}"]
        if number + 1 < len(words):
            behind = words[number + 1]
            shared += [f"w+={behind.text}", f"p+={behind.tag}", f"pp+={word.tag}{behind.tag}"]
        for at in range(word.start, word.end):
            yield [*shared, f"o={_part(at, word.start, word.end)}{word.tag}"]


def _part(at: int, start: int, end: int) -> str:
    if end - start == 1:
        return "S"
    return "B" if at == start else "E" if at == end - 1 else "M"


def _names(reader: Reader, text: str) -> Iterator[list[str]]:
    """How likely the best name through a letter is, and the best that begins with it; nothing where none is."""
    through: list[dict[str, float]] = [{} for _ in text]
    begun: list[dict[str, float]] = [{} for _ in text]
    for start, end, sort, gain in _possible_names(reader, text):
        begun[start][sort] = max(begun[start].get(sort, gain), gain)
        for at in range(start, end):
            through[at][sort] = max(through[at].get(sort, gain), gain)
    first: list[str] = []
    previous = _EDGE
    for letter, covering, beginning in zip(text, through, begun, strict=True):
        before = [f"-{trait}" for trait in first]
        first = [f"B{sort}{int(gain // _STEP)}" for sort, gain in beginning.items()]
        inner = [f"I{sort}{int(gain // _STEP)}" for sort, gain in covering.items()]
        yield [*inner, *first, *before, *(f"{trait}{_class(previous)}" for trait in first if trait[1] == "f")]
        previous = letter


def _possible_names(reader: Reader, text: str) -> Iterator[tuple[int, int, str, float]]:
    """Start, end, sort (full, given alone, transliterated) and log odds against everyday words."""
    for start, end, sort, cost in _spelled_names(text):
        gain = reader.flow_lattice.gain(start, end, cost)
        if gain >= _IMPROBABLE:
            yield start, end, sort, min(gain, _SURE)


def _spelled_names(text: str) -> Iterator[tuple[int, int, str, float]]:
    for row in _IDEOGRAPHS.finditer(text):
        for start in range(row.start(), row.end() - 1):
            if text[start] in SURNAMES:
                for end in range(start + 2, min(start + 4, row.end()) + 1):
                    yield start, end, "f", chinese_name_cost(text[start:end])
            yield start, start + 2, "g", given_name_cost(text[start : start + 2])
            longest = text[start : min(start + _LONGEST_TRANSLITERATED, row.end())]
            for end, cost in enumerate(transliterated_costs(longest), start + 2):
                yield start, end, "t", cost


def _found_near(text: str, identity: Identity) -> Iterator[list[str]]:
    """What lists and the entry form know of a letter (bare), of the next ("n") and of the one before ("v")."""
    found: list[list[str]] = [[] for _ in range(len(text) + 2)]
    for start, end, sort in _listed(text):
        for at in range(start, end):
            found[at].append(f"z{sort}{_part(at, start, end)}")
    for sort, said in _said(identity):
        for at, longest in _shared(text, said).items():
            found[at] += [f"{sort}{length}" for length in range(2, min(longest, 4) + 1)]
    for before, here, behind in zip(found[-1:] + found, found[:-2], found[1:], strict=False):
        yield [*here, *(f"n{trait}" for trait in behind), *(f"v{trait}" for trait in before)]


def _said(identity: Identity) -> Iterator[tuple[str, str]]:
    yield from (("fa", name) for name in identity.authors)
    yield from (("fu", unit) for unit in identity.units)
    yield "fd", identity.department
    yield "fr", _REGION_END.sub("", identity.region)


def _shared(text: str, said: str) -> dict[int, int]:
    """Letters of the text that stand in a row with two or more of ``said``, and how long the longest row is."""
    longest: dict[int, int] = {}
    for length in range(2, min(len(said), _LONGEST_FORM_PART) + 1):
        for part in {said[at : at + length] for at in range(len(said) - length + 1)}:
            start = text.find(part)
            while start >= 0:
                longest.update(dict.fromkeys(range(start, start + length), length))
                start = text.find(part, start + 1)
    return longest


@lru_cache(maxsize=1)
def _lists() -> dict[str, str]:
    """Sort of every name of the lists: town, county, prefecture, national place, public figure."""
    sorts: dict[str, str] = {}
    for one in prefectures():
        for county, towns in one.counties.items():
            sorts |= dict.fromkeys(towns, "tn") | {county: "ct", short_county(county): "ct"}
    sorts |= {name: "pf" for one in prefectures() for name in (one.name, one.short)}
    sorts |= dict.fromkeys(NATIONAL_PLACES, "nat") | dict.fromkeys(unmistakable_people(), "pub")
    return {name: sort for name, sort in sorts.items() if len(name) > 1}


def _listed(text: str) -> Iterator[tuple[int, int, str]]:
    """The longest name of the lists that begins at each letter."""
    lists = _lists()
    for start in range(len(text)):
        for end in range(min(start + _LONGEST_PLACE, len(text)), start + 1, -1):
            sort = lists.get(text[start:end])
            if sort:
                yield start, end, sort
                break


def _place_in_text(text: str, identity: Identity) -> Iterator[list[str]]:
    surnames = {name[:1] for name in identity.authors}
    given = {letter for name in identity.authors for letter in name[1:]}
    pairs = Counter(pairwise(text))
    at = 0
    for line in text.split("\n"):
        for place, letter in enumerate(f"{line}\n"[: len(text) - at]):
            found = [
                f"len={min(len(line) // 10, 4)}",
                f"at={min(place, 6)}",
                f"en={min(len(line) - place, 6)}",
            ]
            found += ["own surname"] * (letter in surnames) + ["own given"] * (letter in given)
            found += ["again"] * (pairs[letter, text[at + 1 : at + 2]] > 1)
            found += ["head"] * (at < _NEAR_AN_END) + ["tail"] * (len(text) - at < _NEAR_AN_END)
            yield found
            at += 1
