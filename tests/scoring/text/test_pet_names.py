"""Pet names built on the letters of a writer's name, and words that only share a letter with it."""

from __future__ import annotations

import pytest

from scoring.text.known import read
from scoring.text.own_wordplay import find_wordplay
from scoring.text.pet_names import find_pet_names


def pets(text: str, author: str) -> list[str]:
    return [text[m.start : m.end] for m in find_pet_names(read(text), author)]


def played(text: str, author: str) -> list[str]:
    return [text[m.start : m.end] for m in find_wordplay(read(text), author)]


@pytest.mark.parametrize(
    ("author", "text", "pet"),
    [
        ("塔娜", "她叫我“塔娜子”，像叫自家丫头。", "塔娜子"),
        ("苏布其木格", "想看原件找急诊苏姐，内线打得通。", "苏姐"),
        ("田彩娥", "那双鞋垫是娥姨纳的，针脚密。", "娥姨"),
        ("田彩娥", "她唱“娥娘娘来了不要哭”，娃娃就笑。", "娥娘娘"),
        ("孟来喜", "村里都叫“喜子大夫”，叫惯了。", "喜子大夫"),
        ("孟来喜", "娃娃们叫“喜爷爷”。", "喜爷爷"),
        ("赵雪莹", "锦旗上绣着“赠小雪：谢谢你听我说”。", "小雪"),
        ("高秀珍", "“虎大夫，珍女子，进来吃杀猪菜了！”", "珍女子"),
    ],
)
def test_pet_name_is_found(author: str, text: str, pet: str) -> None:
    assert pet in pets(text, author)


@pytest.mark.parametrize(
    ("author", "text"),
    [
        ("沙马阿果", "年轻媳妇走到坡底下，说，阿姐，我想查。"),
        ("沈鹤年", "他叫我沈老，我叫他莫急。"),
        ("尉小兵", "药架子分三排，都叫它小兵架。"),
        ("锁志鹏", "他打电话叫我来锁门，我就去了。"),
        ("刘大姐", "大姐，你慢走。"),
        ("赵雪莹", "小雪那天，给小雪腌的菜封了坛。"),
        ("李云飞", "风云叔侄都上了山。"),
    ],
)
def test_words_for_everybody_are_left(author: str, text: str) -> None:
    assert pets(text, author) == []


@pytest.mark.parametrize(
    ("author", "text", "said"),
    [
        ("谢雨桐", "护士把“雨桐”听成了“芋头”，全班都笑。", "芋头"),
        ("乜先富", "点名的老师把我的名字念成了“也先富”。", "也先富"),
        ("阿木阿支", "毕摩说：“阿木家的阿支，你的手是暖的。”", "阿木家的阿支"),
        ("才旦卓玛", "不要咳了。\n您的嘎嘎，才旦卓玛\n", "嘎嘎"),
        ("乜先富", "点名的老师念成“也先富”，全屋都笑。", "也先富"),
        ("覃世光", "上次登成谭世光，报销对不上。", "谭世光"),
        ("葛春生", "【商品名】葛热水　【性状】话多。", "葛热水"),
        ("崔英姬", "他们叫我“零点”。他说，这是给崔零点放的炮。", "崔零点"),
        ("常桂兰", "网名就叫“村口大喇叭”。这条命是常喇叭喊回来的。", "常喇叭"),
    ],
)
def test_play_on_the_name_is_found(author: str, text: str, said: str) -> None:
    assert said in played(text, author)


@pytest.mark.parametrize(
    ("author", "text"),
    [
        ("谢雨桐", "我把药名写成了“头孢”，被退回来。"),
        ("乌仁图娅", "医生叫我煎乌梅汤，我守着火。"),
        ("常桂兰", "我的名字写成了表格里的一行。"),
        ("覃世光", "邻村的谭世光来看病。"),
        ("才旦卓玛", "您的病人，才旦卓玛大夫来了。"),
    ],
)
def test_other_words_are_no_play(author: str, text: str) -> None:
    assert played(text, author) == []
