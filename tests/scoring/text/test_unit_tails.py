"""What follows the areas of a unit's name, as it is said."""

from __future__ import annotations

import pytest

from scoring.text.mentions import Identity, Kind, Level, find_mentions
from scoring.text.unit_tails import shortened


@pytest.mark.parametrize(
    ("unit", "region", "said"),
    [
        ("乌兰察布市第四医院", "乌兰察布市", "市四院 乌兰察布四院 第四医院"),
        ("赤峰学院附属医院", "赤峰市", "附院 赤峰学院附院"),
        ("包头医学院第一附属医院", "包头市", "一附院 包医一附院 包医附院 第一附属医院"),
        ("阿鲁科尔沁旗蒙医中医医院", "赤峰市", "阿旗蒙中医院 旗蒙中医院 蒙中医院"),
        ("乌海市蒙中医院", "乌海市", "乌海蒙中医院 市蒙中医院 乌海蒙中"),
        ("兴安盟人民医院", "兴安盟", "盟医院 盟人民医院 兴安盟医院"),
        ("伊金霍洛旗妇幼保健计划生育服务中心", "鄂尔多斯市", "伊旗妇幼 旗妇幼 伊旗妇计中心"),
        ("内蒙古自治区精神卫生中心", "呼和浩特市", "精卫中心 内蒙古精卫中心 自治区精神卫生中心"),
        ("呼伦贝尔市120急救指挥调度中心", "呼伦贝尔市", "呼伦贝尔120 市120 120调度中心"),
        ("包钢集团第三职工医院", "包头市", "包钢三医院 包钢三院 包钢第三医院"),
        ("音德尔镇第一社区卫生服务中心", "兴安盟", "音一社区 音德尔一社区"),
        ("牙克石林业总医院", "呼伦贝尔市", "林业总医院 林业总院 牙克石林业总院"),
    ],
)
def test_unit_is_found_by_what_is_said_for_it(unit: str, region: str, said: str) -> None:
    identity = Identity(units=(unit,), region=region)
    for form in said.split():
        text = f"我在{form}干了十年。"
        found = [m for m in find_mentions(text, identity) if m.level is not Level.HINT]
        assert [(text[m.start : m.end], m.kind) for m in found] == [(form, Kind.UNIT)], form


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("武川县哈乐镇中心卫生院", "转到县医院去，卫生院没有药。"),
        ("乌兰察布市第四医院", "大同市第四医院来人学习。"),
        ("兴安盟人民医院", "去人民医院看病。"),
    ],
)
def test_what_everybody_says_is_nobodys(unit: str, text: str) -> None:
    found = find_mentions(text, Identity(units=(unit,)))
    assert not [m for m in found if m.kind is Kind.UNIT and m.level is not Level.HINT]


def test_shortenings_hold_the_tail_and_are_few() -> None:
    forms = shortened("妇幼保健计划生育服务中心")
    assert forms[0] == "妇幼保健计划生育服务中心"
    assert {"妇幼", "妇计中心"} <= set(forms)
    assert all(len(shortened(tail)) < 130 for tail in ("第三人民医院第一附属蒙医中医医院", "综合" * 40, ""))
