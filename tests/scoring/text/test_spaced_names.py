"""Names spaced in text that is not; spaced roles, headings and the words beside a name are no part of one."""

from __future__ import annotations

import pytest

from scoring.text.known import read
from scoring.text.spaced_names import find_spaced_names


def spaced(text: str) -> list[str]:
    return [text[m.start : m.end] for m in find_spaced_names(read(text))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("检验科　贺　占　奎", ["贺　占　奎"]),
        ("您的学生　谢　文　博\n二〇一二年", ["谢　文　博"]),
        ("作者：闫 浩 信箱在下面", ["闫 浩"]),
        ("姓　名　曲　红　岩　性　别　女　民　族　汉", ["曲　红　岩"]),
        ("主 讲：薛 宝 田 医生", ["薛 宝 田"]),
        ("徒弟　巴　图　格　日　勒", ["巴　图　格　日　勒"]),
    ],
)
def test_spaced_name_is_found_whole(text: str, names: list[str]) -> None:
    assert spaced(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "征 文 评 选 办 法（试行）",
        "孙　子　您慢点走。\n爷　爷　我不慢。\n孙　子　那我背您。\n爷　爷　背得动吗？",
        "药　师　您拿好，一天三回。\n老　太　记不住。\n药　师　我写盒子上。",
        "门 诊 楼 层 分 布 图",
        "目　录",
        "签名：交 玉　接 海",
        "目 录\n前 言\n后 记",
    ],
)
def test_spaced_words_are_left(text: str) -> None:
    assert spaced(text) == []


def test_a_hostile_row_is_read_to_its_end() -> None:
    assert spaced("的 " * 20_000) == []
