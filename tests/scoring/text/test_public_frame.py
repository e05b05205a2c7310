"""Names in talk of books, films, songs and history stay open; a colleague there is known by title or kin."""

from __future__ import annotations

import pytest

from scoring.text.mentions import Identity, Level, find_mentions


def masked(text: str, identity: Identity | None = None) -> list[str]:
    found = find_mentions(text, identity or Identity())
    return [text[m.start : m.end] for m in found if m.level is not Level.HINT]


@pytest.mark.parametrize(
    "text",
    [
        "那年电视里放《渴望》，看一集哭一集，说刘慧芳太苦了。",
        "他说华彦钧看不见，还拉出了《二泉映月》。",
        "诗人穆旦写道，我的全部努力不过完成了普通的生活。",
        "戏台底下唱《赵氏孤儿》。程婴抱着孩子出城那一段最好听。",
        "天亮了，那个黎明没有人说话。",
        "唱完了，四个人给您鞠一躬，转身下台。",
        "鸽子飞过去，长江黄河都往东流。",
        "等一等，高兴和安宁都会来的。",
    ],
)
def test_name_of_a_work_or_a_word_is_left(text: str) -> None:
    assert masked(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("护士长金玉莲送我一本《护士日记》。", "金玉莲"),
        ("下夜班，邬广财大爷还在看《三国演义》。", "邬广财"),
    ],
)
def test_colleague_beside_a_book_is_found_by_title(text: str, name: str) -> None:
    assert name in masked(text)
