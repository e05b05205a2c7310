"""Numbers with a form of their own, and the numbers of standards, pages, hotlines and wards, which are none."""

from __future__ import annotations

import pytest

from scoring.text.known import read
from scoring.text.mentions import Identity, Kind, Level, find_mentions
from scoring.text.numbered import find_numbered


def contacts(text: str) -> list[str]:
    found = find_mentions(text, Identity())
    return [text[m.start : m.end] for m in found if m.kind is Kind.CONTACT and m.level is not Level.HINT]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("座机，0475-8316042转分机3，夜里也有人。", "0475-8316042转分机3"),
        ("机房　5213-604转2", "5213-604转2"),
        ("请往座机打，6218305（区号0479）；", "6218305（区号0479）"),
        ("办公室的也行，0474-82 05 317，转病案。", "0474-82 05 317"),
        ("群号贴在墙上：QQ群 527 308 914，进群改名。", "527 308 914"),
        ("我弄了个企鹅，号码是三六四一〇八，空一格，二七五，常在。", "三六四一〇八，空一格，二七五"),
        ("扣扣　肆贰捌零 伍陆伍柒 玖叁", "肆贰捌零 伍陆伍柒 玖叁"),
        ("我的助产证号是吉B助字第0632号，早作废了。", "吉B助字第0632号"),
        ("医师执业证 110350604001725", "110350604001725"),
        ("护士执业证书编号我念给你听，2007 5318 4000 926，念慢些。", "2007 5318 4000 926"),
        ("身份号码报给他：1523 2619 7906 12xx17，中间写不清。", "1523 2619 7906 12xx17"),
        ("片子放在快手，号是saran.tal，四十几秒。", "saran.tal"),
        ("微信也行，hao_yisheng_dlt，都不设静音。", "hao_yisheng_dlt"),
        ("要不就搜号，bat-hulan。", "bat-hulan"),
    ],
)
def test_number_with_a_form_is_found(text: str, number: str) -> None:
    assert number in contacts(text)


def test_number_down_the_lines_is_found() -> None:
    text = "风把纸刮走了：\n头一张纸：幺五六\n第二张纸：四七二零\n第三张纸：九三一八\n徒儿 叩首"
    assert contacts(text) == ["幺五六", "四七二零", "九三一八"]


@pytest.mark.parametrize(
    "text",
    [
        "按GB 15982—2012和YY 0469—2011执行，口罩四小时一换。",
        "第 1 页 共 3 页",
        "有事打12320，市里是12345，心里难受打12356。",
        "血压168/96 mmHg，心率102次。",
        "国卫办医发〔2019〕第118号文件说得清楚。",
        "企鹅有三百五十六只，排着队走。",
        "病案号是2018年编的，CT-guided穿刺一例，PaCO_2降了。",
        "第一行：一三五\n第二行：二四六\n第三行：七八九",
        "床号是12-3，批号是A20190801，型号是DR-200。",
        "Q值是1.25，扣扣分，合计八十七分。",
        "抖音上有三百二十六万人看过。",
        "二〇〇八年入职，十二年里值了一千三百五十六个夜班。",
    ],
)
def test_other_numbers_are_left(text: str) -> None:
    assert contacts(text) == []


def test_a_hostile_row_is_read_to_its_end() -> None:
    reader = read("扣扣1 2" + " 3" * 30_000 + "\n" + "一二\n" * 20_000 + "a_" * 20_000)
    assert list(find_numbered(reader)) == []
