"""Texts from JSON lines: ``{"id": "A1", "text": "…", "unit": "…", "author": "…", "received": 1}``.

``id`` and ``text`` must be there; ``unit`` and ``author`` are words or null, ``received`` is the rank in the order
of receipt, 0 or null where unknown; other keys are passed over.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scoring.cli.json_lines import Fault, read_records, text_of
from scoring.similarity.cases import Document

_EXAMPLE = '{"id": "A1", "text": "…"}'


def read_documents(*paths: Path) -> list[list[Document]]:
    """The texts of each file. Raises Refused with the first faults if there are any."""
    return read_records(_document, _EXAMPLE, *paths)


def _document(values: dict[str, Any]) -> Document:
    return Document(
        values["id"], values["text"], text_of(values, "unit"), text_of(values, "author"), _received(values)
    )


def _received(values: dict[str, Any]) -> int:
    value = values.get("received")
    if value is None:
        return 0
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Fault('"received" must be a whole number, the rank in the order of receipt')
    return value
