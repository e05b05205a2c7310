"""Where places begin and end; peoples, spelled letters and common ground are none."""

from __future__ import annotations

import pytest

from scoring.text.known import read
from scoring.text.left_alone import left_alone
from scoring.text.mentions import Identity, Level, find_mentions

OWN = Identity(region="赤峰市")


def masked(text: str, own: Identity = OWN) -> list[str]:
    found = find_mentions(text, own)
    return [text[m.start : m.end] for m in found if m.level is not Level.HINT]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("他从巴彦温都来，坐骨神经痛。", "巴彦温都"),
        ("有一个从哈日诺尔来的老汉，拄着棍。", "哈日诺尔"),
        ("那年我妈带我上大腊山采药，背篓比我高。", "大腊山"),
        ("村里人都说，上罕山采药最苦。", "罕山"),
        ("他在板申气街上卖碗托。", "板申气"),
        ("车走到平塘桥头，娃等不住。", "平塘"),
        ("我在上湾村住了三年。", "上湾村"),
        ("您在宝力根山雪地里救下一个人。", "宝力根山"),
        ("我在河上镇当过兵。", "河上镇"),
    ],
)
def test_place_ends_before_what_is_done_there(text: str, place: str) -> None:
    assert masked(text) == [place]


@pytest.mark.parametrize(
    "text",
    [
        "底下有人答：三丫上井沿打水去了。",
        "抬头就是土坡坡，低头就是水沟沟。",
        "你咋还住土窑洞，不搬楼房？",
        "我是东乡族，今年三十四，她说的是东乡话。",
        "连人带背篓滚下田坎。",
        "打针的下嘎查去了，没回来。",
        "我们走村串屯十二年。",
        "我和媳妇开一间村卫生室，土墙木门。",
        "他把柜子搬到第九台，漏电。",
        "我开了个号，专门拍乡卫生院的日常。",
        "同平安医院建设结合起来，再设两台机器。",
        "她调到安宁疗护病房去了。",
    ],
)
def test_common_ground_and_peoples_are_no_masked(text: str) -> None:
    assert masked(text) == []


def test_people_of_the_own_area_are_left() -> None:
    own = Identity(units=("鄂伦春自治旗阿里河医院",), region="呼伦贝尔市")
    text = "我是鄂伦春人，这是鄂伦春话里的花。我去了鄂伦春。"
    assert masked(text, own) == ["鄂伦春"]
    assert left_alone(read(text), own) >= set(range(2, 6))
    assert masked("那是松山的松，不是送信的送。", Identity(units=("松山区医院",))) == []


@pytest.mark.parametrize(
    "text",
    [
        "隔壁开了一家民营医院，生意好。",
        "毕业那年，省城有一家三甲医院要我。",
        "我们借村小学的教室打疫苗。",
        "把报告转旗卫生局，等批。",
    ],
)
def test_unit_without_a_name_is_left(text: str) -> None:
    assert not [m for m in find_mentions(text, OWN) if m.level is not Level.HINT]


def test_a_hostile_row_is_read_to_its_end() -> None:
    for row in ("从乌布林来", "上上山", "沟沟坡坡", "一家村"):
        assert masked(row * 600) is not None
