"""Awards: a level or a place, a prize, and the giving of it; what anybody may strive for stays open."""

from __future__ import annotations

import pytest

from scoring.text.mentions import Identity, Kind, Level, find_mentions


def honours(text: str) -> list[str]:
    found = find_mentions(text, Identity(region="赤峰市"))
    return [text[m.start : m.end] for m in found if m.kind is Kind.HONOUR and m.level is not Level.HINT]


@pytest.mark.parametrize(
    ("text", "honour"),
    [
        ("那年给了她一个巴林右旗防疫模范，没给我。", "巴林右旗防疫模范"),
        ("墙上那块赤峰市敬老文明号的牌子，是爬楼爬来的。", "赤峰市敬老文明号"),
        ("镇上发了个大红本，上写“宁城县百姓信得过的好乡医”。", "宁城县百姓信得过的好乡医"),
        ("去年我被评上全旗卫生系统服务明星，没敢说。", "全旗卫生系统服务明星"),
        ("一九九三年我得过旗里的接生能手，奖了个暖壶。", "旗里的接生能手"),
        ("前年我被选为全镇“好媳妇”，婆婆高兴。", "全镇“好媳妇”"),
        ("连着三年被评为苏木优秀党员，家里不知道。", "苏木优秀党员"),
        ("她被授予锡林郭勒盟草原英才称号。", "锡林郭勒盟草原英才"),
    ],
)
def test_prize_of_a_level_or_place_is_found_where_it_is_given(text: str, honour: str) -> None:
    assert honours(text) == [honour]


@pytest.mark.parametrize(
    "text",
    [
        "他说要争当先进个人，给全县人民做榜样。",
        "全旗的各个单位都领到了疫苗。",
        "我拿了全院最好的剪子，给全科室的人剪头发。",
        "去年旗里给了我们单位一台新车。",
        "这间屋子是全镇第一，冬暖夏凉。",
    ],
)
def test_prize_that_nobody_gave_stays(text: str) -> None:
    assert honours(text) == []
