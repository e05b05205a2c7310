"""Broken, hostile and odd uploads through the web: each answered in words, nothing half stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from tests.reviewapp.documents import hostile
from tests.reviewapp.submissions.packing import HEADINGS, essay, package, register, row, zipped

ONE = row(1, "一盏灯")
CUT = hostile.docx()[: len(hostile.docx()) // 2]
HEADS: list[str | float | hostile.Raw | None] = list(HEADINGS)


def cells(*values: Any) -> bytes:
    """A 汇总表 whose only row has these cells."""
    return zipped({"汇总表.xlsx": hostile.xlsx([HEADS, list(values)]), "一盏灯.txt": essay("一盏灯")})


def encrypted() -> bytes:
    return hostile.raw_zip([(b"a.txt", b"x")], flags=1)


def bomb() -> bytes:
    return zipped({"汇总表.xlsx": register(ONE), "一盏灯.txt": b"\0" * 60_000_000})


def gbk_as_utf8() -> bytes:
    """GBK bytes under a UTF-8 byte order mark."""
    return b"\xef\xbb\xbf" + essay("一盏灯").decode().encode("gbk")


@dataclass(frozen=True)
class Case:
    name: str
    files: list[tuple[str, bytes]]
    said: str
    taken: int = 0


CASES = [
    Case("docx cut short", [("来.zip", package(ONE, works={"一盏灯.docx": CUT}))], "文件已损坏"),
    Case("pdf named docx", [("来.zip", package(ONE, works={"一盏灯.docx": b"%PDF-1.4\n"}))], "扩展名是"),
    Case("program", [("来.zip", package(ONE, works={"一盏灯.exe": b"MZ"}))], "不接受"),
    Case("encrypted zip", [("来.zip", encrypted())], "设有密码"),
    Case("bomb", [("来.zip", bomb())], "展开后过大"),
    Case("overlap", [("来.zip", hostile.overlapping_zip(50))], "互相重叠"),
    Case("climbing path", [("来.zip", zipped({"../../一盏灯.txt": essay("一盏灯")}))], "不安全的路径"),
    Case("not a zip", [("来.zip", b"hello")], "已损坏"),
    Case("empty file", [("来.zip", package(ONE, works={"一盏灯.txt": b""}))], "0 字节"),
    Case("empty text", [("来.zip", package(ONE, works={"一盏灯.txt": b" \n\n "}))], "没有文字"),
    Case(
        "external entity",
        [("来.zip", package(ONE, works={"一盏灯.docx": hostile.docx(doctype=hostile.LAUGHS)}))],
        "DTD",
    ),
    Case("mislabelled GBK", [("来.zip", package(ONE, works={"一盏灯.txt": gbk_as_utf8()}))], "编码"),
    Case("wrong headings", [("来.zip", package(ONE, headings=("甲", "乙", "丙", "丁", "戊", "己")))], "缺少"),
    Case("no register", [("来.zip", zipped({"一盏灯.txt": essay("一盏灯")}))], "没有汇总表"),
    Case(
        "file without row",
        [("来.zip", zipped({"汇总表.xlsx": register(ONE), "别的.txt": essay("别的")}))],
        "没有这个文件",
    ),
    Case(
        "row without title", [("来.zip", package(row(1, ""), works={"一盏灯.txt": essay("一盏灯")}))], "没有"
    ),
    Case(
        "title that no screen shows",
        [("来.zip", package(("1", "\u200b\ufe00", "王小满", "", "", "a.txt"), works={"a.txt": essay("灯")}))],
        "没有作品题目",
    ),
    Case("several works alone", [("甲.txt", essay("甲")), ("乙.txt", essay("乙"))], "须附汇总表"),
    Case("two zips", [("甲.zip", package(ONE)), ("乙.zip", package(ONE))], "单独上传"),
    Case(
        "formula",
        [("来.zip", cells("1", ("str", "<f>A1</f><v>一盏灯</v>"), "王小满", "", "", "一盏灯.txt"))],
        "是公式",
    ),
    Case(
        "long title",
        [("来.zip", package(("1", "灯" * 130, "王小满", "", "", "a.txt"), works={"a.txt": essay("灯")}))],
        "超过 120 字",
    ),
    Case(
        "names in the wrong column",
        [("来.zip", package(("1", "灯", "字" * 50, "", "", "a.txt"), works={"a.txt": essay("灯")}))],
        "填错了栏",
    ),
    Case(
        "nested zip",
        [("来.zip", zipped({"汇总表.xlsx": register(ONE), "一盏灯.zip": package(ONE)}))],
        "本身是压缩包",
    ),
    Case(
        "one good, one cut",
        [
            (
                "来.zip",
                package(ONE, row(2, "两面账"), works={"一盏灯.txt": essay("一盏灯"), "两面账.docx": CUT}),
            )
        ],
        "文件已损坏",
        1,
    ),
    Case(
        "NUL bytes",
        [("来.zip", package(ONE, works={"一盏灯.txt": essay("一盏灯").replace("，".encode(), b"\0")}))],
        "NUL",
        1,
    ),
    Case(
        "duplicate rows",
        [("来.zip", package(ONE, ONE, works={"一盏灯.txt": essay("一盏灯")}))],
        "完全相同",
        1,
    ),
    Case(
        "date as number",
        [("来.zip", cells("1", "一盏灯", "王小满", "", 13800001234.0, "一盏灯.txt"))],
        "收件回执",
        1,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_bad_upload_is_answered_in_words(
    case: Case, send: Callable[..., Any], stored: Callable[[], tuple[list[str], list[dict[str, Any]]]]
) -> None:
    page = send(case.files)
    titles, report = stored()
    assert page.status_code == 200
    assert case.said in page.get_data(as_text=True)
    assert len(titles) == case.taken
    assert sum(line["outcome"] == "received" for line in report) == case.taken


def test_upload_above_the_limit_is_refused_whole(
    app: Flask, send: Callable[..., Any], stored: Callable[[], tuple[list[str], list[dict[str, Any]]]]
) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    page = send([("来.zip", package(ONE) + b"\0" * 2000)])
    assert page.status_code == 413
    assert stored() == ([], [])


def test_upload_again_adds_nothing(
    send: Callable[..., Any], stored: Callable[[], tuple[list[str], list[dict[str, Any]]]]
) -> None:
    send([("来.zip", package(ONE))])
    page = send([("来.zip", package(ONE))])
    titles, report = stored()
    assert titles == ["一盏灯"]
    assert [line["outcome"] for line in report] == ["already"]
    assert "没有重复收件" in page.get_data(as_text=True)


def test_phone_kept_as_a_number_is_restored(send: Callable[..., Any], database: Any, stored: Any) -> None:
    from reviewapp.models.entry import Entry

    send([("来.zip", cells("1", "一盏灯", "王小满", "", 13800001234.0, "一盏灯.txt"))])
    with database.session() as session:
        assert session.query(Entry).one().form["phone"] == "13800001234"


def test_no_file_chosen_is_said_at_the_field(send: Callable[..., Any]) -> None:
    page = send([("", b"")])
    assert page.status_code == 422
    assert "请选择文件" in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"authors": ""}, "请填写作者姓名"),
        ({"authors": "王小满", "phone": "call me"}, "电话只能有数字"),
        ({"authors": "王小满", "title": "灯" * 121}, "太长"),
    ],
)
def test_single_work_with_a_wrong_field_is_not_taken(
    send: Callable[..., Any], stored: Any, form: dict[str, str], said: str
) -> None:
    page = send([("一盏灯.txt", essay("一盏灯"))], **form)
    assert page.status_code == 422
    assert said in page.get_data(as_text=True)
    assert stored() == ([], [])


def test_nul_and_hostile_names_in_the_form_are_cleaned(send: Callable[..., Any], stored: Any) -> None:
    name = "C:\\fakepath\\一盏\u202excod.灯.txt"
    refused = send([(name, essay("一盏灯"))], authors="王小满")
    assert "文件名含有不允许的字符" in refused.get_data(as_text=True)
    page = send([("../../一盏灯.txt", essay("一盏灯"))], authors="王小\0满", title="一\0盏灯")
    titles, report = stored()
    assert titles == ["一盏灯"]
    assert report[0]["filename"] == "一盏灯.txt"
    assert "\0" not in page.get_data(as_text=True)
