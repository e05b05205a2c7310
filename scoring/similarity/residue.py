"""Residues: what a copier forgot to change, which a reader understands without any percentage.

A place or a unit of another region, a role that is not the author's, a year that is not the contest's.
Each clue alone may have an innocent reason, so precision goes before recall, and a clue counts as strong
only where it stands in or near a copied passage. What the entry does not say of itself gives no clue.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scoring.similarity import periods, regions
from scoring.similarity.quote_marks import QuotedText, read_quotes
from scoring.similarity.roles import compatible, self_descriptions
from scoring.text.gazetteer import BANNERS
from scoring.text.unit_names import UNIT_TYPES, split_unit

PLACE, UNIT, ROLE, DATE, UNITS, SOURCE = "place", "unit", "role", "date", "units", "source"
_RANK = (SOURCE, UNITS, UNIT, PLACE, ROLE, DATE)
NEAR = 30  # characters around a copied passage that still belong to it

# Where a text itself says why it speaks of another place: a journey, an origin, help, a comparison.
_EXPLAINED_BEFORE = re.compile(
    r"(?:从|到|去|往|赴|向|回|送|转|转到|转往|转至|送到|送往|运到|来自|远在|援|支援|援助|对口|嫁|出生|生|老家|籍贯|原籍|家住|"
    r"学习|调到|考察|分到|参观|途经|路过|毕业|进修|打工|上班|念书|上学|邻近|毗邻|相邻|例如|比如|像|"
    r"以及|和|与|及|、|《)(?:于|了|在|是|过)?$"
)
_EXPLAINED_BEHIND = re.compile(
    r"(?:籍|人[,。]|来的|地震|灾区|打工|学习|进修|考察|读书|上学|上大学|方向|交界|接壤|开会|的(?:亲戚|女儿|儿子))"
)
_SPECIAL = tuple(
    kind
    for kind in UNIT_TYPES
    if (kind == "医院" or len(kind) > 2)
    and kind.endswith(("医院", "院", "中心", "站", "所", "室", "局", "委员会", "学校", "学院"))
)
_UNIT_BEHIND = re.compile(rf"[\u4e00-\u9fff]{{0,8}}?(?:{'|'.join(map(re.escape, _SPECIAL))})")
_WE = re.compile(r"(?:我们|咱们|咱|作为|身为)$")
_HOME = re.compile(r"内蒙古|自治区")
_SELF_UNIT = re.compile(
    rf"(?:我是来自|我来自|我是|我们是|我叫[^,。\n]{{2,6}},(?:是|来自)|作者系|作者单位[: ]{{1,3}}|单位[: ]{{1,3}})"
    rf"(?:一名|一个|在)?(?P<unit>[\u4e00-\u9fff]{{2,24}}?(?:{'|'.join(map(re.escape, _SPECIAL))}))"
    r"(?!长|的?(?:院长|进修|学习|实习|住院|看病|毕业|患者|病人|家属|女儿|儿子))"
)
_COMMON_WORDS = re.compile(r"一|的|这|那|某|家|所|个|了|我|们|当地|附近|乡镇|基层|上级|全|各")
_SIDED = re.compile(r"(?<![\u4e00-\u9fff])(?:[左右前中后]旗)(?=[\u4e00-\u9fff]{0,4}(?:院|站|中心|局|所))")


@dataclass(frozen=True, slots=True)
class Own:
    """What an entry says of itself; "" or 0 where it does not, which then gives no clue of that kind.

    ``region`` is the league or city (or province), ``county`` a banner or county, ``role`` the author's
    post or title, ``year`` the year of the contest. ``authors`` are names as in the register.
    """

    unit: str = ""
    aliases: tuple[str, ...] = ()
    region: str = ""
    county: str = ""
    authors: tuple[str, ...] = ()
    role: str = ""
    department: str = ""
    year: int = 0


@dataclass(frozen=True, slots=True)
class Residue:
    """One clue at ``[start, end)`` in code points of the given text.

    ``kind``: "place" and "unit" of another region, "role" not the author's, "date" of another time,
    "units" for a second unit the text calls its own, "source" for a name from the entry of the likely
    source. ``found`` is the text there, ``expected`` what the entry says instead (years as "2011-2013",
    "-2013", "2020-"). ``in_passage``: inside or next to a copied passage.
    """

    kind: str
    start: int
    end: int
    found: str
    expected: str
    in_passage: bool


Found = tuple[str, int, int, str]


def residues(
    text: str,
    *,
    own: Own,
    spans: Iterable[tuple[int, int]] = (),
    sources: Sequence[Own] = (),
) -> tuple[Residue, ...]:
    """Clues in ``text``, in order, without overlaps.

    ``spans``: copied passages, half open, in code points of ``text``. ``sources``: what the entries it
    may be copied from say of themselves; their unit, places and authors count when they stand in ``text``.
    """
    read = read_quotes(text)
    covered = _Covered(spans)
    found = [*_of_sources(read.text, own, sources), *_units(read, own), *_places(read.text, own)]
    found += _roles(read, own)
    if own.year:
        found += [(DATE, *place) for place in periods.wrong_times(read.text, own.year)]
    return tuple(_without_overlaps(_in_original(text, read, found, covered)))


def _in_original(text: str, read: QuotedText, found: Sequence[Found], covered: _Covered) -> Iterator[Residue]:
    for kind, first, last, expected in found:
        start, end = read.original(first, last)
        yield Residue(kind, start, end, text[start:end], expected, covered.near(start, end))


def _without_overlaps(found: Iterable[Residue]) -> list[Residue]:
    """Of clues at one place the one that says most: a name of the source before a foreign name."""
    kept: list[Residue] = []
    for one in sorted(found, key=lambda one: (one.start, _RANK.index(one.kind))):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
        elif _RANK.index(one.kind) < _RANK.index(kept[-1].kind):
            kept[-1] = one
    return kept


class _Covered:
    """Copied passages, joined where they overlap; whether a place is in or near one."""

    __slots__ = ("ends", "starts")

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        for start, end in sorted(spans):
            if self.ends and start <= self.ends[-1]:
                self.ends[-1] = max(end, self.ends[-1])
            else:
                self.starts.append(start)
                self.ends.append(end)

    def near(self, start: int, end: int) -> bool:
        """Whether ``[start, end)`` is at most NEAR characters from a passage."""
        at = bisect_right(self.starts, end + NEAR) - 1
        return at >= 0 and self.ends[at] + NEAR >= start


def _of_sources(view: str, own: Own, sources: Sequence[Own]) -> Iterator[Found]:
    """Names of the likely sources that are not the entry's own."""
    mine = _names(own)
    for source in sources:
        for pattern in _left_names(source):
            for match in re.finditer(pattern, view):
                if match.group() and not any(match.group() in name for name in mine):
                    yield SOURCE, *match.span(), own.unit


def _left_names(source: Own) -> Iterator[str]:
    """Patterns of the names that only the source would write."""
    for name in (source.unit, *source.aliases):
        if len(name) > 3:
            yield re.escape(name)
    if source.unit:
        unit = split_unit(source.unit)
        kinds = r"(?=[\u4e00-\u9fff]{0,6}?(?:院|站|中心|所|局|学校))"
        if len(unit.core) > 1 and not unit.core_is_area:
            yield re.escape(unit.core) + ("" if len(unit.core) > 3 else kinds)
        for area in (*unit.area_forms, *((unit.core,) if unit.core_is_area else ())):
            if area in BANNERS or (area.endswith(("旗", "县")) and len(area) > 2):
                yield re.escape(area)
            elif area.endswith("旗") and len(area) == 2:
                yield r"(?<![\u4e00-\u9fff])" + area + kinds
    for author in source.authors:
        if len(author) > 2:
            yield re.escape(author)


def _units(read: QuotedText, own: Own) -> Iterator[Found]:
    """Units the author calls the own one though the entry names another, or two of them."""
    said = [
        match for match in _SELF_UNIT.finditer(read.text) if not _COMMON_WORDS.search(match.group("unit"))
    ]
    for match in _outside_quotes(read, said):
        unit = match.group("unit")
        if own.unit and not _same_unit(unit, own):
            yield UNIT, *match.span("unit"), own.unit
    first = next(_outside_quotes(read, said), None)
    if first is not None and not own.unit:
        for match in _outside_quotes(read, said):
            if not _same_unit(match.group("unit"), Own(unit=first.group("unit"))):
                yield UNITS, *match.span("unit"), first.group("unit")


def _outside_quotes(read: QuotedText, matches: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """What the author says, as against what others say in the story."""
    quoted = _Covered(read.pairs)
    for match in matches:
        at = bisect_right(quoted.starts, match.start()) - 1
        if at < 0 or quoted.ends[at] <= match.start():
            yield match


def _same_unit(said: str, own: Own) -> bool:
    """Whether ``said`` may be the entry's unit in a usual shortening, or names no unit of its own."""
    spoken = split_unit(said)
    if not spoken.core or spoken.core_is_area or len(spoken.core) < 2:
        areas = (*spoken.areas, spoken.core) if spoken.core else spoken.areas
        return not areas or any(area in name for area in areas for name in _names(own))
    return any(_shares_core(spoken.core, said, name) for name in _names(own) if name)


def _shares_core(core: str, said: str, name: str) -> bool:
    other = split_unit(name).core
    return core in name or name in said or (len(other) > 1 and other in said)


def _names(own: Own) -> tuple[str, ...]:
    return tuple(name for name in (own.unit, *own.aliases, own.county, own.region, *own.authors) if name)


def _places(view: str, own: Own) -> Iterator[Found]:
    """Counties of another region, with the unit named after one."""
    names = "|".join(_names(Own(own.unit, own.aliases, own.region, own.county)))
    if not names:
        return
    league = regions.league_of(own.county) or regions.league_of(own.unit) or regions.league_of(own.region)
    local = bool(league) or _HOME.search(names) is not None
    expected = own.county or own.region or own.unit
    if league or not local:
        for start, end, other in regions.listed_places(view):
            if other != league and view[start:end] not in names and _speaks_as_own(view, start, end):
                yield _extended(view, start, end, expected)
    if league:
        usual = regions.sides_of(league)
        for match in _SIDED.finditer(view):
            if match.group()[0] not in usual and match.group() not in names:
                yield PLACE, *match.span(), expected
    if local:
        for start, end in regions.other_counties(view):
            if view[start:end] not in names and _speaks_as_own(view, start, end):
                yield _extended(view, start, end, expected)


def _speaks_as_own(view: str, start: int, end: int) -> bool:
    """Whether the place is spoken of as where the author is; whole leagues need "we" before them."""
    before = view[max(0, start - 6) : start]
    if _WE.search(before):
        return True
    if regions.is_league_name(view[start:end]):
        return False
    return not (_EXPLAINED_BEFORE.search(before) or _EXPLAINED_BEHIND.match(view, end))


def _extended(view: str, start: int, end: int, expected: str) -> Found:
    """The place, or the unit named after it."""
    match = _UNIT_BEHIND.match(view, end)
    if match is None or _COMMON_WORDS.search(match.group()):
        return PLACE, start, end, expected
    return UNIT, start, match.end(), expected


def _roles(read: QuotedText, own: Own) -> Iterator[Found]:
    """Roles the author claims that the entry form, or an earlier claim in the text, contradicts."""
    quoted = _Covered(read.pairs)
    first = ""
    for start, end, family in sorted(self_descriptions(read.text)):
        at = bisect_right(quoted.starts, start) - 1
        if at >= 0 and quoted.ends[at] > start:
            continue
        first = first or family
        wrong = not compatible(family, own.role) if own.role else family != first
        if wrong:
            yield ROLE, start, end, own.role or first
