"""Contacts disguised, scanned or told over a sentence; and numbers, doses and sentences that only look like them."""

from __future__ import annotations

import pytest

from scoring.text.contacts import find_contacts
from scoring.text.known import read
from scoring.text.span_types import Identity


def contacts(text: str) -> list[str]:
    return [text[m.start : m.end] for m in find_contacts(read(text), Identity())]


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("手机还是老号，1582741然后你们都知道：6093。", "1582741然后你们都知道：6093"),
        ("打150274打头，完了81936，半夜也接。", "150274打头，完了81936"),
        ("电话留一个，前头158，再一个2741，尾巴是6093。", "158，再一个2741，尾巴是6093"),
        ("要问，先按幺五八，再拨二七四一，末了六零九三。", "幺五八，再拨二七四一，末了六零九三"),
        (
            "头三个数是一五八，往后是二七四一，末了的四个，是六零九三。",
            "一五八，往后是二七四一，末了的四个，是六零九三",
        ),
        ("手机号倒过来念：39067481851。", "39067481851"),
        ("有事拨158转2741转6093", "158转2741转6093"),
        ("传呼 l58 274l 6O93", "l58 274l 6O93"),
        ("座机O471-6624538", "O471-6624538"),
        ("（158）2741 6093", "（158）2741 6093"),
        ("电话158xxxx6093，叉叉处填2741。", "158xxxx6093，叉叉处填2741"),
        ("邮件写lmx（横杠在中间）wp，接一二六的邮箱。", "lmx（横杠在中间）wp，接一二六的邮箱"),
        ("发到tfz下划线night，企鹅邮箱就行。", "tfz下划线night，企鹅邮箱"),
        ("邮箱是周庭芳三个字的全拼，圈a，sohu，点com。", "周庭芳三个字的全拼，圈a，sohu，点com"),
        ("邮箱 zhoutf85@\n163.com", "zhoutf85@\n163.com"),
        ("号是zhtf加上我的床号0415，别往外传。", "zhtf加上我的床号0415"),
        ("联系方式只写一半：27410609，再加三一", "27410609，再加三一"),
        ("微❤：zhou_tf77", "zhou_tf77"),
        ("微信搜“药匣子姐姐”就能找到我", "药匣子姐姐"),
        ("我的抖音号“草原上的小药箱”有三千粉丝。", "草原上的小药箱"),
        ("内线3-102，夜里有人。", "3-102"),
        ("样刊寄：锡林浩特市杭盖路西段九号住院部", "锡林浩特市杭盖路西段九号住院部"),
        ("住址没换：苏尼特左旗满都拉图镇巴彦街27号。", "苏尼特左旗满都拉图镇巴彦街27号"),
        ("可致函新城镇文昌巷三号。", "新城镇文昌巷三号"),
        ("\n021400\n巴林左旗林東鎮契丹街19號　周庭芳", "021400"),
        ("021400\n內蒙古巴林左旗林東鎮契丹街19號　周庭芳", "內蒙古巴林左旗林東鎮契丹街19號"),
    ],
)
def test_disguised_contact_is_found(text: str, contact: str) -> None:
    assert contact in contacts(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("手机号码中间四位是2741，前三位158，后四位6093。", {"2741", "158", "6093"}),
        ("电话在药匣上：前面是138，中间是我的生日0417，最后是2215。", {"138", "0417", "2215"}),
    ],
)
def test_three_parts_in_any_order(text: str, parts: set[str]) -> None:
    assert set(contacts(text)) == parts


@pytest.mark.parametrize(
    "text",
    [
        "把产妇的住址逐个画在图上。",
        "202305通辽市科尔沁区新增九例。",
        "血氧91—94，l0 mg，2O0 ml，10l桶。",
        "我们走了158里，后面跟着2741人，最后剩6093斤。",
        "@老段 你来一下",
        "@院长 收到",
        "他住12床，后面13床，中间隔一道帘子。",
        "前三位得了奖，中间那位姓周，最后一位是我。",
        "请拨打12345热线。",
        "作者：Smith J",
        "邮件地址和密码都忘了。",
        "全科邮箱里有三百封信。",
        "第158页转274页。",
    ],
)
def test_what_only_looks_like_a_contact_is_left(text: str) -> None:
    assert contacts(text) == []


@pytest.mark.parametrize(
    "row", ["158，再一个", "a下划线", "电话前面是158中间是27", "微信搜“", "旗镇路", "l5"]
)
def test_a_hostile_row_is_read_to_its_end(row: str) -> None:
    assert len(contacts(row * 4_000)) < 9_000
