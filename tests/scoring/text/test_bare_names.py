"""Given names alone: of letters, of somebody spoken to, of fathers; and names of two letters that come again."""

from __future__ import annotations

import pytest

from scoring.text.mentions import Identity, Level, find_mentions


def masked(text: str) -> list[str]:
    return [text[m.start : m.end] for m in find_mentions(text, Identity()) if m.level is not Level.HINT]


@pytest.mark.parametrize(
    ("text", "name", "times"),
    [
        ("给妹妹的信\n\n巧兰：\n\n来信收到了。巧兰，家里的猪卖了，妈的腿也好了。", "巧兰", 2),
        ("我说建英，你回去睡吧，明天还有手术。", "建英", 1),
        ("家父讳叔衡，行医五十年，没有一张欠条。", "叔衡", 1),
    ],
)
def test_given_name_alone_is_found(text: str, name: str, times: int) -> None:
    assert masked(text).count(name) == times


@pytest.mark.parametrize(
    "text",
    [
        "写给自己的信\n\n大家：\n\n来信收到了，一切都好。",
        "写给老伴的一封信\n\n老哥：\n\n你走了四十天。",
        "他说明天，你再来一趟。",
        "医院的事不必忌讳什么，照直说。",
        "她说四千，我点的也是四千。",
    ],
)
def test_words_in_the_same_place_are_left(text: str) -> None:
    assert masked(text) == []
