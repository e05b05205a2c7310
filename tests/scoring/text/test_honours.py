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
        ("后来给了我一个奖，赤峰市结核病防治先进个人（2012年），挂在墙上。", "赤峰市结核病防治先进个人（2012年）"),
        ("县里比武，捧回个“沂河杯”接种操作能手奖。", "“沂河杯”接种操作能手奖"),
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


@pytest.mark.parametrize(
    ("text", "honour"),
    [
        ("旗卫健委给了我一个林西县最美接种员，我没敢声张。", "林西县最美接种员"),
        ("前年县妇联给了我们科一块宁城县巾帼示范岗的牌子。", "宁城县巾帼示范岗"),
        ("他们把我评成宁城县优秀药师，奖了一口锅。", "宁城县优秀药师"),
        ("那年俩人领了一个奖，叫林西县最美家庭，照片登了报。", "林西县最美家庭"),
        ("旗里评赤峰市十佳护士，把我评上了。", "赤峰市十佳护士"),
        ("医务部给我报过通辽市服务标兵，没批。", "通辽市服务标兵"),
        ("二〇〇八年发给我的那张全旗卫生系统设备管理能手奖状还留着。", "全旗卫生系统设备管理能手"),
        ("科里得了2021年宁城县清廉科室的铜牌。", "2021年宁城县清廉科室"),
        ("【荣誉】通辽市优秀护士（2019）", "通辽市优秀护士（2019）"),
        ("有一张通辽市无偿献血之星证书，压在玻璃板下。", "通辽市无偿献血之星"),
        ("他被评为成都市优秀护士。", "成都市优秀护士"),
        ("她被评为上饶市优秀护士。", "上饶市优秀护士"),
    ],
)
def test_award_begins_behind_the_giving_and_ends_before_the_metal(text: str, honour: str) -> None:
    assert honours(text) == [honour]


def test_prize_of_a_cup_is_found() -> None:
    assert honours("段子得了个“百合杯”职工诗会一等奖，奖品是一袋米。") == ["“百合杯”职工诗会一等奖"]


@pytest.mark.parametrize(
    "text",
    ["这篇稿子在全区卫生系统“我的从医路”演讲会上念过。", "全旗“送戏下乡”演出那天我值班。"],
)
def test_name_of_an_event_is_no_award(text: str) -> None:
    assert honours(text) == []


def test_a_hostile_row_is_read_to_its_end() -> None:
    for row in ("发给我一个", "全市“优秀", "得了过", "授予林西县", "“杯”第一届"):
        assert honours(row * 1500) is not None
