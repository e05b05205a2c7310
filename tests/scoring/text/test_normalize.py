"""Folding: what is folded away, what is reported, and that every position leads back to the original."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.text.fold_forms import CHINESE_DIGITS, DISGUISES
from scoring.text.fold_table import fold_table
from scoring.text.normalize import MAX_PLACES, fold, fold_many

LINE = "那天凌晨急诊室的灯还亮着，我陪牧民老人等完最后的化验。"

CHARACTERS = st.one_of(
    st.characters(),
    st.sampled_from("急诊室灯十百千一二〇0126 　，。（(ma)）]\u200b\u00ad\ufeff\n軟體ＡВ⻢\ud800*·"),
)


def signs_of(text: str) -> dict[str, int]:
    return {sign.kind: sign.count for sign in fold(text).signs}


@pytest.mark.parametrize(
    "disguised",
    [
        "那天凌晨急診室的燈還亮著，我陪牧民老人等完最後的化驗。",
        "\u200b".join(LINE),
        "　".join(LINE),
        "\u00ad\ufeff\u2060".join(LINE),
        "那天,,凌晨…急诊室的灯;还亮着!我_陪*牧民·老人等完~最后的化验",
        "那天凌晨急诊室的灯还亮着，我陪牧⺠⽼⼈等完最后的化验。",
        "那天(tiān)凌晨急（jí）诊（zhen3）室的灯还亮着，我陪【pei】牧民老人等完最后的化验。",
        "那天(ti\u200bān)凌晨急诊室的灯还亮着，我陪牧民老人等完最后的化验。",
        "那天凌晨急诊室旳灯还亮着，莪陪牧民老亼等完最后旳化验。",
        "那天凌晨急诊室的灯还亮着\r\n\r\n  我陪牧民老人等完最后的化验",
    ],
)
def test_fold_of_a_disguised_line_equals_fold_of_the_line(disguised: str) -> None:
    plain = fold(LINE).text
    # 著 stays in simplified script, where 著 and 着 are two words
    assert fold(disguised).text.replace("著", "着") == plain


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("二〇一二年六月三十日", "2012年6月30日"),
        ("二○一二年", "2012年"),
        ("二○○○年○月", "2000年o月"),
        ("五篇", "5篇"),
        ("二十六年", "26年"),
        ("十六人", "16人"),
        ("一百二十六", "126"),
        ("一百零五", "105"),
        ("十分认真", "十分认真"),
        ("ＧＤＰ　１２３", "gdp123"),
        ("Ａ①½ß", "a11ß"),
        ("АВС", "abc"),
        ("한글", "한글"),
        ("é e\u0301", "ee"),
        ("", ""),
        ("，。！ \n\u200b", ""),
        ("\ud800字\udfff", "字"),
    ],
)
def test_fold_gives_the_expected_form(written: str, folded: str) -> None:
    assert fold(written).text == folded


def test_brackets_that_hold_no_reading_keep_their_words() -> None:
    assert fold("呼和浩特（首府）").text == "呼和浩特首府"
    assert fold("附件（3）").text == "附件3"


@pytest.mark.parametrize(
    ("text", "kind", "count"),
    [
        ("急\u200b诊\u200d室", "zero_width", 2),
        ("急\u202e诊", "bidi", 1),
        ("急診室的燈", "traditional", 2),
        ("牧⺠⽼⼈", "radical", 3),
        ("我用Аndroid", "homoglyph", 1),
        ("１２３号", "width", 3),
        ("急 诊　 室", "spacing", 3),
        ("急*诊_室", "punctuation", 2),
        ("急（jí）诊(zhěn)室", "pinyin", 2),
    ],
)
def test_each_disguise_leaves_its_sign_and_no_other(text: str, kind: str, count: int) -> None:
    assert signs_of(text) == {kind: count}


@pytest.mark.parametrize(
    "text", [LINE, "　　段首空两格。\n　　又一段（见附件）。", "A*B = C", "GDP (2012)", ""]
)
def test_ordinary_writing_leaves_no_sign(text: str) -> None:
    assert fold(text).signs == ()


def test_sign_places_are_runs_in_the_original_and_capped() -> None:
    sign = fold("急\u200b\u200b诊\u200b" + "室\u200b" * 50).signs[0]
    assert sign.places[:3] == ((1, 3), (4, 5), (6, 7))
    assert sign.count == 53
    assert len(sign.places) == MAX_PLACES


def test_original_span_covers_the_characters_between() -> None:
    folded = fold("急\u200b诊，室")
    assert folded.original_span(0, 2) == (0, 3)
    assert folded.original_span(1, 3) == (2, 5)
    assert folded.original_span(1, 1) == (2, 2)
    assert folded.original_span(3, 3) == (5, 5)
    assert fold("，").original_span(0, 0) == (0, 0)
    with pytest.raises(IndexError):
        folded.original_span(0, 4)


def slow_positions(text: str) -> list[int]:
    """Offsets of the characters that survive when no reading, 十, 百 or 千 is around: one at a time."""
    codes = fold_table().codes
    return [at for at, char in enumerate(text) if codes[ord(char)]]


@given(st.text(alphabet=CHARACTERS, max_size=60))
@settings(max_examples=150, deadline=None)
def test_positions_lead_back_to_a_character_that_folds_to_the_same(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.positions)
    assert np.all(np.diff(folded.positions) > 0)
    for at, char in zip(folded.positions.tolist(), folded.text, strict=True):
        code = chr(fold_table().codes[ord(text[at])])
        assert text[at] in "十○" or code == char or (code, char) == ("o", "0")  # the o of 2o12 is a zero
    if not set(text) & set("十百千([<（【〔〈○"):
        assert folded.positions.tolist() == slow_positions(text)


@given(st.lists(st.text(alphabet=CHARACTERS, max_size=30), max_size=6))
@settings(max_examples=60, deadline=None)
def test_fold_many_equals_fold_of_each(texts: list[str]) -> None:
    for together, text in zip(fold_many(texts), texts, strict=True):
        alone = fold(text)
        assert (together.text, together.signs) == (alone.text, alone.signs)
        assert together.positions.tolist() == alone.positions.tolist()


def test_fold_many_is_the_same_across_chunk_borders(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [LINE[:size] for size in (5, 0, 27, 1, 13, 27)]
    whole = [one.text for one in fold_many(texts)]
    monkeypatch.setattr("scoring.text.normalize.CHUNK_CHARACTERS", 30)
    assert [one.text for one in fold_many(texts)] == whole


def test_folding_a_folded_text_changes_nothing() -> None:
    once = fold(LINE + "二〇一二年Ａ" + "".join(DISGUISES.values()) + "".join(CHINESE_DIGITS)).text
    assert fold(once).text == once


def test_every_folded_code_is_a_letter_or_digit() -> None:
    codes = np.unique(fold_table().codes)
    assert codes[0] == 0
    assert all(unicodedata.category(chr(code))[0] in "LNC" for code in codes[1:].tolist())
    assert 1 not in codes
