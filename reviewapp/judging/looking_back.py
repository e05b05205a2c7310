"""Looking back 回评: a judge's own marks filtered and in order.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from reviewapp.judging.own_queries import GivenRow
from reviewapp.models.judging import AssignmentState

RECENT = 10
SHOWN = ("recent", "all", "revisit", "draft")


def counts(rows: Sequence[GivenRow]) -> dict[str, int]:
    """How many stand under each filter of SHOWN."""
    return {name: len(under(rows, name)) for name in SHOWN}


def under(rows: Sequence[GivenRow], shown: str) -> list[GivenRow]:
    """The rows under one filter: the last ten submitted, all submitted, to be looked at again, drafts."""
    submitted = [r for r in rows if r.state == AssignmentState.SUBMITTED]
    if shown == "recent":
        return sorted(submitted, key=_when, reverse=True)[:RECENT]
    if shown == "revisit":
        return [r for r in rows if r.revisit]
    return submitted if shown == "all" else [r for r in rows if r.state == AssignmentState.OPEN]


def matching(rows: Sequence[GivenRow], words: str) -> list[GivenRow]:
    """Those whose code or title contains the words."""
    wanted = words.strip().casefold()
    return [r for r in rows if wanted in r.code.casefold() or wanted in r.title.casefold()]


def in_order(rows: Sequence[GivenRow], sort: str, criteria: Sequence[int]) -> list[GivenRow]:
    """`sort`: time, place, title, total or c<criterion id>, with a minus for the greatest first; what is blank
    comes last either way.  An unknown order is the newest first."""
    name, down = sort.removeprefix("-"), sort.startswith("-")
    keys: dict[str, Callable[[GivenRow], Any]] = {
        "time": _when, "place": lambda r: r.place, "title": lambda r: r.title, "total": lambda r: r.total,
    } | {f"c{c}": (lambda r, c=c: r.marks.get(c)) for c in criteria}  # fmt: skip
    if name not in keys:
        name, down = "time", True
    key = keys[name]
    known = [r for r in rows if key(r) is not None]
    return [
        *sorted(known, key=key, reverse=down),
        *(r for r in rows if key(r) is None),
    ]


def _when(row: GivenRow) -> datetime:
    return row.submitted_at or row.saved_at
