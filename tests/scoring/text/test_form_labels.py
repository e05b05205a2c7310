"""Labels of forms and their values are no names; the names between them are; an adverb that is a name only signs."""

from __future__ import annotations

import pytest

from scoring.text.mentions import Identity, Level, find_mentions


def masked(text: str, *authors: str) -> list[str]:
    found = find_mentions(text, Identity(authors=authors))
    return [text[m.start : m.end] for m in found if m.level is not Level.HINT]


@pytest.mark.parametrize(
    "text",
    [
        "性　别　女　民　族　汉　出　生　年　月",
        "同意　（盖章）　　年　月　日",
        "下次随访日期：　年　月　日　　随访医生签名",
        "第 1 页 共 3 页",
    ],
)
def test_label_with_blanks_is_no_name(text: str) -> None:
    assert masked(text) == []


def test_values_of_other_labels_are_no_names() -> None:
    found = masked("姓名：栾铁峰　性别：男　年龄：四十二　民族：达斡尔　职务：科员")
    assert found == ["栾铁峰"]


def test_name_between_labels_is_found() -> None:
    assert "贺　占　奎" in masked("我走过很多地方。\n贺　占　奎　性　别　男")


@pytest.mark.parametrize(
    "text", ["“马上”考\n我们都说“马上”，马上。家属问：马上？还是马上！", "他一听，马上，站起来。"]
)
def test_adverb_that_is_a_name_is_left_in_a_sentence(text: str) -> None:
    assert masked(text, "马上") == []


@pytest.mark.parametrize("text", ["我值夜班。\n马上", "作者：马上", "大家好，我叫马上，是个护士。"])
def test_adverb_that_is_a_name_is_found_where_it_signs(text: str) -> None:
    assert "马上" in masked(text, "马上")
