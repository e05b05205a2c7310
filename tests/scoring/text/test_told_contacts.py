"""Accounts and addresses under other names, e-mail in words; and sentences that only look like them."""

from __future__ import annotations

import pytest

from scoring.text.mentions import Identity, Kind, Level, find_mentions


def contacts(text: str) -> list[str]:
    found = find_mentions(text, Identity())
    return [text[m.start : m.end] for m in found if m.kind is Kind.CONTACT and m.level is not Level.HINT]


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("绿泡泡搜naran_0472，备注写读者。", "naran_0472"),
        ("那个绿色的软件上我叫bayin8816，头像是匹马。", "bayin8816"),
        ("小企鹅是826017593，不常上。", "826017593"),
        ("钉钉号：hulan_er2019，单位统一的。", "hulan_er2019"),
        ("我在论坛上的账号是sanlu_1979，发过几篇。", "sanlu_1979"),
        ("想看照片，搜tuya_x66就能找到我。", "tuya_x66"),
        ("信箱是gaowa 下划线 71 圈a 一六三 点 com，慢回。", "gaowa 下划线 71 圈a 一六三 点 com"),
        ("邮箱写作suhe66在sina点com，在就是圈儿。", "suhe66在sina点com"),
        ("来信用bulag88（在）126点康姆。", "bulag88（在）126点康姆"),
        ("磁带寄到巴林右旗大板镇老供销社后身第二个红门，写我收就行。", "巴林右旗大板镇老供销社后身第二个红门"),
        ("住址克什克腾旗经棚镇河南街白杨树底下那排房，没有电话。", "克什克腾旗经棚镇河南街白杨树底下那排房"),
        ("下了夜班到职工楼3单元502找我。", "职工楼3单元502"),
        ("微信号是我名字的拼音加生日，liuyan0312。", "liuyan0312"),
        ("绿标里搜 wuyun_77 就有我。", "wuyun_77"),
        ("加鹅：一零二四八八三三七。", "一零二四八八三三七"),
        ("传呼127呼18365，响了就回。", "127呼18365"),
        ("有急事打小号6213，夜里也开。", "6213"),
    ],
)
def test_contact_under_another_name_is_found(text: str, contact: str) -> None:
    assert any(contact in found for found in contacts(text))


@pytest.mark.parametrize(
    "text",
    [
        "豆瓣上有人把covid19写成小说，我没看。",
        "群里通知：h1n1疫苗到货，按计划接种。",
        "我的病例编号是ct2019，片子在柜里。",
        "仪器型号是dxr_3000，修了两回。",
        "我们搜crp20这个指标，文献很多。",
        "把血样寄到旗县市的基层实验室去做。",
        "把棉衣寄到乌拉特前旗他当兵的地方。",
        "药在b12和b6在维生素柜里，点一下数。",
        "支付宝是2015年才在镇上用开的。",
        "论坛是1998年办的，如今有20150人关注。",
        "公寓楼2012年封了顶，宿舍楼300人住。",
        "地址不详的病人，我们一个一个去找。",
        "127床呼4床的家属，说话算话。",
        "小号300支，大号500支，都是注射器。",
        "衣服小号是165，大号是180。",
        "微信群号召大家打covid19疫苗。",
        "企鹅是10000只一群过冬的。",
        "朋友圈里叫苦的多，叫停的少。",
        "他搜索covid19可以看到很多结果。",
        "地址：某省某市的各县区乡镇街道，都要登记。",
    ],
)
def test_sentence_that_looks_like_a_contact_is_left(text: str) -> None:
    assert contacts(text) == []
