"""Letters of names: surnames, given names, transliterations, Latin writings."""

from __future__ import annotations

import math

import pytest

from scoring.text.name_model import (
    chinese_name_cost,
    composed_name,
    place_cost,
    plausible_name,
    surname_length,
    transliterated_cost,
)
from scoring.text.readings import latin_name


@pytest.mark.parametrize(
    ("name", "length"), [("何云舟", 1), ("欧阳静", 2), ("万俟雪", 2), ("的时候", 0), ("", 0)]
)
def test_surname_is_told_from_its_letters(name: str, length: int) -> None:
    assert surname_length(name) == length


def test_usual_name_costs_less_than_a_strange_one_and_other_shapes_are_none() -> None:
    assert chinese_name_cost("王建华") > chinese_name_cost("斛乜嫘") > -math.inf
    assert (
        chinese_name_cost("王") == chinese_name_cost("王建华军人") == chinese_name_cost("的建华") == -math.inf
    )


def test_mongolian_letters_cost_less_than_those_of_foreigners() -> None:
    assert transliterated_cost("仁钦道尔吉") / 5 > transliterated_cost("霍普金斯顿") / 5
    assert transliterated_cost("阿茹娜和朝鲁") == -math.inf  # two names
    assert transliterated_cost("呼和木仁") > -math.inf
    assert composed_name("乌兰图雅")
    assert not composed_name("乌黑头发")


def test_letters_of_villages_cost_less_than_others() -> None:
    assert place_cost("柳树沟") > place_cost("懿髓囱")


@pytest.mark.parametrize("name", ["何云舟", "欧阳静波", "苏合·巴雅尔", "何 云 舟", "额尔敦仓"])
def test_row_behind_a_label_can_be_a_name(name: str) -> None:
    assert plausible_name(name)


@pytest.mark.parametrize(
    "written", ["he yunzhou", "heyunzhou", "yunzhou he", "h e yunzhou", "he yun-zhou", "he, yunzhou"]
)
def test_name_is_found_in_latin_letters(written: str) -> None:
    pattern = latin_name("何云舟")
    assert pattern is not None
    assert pattern.search(f"（{written}）")
    assert not pattern.search("the yunzhous")


def test_name_of_few_latin_letters_is_not_looked_for() -> None:
    assert latin_name("李娥") is None
    assert latin_name("何☆") is None
