"""The list of administrative divisions: short names, regions."""

from __future__ import annotations

import pytest

from scoring.text.divisions import counties, of_region, prefectures, short_county, short_town, towns


@pytest.mark.parametrize(
    ("county", "short"),
    [
        ("武川县", "武川"),
        ("丰镇市", "丰镇"),
        ("莫力达瓦达斡尔族自治旗", "莫力达瓦"),
        ("杞县", "杞县"),
        ("准格尔旗", "准格尔"),
    ],
)
def test_county_is_shortened_but_not_to_one_letter(county: str, short: str) -> None:
    assert county in counties()
    assert short_county(county) == short


@pytest.mark.parametrize(
    ("town", "short"), [("萨拉齐镇", "萨拉齐"), ("三河回族乡", "三河"), ("乌兰哈达苏木", "乌兰哈达")]
)
def test_town_is_shortened(town: str, short: str) -> None:
    assert short_town(town) == short


def test_region_is_found_by_long_and_short_name() -> None:
    assert [one.name for one in of_region("赤峰市")] == [one.name for one in of_region("赤峰")] == ["赤峰市"]
    assert of_region("阿坝藏族羌族自治州")[0].short == "阿坝"
    assert {one.province for one in of_region("内蒙古自治区")} == {"内蒙古自治区"}
    assert len(of_region("内蒙古自治区")) == 12
    assert of_region("没有的地方") == of_region("") == ()


def test_autonomous_county_is_called_without_its_people_but_for_what_is_known_to_all() -> None:
    assert {"景宁县", "塔什库尔干县", "三江县", "莫力达瓦旗"} <= counties()
    assert {"长沙县", "汶川县"} <= counties()
    assert counties().isdisjoint({"北川县", "河南县"})


def test_list_is_whole() -> None:
    assert len(prefectures()) > 330
    assert len(counties()) > 2800
    assert len(towns()) > 25000
