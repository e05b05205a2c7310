"""Mentions: every writing of what the form knows, and the forms of what it does not know."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.text.mentions import Identity, Kind, Level, find_mentions

NOBODY = Identity()
AUTHOR = Identity(
    authors=("何云舟",),
    units=("青松县白桦岭中心卫生院",),
    department="内科",
    region="青松市",
    phones=("13900001234",),
    emails=("heyunzhou@example.org",),
)


def masked(text: str, identity: Identity = NOBODY) -> list[str]:
    return [text[m.start : m.end] for m in find_mentions(text, identity) if m.level is not Level.HINT]


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("请打13900001234找我。", "13900001234"),
        ("请打139-0000-1234找我。", "139-0000-1234"),
        ("请打139 0000 1234找我。", "139 0000 1234"),
        ("请打１３９００００１２３４找我。", "１３９００００１２３４"),
        ("请打一三九零零零零一二三四找我。", "一三九零零零零一二三四"),
        ("请打幺三九〇〇〇〇幺二三四找我。", "幺三九〇〇〇〇幺二三四"),
        ("请打139\u200b0000\u200b1234找我。", "139\u200b0000\u200b1234"),
        ("请打+86 139 0000 1234找我。", "+86 139 0000 1234"),
        ("值班室0470-8123456常年有人。", "0470-8123456"),
        ("信箱是he.yz@example.com。", "he.yz@example.com"),
        ("信箱是heyz(at)example.com。", "heyz(at)example.com"),
        ("信箱是heyz＠example．com。", "heyz＠example．com"),
        ("信箱是heyz艾特example点com。", "heyz艾特example点com"),
        ("信箱是heyz # example . com。", "heyz # example . com"),
        ("QQ：123456789", "123456789"),
        ("扣扣 123 456 789", "123 456 789"),
        ("微信号：hyz_2012", "hyz_2012"),
        ("身份证号：15010219800101123X", "15010219800101123X"),
        ("车牌蒙A·12345停在门口。", "蒙A·12345"),
        ("通讯地址：青松县友谊路18号2楼", "青松县友谊路18号2楼"),
    ],
)
def test_contact_is_found_in_every_disguise(text: str, contact: str) -> None:
    assert masked(text) == [contact]


@pytest.mark.parametrize(
    "name", ["何云舟", "何 云 舟", "何　云　舟", "何\u200b云\u200d舟", "何·云·舟", "何雲舟", "何云\n舟"]
)
def test_author_is_certain_in_every_writing(name: str) -> None:
    text = f"那天夜里值班的是{name}和一名护士。"
    found = [m for m in find_mentions(text, AUTHOR) if m.kind is Kind.AUTHOR]
    assert [(text[m.start : m.end], m.level) for m in found] == [(name, Level.CERTAIN)]


def test_author_is_not_found_across_the_end_of_a_sentence() -> None:
    assert masked("问他贵姓，他说姓何。云舟是一条船的名字。", Identity(authors=("何云舟",)))[:1] != [
        "何。云舟"
    ]


@pytest.mark.parametrize(
    "unit",
    [
        "青松县白桦岭中心卫生院",
        "白桦岭中心卫生院",
        "白桦岭卫生院",
        "青松白桦岭卫生院",
        "白桦岭卫生院内科",
        "白 桦 岭 卫 生 院",
    ],
)
def test_unit_is_found_in_every_shortening(unit: str) -> None:
    text = f"我在{unit}工作了十年。"
    found = [m for m in find_mentions(text, AUTHOR) if m.kind is Kind.UNIT]
    assert [(text[m.start : m.end], m.level) for m in found] == [(unit, Level.CERTAIN)]


def test_unit_of_another_entry_is_another_unit() -> None:
    identity = Identity(units=("青松县白桦岭中心卫生院",), other_units=("青松县黑水屯医院",))
    text = "后来调到黑水屯医院。"
    (found,) = [m for m in find_mentions(text, identity) if m.level is Level.CERTAIN]
    assert (text[found.start : found.end], found.kind) == ("黑水屯医院", Kind.OTHERUNIT)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("护士长周淑芬把灯关了。", "周淑芬"),
        ("我的老师是李红梅，她教我扎针。", "李红梅"),
        ("他叫孙玉林，是个木匠。", "孙玉林"),
        ("孙玉林同志是我们的榜样。", "孙玉林"),
        ("医生巴特尔赶到了。", "巴特尔"),
        ("牧民额尔登巴雅尔牵来一匹马。", "额尔登巴雅尔"),
    ],
)
def test_named_person_is_found_by_name_and_context(text: str, name: str) -> None:
    assert name in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "我们要像白求恩那样毫不利己，像南丁格尔那样提灯夜行。",
        "孙思邈说，凡大医治病，必当安神定志。",
        "王主任和小李都没有说话，老张先开了口。",
        "汶川地震的时候，许多人从北京、上海赶去。",
        "以病人为中心，全心全意为人民服务，救死扶伤，无私奉献。",
        "我院组织学习，旗里来了通知，县医院也派了人。",
        "他多次被评为先进工作者。",
        "二〇一二年三月五日，血压一百三和八十，共计12000元。",
    ],
)
def test_what_everybody_knows_is_left_alone(text: str) -> None:
    assert masked(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [("作者：何云舟", "何云舟"), ("我叫李红梅，来自一个小镇。", "李红梅"), ("撰稿人：周　涛", "周　涛")],
)
def test_self_naming_is_found_without_the_form(text: str, name: str) -> None:
    found = find_mentions(text, NOBODY)
    assert [text[m.start : m.end] for m in found if m.kind is Kind.AUTHOR] == [name]


def test_award_of_a_year_and_level_is_found_but_not_the_verb() -> None:
    assert masked("她二〇一〇年被评为全市“优秀护士”，很高兴。") == ["全市“优秀护士”"]


def test_place_of_the_form_and_region_is_found() -> None:
    identity = Identity(region="青松市", places=("柳树洼",))
    assert masked("从柳树洼到青松要走两天。", identity) == ["柳树洼", "青松"]


def test_name_found_by_context_is_found_again_without_it() -> None:
    text = "护士娜仁高娃值夜班。第二天，娜仁高娃没有来。"
    assert masked(text).count("娜仁高娃") == 2


def test_empty_text_has_no_mentions() -> None:
    assert find_mentions(" \n　", AUTHOR) == find_mentions("\u200b", AUTHOR) == ()


PIECES = st.sampled_from(
    [
        "何云舟",
        "何",
        "云舟",
        "白桦岭卫生院",
        "护士长周淑芬",
        "139",
        "0000",
        "1234",
        " ",
        "\n",
        "，",
        "。",
        "\u200b",
        "@",
        "example.com",
        "在",
        "我叫",
        "作者：",
        "全市",
        "“优秀护士”",
        "村",
        "的",
        "\ud800",
        "😀",
        "一",
        "蒙A12345",
    ]
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_mentions_are_sorted_inside_the_text_and_apart(text: str) -> None:
    found = find_mentions(text, AUTHOR)
    assert all(0 <= m.start < m.end <= len(text) for m in found)
    assert all(one.end <= next_one.start for one, next_one in pairwise(found))
    for name_at in [at for at in range(len(text)) if text.startswith("何云舟", at)]:
        assert any(m.start <= name_at and name_at + 3 <= m.end for m in found)
