"""Names under which people speak in chats, forums and dialogues; roles, labels and things that speak are left."""

from __future__ import annotations

from itertools import islice, product

import pytest

from scoring.text.chat_names import find_chat_names
from scoring.text.known import read
from scoring.text.span_types import Identity, Kind


def spoken(text: str, *authors: str) -> dict[str, Kind]:
    found = find_chat_names(read(text), Identity(authors=authors))
    return {text[m.start : m.end]: m.kind for m in found}


CHAT = """20:03　等雪的药筐：群里谁家还有退烧药？
20:04　【药房】值班护士：我这里有两盒。
20:05　灶火：我骑车来拿，你别出门。
20:06　等雪的药筐：好，路滑，慢点啊。
20:07　院长：都早点睡。
20:09　灶火：到了。等雪的药筐，开门！
群里那个“等雪的药筐”就是我。"""


def test_chat_with_times() -> None:
    assert spoken(CHAT) == {"等雪的药筐": Kind.AUTHOR, "灶火": Kind.PERSON}


def test_every_occurrence_is_found() -> None:
    found = find_chat_names(read(CHAT), Identity())
    assert sum(CHAT[m.start : m.end] == "等雪的药筐" for m in found) >= 4


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "聊天记录\n[07:10] 南坡的风：药到了吗？\n[07:11] 主任：到了。\n[07:15] 南坡的风：我去取吧。",
            "南坡的风",
        ),
        (
            (
                "楼主　旗北小太阳　发表于 2010-03-02\n捡到假牙一副。\n2楼　旗北小太阳：谁的呀？"
                "\n3楼　路人：不是我的。\n4楼　旗北小太阳：我再问问。"
            ),
            "旗北小太阳",
        ),
        (
            (
                "（短信）\n少了一角：你是哪个\n河东以东：我是给您做手的那个\n少了一角：哦。"
                "不做了\n河东以东：您用哪只手打的字？\n少了一角：左\n河东以东：我看行"
            ),
            "河东以东",
        ),
        (
            "聊天记录\n揉面的布和 18:02\n几个馅的？\n药房 18:03\n两个馅啊\n揉面的布和 18:05\n下楼了\n药房 18:06\n好",
            "揉面的布和",
        ),
        (
            (
                "19:50\n杏花开了：@所有人 水过线了\n药房小吴：我守着\n院长：注意安全\n20:10\n"
                "杏花开了：我走上去，你们等我\n院长：回话\n杏花开了：到了"
            ),
            "杏花开了",
        ),
    ],
)
def test_name_of_a_speaker_is_found(text: str, name: str) -> None:
    assert name in spoken(text)


@pytest.mark.parametrize(
    "text",
    [
        "08:10　体温：36.5\n08:15　血压：118/76\n09:00　体温：36.8\n10:00　血压：120/80\n11:00　血糖：6.1",
        "患者：我怕疼。\n护士：不疼的。\n患者：真的吗？\n护士：真的。\n家属：你就听话吧。\n患者：好吧。",
        (
            "听诊器：你歇歇吧。\n血压计：我不累。\n听诊器：你都漏气了。\n血压计：谁说的？\n听诊器：我听见的。"
            "\n血压计：哦。"
        ),
        "甲：您贵姓？\n乙：免贵。\n甲：您多大？\n乙：三十。\n甲：哦？\n乙：啊。",
        "主诉：咳嗽三天。\n现病史：着凉了。\n查体：咽红。\n诊断：上感。\n处置：多喝水吧。\n医嘱：三天复诊了。",
        (
            "小护士：大爷，您坐。\n老大爷：我不坐。\n小护士：那您站会儿。\n老大爷：我走。\n小护士：您慢点！"
            "\n老大爷：嗯。"
        ),
        "优点：服务好了。\n缺点：人太少了。\n建议：多招人吧。\n优点：快了。\n缺点：累了。\n建议：歇歇吧。",
        (
            "05:30　起床了。\n06:00　查房，我先看三床。\n07:00　交班：你们都在吗？\n08:00　手术：我站台。"
            "\n12:00　午饭：凉了。"
        ),
    ],
)
def test_roles_labels_and_things_are_left(text: str) -> None:
    assert spoken(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        (
            "健康推文（网友提问整理）\n小编：大家好吗？\n糖尿病：要少吃糖啊。\n小编：记住了吗？\n"
            "高血压：少盐吧。\n小编：好。\n咳嗽：多喝水。"
        ),
        (
            "群聊\n20:01　药房小吕：来了吗？\n20:02　值班老段：来了。\n"
            "20:03　吕姐让小段转的语音：好。\n20:04　所有人：收到吗？"
        ),
    ],
)
def test_a_wire_that_speaks_is_nobody(text: str) -> None:
    assert spoken(text) == {}


def test_a_hostile_row_is_read_to_its_end() -> None:
    letters = "山水风雪云雨花草树石桥路灯火船马牛羊"
    names = ["".join(row) for row in islice(product(letters, repeat=4), 6_000)]
    reader = read("".join(f"10:01 {name}：我说了\n" for name in names))
    assert {m.rule for m in find_chat_names(reader, Identity())} == {"chat_name"}
