"""A judge's list as the page shows it: filters, what comes next, the judge's own figures.  Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from reviewapp.judging.pace import Pace, pace_of
from reviewapp.judging.queries import PaperRow, QueueRow
from reviewapp.models.contest import Round
from reviewapp.models.judging import AssignmentState

SHOWN = ("all", "unscored", "later", "revisit", "draft", "submitted")
# where a judge goes on after a paper: "" the next one to do, a filter the next one in it, or back to the list
LIST = "list"
MODES = ("", *SHOWN[1:], LIST)
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
    pace: Pace

    @property
    def total(self) -> int:
        return len(self.place)


def filter_of(row: PaperRow | QueueRow) -> str:
    """What a paper still needs: submitted, later, draft or unscored.  Each paper is under exactly one."""
    if row.state == AssignmentState.SUBMITTED:
        return "submitted"
    if row.skipped:
        return "later"
    return "draft" if row.started else "unscored"


def under(row: PaperRow | QueueRow, shown: str) -> bool:
    """Is the paper under this filter?  To be looked at again may be any."""
    return shown == "all" or (row.revisit if shown == "revisit" else filter_of(row) == shown)


def mode_of(given: str | None) -> str:
    """One of MODES; anything unknown is the usual way."""
    return given if given in MODES else ""


def way_on(given: str | None, shown: str) -> str:
    """The mode the list's links carry: as chosen there, by default within the filter on the screen."""
    usual = shown if shown != "all" else ""
    return usual if given is None else mode_of(given) if given in (LIST, shown) else ""


def paper_list(
    round_: Round,
    rows: Sequence[PaperRow],
    shown: str,
    scale: tuple[float, float],
    *,
    now: datetime,
    zone: ZoneInfo,
) -> PaperList:
    """The list under one filter, with the figures of the whole.  scale: the ends of a total."""
    submitted = [r for r in rows if r.state == AssignmentState.SUBMITTED]
    today = now.astimezone(zone).date()
    return PaperList(
        round=round_,
        rows=tuple(r for r in rows if under(r, shown)),
        counts=_counts(rows),
        place={r.code: n for n, r in enumerate(rows, 1)},
        done=len(submitted),
        today=sum(r.saved_at is not None and r.saved_at.astimezone(zone).date() == today for r in submitted),
        next_code=next_code(rows),
        bars=bars_of([float(r.total) for r in submitted if r.total is not None], scale),
        pace=pace_of(
            [r.saved_at for r in submitted if r.saved_at is not None],
            len(rows) - len(submitted), round_.judging_until, now=now, zone=zone,
        ),
    )  # fmt: skip


def _counts(rows: Sequence[PaperRow]) -> dict[str, int]:
    """Papers under each filter of SHOWN."""
    states = Counter(filter_of(r) for r in rows)
    special = {"all": len(rows), "revisit": sum(r.revisit for r in rows)}
    return {name: special.get(name, states[name]) for name in SHOWN}


def next_code(
    rows: Sequence[PaperRow] | Sequence[QueueRow], after: str | None = None, mode: str = ""
) -> str | None:
    """The paper to go on with, beginning behind `after` and going round; None: back to the list.

    By default the next one to do, those put aside last; with a filter as the mode, the next one under it.
    """
    if mode == LIST:
        return None
    codes = [r.code for r in rows]
    start = codes.index(after) + 1 if after in codes else 0
    turned = [r for r in (*rows[start:], *rows[:start]) if r.code != after]
    if mode:
        return next((r.code for r in turned if under(r, mode)), None)
    waiting = [r for r in turned if r.state == AssignmentState.OPEN]
    return next((r.code for r in sorted(waiting, key=lambda r: r.skipped)), None)


def walk(rows: Sequence[QueueRow], here: str, mode: str) -> list[str]:
    """The codes to leaf through in order: all papers, or those under the filter and the one on the table."""
    shown = mode if mode in SHOWN else "all"
    return [r.code for r in rows if r.code == here or under(r, shown)]


def bars_of(totals: list[float], scale: tuple[float, float]) -> tuple[dict[str, object], ...]:
    """How often the judge gave totals in each tenth of the scale; nothing while there are few."""
    if len(totals) < FEWEST:
        return ()
    low, high = scale
    width = (high - low) / BARS
    counts = [0] * BARS
    for total in totals:
        counts[min(int((total - low) / width), BARS - 1)] += 1
    first = next(i for i, n in enumerate(counts) if n)
    return tuple({"label": f"{low + i * width:g}", "count": counts[i]} for i in range(first, BARS))
