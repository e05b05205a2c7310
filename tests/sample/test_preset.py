"""The preset is complete and consistent in itself, and says what the notice says."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from sample import ROOT, load

PRESET = load().preset


def test_categories_state_the_minimums_of_the_notice() -> None:
    minimums = {row["key"]: row["obligations"][0]["minimum"] for row in PRESET["categories"]}
    assert minimums == {"盟市": 5, "直属单位": 2, "附属医院": 2}
    notice = "".join(PRESET["notice"]["paragraphs"])
    assert "各盟市推荐作品不少于5篇" in notice
    assert notice.count("不少于2篇") == 2
    assert "2026年6月30日" in notice


def test_rubric_adds_to_one_hundred_and_bands_cover_every_half_point() -> None:
    criteria = PRESET["rubric"]["criteria"]
    assert sum(criterion["points"] for criterion in criteria) == PRESET["rubric"]["total"] == 100
    for criterion in criteria:
        steps = [n / 2 for n in range(criterion["points"] * 2 + 1)]
        hits = [sum(band["from"] <= step <= band["to"] for band in criterion["bands"]) for step in steps]
        assert hits == [1] * len(steps), criterion["key"]
        assert all(band["description"] for band in criterion["bands"])


def test_stages_are_in_shanghai_time_and_open_one_after_the_other() -> None:
    assert PRESET["time_zone"] == "Asia/Shanghai"
    opens = [dt.datetime.fromisoformat(row["opens_at"]) for row in PRESET["stages"]]
    assert all(a <= b for a, b in pairwise(opens))
    shanghai = ZoneInfo("Asia/Shanghai")
    assert all(moment.utcoffset() == moment.astimezone(shanghai).utcoffset() for moment in opens)
    for row in PRESET["stages"]:
        assert row["closes_at"] is None or row["opens_at"] < row["closes_at"]


def test_public_notice_period_holds_the_stated_number_of_working_days() -> None:
    stage = next(row for row in PRESET["stages"] if row["key"] == "publication")
    first, last = (dt.datetime.fromisoformat(stage[end]).date() for end in ("opens_at", "closes_at"))
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    assert sum(day.weekday() < 5 for day in days) == PRESET["publication_days"]["count"] == 5


def test_due_date_is_inclusive_and_is_the_end_of_submission() -> None:
    due = PRESET["submissions_due"]
    stage = next(row for row in PRESET["stages"] if row["key"] == "submission")
    assert due["inclusive"] is True
    assert due["cutoff"] == stage["closes_at"]
    assert due["cutoff"].startswith(due["date"])


@pytest.mark.parametrize("part", ["regions", "recommenders", "judges", "categories", "levels", "stages"])
def test_keys_are_unique(part: str) -> None:
    keys = [row["key"] for row in PRESET[part]]
    assert len(keys) == len(set(keys)) > 0


def test_every_reference_points_at_something() -> None:
    regions = {row["key"] for row in PRESET["regions"]}
    recommenders = {row["key"] for row in PRESET["recommenders"]}
    categories = {row["key"] for row in PRESET["categories"]}
    units = {row["name"] for row in PRESET["units"]}
    judges = {row["key"] for row in PRESET["judges"]}
    assert all(row["recommender"] in recommenders for row in PRESET["units"])
    assert all(row["region"] in regions | {None} for row in (*PRESET["units"], *PRESET["recommenders"]))
    assert all(row["category"] in categories for row in PRESET["recommenders"])
    for user in PRESET["demo"]["users"]:
        scope = user["scope"] or {}
        assert scope.get("judge", "j01") in judges
        assert scope.get("recommender", "baotou") in recommenders
    for judge in PRESET["judges"]:
        assert judge["home_region"] in regions | {None}
        assert judge["kind"] == "系统外" or judge["home_unit"] in units


def test_twelve_leagues_each_with_its_banners_and_no_name_twice() -> None:
    names = [place["name"] for region in PRESET["regions"] for place in region["places"]]
    assert len(PRESET["regions"]) == 12
    assert len(names) == len(set(names)) == 103
    assert all(region["aliases"] for region in PRESET["regions"])


def test_unit_names_and_aliases_lead_to_one_unit() -> None:
    owners = Counter(name for unit in PRESET["units"] for name in {unit["name"], *unit["aliases"]})
    assert [name for name, count in owners.items() if count > 1] == []
    renamed = [unit for unit in PRESET["units"] if "内蒙古医学院" in unit["name"]]
    assert len(renamed) == 2
    for unit in renamed:
        assert unit["name"].replace("内蒙古医学院", "内蒙古医科大学") in unit["aliases"]


def test_demo_has_every_role_and_three_judges_who_mark_by_hand() -> None:
    roles = Counter(user["role"] for user in PRESET["demo"]["users"])
    assert roles == {"organizer": 1, "clerk": 1, "leader": 1, "judge": 3, "liaison": 2}
    logins = {user["login"] for user in PRESET["demo"]["users"] if user["role"] == "judge"}
    assert set(PRESET["demo"]["judges_by_hand"]["logins"]) == logins
    assert len(PRESET["judges"]) == 12


def test_selection_total_can_be_filled_within_the_caps_and_covers_the_minimums() -> None:
    quota = {row["key"]: row["selection"] for row in PRESET["categories"]}
    counts = [(len(each.entries), quota[each.category]) for each in load().recommenders]
    least = sum(min(count, rule["minimum"]) for count, rule in counts)
    most = sum(min(count, rule["maximum"]) for count, rule in counts)
    assert least < PRESET["selection"]["total"] < most


def test_attachment_is_one_page_of_official_language_holding_the_notices_phrases() -> None:
    (path,) = load().attachments
    text = path.read_text(encoding="utf-8")
    assert path.is_relative_to(ROOT)
    assert 500 < len(re.sub(r"\s", "", text)) < 1200
    assert "大力弘扬社会主义核心价值体系，培育和践行医疗卫生职业精神" in text
