"""How fast a judge works and what is left, from the times of the judge's own submissions.  Pure.

Nothing here knows another judge, how many read a paper, or that there are others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

SHORTEST = 5.0  # seconds between two submissions below which sheets were keyed in or imported
LONGEST = 45 * 60.0  # and beyond which something else was done
BREAK = 3  # times the usual reading, beyond which there was a break
SHORT_BREAK = 10 * 60.0  # seconds below which nothing is called a break
FEWEST = 5  # readings below which nothing is said of the pace


@dataclass(frozen=True, slots=True)
class Pace:
    """left: papers not submitted yet.  per_hour: papers in an hour of work, breaks left out; None: too few to
    say.  hours: of work still needed at that pace.  days: calendar days that remain, today included; 0: the
    deadline is past, None: there is none.  per_day: papers a day that are enough."""

    left: int
    per_hour: float | None
    hours: float | None
    days: int | None
    per_day: int | None

    @property
    def minutes(self) -> int | None:
        """The work still needed, in tens of minutes rounded up while it is little."""
        return None if self.hours is None else max(10, -(-round(self.hours * 60) // 10) * 10)


def readings(times: Sequence[datetime]) -> list[float]:
    """Seconds of the readings that times of submission tell of, in any order: breaks and imports left out."""
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(sorted(times))]
    plausible = [gap for gap in gaps if SHORTEST <= gap <= LONGEST]
    if not plausible:
        return []
    longest = max(SHORT_BREAK, BREAK * median(plausible))
    return [gap for gap in plausible if gap <= longest]


def pace_of(
    times: Sequence[datetime], left: int, until: datetime | None, *, now: datetime, zone: ZoneInfo
) -> Pace:
    """`times`: of the judge's own submissions; `until`: the last moment that still counts."""
    worked = readings(times)
    per_hour = 3600 * len(worked) / sum(worked) if len(worked) >= FEWEST else None
    days = None
    if until is not None:
        days = (until.astimezone(zone).date() - now.astimezone(zone).date()).days + 1 if now <= until else 0
    return Pace(
        left=left,
        per_hour=per_hour,
        hours=left / per_hour if per_hour and left else None,
        days=days,
        per_day=-(-left // days) if days and left else None,
    )
