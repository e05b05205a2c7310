"""PDF: paragraphs re-flowed from lines, margins dropped, and what else a PDF can carry."""

from __future__ import annotations

import pytest

from reviewapp.documents import extract
from reviewapp.documents.reflow import Line, drop_margins, paragraphs
from tests.reviewapp.documents.hostile import pdf, zipped

_WIDE = "那天凌晨急诊室的灯一直亮着我陪着一位从牧区来的老人等完最后一项化"  # 32 letters: a full line


def printed(*rows: tuple[float, float, str], page: int = 0) -> list[Line]:
    """Lines of 12-point letters at (x, y) of a page 842 points high."""
    lines = []
    for x, y, text in rows:
        line = Line(page, 842.0)
        for index, letter in enumerate(text):
            line.add(letter, x + 12 * index, x + 12 * index + 12, y, y + 12)
        lines.append(line)
    return lines


def test_hard_line_breaks_are_joined_into_paragraphs() -> None:
    rows = [(114.0, 740.0, _WIDE[:30]), (90.0, 720.0, _WIDE), (90.0, 700.0, "短的末行。"),
            (114.0, 680.0, _WIDE[:30]), (90.0, 660.0, "又一段结束。")]  # fmt: skip
    assert extract(pdf(rows), "a.pdf").text == f"{_WIDE[:30]}{_WIDE}短的末行。\n{_WIDE[:30]}又一段结束。"


def test_gap_separates_unindented_paragraphs_and_a_full_last_line() -> None:
    rows = [(90.0, 700.0, _WIDE), (90.0, 680.0, _WIDE), (90.0, 640.0, _WIDE), (90.0, 620.0, _WIDE)]
    assert paragraphs(printed(*rows)) == [_WIDE * 2, _WIDE * 2]


def test_paragraph_continues_on_the_next_page() -> None:
    lines = printed((90.0, 100.0, _WIDE)) + printed((90.0, 700.0, "续完。"), page=1)
    assert paragraphs(lines) == [_WIDE + "续完。"]


def test_latin_words_are_joined_with_a_space() -> None:
    lines = printed((90.0, 700.0, "x" * 31 + "a"), (90.0, 680.0, "word" + "y" * 28))
    assert paragraphs(lines) == ["x" * 31 + "a word" + "y" * 28]


def test_repeated_and_counting_lines_at_the_edge_are_margins() -> None:
    pages = [
        printed((90, 800, "某旗医院"), (90, 700, _WIDE), (280, 30, f"- {n + 1} -"), page=n) for n in range(2)
    ]
    body, margins = drop_margins(pages)
    assert [line.text for line in body] == [_WIDE, _WIDE]
    assert margins == ["- 1 -", "- 2 -", "某旗医院"]


def test_header_of_a_single_page_is_a_margin_but_a_near_title_is_not() -> None:
    body, margins = drop_margins(
        [printed((90, 800, "某旗医院"), (200, 740, "题目"), (90, 720, _WIDE), (90, 700, _WIDE))]
    )
    assert margins == ["某旗医院"]
    assert body[0].text == "题目"


@pytest.mark.parametrize(
    ("data", "code"),
    {
        "scan": (pdf(content=b"0 0 m 100 100 l S"), "no_text"),
        "script": (pdf(catalog="/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "active_content"),
        "zip behind": (pdf() + zipped({"x.html": "x"}), "polyglot"),
        "earlier revision": (pdf() + b"\n%%EOF\n", "earlier_revision"),
        "comment": (
            pdf(page="/Annots [<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (ZhangSan) >>]"),
            "comments",
        ),
    }.values(),
)
def test_oddities_are_noticed(data: bytes, code: str) -> None:
    assert code in [notice.code for notice in extract(data, "a.pdf").notices]


def test_white_and_invisible_letters_are_hidden() -> None:
    line = "BT /F1 12 Tf {} 1 0 0 1 90 {} Tm <" + _WIDE.encode("utf-16-be").hex() + "> Tj ET "
    secret = "BT /F1 12 Tf {} 1 0 0 1 90 {} Tm <" + "张三".encode("utf-16-be").hex() + "> Tj ET "
    content = (
        line.format("", 700)
        + line.format("", 680)
        + secret.format("1 g", 660)
        + secret.format("0 g 3 Tr", 640)
    )
    found = extract(pdf(content=content.encode()), "a.pdf")
    assert found.text == _WIDE * 2
    assert [(piece.kind, piece.text) for piece in found.hidden] == [("hidden", "张三")] * 2


def test_text_layer_of_a_scan_is_kept_and_held() -> None:
    content = "BT /F1 12 Tf 3 Tr 1 0 0 1 90 700 Tm <" + _WIDE.encode("utf-16-be").hex() + "> Tj ET"
    found = extract(pdf(content=content.encode()), "a.pdf")
    assert found.text == _WIDE
    assert found.held
    assert "recognised_text" in [notice.code for notice in found.notices]
