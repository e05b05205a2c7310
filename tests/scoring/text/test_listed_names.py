"""People told one after the other, rare surnames beside a title; and lists that are not of people."""

from __future__ import annotations

from time import process_time

import pytest

from scoring.text.mentions import Identity, Level, find_mentions


def masked(text: str) -> list[str]:
    return [text[m.start : m.end] for m in find_mentions(text, Identity()) if m.level is not Level.HINT]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("怪名字不少。头一个是于是安，检验科的，见谁都笑。", ["于是安"]),
        ("第三个高明，药房的，五十岁。最后一个常青春，后勤，女。", ["高明", "常青春"]),
        ("与会人签字：正兴　罗远秀　陈自有　唐小米", ["正兴", "罗远秀", "陈自有", "唐小米"]),
        ("照片上站着的三个：景春、何苗、于方；坐着的是我。", ["景春", "何苗", "于方"]),
        ("郭桂芝、全玉荣两位退了，还来看我们。", ["郭桂芝", "全玉荣"]),
        ("徒弟类延香，手比我巧。", ["类延香"]),
        ("公方成是我三爷爷，教我认草药。", ["公方成"]),
        ("产房的要秀莲大夫来了，把孩子接过去。", ["要秀莲"]),
    ],
)
def test_names_of_everyday_letters_are_found_in_lists_and_introductions(text: str, names: list[str]) -> None:
    assert set(names) <= set(masked(text))


@pytest.mark.parametrize(
    "text",
    [
        "第一个是黄疸，儿科的常见病。第二个是高血压，内科的老对手。",
        "参会人员：院长、书记、护士长",
        "要记的三个：头晕、恶心、呕吐，都有。",
        "黄连、黄芪两个人都爱喝。",
        "那一年从叶欣护士长到普通大夫，人人都记得。",
        "她是个好护士要守信用，医生要学会听，大夫是好人。",
    ],
)
def test_lists_of_other_things_are_left(text: str) -> None:
    assert masked(text) == []


def test_a_surname_behind_young_is_no_name_in_a_list() -> None:
    assert "小孙" not in masked("签名：田和平、郭志和、小孙")


def test_a_long_list_is_read_to_its_end_in_time() -> None:
    def takes(count: int) -> float:
        before = process_time()
        masked("与会人签字：" + "于方、" * count + "三个：" + "景春和" * count)
        return process_time() - before

    takes(20)
    assert takes(4000) < 12 * max(takes(1000), 0.05)
