"""Telephone numbers told in pieces, and the numbers of a ward, of years and doses, which are none."""

from __future__ import annotations

import pytest

from scoring.text.mentions import Identity, Kind, Level, find_mentions


def contacts(text: str) -> list[str]:
    found = find_mentions(text, Identity())
    return [text[m.start : m.end] for m in found if m.kind is Kind.CONTACT and m.level is not Level.HINT]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("找我就打一三九，中间四七零五，最后一八二六，响三声再挂。", ["一三九，中间四七零五，最后一八二六"]),
        ("手机是一五八四七零二，\n底下一半六三九九，谁捡到谁打。", ["一五八四七零二，\n底下一半六三九九"]),
        ("我的号，1394827后面是0561。", ["1394827后面是0561"]),
        ("记好了，一三六啊，四八四七呀，二零九三。", ["一三六啊，四八四七呀，二零九三"]),
        ("开头是一五二零四八，隔行再写。\n后头五个数是七七三一六。", ["一五二零四八", "七七三一六"]),
        ("前半截是1384792，后半截我写在信封背面：6035。", ["1384792", "6035"]),
        ("电话幺八六，四洞拐勾，三三两两。", ["幺八六，四洞拐勾，三三两两"]),
        ("上联一三七四八\n下联九零二五六一", ["一三七四八\n下联九零二五六一"]),
        ("短信发一五九，然后四七六八，末尾三三一零。", ["一五九，然后四七六八，末尾三三一零"]),
        ("要找我：1394782****（后四位六零二五），白天别打。", ["1394782****（后四位六零二五）"]),
        ("座机是零四七九，再来五二三，后面四个数是八一六零。", ["零四七九，再来五二三，后面四个数是八一六零"]),
    ],
)
def test_number_told_in_pieces_is_found(text: str, parts: list[str]) -> None:
    assert "".join(contacts(text)) == "".join(parts)


@pytest.mark.parametrize(
    "text",
    [
        "血压先是一三九、一四零，后面一三五、八零，稳了。",
        "一三九床输完了，后面四十七床和十八床还等着。",
        "第一次尿量1390毫升，然后1450，最后180，一天才三千。",
        "化验单上白细胞13.9，中间4705，最后18，主任皱眉。",
        "一九三八年生人，一九五六年参军，一九七八年转业。",
        "《民法典》第一三一条、第一二二六条，最后是第一千零三十二条。",
        "一去二三里，烟村四五家，\n亭台六七座，八九十枝花。",
        "一五一十地数，一三五上班，二四六休息，七天一轮。",
        "每次零点五毫克，后面加到一毫克，最后两毫克。",
        "前半截是1938年的事，后半截要到1956年再说。",
        "开头是150例，后来是1860例，剩下的3例失访。",
        "病案号1847025，后面是3号柜，第1826页。",
        "全年门诊13947人次，住院5182人次。",
    ],
)
def test_other_numbers_are_left(text: str) -> None:
    assert contacts(text) == []
