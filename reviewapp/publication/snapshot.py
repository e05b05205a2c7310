"""From live rows to the frozen public text: a whitelist, nothing else.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from reviewapp.models.contest import Contest
from reviewapp.models.publication import Publication, PublicationKind
from reviewapp.runs import digest


@dataclass(frozen=True, slots=True)
class ListedWork:
    """All the public may know of a work."""

    recommender: str
    title: str
    authors: str
    unit: str


def build(
    contest: Contest, round_title: str, kind: PublicationKind, works: Sequence[ListedWork], heading: str,
    preamble: str, objections: str, published_at: datetime, until: datetime | None,
) -> dict[str, Any]:  # fmt: skip
    """The snapshot as plain values.  Works are grouped by recommending body; the order inside a group is by
    title, so that a list which is no ranking cannot be read as one."""
    zone = ZoneInfo(contest.time_zone)
    groups: dict[str, list[dict[str, str]]] = {}
    for work in works:
        groups.setdefault(work.recommender, []).append(asdict(work))
    return {
        "kind": kind.value,
        "contest": contest.title,
        "host": contest.host,
        "round": round_title,
        "heading": heading,
        "preamble": preamble,
        "objections": objections,
        "published_on": published_at.astimezone(zone).date().isoformat(),
        "until": until.astimezone(zone).isoformat(timespec="minutes") if until else None,
        "count": len(works),
        "groups": [
            {"recommender": name, "works": sorted(found, key=lambda w: w["title"])}
            for name, found in groups.items()
        ],
    }


@dataclass(frozen=True, slots=True)
class Dates:
    """The period as the snapshot states it, in the contest's own time."""

    published_on: date
    until: datetime | None

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Dates:
        """Read back from a snapshot."""
        until = content["until"]
        return cls(
            date.fromisoformat(content["published_on"]), datetime.fromisoformat(until) if until else None
        )

    @property
    def whole_day(self) -> bool:
        """Does the period end with the day, so that the hour need not be said?"""
        return self.until is None or (self.until.hour, self.until.minute) == (23, 59)


def work_list(content: Mapping[str, Any]) -> str:
    """Digest of the list alone: what a person checked before publishing, whatever he wrote around it."""
    return digest(content["groups"])


def verify(publication: Publication) -> bool:
    """Is the stored snapshot byte for byte the one whose digest was published, and its end the stored one?"""
    until = publication.snapshot.get("until")
    ends = datetime.fromisoformat(until) if until else None
    stored = publication.until.replace(second=0, microsecond=0) if publication.until else None
    return digest(publication.snapshot) == publication.digest and ends == stored


def last_working_day(start: date, days: int, holidays: frozenset[date] = frozenset()) -> date:
    """The last of `days` working days, the first being the first working day after `start`.

    >>> last_working_day(date(2026, 8, 7), 5)  # a Friday
    datetime.date(2026, 8, 14)
    """
    day, left = start, days
    while left:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            left -= 1
    return day
