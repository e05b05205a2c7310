"""Texts with what their entry forms tell, from JSON lines:

``{"id": "A1", "text": "…", "authors": [{"name": "…"}], "unit": "…", "department": "…", "region": "…",
"people": ["…"], "units": ["…"]}``. Only ``id`` and ``text`` must be there. An author may have "phone", "email"
and "post"; where an object with a name is asked for, the name alone will do, and where a list, a single one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring.cli.files import NOT_UTF8, Refused, text_lines
from scoring.text.span_types import Identity

MOST_FAULTS = 5  # after so many faults the file is not read on
_EXAMPLE = (
    'write one object a line, such as {"id": "A1", "text": "…", "authors": [{"name": "…"}], "unit": "…"}'
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A text and what is known about its writer."""

    id: str
    text: str
    identity: Identity


class _Fault(Exception):
    """What is wrong with a line, and what to do."""


def read_entries(path: Path) -> list[Entry]:
    """All entries of a file. Raises Refused with the first faults if there are any."""
    faults: list[str] = []
    entries = list(_read(path, faults))
    if faults:
        raise Refused("\n".join(faults))
    return entries


def _read(path: Path, faults: list[str]) -> Iterator[Entry]:
    seen: dict[str, int] = {}
    same: dict[
        tuple[str, ...], tuple[str, ...]
    ] = {}  # the contest's lists, repeated on every line, are kept once
    for number, line in text_lines(path):
        try:
            entry = _entry(line, lambda names: same.setdefault(names, names))
            if entry.id in seen:
                raise _Fault(
                    f"the id {_shown(entry.id)} stands already in line {seen[entry.id]}; give it another"
                )
            seen[entry.id] = number
            yield entry
        except _Fault as fault:
            faults.append(f"{path}, line {number}: {fault}")
            if len(faults) == MOST_FAULTS:
                raise Refused("\n".join([*faults, "and perhaps more"])) from fault


def _entry(line: str | None, kept: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Entry:
    values = _object(line)
    for key in ("id", "text"):
        if key not in values:
            raise _Fault(f'has no "{key}"; {_EXAMPLE}')
    name = _word(values, "id")
    if not name:
        raise _Fault('"id" is empty; every text needs a name of its own')
    people = _listed(values, "authors")
    return Entry(
        name,
        _word(values, "text"),
        Identity(
            authors=_names(people, "authors"),
            units=_names(_listed(values, "unit"), "unit"),
            unit_aliases=_names(_listed(values, "aliases"), "aliases"),
            department=_word(values, "department").strip(),
            region=_word(values, "region").strip(),
            phones=_told(people, "phone"),
            emails=_told(people, "email"),
            posts=_told(people, "post"),
            people=kept(_names(_listed(values, "people"), "people")),
            other_units=kept(_names(_listed(values, "units"), "units")),
        ),
    )


def _object(line: str | None) -> dict[str, Any]:
    if line is None:
        raise _Fault(NOT_UTF8)
    try:
        values = json.loads(line)
    except RecursionError as error:
        raise _Fault(f"is nested too deeply; {_EXAMPLE}") from error
    except json.JSONDecodeError as error:
        raise _Fault(f"is not JSON ({error.msg}, column {error.colno}); {_EXAMPLE}") from error
    except ValueError as error:  # thousands of digits
        raise _Fault("holds a number that is too long") from error
    if not isinstance(values, dict):
        raise _Fault(f"is no object; {_EXAMPLE}")
    return values


def _word(values: dict[str, Any], key: str) -> str:
    value = values.get(key)
    if value is None and key not in ("id", "text"):
        return ""
    if not isinstance(value, str):
        raise _Fault(f'"{key}" must be a text in quotes')
    return value


def _listed(values: dict[str, Any], key: str) -> list[Any]:
    value = values.get(key)
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _names(listed: list[Any], key: str) -> tuple[str, ...]:
    return tuple(name for one in listed if (name := _name(one, key)))


def _name(one: Any, key: str) -> str:
    name = one.get("name") if isinstance(one, dict) else one
    if name is None:
        return ""
    if not isinstance(name, str):
        raise _Fault(f'"{key}" must be a list of names, such as ["…"] or [{{"name": "…"}}]')
    return name.strip()


def _told(people: list[Any], key: str) -> tuple[str, ...]:
    told = (one.get(key) for one in people if isinstance(one, dict))
    return tuple(value.strip() for value in told if isinstance(value, str) and value.strip())


def _shown(name: str) -> str:
    return json.dumps(name if len(name) <= 60 else name[:60] + "…", ensure_ascii=False)
