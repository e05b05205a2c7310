"""JSON lines: one object with an id on each; what is wrong with a line is told with its place and what to do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol, TypeVar

from scoring.cli.files import NOT_UTF8, Refused, text_lines

MOST_FAULTS = 5  # after so many faults the file is not read on
_KINDS = {dict: "an object", list: "a list", bool: "true or false", type(None): "null"}


class Fault(Exception):
    """What is wrong with a line, and what to do."""


class Named(Protocol):
    """What a line becomes."""

    @property
    def id(self) -> str: ...


Record = TypeVar("Record", bound=Named)


def read_records(make: Callable[[dict[str, Any]], Record], example: str, *paths: Path) -> list[list[Record]]:
    """What ``make`` makes of each object, by file; ids are unique over all files.

    ``example``: a good line, shown with faults.  ``make`` raises Fault for what it cannot use.  Raises Refused
    with the first faults if there are any.
    """
    seen: dict[str, str] = {}
    faults: list[str] = []
    found = [list(_records(path, make, example, seen, faults)) for path in paths]
    if faults:
        raise Refused("\n".join(faults))
    return found


def _records(
    path: Path,
    make: Callable[[dict[str, Any]], Record],
    example: str,
    seen: dict[str, str],
    faults: list[str],
) -> Iterator[Record]:
    for number, line in text_lines(path):
        place = f"{path}, line {number}"
        try:
            values = _object(line, example)
            for key in ("id", "text"):
                text_of(values, key, example)
            if not values["id"]:
                raise Fault('"id" is empty; every text needs a name of its own')
            record = make(values)
            if record.id in seen:
                raise Fault(
                    f"the id {_shown(record.id)} stands already in {seen[record.id]}; give it another"
                )
            seen[record.id] = place
            yield record
        except Fault as fault:
            faults.append(f"{place}: {fault}")
            if len(faults) == MOST_FAULTS:
                raise Refused("\n".join([*faults, "and perhaps more"])) from fault


def _object(line: str | None, example: str) -> dict[str, Any]:
    if line is None:
        raise Fault(NOT_UTF8)
    wanted = f"write one object a line, such as {example}"
    try:
        values = json.loads(line)
    except RecursionError as error:
        raise Fault(f"is nested too deeply; {wanted}") from error
    except json.JSONDecodeError as error:
        raise Fault(f"is not JSON ({error.msg}, column {error.colno}); {wanted}") from error
    except ValueError as error:  # thousands of digits
        raise Fault("holds a number that is too long") from error
    if not isinstance(values, dict):
        raise Fault(f"is {_kind(values)}; {wanted}")
    return values


def text_of(values: dict[str, Any], key: str, example: str = "") -> str:
    """A text that must be there if there is an ``example`` of it; else one that may be null or absent, then blank."""
    if example and key not in values:
        raise Fault(f'has no "{key}"; write one object a line, such as {example}')
    value = values.get(key)
    if value is None and not example:
        return ""
    if not isinstance(value, str):
        raise Fault(f'"{key}" is {_kind(value)}; it must be a text in quotes')
    return value


def _kind(value: object) -> str:
    return "text" if isinstance(value, str) else _KINDS.get(type(value), "a number")


def _shown(name: str) -> str:
    return json.dumps(name if len(name) <= 60 else name[:60] + "…", ensure_ascii=False)
