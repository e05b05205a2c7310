"""How fast a judge works, from the own submissions: breaks and imports left out, what is left in days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reviewapp.judging.pace import pace_of, readings

START = datetime(2026, 7, 10, 1, 0, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def after(*minutes):
    """Times of submission with these minutes between them."""
    times = [START]
    for gap in minutes:
        times.append(times[-1] + timedelta(minutes=gap))
    return times


def pace(times, left=10, until=None, now=START):
    return pace_of(times, left, until, now=now, zone=SHANGHAI)


def test_pace_counts_hours_of_work_only():
    found = pace(after(6, 6, 6, 6, 6))
    assert (found.per_hour, found.hours, found.minutes) == (10, 1, 60)
    with_breaks = after(6, 6, 6, 300, 6, 40, 6, 1440)  # lunch, a meeting, the night
    assert pace(with_breaks) == found
    assert pace(with_breaks[::-1]) == found  # whatever order the rows come in


def test_slow_readers_are_not_taken_for_resting():
    assert readings(after(25, 30, 20, 28)) == [m * 60 for m in (25, 30, 20, 28)]
    assert readings(after(2, 2, 9, 2)) == [m * 60 for m in (2, 2, 9, 2)]
    assert readings(after(2, 2, 11, 2)) == [120, 120, 120]


@pytest.mark.parametrize("times", [[], [START], after(6, 6, 6, 6), after(0, 0, 0, 0, 0, 0), after(*[60] * 9)])
def test_nothing_is_said_of_the_pace_while_there_is_too_little_to_say(times):
    found = pace(times)
    assert (found.per_hour, found.hours, found.minutes) == (None, None, None)


def test_days_left_are_calendar_days_of_the_contest_and_today_is_one():
    evening = datetime(2026, 7, 9, 17, 0, tzinfo=UTC)  # already 10 July in Shanghai
    until = datetime(2026, 7, 12, 15, 59, tzinfo=UTC)
    found = pace([], 10, until, evening)
    assert (found.days, found.per_day) == (3, 4)
    assert pace_of([], 10, until, now=evening, zone=ZoneInfo("UTC")).days == 4
    assert (pace([], 10, until, until).days, pace([], 10, until, until).per_day) == (1, 10)
    past = pace([], 10, until, until + timedelta(seconds=1))
    assert (past.days, past.per_day) == (0, None)
    assert (pace([], 10).days, pace([], 10).per_day) == (None, None)


def test_nothing_left_needs_no_time():
    found = pace(after(6, 6, 6, 6, 6), left=0, until=START + timedelta(days=2))
    assert (found.hours, found.minutes, found.per_day) == (None, None, None)
