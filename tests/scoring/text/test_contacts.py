"""Contacts told in groups, in words and in disguise; numbers that are no contact."""

from __future__ import annotations

import pytest

from scoring.text.mentions import Identity, Kind, Level, find_mentions


def contacts(text: str) -> list[str]:
    found = find_mentions(text, Identity())
    return [text[m.start : m.end] for m in found if m.kind is Kind.CONTACT and m.level is not Level.HINT]


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("我念慢一点：幺三九，四七九零，六二五八。", "幺三九，四七九零，六二五八"),
        ("还是老号码，一三二，当中七四七零，末了八八一五，有空打。", "一三二，当中七四七零，末了八八一五"),
        ("直拨是零四七零，六二二，零三一九，夜里响三声。", "零四七零，六二二，零三一九"),
        ("信箱念作wurentuya七七，圈a，example点com。", "wurentuya七七，圈a，example点com"),
        ("写到yanlichun（下划线）lab＠example。com。", "yanlichun（下划线）lab＠example。com"),
        ("加我请搜mxo下划线0473，回头说。", "mxo下划线0473"),
        ("我把微信写在小卡片上：guyq_yaochuang。", "guyq_yaochuang"),
        ("捎信到卓资县羊圈湾镇粮站后院东数第二家，就行。", "卓资县羊圈湾镇粮站后院东数第二家"),
    ],
)
def test_contact_in_groups_or_words_is_found(text: str, contact: str) -> None:
    assert contact in contacts(text)


@pytest.mark.parametrize(
    "text",
    [
        "二零零三，二零零五，二零零七年，他都在。",
        "血压一三零、八零，后来一三五、八五，稳了。",
        "全年门诊收入13，800，138，000元。",
        "第13、14、15、16、17、18床都出院了。",
        "四天的收缩压是180、165、158、150。",
        "14, 15, 16, 17, 18, 19岁的孩子都来了。",
        "她写信给远方村里当医生的儿子。",
        "送信到村里已经半夜了。",
        "写信到报社去说咱们村的路不好走。",
        "老乡捎话给镇卫生院值班室说羊跑了。",
        "你找我android手机里有3张照片。",
        "加我google账号的第2个组。",
        "微信的开发公司是tencent，大家都用。",
        "通联工作由院办公室负责人承担。",
        "抖音号上有很多科普视频，看得懂。",
    ],
)
def test_numbers_letters_and_words_that_are_no_contact_are_left(text: str) -> None:
    assert contacts(text) == []


def test_long_row_of_digits_is_read_in_one_way_only() -> None:
    row = "a" + "1" * 60  # two ways for each digit would never end
    assert contacts(f"编号{row}，不是邮箱。") == []
    assert contacts(f"{row[-38:]}@example.com") == [f"{row[-38:]}@example.com"]
