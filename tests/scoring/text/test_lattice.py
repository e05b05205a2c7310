"""The lattice against listing every path, and what a name gains."""

from __future__ import annotations

import math
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.text.lattice import _UNKNOWN, _costs, lattice
from scoring.text.name_model import chinese_name_cost


def best_by_listing(text: str) -> float:
    """Log probability of the best of all ways to cut a text."""
    costs = _costs()
    best = -math.inf
    for count in range(len(text)):
        for cuts in combinations(range(1, len(text)), count):
            borders = (0, *cuts, len(text))
            words = [text[a:b] for a, b in pairwise(borders)]
            best = max(best, sum(cost_of(word, costs) for word in words))
    return best


def cost_of(word: str, costs: dict[str, float]) -> float:
    if len(word) == 1:
        cost = costs.get(word, -math.inf) if "\u4e00" <= word <= "\u9fff" else 0.0
        return cost if cost > -math.inf else _UNKNOWN
    return costs.get(word, -math.inf)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.text(alphabet="我在北京医院高兴地说于海波明白a，", min_size=1, max_size=6))
def test_best_path_is_the_best_of_all_ways_to_cut(text: str) -> None:
    paths = lattice(text)
    assert paths.before[-1] == pytest.approx(best_by_listing(text))
    assert paths.behind[0] == pytest.approx(paths.before[-1])


def test_word_at_its_own_cost_gains_nothing() -> None:
    text = "我在医院"
    assert lattice(text).gain(2, 4, _costs()["医院"]) == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("text", "name", "gains"),
    [
        ("护士郗文魁来了", "郗文魁", True),
        ("同桌张晓霞说完就走", "张晓霞", True),
        ("常怀感恩之心", "常怀感", False),
        ("万家灯火亮了", "万家灯", False),
        ("和小李一起", "和小李", False),
        ("孙子长大了", "孙子长", False),
        ("我们要像白求恩那样", "白求恩", False),
        ("窗台上摆着康乃馨", "康乃馨", False),  # jieba tags it as a name
        ("柜子上贴着易燃物的标", "易燃物", False),
    ],
)
def test_name_gains_and_a_row_torn_out_of_words_loses(text: str, name: str, gains: bool) -> None:
    start = text.index(name)
    assert (lattice(text).gain(start, start + len(name), chinese_name_cost(name)) > 0) is gains


def test_empty_text_has_an_empty_path() -> None:
    assert lattice("").before == lattice("").behind == [0.0]
