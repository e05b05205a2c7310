"""Schools, offices and shops that are named after a place; those of anybody stay."""

from __future__ import annotations

import pytest

from scoring.text.mentions import Identity, Level, find_mentions


def masked(text: str) -> list[str]:
    found = find_mentions(text, Identity(region="赤峰市"))
    return [text[m.start : m.end] for m in found if m.level is not Level.HINT]


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("新来的营养师是贵州中医药大学出来的，爱说笑。", "贵州中医药大学"),
        ("我从青海大学医学院毕业那年，没有回家。", "青海大学医学院"),
        ("如今儿子考上了河北医科大学，寒假回来。", "河北医科大学"),
        ("她在保康一中教语文。", "保康一中"),
        ("从林西县第四小学借了十二台平板。", "林西县第四小学"),
        ("娃娃就在乌丹镇寄宿小学。", "乌丹镇寄宿小学"),
        ("大板蒙古族小学的孩子们送来一面锦旗。", "大板蒙古族小学"),
        ("电影票是宁城县总工会送的。", "宁城县总工会"),
        ("后来院长请敖汉旗医调委来说和。", "敖汉旗医调委"),
        ("在天义同福旅社住了一宿，三十块钱。", "天义同福旅社"),
        ("送到萨拉齐洁净洗涤公司去洗。", "萨拉齐洁净洗涤公司"),
        ("他先前在乌丹红星造纸厂烧锅炉。", "乌丹红星造纸厂"),
        ("坂面向阳纸厂倒了以后，他回来种地。", "坂面向阳纸厂"),
        ("我是赤峰学院护理系毕业的。", "赤峰学院护理系"),
        ("师父办过代州同德针灸社，收了四个徒弟。", "代州同德针灸社"),
        ("文章登在湘西苗医研究会的本子上。", "湘西苗医研究会"),
        ("我念的是大埔卫生进修学校，两年。", "大埔卫生进修学校"),
        ("后来读昭乌达卫校，一个班四十人。", "昭乌达卫校"),
        ("出事的是满洲里站货场，夜里来的电话。", "满洲里站货场"),
        ("我从赤峰学院附属医院进修回来。", "赤峰学院附属医院"),
        ("他是广西医科大学第二附属医院的大夫。", "广西医科大学第二附属医院"),
        ("转到大连医科大学附属第一医院去了。", "大连医科大学附属第一医院"),
        ("我在包头医学院第一附属医院轮转。", "包头医学院第一附属医院"),
    ],
)
def test_body_of_a_place_is_found(text: str, body: str) -> None:
    assert masked(text) == [body]


@pytest.mark.parametrize(
    "text",
    [
        "贵州中医药大学的研究说，这味药要久煎。",
        "长过五毫米要报县住建局鉴定。",
        "医院工会发了电影票，村委会也来人。",
        "北京大学毕业的博士来讲过课。",
        "孩子在小学，我在饭店门口等他。",
        "他在纸厂上班，后来读卫校，进了研究会。",
        "镇政府旁边是供销社，供销社后面是中学。",
        "这项研究出自北京大学第一附属医院。",
        "要发挥大学附属医院的示范作用。",
    ],
)
def test_body_of_anybody_stays(text: str) -> None:
    assert masked(text) == []


def test_a_hostile_row_is_read_to_its_end() -> None:
    for row in ("林西县", "林西县小学", "内蒙古大学医学院", "公司工会"):
        assert masked(row * 600) is not None
