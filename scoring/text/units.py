"""Units the form and the contest's lists know: own unit with its departments, and those of other entries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from scoring.text.abbreviations import shortenings
from scoring.text.known import Reader
from scoring.text.segment import segmenter
from scoring.text.span_types import Identity, Kind, Level, Mention
from scoring.text.unit_acronyms import acronyms
from scoring.text.unit_aliases import aliases
from scoring.text.unit_names import DEPARTMENT, split_unit
from scoring.text.unit_tails import tails

_TAIL = re.compile(
    rf"[ ]?(?:的)?({DEPARTMENT}|[一二三四五六七八九十]{{1,2}}病[区房]"
    r"|住院部|门诊部|急诊(?!室|科)|产房|药房)"
)


def find_own_unit(reader: Reader, identity: Identity) -> Iterator[Mention]:
    """The author's unit in every usual shortening, with the department said behind it."""
    for unit in identity.units:
        known = aliases(unit, identity.region)
        for start, end, _ in reader.matches_of(known.named):
            yield Mention(start, _with_department(reader, end, identity), Kind.UNIT, Level.CERTAIN, "unit")
        if known.short is not None:
            yield from _short_forms(reader, known.short, identity)
        yield from _tails(reader, unit, identity)
        yield from _acronyms(reader, unit, identity.region)
        yield from _shortened(reader, unit, identity)
    for alias in identity.unit_aliases:
        for start, end in reader.places_of(alias):
            yield Mention(start, _with_department(reader, end, identity), Kind.UNIT, Level.CERTAIN, "alias")


def _tails(reader: Reader, unit: str, identity: Identity) -> Iterator[Mention]:
    said = tails(unit, identity.region)
    if said.led is not None:
        for start, end, _ in reader.matches_of(said.led):
            yield Mention(start, _with_department(reader, end, identity), Kind.UNIT, Level.CERTAIN, "unit")
    if said.said is not None:
        for match in said.said.finditer(reader.view.text):
            if match.end() in reader.ends and not match.group().isdigit():  # 120 is a number to call
                first, last = reader.view.span(*match.span())
                end = _with_department(reader, last, identity)
                yield Mention(first, end, Kind.UNIT, Level.LIKELY, "unit_tail")


def _acronyms(reader: Reader, unit: str, region: str) -> Iterator[Mention]:
    pattern = acronyms(unit, region)
    for match in pattern.finditer(reader.view.text) if pattern is not None else ():
        if match.end() in reader.ends or len(match.group()) > 2:
            yield reader.mention(*match.span(), Kind.UNIT, Level.LIKELY, "unit_initials")


_LEVEL = re.compile("苏木|街道|嘎查|[镇乡村]$|自治")
_SPECIALITIES = ("妇产", "儿童", "口腔", "眼科", "骨科", "肿瘤", "蒙医", "中医", "蒙中", "医专")
_ENDS = (*_SPECIALITIES, "院", "站", "所", "中心", "总医", "校", "局", "委", "疾控", "妇幼")
_EVERYWHERE = re.compile(
    "[旗县市盟州区省镇乡村]?(?:第?[一二三四五六七八九]?(?:人民|中心)?(?:医院|卫生院)|院|中心|站|所|局|校|卫生[站所室局]|中医院|蒙医院|妇幼|疾控(?:中心)?|社区|卫校|卫健[委局])"
)
_BEFORE = re.compile(r"(?:^|[^\u4e00-\u9fff]|[在到去从进回的是们和与叫来给让离为我由还寄送写把])$")
_BEHIND = re.compile(r"$|[^\u4e00-\u9fff]|[的是在了里有上收给后前对派请让门大]")


def _shortened(reader: Reader, unit: str, identity: Identity) -> Iterator[Mention]:
    """林总医, 盟血站, 四院: some letters of the own name that end as units do and are no everybody's word."""
    text, name = reader.view.text, split_unit(unit)
    own = set(_LEVEL.sub("", "".join((*name.areas, name.core))))
    own |= {"总"} if "总医院" in unit else set()
    for start, last in shortenings(text, unit):
        end = next((at for at in range(last, start + 1, -1) if text[start:at].endswith(_ENDS)), 0)
        row = text[start:end]
        numbered = len(row) == 2 and row[0] in "一二三四五六七八九" and row[1] == "院"
        if not end or (segmenter().known(row) and not numbered) or (len(row) < 3 and not numbered):
            continue
        if not numbered and (_EVERYWHERE.fullmatch(row) or own.isdisjoint(row)):
            continue
        if _BEFORE.search(text[max(0, start - 1) : start]) and (
            end in reader.ends or _BEHIND.match(text, end)
        ):
            first, stop = reader.view.span(start, end)
            whole = _with_department(reader, stop, identity)
            if whole > stop or not row.endswith(_SPECIALITIES[:-1]):  # 青山妇产|宣传科
                yield Mention(first, whole, Kind.UNIT, Level.LIKELY, "unit_initials")


def _short_forms(reader: Reader, pattern: re.Pattern[str], identity: Identity) -> Iterator[Mention]:
    for match in pattern.finditer(reader.view.text):
        if match.end() in reader.ends or len(match.group()) > 2:
            first, last = reader.view.span(*match.span())
            end = _with_department(reader, last, identity)
            yield Mention(first, end, Kind.UNIT, Level.LIKELY, "unit_initials")


def find_other_units(reader: Reader, identity: Identity) -> Iterator[Mention]:
    """Units of other entries, by name and by the forms that keep their proper part."""
    own = set(identity.units)
    for unit in _present(reader.folded.text, identity.other_units):
        if unit not in own:
            for start, end, _ in reader.matches_of(aliases(unit).named):
                yield Mention(start, end, Kind.OTHERUNIT, Level.CERTAIN, "contest_unit")


def _present(folded: str, units: tuple[str, ...]) -> list[str]:
    """The units of which an anchor's first two letters occur in the text; one pass however long the list is."""
    by_start = _by_start(units)
    pairs = {folded[at : at + 2] for at in range(len(folded) - 1)}
    found = {unit: None for pair in sorted(pairs & by_start.keys()) for unit in by_start[pair]}
    return list(found)


@lru_cache(maxsize=4)
def _by_start(units: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for unit in dict.fromkeys(units):
        for anchor in aliases(unit).anchors:
            if len(anchor) > 1:
                found.setdefault(anchor[:2], {})[unit] = None
    return {pair: tuple(those) for pair, those in found.items()}


def _with_department(reader: Reader, end: int, identity: Identity) -> int:
    """The end of the mention when a department follows the unit at ``end``."""
    rest = reader.original[end : end + 20]
    known = identity.department
    if known and rest.lstrip(" 　").startswith(known):
        return end + rest.find(known) + len(known)
    said = next((last for first, last in shortenings(rest, known, 0, 8) if first == 0), 0) if known else 0
    if said and rest[said - 1] in "科室部办组":
        return end + said
    match = _TAIL.match(rest)
    return end + match.end() if match and not rest.startswith("的") else end
