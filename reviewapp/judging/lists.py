"""A judge's list as the page shows it: filters, what comes next, the judge's own figures.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from reviewapp.judging.queries import PaperRow, QueueRow
from reviewapp.models.contest import Round
from reviewapp.models.judging import AssignmentState

SHOWN = ("all", "unscored", "draft", "submitted", "later")
BARS = 10  # of the histogram of one's own totals
FEWEST = 5  # totals below which a histogram says nothing


@dataclass(frozen=True, slots=True)
class PaperList:
    """One round's papers of one judge.

    counts: papers under each filter of SHOWN; place: paper code → its number in the judge's order, from 1
    next_code: the paper to go on with, None when all are submitted
    """

    round: Round
    rows: tuple[PaperRow, ...]
    counts: dict[str, int]
    place: dict[str, int]
    done: int
    today: int
    next_code: str | None
    bars: tuple[dict[str, object], ...]

    @property
    def total(self) -> int:
        return len(self.place)


def filter_of(row: PaperRow | QueueRow) -> str:
    """The filter a paper stands under: submitted, later, draft or unscored."""
    if row.state == AssignmentState.SUBMITTED:
        return "submitted"
    if row.skipped:
        return "later"
    return "draft" if row.started else "unscored"


def paper_list(
    round_: Round, rows: Sequence[PaperRow], shown: str, full_marks: int, *, now: datetime, zone: ZoneInfo
) -> PaperList:
    """The list under one filter, with the figures of the whole."""
    kinds = [filter_of(r) for r in rows]
    submitted = [r for r in rows if r.state == AssignmentState.SUBMITTED]
    today = now.astimezone(zone).date()
    return PaperList(
        round=round_,
        rows=tuple(r for r, kind in zip(rows, kinds, strict=True) if shown in ("all", kind)),
        counts={"all": len(rows)} | {name: kinds.count(name) for name in SHOWN[1:]},
        place={r.code: n for n, r in enumerate(rows, 1)},
        done=len(submitted),
        today=sum(r.saved_at is not None and r.saved_at.astimezone(zone).date() == today for r in submitted),
        next_code=next_code(rows),
        bars=bars_of([float(r.total) for r in submitted if r.total is not None], full_marks),
    )


def next_code(rows: Sequence[PaperRow] | Sequence[QueueRow], after: str | None = None) -> str | None:
    """The next paper to do, beginning behind `after` and going round; those put aside come last."""
    codes = [r.code for r in rows]
    start = codes.index(after) + 1 if after in codes else 0
    turned = [*rows[start:], *rows[:start]]
    waiting = [r for r in turned if r.state == AssignmentState.OPEN and r.code != after]
    return next((r.code for r in sorted(waiting, key=lambda r: r.skipped)), None)


def bars_of(totals: list[float], full_marks: int) -> tuple[dict[str, object], ...]:
    """How often the judge gave totals in each tenth of the scale; nothing while there are few."""
    if len(totals) < FEWEST:
        return ()
    width = full_marks / BARS
    counts = [0] * BARS
    for total in totals:
        counts[min(int(total / width), BARS - 1)] += 1
    first = next(i for i, n in enumerate(counts) if n)
    return tuple({"label": f"{i * width:g}", "count": counts[i]} for i in range(first, BARS))
