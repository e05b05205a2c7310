"""Ways of saying a unit, and what is no way of saying it."""

from __future__ import annotations

import pytest

from scoring.text.mentions import Identity, Kind, Level, find_mentions


def units_in(text: str, identity: Identity) -> list[str]:
    found = find_mentions(text, identity)
    return [text[m.start : m.end] for m in found if m.kind is Kind.UNIT and m.level is not Level.HINT]


@pytest.mark.parametrize(
    ("unit", "region", "said"),
    [
        ("呼和浩特市第一医院", "呼和浩特市", "市一院"),
        ("呼和浩特市第一医院", "呼和浩特市", "呼市一院"),
        ("锡林郭勒盟第二医院", "锡林郭勒盟", "锡盟二院"),
        ("通辽市科尔沁区第二人民医院", "通辽市", "科区二院"),
        ("达拉特旗中蒙医院", "鄂尔多斯市", "达旗中蒙医院"),
        ("科尔沁右翼中旗哈日道卜中心卫生院", "兴安盟", "科右中旗哈日道卜卫生院"),
        ("商都县疾病预防控制中心", "乌兰察布市", "商都疾控"),
        ("内蒙古自治区疾病预防控制中心", "呼和浩特市", "自治区疾控"),
        ("通辽市妇幼保健院", "通辽市", "通辽妇幼"),
        ("青松县白桦岭村卫生室", "青松市", "白桦岭卫生室"),
        ("赤峰学院附属医院", "赤峰市", "附院"),
        ("包头市鹿野医院", "包头市", "鹿医"),
    ],
)
def test_unit_is_found_by_the_names_it_is_said_by(unit: str, region: str, said: str) -> None:
    text = f"二〇〇五年我来到{said}，一待就是十年。"
    assert said in units_in(text, Identity(units=(unit,), region=region))


@pytest.mark.parametrize(
    "text", ["我院条件差。", "县医院派了人来。", "他在卫生院门口等。", "旗里的蒙医院搬了。"]
)
def test_what_everybody_says_of_his_own_is_no_name(text: str) -> None:
    assert units_in(text, Identity(units=("青松县白桦岭中心卫生院",), region="青松市")) == []


@pytest.mark.parametrize(
    "unit", ["锡伯梁中心卫生院", "云中妇产医院", "赤峰市第九医院", "阿坝州人民医院", "后坝子卫生院"]
)
def test_unit_nobody_listed_is_found_by_its_shape(unit: str) -> None:
    text = f"第二天一早，病人转到{unit}，做了手术。"
    found = find_mentions(text, Identity())
    assert unit in [text[m.start : m.end] for m in found if m.kind is Kind.OTHERUNIT]


@pytest.mark.parametrize(
    "row", ["附近的医院", "上级医院", "一家医院", "定点医院", "苏木卫生院", "乡镇卫生院", "北京协和医院"]
)
def test_everyday_row_before_a_type_is_no_unit(row: str) -> None:
    found = find_mentions(f"病人被送到{row}，住了三天。", Identity())
    assert [m for m in found if m.level is not Level.HINT] == []


def test_long_list_of_units_is_searched_by_what_stands_in_the_text() -> None:
    listed = tuple(f"第{number}县白桦{number}岭卫生院" for number in range(300))
    text = "后来他去了黑水屯医院。"
    found = find_mentions(text, Identity(other_units=(*listed, "青松县黑水屯医院")))
    assert [text[m.start : m.end] for m in found if m.kind is Kind.OTHERUNIT] == ["黑水屯医院"]


def test_unit_is_found_by_its_speciality_behind_its_name_or_first_letter() -> None:
    for unit, text, said in (
        ("呼和浩特市大青山精神卫生医院", "结果分到了大青山精卫，我妈在家哭。", "大青山精卫"),
        ("讷河市中医医院", "这件事在讷中医上下引起反响。", "讷中医"),
        ("宁城县妇幼保健院", "她从宁妇幼转来。", "宁妇幼"),
    ):
        found = [m for m in find_mentions(text, Identity(units=(unit,))) if m.level is not Level.HINT]
        assert [text[m.start : m.end] for m in found] == [said]
