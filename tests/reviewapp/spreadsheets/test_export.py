"""Official forms: text stays text, nothing runs, and the same content gives the same bytes."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile

import openpyxl
import pytest

from reviewapp.spreadsheets import FormColumn, read_table, write_csv, write_form
from reviewapp.spreadsheets.export import Value

COLUMNS = [FormColumn("序号", "number"), FormColumn("作品题目"), FormColumn("作者"), FormColumn("联系电话"),
           FormColumn("初评得分", "number", decimals=2)]  # fmt: skip
ROW: list[Value] = [1, "雨夜", "张三", "01380013800", 88.5]


def sheet_of(data: bytes):  # type: ignore[no-untyped-def]  # openpyxl has no types
    return openpyxl.load_workbook(io.BytesIO(data)).active


def test_form_has_title_headings_rows_and_footer() -> None:
    sheet = sheet_of(write_form("某盟征文汇总表", COLUMNS, [ROW], ["填报人：", "审核人：", "日期："]))
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    assert rows == [["某盟征文汇总表"], ["序号", "作品题目", "作者", "联系电话", "初评得分"], ROW, [],
                    ["填报人：", "审核人：", "日期："]]  # fmt: skip
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:E1"]


def test_equal_content_gives_equal_bytes_and_fixed_times() -> None:
    first, second = (write_form("表", COLUMNS, [ROW]) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z</dcterms:modified>" in package.read("docProps/core.xml")


@pytest.mark.parametrize(
    "title",
    ["=1+1", "=cmd|'/C calc'!A0", "+1", "-那年夏天", "@SUM(1)", "\t=1", "＝1+1", " =1+1", "'引号", "007"],
)
def test_text_is_kept_exactly_as_text(title: str) -> None:
    data = write_form("表", [FormColumn("作品题目")], [[title]])
    cell = sheet_of(data)["A3"]
    assert (cell.value, cell.data_type) == (title, "s")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("title", "quoted"), [("=1+1", True), ("\n+1", True), ("＝1", True), ("\t-1", True), ("雨夜", False)]
)
def test_text_that_could_turn_into_a_formula_when_edited_is_quoted(title: str, quoted: bool) -> None:
    assert bool(sheet_of(write_form("表", [FormColumn("作品题目")], [[title]]))["A3"].quotePrefix) is quoted


def test_numbers_are_numbers_with_their_decimals() -> None:
    sheet = sheet_of(write_form("表", COLUMNS, [ROW]))
    assert (sheet["A3"].value, sheet["A3"].number_format) == (1, "0")
    assert (sheet["E3"].value, sheet["E3"].number_format) == (88.5, "0.00")


def test_page_is_a4_landscape_with_frozen_repeated_headings_and_fitting_columns() -> None:
    sheet = sheet_of(write_form("表", COLUMNS, [[1, "一个很长的作品题目一二三四五六", "张三", "1", 1.0]]))
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == ("9", "landscape") or (
        sheet.page_setup.paperSize,
        sheet.page_setup.orientation,
    ) == (9, "landscape")
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A3", "$1:$2")
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (
        1,
        0,
    )  # one page is what is not said
    padding = 5 / 7  # of a letter: a spreadsheet adds it to what it shows as the width
    assert sheet.column_dimensions["B"].width == pytest.approx(2 * 15 + 2 + padding, abs=0.01)


def test_characters_no_spreadsheet_can_hold_are_dropped() -> None:
    assert sheet_of(write_form("表", [FormColumn("作品题目")], [["雨\0\x07夜"]]))["A3"].value == "雨夜"


def test_row_of_another_length_is_the_callers_fault() -> None:
    with pytest.raises(ValueError, match="shorter"):
        write_form("表", COLUMNS, [[1, "雨夜"]])


def test_exported_form_can_be_read_back() -> None:
    found = read_table(write_form("某盟征文汇总表", COLUMNS, [ROW], ["填报人：", "日期："]), "a.xlsx")
    assert dict(found.rows[0]) == {
        "order": "1", "title": "雨夜", "authors": "张三", "phone": "01380013800", "initial_score": "88.5",
    }  # fmt: skip
    assert [notice.code for notice in found.notices] == ["footer_row"]


def test_csv_says_what_the_form_says_and_is_marked_as_utf8() -> None:
    data = write_csv(COLUMNS, [ROW, [2, '带"引号"，\n两行', None, "", None]])
    assert data.startswith(codecs.BOM_UTF8)
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))) == [
        [column.heading for column in COLUMNS],
        ["1", "雨夜", "张三", "'01380013800", "88.50"],
        ["2", '带"引号"，\n两行', "", "", ""],
    ]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        *[(t, f"'{t}") for t in ("=1+1", "@SUM(1)", "-那年夏天", "\n+1", "＝1", "007", "2345E6", "1" * 16)],
        *[(t, t) for t in ("雨夜", "23456", "K7M2P", "2E345X", "a-b")],
    ],
)
def test_csv_text_runs_nowhere_and_stays_the_same_number(text: str, written: str) -> None:
    data = write_csv([FormColumn("作品编号")], [[text]])
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1] == [written]


def test_column_is_as_wide_as_its_numbers_are_shown() -> None:
    column = FormColumn("分", "number", decimals=2)
    widths = [
        sheet_of(write_form("表", [column], [[n]])).column_dimensions["A"].width for n in (83.25, 250 / 3)
    ]
    assert widths[0] == widths[1]
