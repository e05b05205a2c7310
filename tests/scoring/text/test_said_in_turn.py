"""Numbers of telephones told figure by figure or a piece a speaker, places to write to with their postcode."""

from __future__ import annotations

import pytest

from scoring.text.mentions import Identity, Kind, Level, find_mentions


def contacts(text: str) -> list[str]:
    found = find_mentions(text, Identity())
    return [text[m.start : m.end] for m in found if m.kind is Kind.CONTACT and m.level is not Level.HINT]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (
            "老王：记不住就分着背。\n老王：一三八。\n老李：四四七。\n老王：二零九。\n老李：一六！\n老王：行。",
            ["一三八", "四四七", "二零九", "一六"],
        ),
        (
            "各位听众，我慢慢念，1、5、0，2、6、3，7、7、1、4、0。念完了。",
            ["1、5、0，2、6、3，7、7、1、4、0"],
        ),
    ],
)
def test_a_number_told_in_turn_is_found(text: str, pieces: list[str]) -> None:
    assert contacts(text) == pieces


@pytest.mark.parametrize(
    "text",
    [
        "丙：那你们报一遍。\n丙：一五。\n丁：零四。\n丙：完了？",
        "数到十：1、2、3、4、5、6、7、8、9、10、11，气就匀了。",
        "体温一行一行写：\n36\n37\n38\n36\n37\n都正常。",
    ],
)
def test_other_figures_in_turn_are_left(text: str) -> None:
    assert contacts(text) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (
            "药盒请寄到四川省木里县乔瓦镇团结路22号，邮编615800，写上药房收。",
            "四川省木里县乔瓦镇团结路22号",
        ),
        ("甘肃省环县曲子镇双城村，邮编745706　妹收", "甘肃省环县曲子镇双城村"),
    ],
)
def test_an_address_before_its_postcode_is_found(text: str, address: str) -> None:
    assert any(found.startswith(address) for found in contacts(text))
