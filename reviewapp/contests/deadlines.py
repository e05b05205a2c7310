"""Last moments that still count: from local time to an instant, and back to an exact sentence.  Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from reviewapp.errors import Invalid
from reviewapp.words import Sentence, say

ZONE_NAMES: dict[str, Sentence] = {
    "Asia/Shanghai": say("北京时间"),
    "Asia/Urumqi": say("乌鲁木齐时间"),
    "Asia/Hong_Kong": say("香港时间"),
    "UTC": say("世界协调时"),
}


def is_zone(name: str) -> bool:
    """True for a time zone of the IANA list."""
    return name in available_timezones()


def zone_name(zone: str) -> Sentence | str:
    """What people call the zone; for others its IANA name."""
    return ZONE_NAMES.get(zone, zone)


def to_instant(local: datetime | None, zone: str) -> datetime | None:
    """The instant of a wall-clock time; of a time that occurs twice, the first.

    Raises Invalid for a time that the clocks of `zone` jump over.
    """
    if local is None:
        return None
    if not 2000 <= local.year <= 2200:
        raise Invalid(say("年份不对，请检查时间。"))
    instant = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local:
        raise Invalid(say("%(time)s 在时区 %(zone)s 里不存在。", time=f"{local:%m-%d %H:%M}", zone=zone))
    return instant


def to_local(instant: datetime | None, zone: str) -> datetime | None:
    """The wall-clock time of an instant, without zone, as a form's field wants it."""
    return None if instant is None else instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def end_of_day(day: date, zone: str, *, inclusive: bool = True) -> datetime:
    """The last second of `day`, or, for "before `day`", of the day before."""
    last = day if inclusive else day - timedelta(days=1)
    return datetime.combine(last, time(23, 59, 59), ZoneInfo(zone)).astimezone(UTC)


def cutoff(instant: datetime, zone: str) -> Sentence:
    """截至 2026年6月30日 23:59:59（北京时间）: the exact sentence, always with year, seconds and zone."""
    t = instant.astimezone(ZoneInfo(zone))
    return say(
        "截至 %(year)s年%(month)s月%(day)s日 %(clock)s（%(zone)s）",
        year=t.year, month=t.month, day=t.day, clock=f"{t:%H:%M:%S}", zone=zone_name(zone),
    )  # fmt: skip
