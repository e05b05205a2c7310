"""Own unit, its aliases and departments; other units by the contest's list and by the shape of the name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from scoring.text.known import Reader, folded_name
from scoring.text.span_types import Identity, Kind, Level, Mention
from scoring.text.unit_names import (
    DEPARTMENT,
    MODIFIERS,
    UNIT_TYPES,
    UnitName,
    short_types,
    split_unit,
)

_OWN = r"(?:我们|咱们|俺们|本|我)"
_TAIL = re.compile(rf"[ ]?(?:的)?({DEPARTMENT})")


@dataclass(frozen=True, slots=True)
class _Aliases:
    """Patterns over folded text: the unit with its type, and initials that stand for it."""

    named: re.Pattern[str]
    initials: tuple[str, ...]
    core: str


def find_own_unit(reader: Reader, identity: Identity) -> Iterator[Mention]:
    """The author's unit in every usual shortening, with the department said behind it."""
    for unit in identity.units:
        yield from _named_unit(reader, unit, identity.department, Kind.UNIT, Level.CERTAIN, "unit")
        yield from _initials(reader, unit)
    for alias in identity.unit_aliases:
        for start, end in reader.places_of(alias):
            yield Mention(start, _with_department(reader, end, identity), Kind.UNIT, Level.CERTAIN, "alias")
    if identity.department:
        yield from _own_department(reader, identity.department)


def find_other_units(reader: Reader, identity: Identity) -> Iterator[Mention]:
    """Units of other entries."""
    own = set(identity.units)
    for unit in identity.other_units:
        if unit not in own:
            yield from _named_unit(reader, unit, "", Kind.OTHERUNIT, Level.CERTAIN, "contest_unit")


def _named_unit(
    reader: Reader, unit: str, department: str, kind: Kind, level: Level, rule: str
) -> Iterator[Mention]:
    identity = Identity(department=department)
    for start, end, _ in reader.matches_of(_aliases(unit).named):
        stop = _with_department(reader, end, identity) if kind is Kind.UNIT else end
        yield Mention(start, stop, kind, level, rule)


def _with_department(reader: Reader, end: int, identity: Identity) -> int:
    """The end of the mention when a department follows the unit at ``end``."""
    rest = reader.original[end : end + 20]
    known = identity.department
    if known and rest.lstrip(" 　").startswith(known):
        return end + rest.find(known) + len(known)
    match = _TAIL.match(rest)
    return end + match.end() if match and not rest.startswith("的") else end


def _initials(reader: Reader, unit: str) -> Iterator[Mention]:
    from scoring.text.segment import segmenter

    known = segmenter().known
    for initials in _aliases(unit).initials:
        if known(initials):
            continue  # 中医, 人医: a word of its own
        for match in re.finditer(re.escape(initials), reader.view.text):
            if match.start() in reader.starts and match.end() in reader.ends:
                yield reader.mention(*match.span(), Kind.UNIT, Level.LIKELY, "unit_initials")


def _own_department(reader: Reader, department: str) -> Iterator[Mention]:
    pattern = re.compile(rf"{_OWN}{re.escape(department)}(?:室)?")
    for match in pattern.finditer(reader.view.text):
        yield reader.mention(*match.span(), Kind.UNIT, Level.LIKELY, "own_department")


@lru_cache(maxsize=2048)
def _aliases(unit: str) -> _Aliases:
    name = split_unit(unit)
    types = "|".join(re.escape(folded_name(kind)) for kind in short_types(name.kind))
    modifiers = "|".join(folded_name(modifier) for modifier in MODIFIERS)
    areas = "|".join(re.escape(folded_name(area)) for area in name.area_forms)
    core = re.escape(folded_name(name.core))
    prefix = rf"(?:{areas}){{0,3}}" if areas else ""
    forms = [re.escape(folded_name(unit))]
    if name.core:
        forms.append(rf"{prefix}{core}(?:镇|乡|苏木|街道)?(?:{modifiers}){{0,2}}(?:{types})")
    if areas:
        # 松旗鼠防站, 武川县医院: the area with the special type stands for the unit
        special = "|".join(re.escape(folded_name(kind)) for kind in short_types(name.kind) if _special(kind))
        if special and not name.core_is_area:
            forms.append(rf"(?:{areas}){{1,3}}(?:{special})")
    return _Aliases(re.compile("|".join(forms)), _initial_forms(name), name.core)


def _special(kind: str) -> bool:
    return kind not in ("医院", "院", "卫生院", "中心", "站", "所", "学校", "公司", "局")


def _initial_forms(name: UnitName) -> tuple[str, ...]:
    if not name.core or name.core_is_area:
        return ()
    first = name.core[0]
    tails = ("医", "院", "中医", "蒙医", "妇幼", "疾控") if "院" in name.kind or "中心" in name.kind else ()
    forms = [first + tail for tail in tails]
    if len(name.core) > 2:
        forms += [name.core[:2] + tail for tail in ("医", "院")]
    forms += _contractions(name)
    return tuple(form for form in forms if len(form) >= 2)


def _contractions(name: UnitName) -> list[str]:
    """计划生育指导中心 is called 计生中心: the first letters of its words, with its last word."""
    from scoring.text.segment import tagged

    said = [word.text for word in tagged(name.core + name.kind)]
    heads, last = said[:-1], said[-1]
    letters = "".join(word[0] for word in heads)
    return [letters[:length] + last for length in (2, 3, 4) if len(letters) >= length and len(last) < 3]


def find_named_units(reader: Reader) -> Iterator[Mention]:
    """Units by the shape of their name: a proper name before a type of unit ("…旗医院", "…镇中学")."""
    from scoring.text.unit_shapes import proper_units

    for start, end, level in proper_units(reader):
        yield reader.mention(start, end, Kind.OTHERUNIT, level, "unit_shape")


__all__ = ["UNIT_TYPES", "find_named_units", "find_other_units", "find_own_unit"]
