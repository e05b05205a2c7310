"""Rows of letters that shorten a name, and units and posts said so."""

from __future__ import annotations

import pytest

from scoring.text.abbreviations import shortenings
from scoring.text.mentions import Identity, Level, find_mentions


def rows(text: str, name: str) -> list[str]:
    return [text[start:end] for start, end in shortenings(text, name)]


def masked(text: str, identity: Identity) -> list[str]:
    found = find_mentions(text, identity)
    return [text[m.start : m.end] for m in found if m.level is not Level.HINT]


def test_letters_count_in_the_order_of_the_name_only() -> None:
    assert "林总医" in rows("站在林总医后院", "牙克石市林业总医院")
    assert "医总林" not in rows("站在医总林后院", "牙克石市林业总医院")


def test_stretch_asked_for_is_kept_to() -> None:
    assert rows("鼠防科，鼠防科", "鼠疫防治科")[0] == "鼠防科"
    assert next(shortenings("鼠防科，鼠防科", "鼠疫防治科", 4, 99)) == (4, 7)


@pytest.mark.parametrize(
    ("unit", "text", "said"),
    [
        ("牙克石市林业总医院", "我和他站在林总医后院，谁也没说话。", "林总医"),
        ("锡林郭勒盟中心血站", "前年冬天，盟血站库存告急。", "盟血站"),
        ("呼和浩特市青山第四医院", "四院的群里发了照片。", "四院"),
    ],
)
def test_own_unit_by_some_of_its_letters_is_found(unit: str, text: str, said: str) -> None:
    assert said in masked(text, Identity(units=(unit,)))


@pytest.mark.parametrize("text", ["苏木卫生院要有人。", "中心血站的灯亮着。", "我们旗医院很小。"])
def test_what_every_unit_is_called_is_left(text: str) -> None:
    unit = Identity(units=("库伦旗茫汗苏木卫生院", "锡林郭勒盟中心血站"))
    assert masked(text, unit) == []


def test_own_post_with_a_shortened_department_is_found_and_anothers_is_left() -> None:
    identity = Identity(department="护理部")
    assert masked("我当了三年护理部副主任，", identity) == ["护理部副主任"]
    assert masked("如今是护理部副主任，还上夜班。", identity) == ["护理部副主任"]
    assert masked("领誓的护理部主任念一句，大家跟着念。", identity) == []
    assert masked("鼠防科科长这个差事，说到底是电话。", Identity(department="鼠疫防治科")) == ["鼠防科科长"]
