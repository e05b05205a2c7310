"""Posts beside the own unit or the own name; a trade anybody may have stays open."""

from __future__ import annotations

import pytest

from scoring.text.mentions import Identity, Kind, Level, find_mentions

OWN = Identity(authors=("陆晓棠",), units=("敖汉旗长胜镇中心卫生院",), region="赤峰市")


def posts(text: str) -> list[str]:
    found = find_mentions(text, OWN)
    return [text[m.start : m.end] for m in found if m.kind is Kind.POST and m.level is not Level.HINT]


@pytest.mark.parametrize(
    ("text", "post"),
    [
        ("我是敖汉旗长胜镇中心卫生院骨伤科主治医师，今年四十岁。", "骨伤科主治医师"),
        ("作者系检验科主管检验师陆晓棠，欢迎指正。", "检验科主管检验师"),
        ("写于灯下\n执法二中队中队长　陆晓棠", "执法二中队中队长"),
        ("我是重症医学科的护士陆晓棠。", "重症医学科的护士"),
    ],
)
def test_post_right_beside_the_own_unit_or_name_is_proposed(text: str, post: str) -> None:
    found = posts(text)
    assert len(found) == 1
    assert post.endswith(found[0])  # the department may count as a part of the unit
    start = text.index(post)
    masked = {
        at for m in find_mentions(text, OWN) if m.level is not Level.HINT for at in range(m.start, m.end)
    }
    assert set(range(start, start + len(post))) <= masked


@pytest.mark.parametrize(
    "text",
    [
        "我是一名护士陆晓棠的同事。",
        "骨伤科主治医师给他看了腿，又开了药。",
        "敖汉旗长胜镇中心卫生院的院子里有一棵树，司机在树下等。",
    ],
)
def test_trade_that_stands_elsewhere_stays(text: str) -> None:
    assert posts(text) == []


@pytest.mark.parametrize(
    ("text", "post"),
    [
        ("我是全镇年纪最大的在岗蒙医，也是最啰嗦的。", "全镇年纪最大的在岗蒙医"),
        ("那时候我是方圆五十里唯一会接生的人。", "方圆五十里唯一会接生的人"),
        ("现在我是盐湖上唯一的女全科医生，说起来得意。", "盐湖上唯一的女全科医生"),
        ("全旗就我一个麻醉医生。", "全旗就我一个麻醉医生"),
    ],
)
def test_boast_that_fits_one_person_only_is_proposed(text: str, post: str) -> None:
    assert posts(text) == [post]


@pytest.mark.parametrize(
    "text",
    ["她是科里最年轻的住院医师，", "村里第一个得病的人是他。", "这是他们村最后一个病人。"],
)
def test_boast_that_fits_many_stays(text: str) -> None:
    assert posts(text) == []


def test_head_between_own_unit_and_own_name_is_a_post() -> None:
    assert posts("记录人：敖汉旗长胜镇中心卫生院院长陆晓棠") == ["院长"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("（作者系外科副主任，从医二十年）", ["外科副主任"]),
        ("作者是当年的班主任，文章感人。", []),
        ("作者是一位普通主任，他写得很好。", []),
        ("作者为某院外科主任；文中是化名。", []),
    ],
)
def test_post_of_the_writer_is_proposed_where_it_says_which(text: str, told: list[str]) -> None:
    assert posts(text) == told


@pytest.mark.parametrize(
    ("text", "post"),
    [
        ("我是敖汉旗长胜镇中心卫生院院长，管着九个人。", "院长"),
        ("（作者系敖汉旗长胜镇中心卫生院办公室主任、支部书记）", "主任、支部书记"),
        ("后来我又兼了区护理学会副秘书长，没有工钱。", "区护理学会副秘书长"),
        ("忝列市针灸学会理事，惭愧。", "市针灸学会理事"),
        ("我被选为旗中医药学会青年委员。", "旗中医药学会青年委员"),
    ],
)
def test_head_of_the_own_unit_and_seat_in_a_society_are_proposed(text: str, post: str) -> None:
    assert posts(text) == [post]


@pytest.mark.parametrize(
    "text",
    [
        "市第一人民医院的主任说，别怕。",
        "全院第一天上班的护士，都要先学洗手。",
        "我们是敖汉旗长胜镇中心卫生院的三名全科医生。",
        "职称：主治医师",
        "内蒙古医学会会长来做报告。",
        "他是中华护理学会的委员，来讲过课。",
    ],
)
def test_number_of_a_hospital_and_title_of_anybody_are_no_post(text: str) -> None:
    assert posts(text) == []


def test_a_hostile_row_is_read_to_its_end() -> None:
    for row in ("忝列林西县", "全旗第一", "我是兼任学会", "作者系敖汉旗长胜镇中心卫生院主任、"):
        assert posts(row * 600) is not None


def test_last_of_a_station_to_hold_a_post_is_known_by_it() -> None:
    assert posts("我退休了，石桥站末一任防疫组长，没有人接。") == ["石桥站末一任防疫组长"]
    assert posts("我们院的第一任院长是个老红军。首任院长，去年走了。") == []
