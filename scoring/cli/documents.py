"""Texts from JSON lines: ``{"id": "A1", "text": "…", "unit": "…", "author": "…", "received": 1}``.

``id`` and ``text`` must be there; ``unit`` and ``author`` are words or null, ``received`` is the rank in the order
of receipt, 0 or null where unknown; other keys are passed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scoring.cli.files import NOT_UTF8, Refused, text_lines
from scoring.similarity.cases import Document

MOST_FAULTS = 5  # after so many faults the file is not read on
_EXAMPLE = 'write one object a line, such as {"id": "A1", "text": "…"}'
_KINDS = {dict: "an object", list: "a list", bool: "true or false", type(None): "null"}


class _Fault(Exception):
    """What is wrong with a line, and what to do."""


def read_documents(*paths: Path) -> list[list[Document]]:
    """The texts of each file. Raises Refused with the first faults if there are any."""
    seen: dict[str, str] = {}
    faults: list[str] = []
    found = [list(_read(path, seen, faults)) for path in paths]
    if faults:
        raise Refused("\n".join(faults))
    return found


def _read(path: Path, seen: dict[str, str], faults: list[str]) -> Iterator[Document]:
    for number, line in text_lines(path):
        place = f"{path}, line {number}"
        try:
            document = _document(line)
            if document.id in seen:
                raise _Fault(
                    f"the id {_shown(document.id)} stands already in {seen[document.id]}; give it another"
                )
            seen[document.id] = place
            yield document
        except _Fault as fault:
            faults.append(f"{place}: {fault}")
            if len(faults) == MOST_FAULTS:
                raise Refused("\n".join([*faults, "and perhaps more"])) from fault


def _document(line: str | None) -> Document:
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
        raise _Fault(f"is {_kind(values)}; {_EXAMPLE}")
    name = _string(values, "id")
    if not name:
        raise _Fault('"id" is empty; every text needs a name of its own')
    unit, author = (_string(values, key) if values.get(key) is not None else "" for key in ("unit", "author"))
    return Document(name, _string(values, "text"), unit, author, _received(values))


def _string(values: dict[str, Any], key: str) -> str:
    if key not in values:
        raise _Fault(f'has no "{key}"; {_EXAMPLE}')
    value = values[key]
    if not isinstance(value, str):
        raise _Fault(f'"{key}" is {_kind(value)}; it must be a text in quotes')
    return value


def _received(values: dict[str, Any]) -> int:
    value = values.get("received")
    if value is None:
        return 0
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _Fault('"received" must be a whole number, the rank in the order of receipt')
    return value


def _kind(value: object) -> str:
    return "text" if isinstance(value, str) else _KINDS.get(type(value), "a number")


def _shown(name: str) -> str:
    return json.dumps(name if len(name) <= 60 else name[:60] + "…", ensure_ascii=False)
