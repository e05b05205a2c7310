"""Nicknames the text itself says to be the writer's, and what is only an everyday call or a sentence."""

from __future__ import annotations

import pytest

from scoring.text.mentions import Identity, Level, find_mentions


def masked(text: str, *authors: str) -> list[str]:
    found = find_mentions(text, Identity(authors=authors))
    return [text[m.start : m.end] for m in found if m.level is not Level.HINT]


@pytest.mark.parametrize(
    ("text", "nickname"),
    [
        ("同事们给我起了个外号，叫“一千步”，笑我走到哪儿都数。", "一千步"),
        ("也有人叫我粥嫂。我就念到初中二年级。", "粥嫂"),
        ("牧民们笑着叫我“卖脖子的大夫”。", "卖脖子的大夫"),
        ("人呼“阿药桶”，我亦欣然应。", "阿药桶"),
        ("我在群里的名字叫“困困不睡”。\n困困不睡：在。送来。", "困困不睡"),
        ("院里的人叫我土拨鼠，我应。", "土拨鼠"),
    ],
)
def test_nickname_is_masked(text: str, nickname: str) -> None:
    assert nickname in masked(text)


@pytest.mark.parametrize(
    ("author", "text", "nickname"),
    [
        ("邰念慈", "扫地的阿姨说，哎，邰小跑，你慢些，地是湿的。", "邰小跑"),
        ("鞠承礼", "老人们还习惯说一句：抱去找鞠五先生。", "鞠五先生"),
        ("孟克巴雅尔", "牧民们管小孟叫“摩托安达”，意思是骑摩托来的朋友。", "摩托安达"),
        ("荆若楠", "文：某某医院办公室·荆若楠", "荆若楠"),
    ],
)
def test_call_built_on_the_own_name_is_masked(author: str, text: str, nickname: str) -> None:
    assert nickname in masked(text, author)


@pytest.mark.parametrize(
    "text",
    [
        "您那时候叫我“那日松的弟弟”，因为他也是您的学生。",
        "他们不叫我大夫，叫我“看片子的”。",
        "村里的老人也这么喊，不知是谁传来的，叫得比大号还顺。",
        "我让他赶紧看药盒，又打电话叫他往医院送。",
        "亲爱的战友们：大家好！",
        "我父亲是个劁猪的，后来也给人看病。",
        "二〇〇三年“非典”的时候，我刚上班。",
        "在医院大厅和各乡镇卫生院放一只箱子。",
        "我仔细看了半天，原来小胖子是个姑娘。",
        "人们叫我帮忙抬人，我就抬。",
        "同事叫我一起吃饭，我摇头。",
        "孩子们叫我讲故事，老乡叫我进屋喝茶。",
        "患者叫我开点药。",
        "他的外号叫得很响，大家都知道。",
        "当年这里是全旗第一个卫生院。",
    ],
)
def test_everyday_words_are_left(text: str) -> None:
    named = {mention for mention in masked(text) if mention != "那日松"}
    assert named == set()


def test_nickname_without_its_first_letter_is_masked_where_somebody_is_called_so() -> None:
    found = masked("我的外号叫“小池砚”，后来大家改了口，有事就喊池砚，没事也喊。那只池砚台是另一样东西。")
    assert found == ["小池砚", "池砚"]


def test_nickname_is_masked_wherever_its_bearer_speaks() -> None:
    text = "我在群里的名字叫“困困不睡”。\n困困不睡：在。送来。\n老魏：路上。\n困困不睡：好。"
    assert masked(text).count("困困不睡") == 3


def test_somebody_without_a_name_is_none() -> None:
    assert masked("有一个病人记不住名字，他们喊我“那个大夫”。") == []


@pytest.mark.parametrize(
    "text",
    [
        "宋江绰号“及时雨”，武松外号“行者”。",
        "老呼吸机这台机器外号“老黄牛”，用了二十年。",
        "这种病外号叫“老慢支”，冬天犯。",
    ],
)
def test_bynames_of_public_life_and_of_things_are_left(text: str) -> None:
    assert masked(text) == []
