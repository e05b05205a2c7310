"""Quotas as a table, and what the candidates' own table says of the bodies they lie in.

The columns are told in the help of the command select.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from scoring.cli.files import Refused
from scoring.cli.rows import Rows, read_rows
from scoring.errors import Infeasible, InvalidProblem
from scoring.selection.allotment import Rounding, entries, places_by_headcount, places_of_percent
from scoring.selection.problem import BOTH, EACH, ROOT, TOTAL, Candidate, Composition, Keys, Name, Quota

_OTHER_NAMES = {
    "minimum": "min",
    "maximum": "max",
    "exactly": "exact",
    "quota": "places",
    "percent": "max_percent",
    "maximum_percent": "max_percent",
    "minimum_percent": "min_percent",
    "reserve": "reserves",
    "seats": "apportion",
}
_COUNTS = ("min", "max", "exact", "places", "apportion", "headcount", "reserves", "priority")
_PERCENTS = ("min_percent", "max_percent", "at_least", "at_most")
_WORDS = ("rounding", "of", "hard", "note")
_HARD = {"": None} | dict.fromkeys(("yes", "y", "true", "1", "hard", "是"), True)
_HARD |= dict.fromkeys(("no", "n", "false", "0", "soft", "否"), False)
_ROUNDINGS: Mapping[str, Rounding | None] = {"": None, "down": "down", "up": "up", "nearest": "nearest"}
_BETWEEN_KEYS = (";", "；")
_PERCENT = re.compile(r"([-+\d./]{1,20})\s*[%％]?")  # no exponents: 1e99999999 would take forever
_NAMED = 5  # essays named in a note
_BLANK = -(2**40)  # stands for an empty field; no number of places
_Meaning = TypeVar("_Meaning")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table; numbers are None where blank."""

    number: int
    scope: str
    key: str
    counts: Mapping[str, int | None]
    percents: Mapping[str, Fraction | None]
    rounding: Rounding | None
    of: Name
    hard: bool | None
    priority: int


@dataclass(frozen=True, slots=True)
class QuotaTable:
    """Quotas as read; ``scopes``: the columns that the candidates need; ``group_scope``: where ranks are told."""

    path: Path
    lines: tuple[Line, ...]
    scopes: tuple[str, ...]
    group_scope: str

    def quotas(self, candidates: Sequence[Candidate]) -> list[Quota | Composition]:
        """The quotas for these candidates, percentages and headcounts worked out.

        Raises Refused for a line that makes no sense and for places that cannot be divided.
        """
        counted = {line.scope: entries(candidates, line.scope) for line in self.lines}
        counted |= {line.of[0]: entries(candidates, line.of[0]) for line in self.lines}
        own = {(line.scope, line.key) for line in self.lines}
        found: list[Quota | Composition] = []
        for line in self.lines:
            try:
                found.extend(_of_line(line, counted, own))
                found.extend(_apportioned(line, self.lines, counted))
            except InvalidProblem as error:
                raise Refused(f"{self.path}, line {line.number}: {error}") from error
            except Infeasible as error:
                told = _indivisible(*error.blockers[0])
                raise Refused(f"{self.path}, line {line.number}: {told}") from error
        return found

    def notes(self, candidates: Sequence[Candidate]) -> tuple[str, ...]:
        """Sentences: lines about bodies that no essay lies in, and essays that lie in no body of a scope."""
        met = {scope: entries(candidates, scope) for scope in {line.scope for line in self.lines}}
        told = [
            f"{self.path}, line {line.number}: no essay is in {line.scope} {line.key}"
            for line in self.lines
            if line.scope != TOTAL and EACH not in line.key and line.key not in met[line.scope]
        ]
        for scope in self.scopes:
            outside = [one.id for one in candidates if one.eligible and not one.bodies.get(scope)]
            if outside:
                more = f" and {len(outside) - _NAMED} more" if len(outside) > _NAMED else ""
                named = ", ".join(outside[:_NAMED]) + more
                told.append(f"{scope} is blank, so that its quotas do not count, in: {named}")
        return tuple(told)


def read_quotas(path: Path) -> QuotaTable:
    """Read a table of quotas. Raises Refused with the line of every fault."""
    rows = read_rows(path, (), _OTHER_NAMES)
    known = {*_COUNTS, *_PERCENTS, *_WORDS}
    scoped = "scope" in rows
    columns = [name for name in rows.columns if name not in known and name not in ("scope", "key")]
    if not scoped and not columns:
        raise Refused(f"{path} needs a column scope, or one that names bodies, e.g. region")
    if scoped and columns:
        raise Refused(f"{path} has the unknown column {', '.join(columns)}; see --help")
    counts = {name: _whole(rows, name) for name in _COUNTS}
    percents = {name: _percents(rows, name) for name in _PERCENTS}
    lines, faults = [], []
    for i, number in enumerate(rows.lines):
        try:
            scope, key = _scoped(rows, i) if scoped else _short(rows, columns, i)
            lines.append(
                Line(
                    number,
                    scope,
                    key,
                    {name: values[i] for name, values in counts.items()},
                    {name: values[i] for name, values in percents.items()},
                    _word(rows, "rounding", i, _ROUNDINGS),
                    _around(rows.optional("of")[i]),
                    _word(rows, "hard", i, _HARD),
                    _priority(counts["priority"][i]),
                )
            )
        except ValueError as error:
            faults.append(f"{path}, line {number}: {error}")
    if faults:
        raise Refused("\n".join(faults))
    return QuotaTable(path, tuple(lines), _scopes(lines), _group_scope(lines))


def bodies_of(rows: Rows, scopes: Sequence[str]) -> list[dict[str, Keys]]:
    """The bodies of every record: of each scope the text of its column, several authors divided by ``;``.

    Raises Refused where a column is missing.
    """
    missing = [scope for scope in scopes if scope not in rows]
    if missing:
        raise Refused(f"the quotas speak of {', '.join(missing)}, but {rows.path} has no such column")
    columns = {scope: [_keys(text) for text in rows.columns[scope]] for scope in scopes}
    return [{scope: column[i] for scope, column in columns.items()} for i in range(len(rows))]


def _keys(text: str) -> Keys:
    for mark in _BETWEEN_KEYS:
        if mark in text:
            return tuple(part.strip() for part in text.replace("；", ";").split(";") if part.strip())
    return text


def _scoped(rows: Rows, i: int) -> Name:
    scope, key = rows.columns["scope"][i].lower(), rows.optional("key")[i]
    if scope in ("", TOTAL):
        if key not in ("", EACH, TOTAL):
            raise ValueError(f"the total has no key, not {key!r}")
        return ROOT
    return scope, key or EACH


def _short(rows: Rows, columns: Sequence[str], i: int) -> Name:
    """Of the columns that name bodies those filled in; all blank, or the word total: the total."""
    filled = {name: rows.columns[name][i] for name in columns if rows.columns[name][i]}
    if not filled or (len(filled) == 1 and next(iter(filled.values())).lower() == TOTAL):
        return ROOT
    return BOTH.join(filled), BOTH.join(filled.values())


def _priority(given: int | None) -> int:
    if given == 0:
        raise ValueError("priority must be from 1 on, not 0")
    return given or 1


def _around(text: str) -> Name:
    if text.lower() in ("", TOTAL):
        return ROOT
    scope, sign, key = text.partition("=")
    if not sign or not key.strip():
        raise ValueError(f"of must be written region=North, not {text!r}")
    return scope.strip().lower(), key.strip()


def _word(rows: Rows, column: str, i: int, meanings: Mapping[str, _Meaning]) -> _Meaning:
    text = rows.optional(column)[i].lower()
    if text not in meanings:
        raise ValueError(f"{column} must be {', '.join(filter(None, meanings))} or blank, not {text!r}")
    return meanings[text]


def _whole(rows: Rows, column: str) -> list[int | None]:
    return [None if number == _BLANK else number for number in rows.counts(column, blank=_BLANK).tolist()]


def _percents(rows: Rows, column: str) -> list[Fraction | None]:
    """Exact percentages, with or without the sign."""
    found: list[Fraction | None] = []
    for line, text in zip(rows.lines, rows.optional(column), strict=True):
        try:
            match = _PERCENT.fullmatch(text)
            found.append(Fraction(match[1] if match else "") if text else None)
        except (ValueError, ZeroDivisionError) as error:
            raise Refused(f"{rows.path}, line {line}: {column} must be a percentage, not {text!r}") from error
    return found


def _scopes(lines: Sequence[Line]) -> tuple[str, ...]:
    named = (part for line in lines for scope in (line.scope, line.of[0]) for part in scope.split(BOTH))
    return tuple(dict.fromkeys(part for part in named if part != TOTAL))


def _group_scope(lines: Sequence[Line]) -> str:
    """Ranks are told in the regions where those are spoken of, else in the first scope of one column."""
    single = [line.scope for line in lines if line.scope != TOTAL and BOTH not in line.scope]
    return "region" if "region" in single else next(iter(single), TOTAL)


def _of_line(
    line: Line, counted: Mapping[str, Mapping[str, int]], own: set[Name]
) -> Iterator[Quota | Composition]:
    """The quotas of a line, for each of its bodies by itself."""
    _check(line)
    for body in _bodies(line, counted, own):
        number = counted[line.scope].get(body, 0)
        for low, high, hard in _bounds(line, number):
            yield Quota(line.scope, body, low or 0, high, hard, line.priority)
        if line.counts["reserves"]:
            yield Quota(line.scope, body, reserves=line.counts["reserves"])
        yield from _shares(line, body, counted)


def _check(line: Line) -> None:
    low, high = line.counts["min"], line.counts["max"]
    if low is not None and high is not None and low > high:
        raise InvalidProblem(f"the minimum {low} is above the maximum {high}")
    for name, percent in line.percents.items():
        if percent is not None and not 0 <= percent <= 100:
            raise InvalidProblem(f"{name} must be from 0 to 100 %, not {float(percent):g}")
    least, most = line.percents["at_least"], line.percents["at_most"]
    if least is not None and most is not None and least > most:
        raise InvalidProblem(f"at_least {float(least):g} % is above at_most {float(most):g} %")


def _bodies(line: Line, counted: Mapping[str, Mapping[str, int]], own: set[Name]) -> list[str]:
    """The bodies a line is for; one for each leaves out those with a line of their own."""
    pattern = line.key.split(BOTH)
    if EACH not in pattern:
        return [line.key]
    return [
        body
        for body in counted[line.scope]
        if (line.scope, body) not in own
        and all(p in (EACH, part) for p, part in zip(pattern, body.split(BOTH), strict=True))
    ]


def _bounds(line: Line, entered: int) -> Iterator[tuple[int | None, int | None, bool]]:
    """Minimum, maximum, hard; of a body with so many entries."""
    low_hard, high_hard = bool(line.hard), line.hard is not False
    count, percent = line.counts, line.percents
    low, high = percent["min_percent"], percent["max_percent"]
    bounds: list[tuple[int | None, int | None, bool]] = [
        (count["min"], None, low_hard),
        (None, count["max"], high_hard),
        (count["exact"], count["exact"], line.hard is not False),
        (count["places"], None, low_hard),
        (None, count["places"], high_hard),
    ]
    if low is not None:
        bounds.append((places_of_percent(low, entered, line.rounding or "up"), None, low_hard))
    if high is not None:
        bounds.append((None, places_of_percent(high, entered, line.rounding or "down"), high_hard))
    yield from (bound for bound in bounds if bound[:2] != (None, None))


def _shares(line: Line, body: str, counted: Mapping[str, Mapping[str, int]]) -> Iterator[Composition]:
    least, most = line.percents["at_least"], line.percents["at_most"]
    if least is None and most is None:
        return
    scope, key = line.of
    for around in counted[scope] if key == EACH else [key]:
        yield Composition(
            line.scope,
            body,
            at_least=(least or Fraction(0)) / 100,
            at_most=(Fraction(100) if most is None else most) / 100,
            of=(scope, around),
            hard=line.hard is not False,
            priority=line.priority,
        )


def _apportioned(
    line: Line, lines: Sequence[Line], counted: Mapping[str, Mapping[str, int]]
) -> Iterator[Quota]:
    """Places divided over the bodies of the line's scope; each gets a soft minimum and a maximum."""
    places = line.counts["apportion"]
    if places is None:
        return
    if line.key != EACH:
        raise InvalidProblem("places are divided among all bodies of a scope: the key must be *")
    own = {one.key: one.counts for one in lines if one.scope == line.scope and one.key != EACH}
    headcount = dict(counted[line.scope])
    stated = {key: counts["headcount"] for key, counts in own.items() if counts["headcount"] is not None}
    if stated:
        unknown = sorted(headcount.keys() - stated.keys())
        if unknown:
            raise InvalidProblem(f"no headcount for {', '.join(unknown)}")
        headcount = {key: number or 0 for key, number in stated.items()}
    floors = {key: counts["min"] or 0 for key, counts in own.items() if key in headcount}
    caps = {key: c["max"] for key, c in own.items() if key in headcount and c["max"] is not None}
    for key, number in places_by_headcount(places, headcount, floors, caps).items():
        yield Quota(line.scope, key, minimum=number, hard=bool(line.hard), priority=line.priority)
        yield Quota(line.scope, key, maximum=number, hard=line.hard is not False, priority=line.priority)


def _indivisible(code: str, facts: Mapping[str, object]) -> str:
    """Why places cannot be divided."""
    if code == "floors":
        return f"the minima of its bodies need {facts['needed']} places, of {facts['places']} divided"
    return f"{facts['places']} places are divided, but its bodies may have only {facts['room']} together"
