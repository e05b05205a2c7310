"""Plain text: which encoding it is in, and which characters reach the reading copy."""

from __future__ import annotations

import pytest

from reviewapp.documents import extract
from reviewapp.documents.characters import clean_words, seen_only
from reviewapp.documents.encoding import decode
from tests.reviewapp.documents.hostile import ESSAY, TEXT

_TRADITIONAL = "我的家鄉在江南水邊。清晨的霧從河面升起，石橋上傳來賣豆漿的吆喝聲。"


def codes(data: bytes) -> list[str]:
    return [notice.code for notice in extract(data, "a.txt").notices]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_declared_or_self_evident_encoding_needs_no_notice(encoding: str) -> None:
    found = extract(TEXT.encode(encoding), "a.txt")
    assert (found.text, found.notices) == (TEXT, ())


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (TEXT, "gb18030"),
        ("𠮷野家㐂䶮。" + TEXT, "gb18030"),
        (_TRADITIONAL, "big5"),
        (TEXT, "utf-16-le"),
        (TEXT, "utf-16-be"),
        ("我的家乡", "gbk"),
        ("你好，世界", "gbk"),
        ("故乡的雨，是我在他乡听不到的。", "gbk"),
    ],
)
def test_undeclared_encoding_is_found_and_said(text: str, encoding: str) -> None:
    found = decode(text.encode(encoding))
    assert found.text == text
    assert [notice.code for notice in found.notices] == ["encoding_guessed"]


def test_doubtful_encoding_is_held() -> None:
    rare = "蜿蜒崎岖巍峨嶙峋" * 5 + "的人"
    found = extract(rare.encode("gbk"), "a.txt")
    assert (found.text, found.held) == (rare, True)
    assert found.notices[0].code == "encoding_unsure"


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_text_cut_inside_its_last_character_is_held(encoding: str) -> None:
    found = extract(TEXT.encode(encoding)[:-1], "a.txt")
    assert found.text == TEXT[:-1]
    assert "cut_character" in [notice.code for notice in found.notices]
    assert found.held


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n", "\u2028", "\u2029", "\x0c"])
def test_every_line_end_separates_paragraphs_once(end: str) -> None:
    assert extract(end.join(ESSAY).encode(), "a.txt").text == TEXT


@pytest.mark.parametrize(
    ("inserted", "code"),
    {
        "NUL": ("\0", "nul_removed"),
        "escape sequence": ("\x1b", "control_removed"),
        "right-to-left override": ("\u202e\u202c", "bidi_removed"),
        "noncharacter": ("\uffff", "noncharacter_removed"),
    }.values(),
)
def test_unstorable_characters_are_removed_and_counted(inserted: str, code: str) -> None:
    found = extract((TEXT[:40] + inserted + TEXT[40:]).encode(), "a.txt")
    assert found.text == TEXT
    assert [(n.code, n.facts["count"]) for n in found.notices] == [(code, len(inserted))]


@pytest.mark.parametrize(
    ("inserted", "code"),
    {
        "zero-width space": ("\u200b", "zero_width"),
        "soft hyphen": ("\u00ad", "zero_width"),
        "letters of a flag": ("\U000e0077\U000e0078\U000e006d", "zero_width"),
        "filler": ("\u3164", "zero_width"),
        "interlinear marks": ("\ufff9\ufffb", "zero_width"),
        "private use": ("\ue001", "private_use"),
        "radical": ("\u2f2f", "radicals"),
        "stacked marks": ("\u0335" * 9, "combining_marks"),
        "script": ("<script>alert(1)</script>", "html_like"),
        "replacement": ("\ufffd", "replacement_character"),
    }.values(),
)
def test_suspicious_characters_stay_as_evidence_and_are_noticed(inserted: str, code: str) -> None:
    written = TEXT[:40] + inserted + TEXT[40:]
    found = extract(written.encode(), "a.txt")
    assert found.text == written
    assert [notice.code for notice in found.notices] == [code]


def test_only_what_a_screen_shows_is_left_of_it() -> None:
    shown = "灯❤\ufe0f\u200d🔥亮\u182e\u180b\u1822，ﬁ\u0335 e\u0301"
    hidden = "\u200b\u180b\u180c\u180b\u2063\U000e0077\U000e0101\ufe00\u3164\ufffa\u00ad"
    assert seen_only(hidden.join(shown[:1] + shown[4:6]) + hidden) == shown[:1] + shown[4:6]
    assert seen_only(shown) == shown
    assert clean_words(f" {hidden} ") == clean_words("\ufe00") == ""


def test_display_text_is_not_folded() -> None:
    written = "Ａ１，！…（全角）① ｶ ﬁ " + TEXT
    assert extract(written.encode(), "a.txt").text == written


def test_joiner_inside_emoji_is_no_hidden_character() -> None:
    assert codes(("👨\u200d👩\u200d👧" + TEXT).encode()) == []


def test_length_out_of_the_ordinary_is_held() -> None:
    assert codes("只有一行。".encode()) == ["very_short"]
    assert codes(("字" * 60_000).encode()) == ["very_long"]


def test_indents_are_dropped_and_inner_space_kept() -> None:
    assert (
        extract(f"　　{ESSAY[0]}  \n\n\t{ESSAY[1]} 完".encode(), "a.txt").text == f"{ESSAY[0]}\n{ESSAY[1]} 完"
    )
