"""The author's name in the script of a nationality and by initials; such letters that are nobody's are left."""

from __future__ import annotations

import pytest

from scoring.text.known import read
from scoring.text.own_letters import find_own_letters


def found(text: str, author: str) -> list[str]:
    return [text[m.start : m.end] for m in find_own_letters(read(text), author)]


@pytest.mark.parametrize(
    ("author", "text", "name"),
    [
        ("金英姬", "姓名：金英姬（朝文：김영희）", "김영희"),
        ("金英姬", "金英姬（김영희），药师。", "김영희"),
        ("许顺玉", "三个字念出来就是허순옥。", "허순옥"),
        ("李顺玉", "我的朝鲜文名字是 리순옥，写信用哪个都行", "리순옥"),
        ("巴特尔", "蒙文名字：ᠪᠠᠭᠠᠲᠤᠷ。", "ᠪᠠᠭᠠᠲᠤᠷ"),
        ("古丽娜尔", "维吾尔文写作گۈلنار，念起来轻。", "گۈلنار"),
        ("卓玛", "藏文名字是སྒྲོལ་མ，意思是度母。", "སྒྲོལ་མ"),
        ("叶尔兰", "哈萨克文名字：Ерлан", "Ерлан"),
        ("周庭芳", "编号头两个字母是TF，大家叫“TF老师”。", "TF老师"),
        ("周庭芳", "嫌麻烦，只写TF。", "TF"),
        ("周庭芳", "她说，F姐，歇歇吧。", "F姐"),
        ("莫色阿依", "写于河边。A·Y", "A·Y"),
    ],
)
def test_other_letters_of_the_author(author: str, text: str, name: str) -> None:
    assert name in found(text, author)


@pytest.mark.parametrize(
    ("author", "text"),
    [
        ("陈彩婷", "送他去做“CT”，CT医生说没事。"),
        ("周庭芳", "T细胞和F因子都正常，TF通路。"),
        ("金英姬", "墙上写着조심，小心的意思。"),
        ("周庭芳", "K姐，你歇歇。"),
    ],
)
def test_letters_of_nobody(author: str, text: str) -> None:
    assert found(text, author) == []


def test_a_hostile_row_is_read_to_its_end() -> None:
    assert found("朝文名字是" * 20_000, "金英姬") == []
    assert found("김" * 100_000, "金英姬") == []
    assert found("ᠪᠠ " * 50_000, "金英姬") == []
