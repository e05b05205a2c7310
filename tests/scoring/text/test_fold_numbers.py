"""Numbers in one writing: the value of the spoken form is that of an obvious reader, and it is final."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.text.fold_numbers import MOST_DIGITS, restyle, spoken

RUNS = st.text(alphabet="0125十百千万亿年月日号点成分之o.-/%‰", max_size=14)


def said(number: int) -> str:
    """The number in words, with Arabic digits for the Chinese ones."""
    for size, word in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= size:
            head, rest = divmod(number, size)
            if not rest:
                return said(head) + word
            return said(head) + word + ("0" if rest * 10 < size else "") + said(rest)
    return str(number)


@given(st.integers(min_value=1, max_value=10**12 - 1))
@settings(max_examples=300, deadline=None)
def test_spoken_number_has_its_value(number: int) -> None:
    assert spoken(said(number)) == str(number)


@pytest.mark.parametrize(
    ("run", "form"),
    [
        ("十", "10"),
        ("3万5", "35000"),
        ("1百5", "150"),
        ("3.5万", "35000"),
        ("3点5万", "35000"),
        ("0.5万", "5000"),
        ("9.1万亿", "9100000000000"),
        ("百分之3十5点5", "355%"),
        ("35.5%", "355%"),
        ("百分之百", "100%"),
        ("千分之3", "3‰"),
        ("千百万", "千百万"),
        ("20123千2百", "20123200"),
        ("2000年1.2.3", "2000年123"),
        ("2012-13-40", "20121340"),
        ("2o12年", "2012年"),
        ("1o", "1o"),
        ("05月08号", "5月8日"),
    ],
)
def test_run_has_its_one_writing(run: str, form: str) -> None:
    assert restyle(run)[0] == form


def test_a_word_that_begins_with_cheng_is_no_tenth() -> None:
    assert restyle("3成", "立")[0] == "3成"
    assert restyle("3成", "的")[0] == "30%"


@given(RUNS)
@settings(max_examples=300, deadline=None)
def test_restyling_is_final_and_its_places_are_in_order(run: str) -> None:
    form, places = restyle(run)
    assert restyle(form)[0] == form
    assert len(places) == len(form)
    assert list(places) == sorted(places)
    assert all(0 <= place < len(run) for place in places)


def test_a_tower_of_place_words_does_not_explode() -> None:
    form, _places = restyle("1" + "亿" * 1000)
    assert len(form) < 1000 + 2 * MOST_DIGITS
