"""A judge's list: filters, order of work, own figures."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from reviewapp.judging.lists import (
    LIST,
    SHOWN,
    bars_of,
    filter_of,
    mode_of,
    next_code,
    paper_list,
    walk,
    way_on,
)
from reviewapp.judging.queries import PaperRow, QueueRow
from reviewapp.judging.reading import ReadingSettings
from reviewapp.models.contest import Round
from reviewapp.models.judging import AssignmentState

OPEN, DONE = AssignmentState.OPEN, AssignmentState.SUBMITTED
SHANGHAI = ZoneInfo("Asia/Shanghai")


def queue(text):
    """'a b! c~' : b submitted, c put aside."""
    return [QueueRow(w[0], DONE if "!" in w else OPEN, "~" in w, "," in w, "?" in w) for w in text.split()]


@pytest.mark.parametrize(
    ("papers", "after", "expected"),
    [
        ("a b c", None, "a"),
        ("a b c", "a", "b"),
        ("a b c", "c", "a"),
        ("a! b! c", "c", None),
        ("a! b! c!", None, None),
        ("a~ b c", None, "b"),
        ("a b~ c!", "a", "b"),
        ("a! b~ c~", None, "b"),
        ("a b c", "gone", "a"),
    ],
)
def test_next_paper_goes_round_and_leaves_what_was_put_aside_for_last(papers, after, expected):
    assert next_code(queue(papers), after=after) == expected


@pytest.mark.parametrize(
    ("papers", "after", "mode", "expected"),
    [
        ("a b c", "a", LIST, None),
        ("a! b c!", "b", "submitted", "c"),
        ("a! b! c", "b", "submitted", "a"),
        ("a! b?! c d?", "b", "revisit", "d"),
        ("a b?! c", "b", "revisit", None),
        ("a~ b c~", "a", "later", "c"),
        ("a, b c,", "a", "unscored", "b"),
        ("a, b c,", "a", "draft", "c"),
        ("a b c", "gone", "unscored", "a"),
    ],
)
def test_next_paper_stays_within_the_filter(papers, after, mode, expected):
    assert next_code(queue(papers), after, mode) == expected


def test_leafing_stays_within_the_filter_but_keeps_the_paper_on_the_table():
    rows = queue("a! b c?! d")
    assert walk(rows, "b", "") == ["a", "b", "c", "d"]
    assert walk(rows, "b", LIST) == ["a", "b", "c", "d"]
    assert walk(rows, "b", "submitted") == ["a", "b", "c"]
    assert walk(rows, "c", "revisit") == ["c"]


def test_way_on_is_the_filters_unless_another_was_chosen():
    assert [mode_of(g) for g in (None, "", "all", "nonsense", "draft", LIST)] == [
        "",
        "",
        "",
        "",
        "draft",
        LIST,
    ]
    assert [way_on(None, shown) for shown in SHOWN] == ["", *SHOWN[1:]]
    assert way_on("next", "draft") == ""
    assert way_on(LIST, "draft") == LIST
    assert way_on("submitted", "draft") == ""


def test_paper_to_be_looked_at_again_stands_under_two_filters():
    rows = [row("a", DONE, revisit=True), row("b", revisit=True), row("c", DONE)]
    found = paper_list(Round(), rows, "revisit", (0, 100), now=datetime.now(UTC), zone=SHANGHAI)
    assert [r.code for r in found.rows] == ["a", "b"]
    assert (found.counts["revisit"], found.counts["submitted"], found.counts["unscored"]) == (2, 2, 1)


def row(code, state=OPEN, skipped=False, started=False, total=None, saved_at=None, revisit=False):
    return PaperRow(code, "题", "", 1, False, state, skipped, "", started, total, saved_at, revisit)


def test_every_paper_stands_under_exactly_one_filter():
    rows = [row("a"), row("b", started=True), row("c", DONE, started=True), row("d", skipped=True)]
    assert [filter_of(r) for r in rows] == ["unscored", "draft", "submitted", "later"]
    found = paper_list(Round(), rows, "all", (0, 100), now=datetime.now(UTC), zone=SHANGHAI)
    assert found.counts == {"all": 4, "unscored": 1, "draft": 1, "submitted": 1, "later": 1, "revisit": 0}
    assert found.place == {"a": 1, "b": 2, "c": 3, "d": 4}
    draft = paper_list(Round(), rows, "draft", (0, 100), now=datetime.now(UTC), zone=SHANGHAI)
    assert ([r.code for r in draft.rows], draft.total) == (["b"], 4)


def test_today_is_the_day_of_the_contest_not_of_greenwich():
    evening = datetime(2026, 7, 9, 17, 0, tzinfo=UTC)  # already 10 July in Shanghai
    rows = [row("a", DONE, saved_at=evening), row("b", DONE, saved_at=datetime(2026, 7, 9, 1, 0, tzinfo=UTC))]
    now = datetime(2026, 7, 10, 2, 0, tzinfo=UTC)
    assert paper_list(Round(), rows, "all", (0, 100), now=now, zone=SHANGHAI).today == 1
    assert paper_list(Round(), rows, "all", (0, 100), now=now, zone=ZoneInfo("UTC")).today == 0


def test_own_distribution_counts_every_total_and_full_marks_fall_into_the_last_bar():
    rows = [row(str(n), DONE, total=Fraction(t)) for n, t in enumerate((61, 65, 70, 88, 100))]
    bars = paper_list(Round(), rows, "all", (0, 100), now=datetime.now(UTC), zone=SHANGHAI).bars
    assert [(b["label"], b["count"]) for b in bars] == [("60", 2), ("70", 1), ("80", 1), ("90", 1)]


def test_few_totals_make_no_distribution():
    rows = [row("a", DONE, total=Fraction(80))]
    assert paper_list(Round(), rows, "all", (0, 100), now=datetime.now(UTC), zone=SHANGHAI).bars == ()


@pytest.mark.parametrize("cookie", ["", "huge", "large.x.y", "<script>.a.b.c.d", "." * 50])
def test_reading_settings_take_only_known_words(cookie):
    settings = ReadingSettings.from_cookie(cookie)
    assert settings.size in ("large", "medium")
    assert (settings.leading, settings.face, settings.ground, settings.keys) == (
        "normal",
        "serif",
        "page",
        "on",
    )


def test_reading_settings_come_back_as_written():
    assert ReadingSettings.from_cookie("small.loose.sans.dark.off") == ReadingSettings(
        "small", "loose", "sans", "dark", "off"
    )


def test_tenths_are_of_the_scale_where_marks_do_not_begin_at_nothing():
    bars = bars_of([25, 27, 27.5, 30, 50] * 2, (25, 50))
    assert [(bar["label"], bar["count"]) for bar in bars][:3] == [("25", 4), ("27.5", 2), ("30", 2)]
    assert (len(bars), bars[-1]) == (10, {"label": "47.5", "count": 2})
