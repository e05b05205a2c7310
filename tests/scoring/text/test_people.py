"""Names of people: nicknames of the village, what is no name, and how much work a text costs."""

from __future__ import annotations

import pytest

from scoring.text.lattice import Lattice
from scoring.text.mentions import Identity, Level, find_mentions


def masked(text: str) -> list[str]:
    return [text[m.start : m.end] for m in find_mentions(text, Identity()) if m.level is not Level.HINT]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("后来二愣娃给我送来一袋子莜面，二愣娃说血压好了。", "二愣娃"),
        ("我跟宋老蔫儿俩人用手摇泵。", "宋老蔫儿"),
        ("大家都喊他大老黑。他教我听。", "大老黑"),
        ("我喊龙小妹烧水，又喊人拿钳子。", "龙小妹"),
        ("王栓子来了，说王栓子家的羊丢了。", "王栓子"),
        ("卡片上写着“谢娟”之子，二十八周。", "谢娟"),
    ],
)
def test_what_people_are_called_in_the_village_is_found(text: str, name: str) -> None:
    assert name in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "分管护理的刘副院长没有批评我。",
        "一盏灯能照多远\n\n有人问，一盏灯能照多远？我算过。",
        "爷爷说的“赤巴、希拉、巴达干”，我听不懂。",
        "费孝通先生说，乡土社会是熟人的社会。",
        "一八一六年，法国医生雷奈克卷了一个纸筒，路过卢浮宫广场。",
        "杭州胡庆余堂的匾朝里挂着。",
        "狗名叫阿发，天天趴门口。",
        "她拿木勺子在肚子上画，木勺子和铁勺子都是勺子。",
        "我们那里把沙漠叫沙窝子，沙窝子里的风没有名字。",
        "从门口数出去，一共五十三道梁，抬到第九道梁，月亮上来了。",
    ],
)
def test_public_people_and_rows_that_are_no_names_are_left(text: str) -> None:
    assert masked(text) == []


def test_work_grows_with_the_length_even_where_every_letter_is_a_surname(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = 0
    gain = Lattice.gain

    def counted(self: Lattice, start: int, end: int, cost: float) -> float:
        nonlocal calls
        calls += 1
        return gain(self, start, end, cost)

    monkeypatch.setattr(Lattice, "gain", counted)
    rules, both = ((48, 192), 6), ((200, 800), 16)  # the second reader asks ten more of every letter
    for lengths, most in (rules, both):
        per_letter = []
        for length in lengths:
            calls = 0
            find_mentions("李" * length, Identity())
            per_letter.append(calls / length)
        assert max(per_letter) <= most
        assert per_letter[1] <= 1.1 * per_letter[0]
