"""Texts with what their entry forms tell, from JSON lines:

``{"id": "A1", "text": "…", "authors": [{"name": "…"}], "unit": "…", "department": "…", "region": "…",
"people": ["…"], "units": ["…"]}``. Only ``id`` and ``text`` must be there. An author may have "phone", "email"
and "post"; where an object with a name is asked for, the name alone will do, and where a list, a single one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring.cli.json_lines import Fault, read_records, text_of
from scoring.text.span_types import Identity

_EXAMPLE = '{"id": "A1", "text": "…", "authors": [{"name": "…"}], "unit": "…"}'


@dataclass(frozen=True, slots=True)
class Entry:
    """A text and what is known about its writer."""

    id: str
    text: str
    identity: Identity


def read_entries(path: Path) -> list[Entry]:
    """All entries of a file. Raises Refused with the first faults if there are any."""
    same: dict[
        tuple[str, ...], tuple[str, ...]
    ] = {}  # the contest's lists stand on every line and are kept once
    return read_records(
        lambda values: _entry(values, lambda names: same.setdefault(names, names)), _EXAMPLE, path
    )[0]


def _entry(values: dict[str, Any], kept: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Entry:
    people = _listed(values, "authors")
    return Entry(
        values["id"],
        values["text"],
        Identity(
            authors=_names(people, "authors"),
            units=_names(_listed(values, "unit"), "unit"),
            unit_aliases=_names(_listed(values, "aliases"), "aliases"),
            department=text_of(values, "department").strip(),
            region=text_of(values, "region").strip(),
            phones=_told(people, "phone"),
            emails=_told(people, "email"),
            posts=_told(people, "post"),
            people=kept(_names(_listed(values, "people"), "people")),
            other_units=kept(_names(_listed(values, "units"), "units")),
        ),
    )


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
        raise Fault(f'"{key}" must be a list of names, such as ["…"] or [{{"name": "…"}}]')
    return name.strip()


def _told(people: list[Any], key: str) -> tuple[str, ...]:
    told = (one.get(key) for one in people if isinstance(one, dict))
    return tuple(value.strip() for value in told if isinstance(value, str) and value.strip())
