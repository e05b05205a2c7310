"""Folding: what is folded away, what is reported, and that every position leads back to the original."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.text.fold_forms import CHINESE_DIGITS, DISGUISES
from scoring.text.fold_table import fold_table
from scoring.text.normalize import MAX_PLACES, fold, fold_batch, fold_many

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
    assert fold(disguised).text == plain


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
        ("十分认真", "10分认真"),
        ("第十篇", "第10篇"),
        ("三百六十五", "365"),
        ("壹佰贰拾叁", "123"),
        ("廿五日", "25日"),
        ("㎏ ㈠ ㋀ ㎡ ﬁ", "kg11月m2fi"),
        ("3.5万元、三万五千元、３５０００元", "35000元35000元35000元"),
        ("百分之三十", "30%"),
        ("占三成或30％", "占30%或30%"),
        ("一成不变、成立、3成立", "10%不变成立3成立"),
        ("三分之二", "23"),
        ("ɡuǒ", "guo"),
        ("衞生署的枱", "卫生署的台"),
        ("㇐⺠⽼豈", "1民老岂"),
        ("ＧＤＰ　１２３", "gdp123"),
        ("Ａ①½ß", "a112ß"),
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
        ("急（ji2）诊[zhen]室", "pinyin", 2),
        ("急（ㄐㄧˊ）诊室", "pinyin", 1),
        ("牧民旳灯", "homoglyph", 1),
        ("人ロ众多", "homoglyph", 1),
        ("Сhina", "homoglyph", 1),
        ("衞生", "traditional", 1),
    ],
)
def test_each_disguise_leaves_its_sign_and_no_other(text: str, kind: str, count: int) -> None:
    assert signs_of(text) == {kind: count}


@pytest.mark.parametrize(
    "text",
    [
        LINE,
        "　　段首空两格。\n　　又一段（见附件）。",
        "A*B = C",
        "GDP (2012)",
        "",
        "\ufeff开头",
        "喜欢\u2764\ufe0f和\U0001f468\u200d\U0001f469",
        "Москва и β细胞",
        "ロボット",
        "生产总值（GDP）",
        "名字（name）和氧气（O2）",
        "乾隆和著名",
        "互联网+政务/服务",
        "选（A）",
        "5μm",
    ],
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


@pytest.mark.parametrize(
    "written",
    [
        "2012年5月16日",
        "二〇一二年五月十六日",
        "二○一二年五月十六号",
        "２０１２-０５-１６",
        "2012.5.16",
        "2012/05/16",
        "2012年05月16日",
    ],
)
def test_all_writings_of_a_date_fold_to_one(written: str) -> None:
    folded = fold(f"在{written}那天")
    assert folded.text == "在2012年5月16日那天"
    assert folded.original_span(1, 11) == (1, 1 + len(written))


def test_traditional_text_is_converted_by_phrases_and_keeps_its_places() -> None:
    text = "這個軟\u200b體的資訊、網路伺服器與程式碼，都很發達；乾淨的頭髮。"
    folded = fold(text)
    assert folded.text == fold("这个软件的信息、网络服务器与代码，都很发达；干净的头发。").text
    at = folded.text.index("服务器")
    assert folded.original_span(at, at + 3) == (text.index("伺"), text.index("器") + 1)
    at = folded.text.index("软件")
    assert folded.original_span(at, at + 2) == (2, 5)
    at = folded.text.index("代码")
    assert folded.original_span(at, at + 2) == (text.index("程"), text.index("碼") + 1)


def test_words_of_both_sides_stay_in_a_mainland_text_in_traditional_script() -> None:
    plain = "我们建立了新的程序，把文件交给核心部门，质量和信息都在网络上公开。"
    traditional = "我們建立了新的程序，把文件交給核心部門，質量和信息都在網絡上公開。"
    assert fold(traditional).text == fold(plain).text


def slow_places(text: str) -> list[int]:
    """Offsets of the characters that survive where no number, bracket or long script is around."""
    codes = fold_table().codes
    return [at for at, char in enumerate(text) if codes[ord(char)]]


PLAIN = st.text(alphabet="急诊室灯 　，。\u200b\u00ad\n體Вﬀ⻢\ud800*·", max_size=60)


@given(PLAIN.map(lambda text: text.replace("ﬀ", "f")))
@settings(max_examples=80, deadline=None)
def test_positions_are_those_of_the_characters_that_survive(text: str) -> None:
    folded = fold(text)
    assert folded.positions.tolist() == slow_places(text)
    codes = fold_table().codes
    assert folded.text == "".join(chr(codes[ord(text[at])]) for at in slow_places(text))


@given(st.text(alphabet=CHARACTERS, max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_has_places_in_order_and_folding_again_changes_nothing(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.positions)
    assert np.all(np.diff(folded.positions) >= 0)
    if len(folded.text):
        start, end = folded.original_span(0, len(folded.text))
        assert 0 <= start < end <= len(text)
    assert fold(folded.text).text == folded.text


@given(PLAIN, PLAIN)
@settings(max_examples=80, deadline=None)
def test_fold_of_two_texts_in_a_row_is_one_after_the_other(a: str, b: str) -> None:
    assert fold(a + b).text == fold(a).text + fold(b).text


@given(st.lists(st.text(alphabet=CHARACTERS, max_size=30), max_size=6))
@settings(max_examples=80, deadline=None)
def test_a_batch_holds_the_fold_of_each_whatever_the_order(texts: list[str]) -> None:
    batch, turned = fold_batch(texts), fold_batch(texts[::-1])
    assert batch.codes.dtype == np.uint32
    assert batch.positions.dtype == np.int32
    assert batch.offsets.dtype == np.int64
    assert len(batch.codes) == len(batch.positions) == batch.offsets[-1]
    for number, text in enumerate(texts):
        alone = fold(text)
        for together in (batch.folded(number), turned.folded(len(texts) - 1 - number)):
            assert (together.text, together.signs) == (alone.text, alone.signs)
            assert together.positions.tolist() == alone.positions.tolist()


@pytest.mark.parametrize(
    "unit", ["字", "，", "\u200b", "國軟體", "十", "㎏", "字（ma）", "（", "Аж", "5.", "十中", "\ud800", "亿"]
)
def test_a_unit_repeated_very_often_is_folded(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    folded = fold(text)
    assert np.all(np.diff(folded.positions) >= 0)
    assert len(folded.text) <= 2 * len(text)


def test_an_empty_batch_has_no_texts() -> None:
    batch = fold_batch([])
    assert batch.offsets.tolist() == [0]
    assert len(batch.codes) == len(batch.positions) == len(batch.signs) == 0


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
