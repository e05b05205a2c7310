"""Legacy .doc and .wps: text by pieces, fields, cells, and runs that cannot be seen."""

from __future__ import annotations

import pytest

from reviewapp.documents import Hidden, extract
from tests.reviewapp.documents.hostile import ESSAY, TEXT, doc

VANISH, DELETED = b"\x3c\x08\x01", b"\x00\x08\x01"
TINY, WHITE, SHADED = b"\x43\x4a\x02\x00", b"\x70\x68\xff\xff\xff\x00", b"\x66\x48\x01\x00"


def test_paragraphs_are_read_in_order_with_rare_characters() -> None:
    found = extract(doc("\r".join(ESSAY) + "\r𠮷野家\r"), "a.doc")
    assert (found.text, found.format, found.notices) == (TEXT + "\n𠮷野家", "doc", ())


def test_wps_is_read_as_doc() -> None:
    assert extract(doc("\r".join(ESSAY)), "a.wps").text == TEXT


@pytest.mark.parametrize(
    ("sprm", "kind"), [(VANISH, "hidden"), (TINY, "hidden"), (WHITE, "hidden"), (DELETED, "deleted")]
)
def test_invisible_run_is_reported_and_not_in_the_text(sprm: bytes, kind: str) -> None:
    found = extract(doc(f"{ESSAY[0]}我叫张三呀。\r", {"我叫张三": sprm}), "a.doc")
    assert found.text == f"{ESSAY[0]}呀。"
    assert found.hidden == (Hidden(kind, "我叫张三"),)  # type: ignore[arg-type]


def test_white_letters_on_shading_are_visible() -> None:
    assert extract(doc(f"{ESSAY[0]}标题\r", {"标题": WHITE + SHADED}), "a.doc").text == f"{ESSAY[0]}标题"


def test_header_story_is_margin_text() -> None:
    found = extract(doc(TEXT.replace("\n", "\r"), header="某旗医院\r"), "a.doc")
    assert found.text == TEXT
    assert found.hidden == (Hidden("margin", "某旗医院"),)


@pytest.mark.parametrize(
    ("stored", "expected"),
    {
        "field shows its result": ("甲\x13 HYPERLINK x \x14网页\x15乙\r", "甲网页乙"),
        "author field is left out": ("甲\x13 AUTHOR \x14张三\x15乙\r", "甲乙"),
        "row of cells": ("作者\x07某人\x07\x07单位\x07某院\x07\x07后\r", "作者\t某人\n单位\t某院\n后"),
        "line break and hyphens": ("上\x0b下\x1e左\x1f右\r", "上\n下-左右"),
        "page break": ("前\x0c后\r", "前\n后"),
    }.values(),
)
def test_special_characters(stored: str, expected: str) -> None:
    assert extract(doc(f"{ESSAY[0]}\r{stored}"), "a.doc").text == f"{ESSAY[0]}\n{expected}"


def test_footnotes_follow_the_text_under_their_numbers() -> None:
    found = extract(doc(f"{ESSAY[0]}\x02后\x02\r", notes="\x02 注一\r\x02注二\r"), "a.doc")
    assert found.text == f"{ESSAY[0]}[1]后[2]\n[1] 注一\n[2] 注二"
