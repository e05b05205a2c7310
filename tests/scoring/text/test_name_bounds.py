"""Ends of names: in front of titles, behind callings; rows the second reader guessed and that are none."""

from __future__ import annotations

import pytest

from scoring.text.known import read
from scoring.text.mentions import Identity, Level, find_mentions
from scoring.text.name_bounds import bounded
from scoring.text.span_types import Kind, Mention


def masked(text: str) -> list[str]:
    return [text[m.start : m.end] for m in find_mentions(text, Identity()) if m.level is not Level.HINT]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("药是阿不都·热合曼大夫开的，一天两次。", "阿不都·热合曼"),
        ("院门口卖瓜的是艾山·买买提大叔，瓜很甜。", "艾山·买买提"),
    ],
)
def test_name_with_a_dot_ends_in_front_of_the_title(text: str, name: str) -> None:
    assert name in masked(text)


def mended(text: str, row: str, kind: Kind = Kind.PERSON) -> list[str]:
    """What is left of a row the second reader took for a name."""
    start = text.index(row)
    guessed = Mention(start, start + len(row), kind, Level.LIKELY, "guess")
    return [text[m.start : m.end] for m in bounded(read(text), [guessed], "guess")]


@pytest.mark.parametrize(
    ("text", "row", "name"),
    [
        ("我认得邱凤英老护士长的字。", "邱凤英老", "邱凤英"),
        ("听疾控的宋雅琴博士说过。", "宋雅琴博", "宋雅琴"),
        ("院里请来藏医拉毛才让坐诊。", "藏医拉毛才让", "拉毛才让"),
        ("河那边柳树组的宋桂英生了。", "柳树组的宋桂英", "宋桂英"),
        ("锦旗上写患者郭玉兰全家赠。", "郭玉兰全家赠", "郭玉兰"),
    ],
)
def test_guessed_row_shrinks_to_the_name(text: str, row: str, name: str) -> None:
    assert mended(text, row) == [name]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("船到码头，梁伯在等。", "梁伯"),
        ("剩下的留给四叔。", "四叔"),
        ("毡房里阿帕煮着茶。", "阿帕"),
        ("药盒上写着睡前两小时。", "睡前两小时"),
        ("她记成了微克每毫升，错了。", "微克每毫升"),
        ("都管我叫后生，我不老。", "后生"),
        ("余推门见雪，乃止。余出见雪中有人。", "余出见雪中"),
        ("地头掐一把马齿苋回去蒸。", "马齿"),
    ],
)
def test_guessed_row_of_words_or_kin_is_dropped(text: str, row: str) -> None:
    assert mended(text, row) == []


def test_what_the_writer_is_called_is_kept() -> None:
    assert mended("娃们都叫我楼下小柳子。", "楼下小柳子") == ["楼下小柳子"]
