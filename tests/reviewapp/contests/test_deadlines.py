"""Last moments: local time to instant and back, and the exact sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewapp.contests.deadlines import cutoff, end_of_day, is_zone, to_instant, to_local
from reviewapp.errors import Invalid

SHANGHAI = "Asia/Shanghai"
NEW_YORK = "America/New_York"


def test_cutoff_names_year_second_and_zone() -> None:
    until = datetime(2026, 6, 30, 15, 59, 59, tzinfo=UTC)
    assert str(cutoff(until, SHANGHAI)) == "截至 2026年6月30日 23:59:59（北京时间）"
    assert str(cutoff(until, "Europe/Berlin")) == "截至 2026年6月30日 17:59:59（Europe/Berlin）"


def test_end_of_day_inclusive_and_before() -> None:
    day = date(2026, 7, 1)
    assert end_of_day(day, SHANGHAI) == datetime(2026, 7, 1, 15, 59, 59, tzinfo=UTC)
    assert end_of_day(day, SHANGHAI, inclusive=False) == datetime(2026, 6, 30, 15, 59, 59, tzinfo=UTC)


def test_time_the_clocks_jump_over_is_refused() -> None:
    with pytest.raises(Invalid):
        to_instant(datetime(2026, 3, 8, 2, 30), NEW_YORK)  # noqa: DTZ001 (a wall-clock time)


def test_time_that_occurs_twice_is_the_first() -> None:
    twice = datetime(2026, 11, 1, 1, 30)  # noqa: DTZ001 (a wall-clock time)
    assert to_instant(twice, NEW_YORK) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1)))  # noqa: DTZ001
@settings(max_examples=60, deadline=None)
def test_local_times_of_a_zone_without_summer_time_come_back(local: datetime) -> None:
    instant = to_instant(local, SHANGHAI)
    assert instant is not None
    assert to_local(instant, SHANGHAI) == local
    assert instant.utcoffset() == timedelta(0)


def test_nothing_stays_nothing() -> None:
    assert to_instant(None, SHANGHAI) is None
    assert to_local(None, SHANGHAI) is None


def test_zone_names_are_known_or_not() -> None:
    assert is_zone(SHANGHAI)
    assert not is_zone("Asia/Atlantis")
    assert not is_zone("../etc/passwd")
