"""Labels, self-naming phrases, nicknames, spaced and wrapped names: what tells the writer without a form."""

from __future__ import annotations

import pytest

from scoring.text.mentions import Identity, Level, find_mentions


def masked(text: str, identity: Identity | None = None) -> list[str]:
    found = find_mentions(text, identity or Identity())
    return [text[m.start : m.end] for m in found if m.level is not Level.HINT]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我叫水生，是个村医。", "水生"),
        ("大家好，我是来自卫生院的武娜。", "武娜"),
        ("作　　者：白音宝力高", "白音宝力高"),
        ("作者系内蒙古人，何云舟，医师。", "何云舟"),
        ("【作者】年红霞", "年红霞"),
        ("撰稿 郗文魁", "郗文魁"),
        ("我爹给我取名逯贵花，盼着我有出息。", "逯贵花"),
        ("我走过很多地方。\n贺　占　奎", "贺　占　奎"),
        ("每次点名点到巴 特 尔，我都答得响。", "巴 特 尔"),
        ("那天夜里，郗文\n魁大夫没有合眼。", "郗文\n魁"),
        ("爸，我看见了。\n儿：志远", "志远"),
        ("大伙儿都喊我“老秤砣”，我也不恼。", "老秤砣"),
    ],
)
def test_writer_is_found_without_a_form(text: str, name: str) -> None:
    assert name in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "我妈叫我来问一句，人在不在。",
        "收费处叫她找医保，医保叫她找办公室，她走了一上午。",
        "院长叫她写检查，她写了四个字。",
        "有一种颜色，叫做白，高山上的雪也是。",
        "就刻这三个字，比大名好认。",
        "从前敬了一碗酒，喊他一声伯，问他。",
        "他们叫我王大夫，我就应一声。",
        "大家都喊我老张，我也习惯了。",
        "我叫你别走，你偏不听。",
        "我是医生，我是党员。",
        "笔者从事传染病防制工作多年，借医疗卫生职业精神大讨论的机会，谈三点看法。",
        "作者是医生，常去村里，谈三点。",
        "本人平时，向前走，不回头。",
        "目　录",
    ],
)
def test_phrase_that_names_nobody_is_left(text: str) -> None:
    assert masked(text) == []


@pytest.mark.parametrize(
    ("author", "text", "called"),
    [
        ("佟铁山", "大伙儿都喊我老铁，我就应。", "老铁"),
        ("钱小龙", "小龙说，他听过最好听的字就是渴。", "小龙"),
        ("苗壮", "同事叫我苗点名，点名就点名吧。", "苗点名"),
        ("米兰", "她笑着问我，兰兰，你说实话。", "兰兰"),
        ("娜仁托雅", "病人都喊她，托雅，你轻点。", "托雅"),
        ("迪丽娜尔·艾山", "我是迪丽娜尔，打预防针的。", "迪丽娜尔"),
        ("高云飞", "联系人：Gao Yunfei", "Gao Yunfei"),
    ],
)
def test_author_is_found_by_what_he_is_called(author: str, text: str, called: str) -> None:
    assert called in masked(text, Identity(authors=(author,)))


def test_author_named_like_a_flower_leaves_the_flower_alone() -> None:
    text = "丁香谢了，还有芍药。丁香\n"
    assert "丁香" not in masked(text.replace("丁香\n", "牡丹"), Identity(authors=("丁香",)))
    assert "丁香" in masked("我叫丁香，今年二十岁。", Identity(authors=("丁香",)))


def test_the_name_of_a_beast_is_left() -> None:
    assert masked("院里那只猫，小名叫花花，天天趴在门口。", Identity()) == []


@pytest.mark.parametrize(
    "text", ["主讲人：全科医师　　参加人数：四十三", "指导老师：曾老师", "作者：小编　　编辑：小编", "整理：值班护士"]
)
def test_title_or_editor_behind_a_label_is_nobody(text: str) -> None:
    assert masked(text) == []


@pytest.mark.parametrize(
    ("author", "text", "piece"),
    [("段海燕", "交：段　接：小郑", "段"), ("萨日娜", "签名：接 娜", "娜"), ("石玉柱", "值班：玉柱\n无特殊", "玉柱")],
)
def test_author_who_signs_a_handover_with_a_piece_of_the_name(author: str, text: str, piece: str) -> None:
    assert piece in masked(text, Identity(authors=(author,)))
