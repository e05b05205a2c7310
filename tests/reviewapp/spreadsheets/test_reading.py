"""Tables as units send them: where the headings are, what a cell means, what is refused."""

from __future__ import annotations

import io

import pytest

from reviewapp.documents import Refusal
from reviewapp.documents.limits import MAX_TABLE_ROWS
from reviewapp.spreadsheets import Table, read_table
from tests.reviewapp.documents.hostile import LAUGHS, Raw, docx, xlsx, zipped

HEAD: list[str | float | Raw | None] = ["序号", "作品题目", "作者", "单位", "联系电话", "出生年月"]


def table(*rows: list[str | float | Raw | None], **options: object) -> Table:
    return read_table(xlsx([HEAD, *rows], **options), "汇总表.xlsx")  # type: ignore[arg-type]


def held_rows(found: Table) -> set[object]:
    """The rows that must not be used before a person has looked."""
    return {notice.facts["row"] for notice in found.notices if notice.holds and "row" in notice.facts}


def one(row: list[str | float | Raw | None], field: str) -> tuple[str, list[str]]:
    """(text of one field, codes of the notices of the row)."""
    found = table([1, "雨夜", "张三", *row])
    return found.rows[0][field], [notice.code for notice in found.notices if "row" in notice.facts]


def csv(text: str, encoding: str = "utf-8-sig") -> Table:
    return read_table(text.encode(encoding), "汇总表.csv")


def test_rows_have_canonical_fields_and_cell_addresses() -> None:
    found = table([1, "雨夜", "张三", "某院", "13800138000", None])
    assert found.header == dict(
        zip(["order", "title", "authors", "unit", "phone", "birth"], HEAD, strict=True)
    )
    assert found.rows == (
        {
            "order": "1",
            "title": "雨夜",
            "authors": "张三",
            "unit": "某院",
            "phone": "13800138000",
            "birth": "",
        },
    )
    assert (found.positions[0].row, found.positions[0].cells["phone"]) == (2, "E2")
    assert (found.notices, found.sheet) == ((), "汇总")


def test_plain_data_restores_the_same_table() -> None:
    found = table([1, "雨夜", "张三", "某院", 13800138000.0, None])
    assert Table.from_json(found.to_json()) == found


@pytest.mark.parametrize(
    ("headings", "fields"),
    {
        "aliases": (
            ["作品名称", "姓名", "工作单位", "联系方式", "文体", "辅导教师"],
            ["title", "authors", "unit", "phone", "genre", "teacher"],
        ),
        "spaces and full width": (
            ["作 品 题　目", "作者（必填）", "Ｅｍａｉｌ", "手机:", "*组别"],
            ["title", "authors", "email", "phone", "division"],
        ),
        "类别 after the body is its category": (
            ["推荐单位", "类别", "题目", "作者"],
            ["recommender", "category", "title", "authors"],
        ),
        "类别 beside 体裁 is the body's too": (
            ["题目", "作者", "体裁", "类别"],
            ["title", "authors", "genre", "category"],
        ),
        "类别 alone is the genre": (["题目", "作者", "类别"], ["title", "authors", "genre"]),
        "official form": (
            [
                "推荐单位",
                "类别",
                "序号",
                "作品编号",
                "作品题目",
                "作者",
                "单位及职务",
                "政治面貌",
                "是否青年(35岁及以下)",
                "体裁",
                "字数",
                "组别",
                "初评得分",
                "查重率",
                "联系电话",
                "备注",
            ],
            [
                "recommender",
                "category",
                "order",
                "number",
                "title",
                "authors",
                "unit_and_post",
                "political",
                "is_young",
                "genre",
                "words",
                "division",
                "initial_score",
                "similarity_rate",
                "phone",
                "note",
            ],
        ),
    }.values(),
)
def test_headings_are_known_by_their_aliases(headings: list[str], fields: list[str]) -> None:
    found = read_table(xlsx([[*headings], ["甲"] * len(headings)]), "a.xlsx")
    assert list(found.header) == fields
    assert found.notices == ()


def test_header_is_found_under_merged_titles() -> None:
    rows = [["某盟征文汇总表"], ["填报单位：某盟卫生局"], HEAD, [1, "雨夜", "张三"]]
    found = read_table(xlsx(rows, merges=("A1:F1", "A2:F2")), "a.xlsx")
    assert [row["title"] for row in found.rows] == ["雨夜"]
    assert found.positions[0].row == 4


def test_header_of_two_merged_rows_is_one_header() -> None:
    rows = [
        ["序号", "作品题目", "作者信息", None, "备注"],
        [None, None, "姓名", "联系电话"],
        [1, "雨夜", "张三", "139"],
    ]
    found = read_table(xlsx(rows, merges=("C1:D1", "A1:A2", "B1:B2", "E1:E2")), "a.xlsx")
    assert found.header == {
        "order": "序号",
        "title": "作品题目",
        "authors": "姓名",
        "phone": "联系电话",
        "note": "备注",
    }
    assert found.rows[0]["phone"] == "139"


def test_missing_columns_are_named_with_what_was_found() -> None:
    with pytest.raises(Refusal) as refused:
        read_table(xlsx([["序号", "文章名", "姓名"], [1, "故乡", "张三"]]), "a.xlsx")
    assert refused.value.code == "missing_columns"
    assert refused.value.facts == {"missing": "作品题目", "found": "序号、文章名、姓名"}


@pytest.mark.parametrize(
    ("stored", "text", "codes"),
    {
        "plain float": (13800138000.0, "13800138000", []),
        "stored in notation": (("n", "<v>1.3800138E10</v>"), "13800138000", ["number_restored"]),
        "text in full notation": ("1.3800138000E+10", "13800138000", ["number_restored"]),
        "text in cut notation": ("1.38E+10", "", ["digits_lost"]),
        "text of a huge number": ("1E300", "", ["digits_lost"]),
        "18 digits as a number": (("n", "<v>1.10105194912310E+17</v>"), "", ["digits_lost"]),
        "18 digits as text": ("11010519491231002X", "11010519491231002X", []),
        "text with .0": ("13800138000.0", "13800138000", []),
        "full width": ("１３８００１３８０００", "13800138000", []),
        "spaces": ("　138 0013 8000 ", "138 0013 8000", []),
        "leading zeros": ("0471-6944000", "0471-6944000", []),
        "error value": (("e", "<v>#N/A</v>"), "", ["error_cell"]),
        "infinite": (("n", "<v>1E+309</v>"), "", ["error_cell"]),
        "formula": (("str", "<f>A1</f><v>139</v>"), "139", ["formula"]),
        "formula without value": (("n", "<f>A1</f>"), "", ["formula_without_value"]),
        "too long": ("9" * 6000, "", ["cell_too_long"]),
        "control characters": ("139_x0007_\u202e1", "139_x0007_1", ["cell_cleaned"]),
    }.values(),
)
def test_phone_cell_becomes_digits_or_is_named(
    stored: str | float | Raw, text: str, codes: list[str]
) -> None:
    assert one(["某院", stored], "phone") == (text, codes)


@pytest.mark.parametrize(
    ("stored", "text", "codes"),
    {
        "date style": (("date", "<v>45000</v>"), "2023-03-15", []),
        "serial number": (45000, "2023-03-15", ["date_serial"]),
        "serial as text": ("45000", "2023-03-15", ["date_serial"]),
        "written": ("2023年3月", "2023年3月", []),
    }.values(),
)
def test_birth_cell_becomes_a_date_as_written(stored: str | float | Raw, text: str, codes: list[str]) -> None:
    assert one(["某院", "139", stored], "birth") == (text, codes)


@pytest.mark.parametrize("title", ["-那年夏天", "=1+1", "＝等号", "+86的电话", "@所有人", "1E5", "Ａ级"])
def test_title_is_kept_as_written(title: str) -> None:
    assert table([1, title, "张三"]).rows[0]["title"] == title


def test_padded_names_lose_their_padding_only() -> None:
    assert (
        table([1, "雨夜", "张　三、李 四、Anna Li、欧阳 子虚"]).rows[0]["authors"]
        == "张三、李四、Anna Li、欧阳 子虚"
    )


def test_rows_that_need_a_person_are_held_by_number() -> None:
    found = table([1, "甲", "张三", "某院", ("e", "<v>#REF!</v>")], [2, "乙", "李四", "某院", "139"])
    assert held_rows(found) == {2}
    assert found.notices[0].facts["cell"] == "E2"


def test_blank_rows_and_the_lines_below_are_no_data() -> None:
    found = table(
        [1, "甲", "张三"],
        [None],
        [None, " "],
        ["填报人：王五", None, None, "审核人：赵六"],
        ["合计", None, "1"],
    )
    assert [row["title"] for row in found.rows] == ["甲"]
    assert [(n.code, n.facts["row"]) for n in found.notices] == [("footer_row", 5), ("footer_row", 6)]


def test_work_with_the_name_of_a_footer_is_data() -> None:
    assert [row["title"] for row in table([1, "说明", "张三"]).rows] == ["说明"]


def test_repeated_rows_count_once_and_conflicting_ones_stay() -> None:
    found = table([1, "甲", "张三"], [2, "甲", "张三"], [3, "甲", "李四"])
    assert [row["authors"] for row in found.rows] == ["张三", "李四"]
    assert [(n.code, dict(n.facts)) for n in found.notices] == [("repeated_row", {"row": 3, "first": 2})]


def test_merged_data_cells_are_filled_and_said() -> None:
    found = read_table(
        xlsx([HEAD, [1, "甲", "张三", "某院"], [2, "乙", "李四"]], merges=("D2:D3",)), "a.xlsx"
    )
    assert [row["unit"] for row in found.rows] == ["某院", "某院"]
    assert [(n.code, n.facts["cell"]) for n in found.notices] == [("merged_filled", "D3")]


def test_columns_not_used_are_named() -> None:
    found = read_table(xlsx([["题目", "标题", "作者", "星座"], ["甲", "乙", "张三", "狮子"]]), "a.xlsx")
    assert found.rows[0]["title"] == "甲"
    assert [(n.code, n.facts["cell"]) for n in found.notices] == [
        ("repeated_column", "B1"),
        ("unknown_column", "D1"),
    ]


def test_hidden_sheet_is_not_taken_silently() -> None:
    found = table([1, "甲", "张三"], hidden=True)
    assert [(n.code, n.holds) for n in found.notices] == [("hidden_sheet", True)]


def test_far_cell_and_claimed_size_cost_nothing() -> None:
    found = table([1, "甲", "张三"], extra_cells='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    assert len(found.rows) == 1
    assert [(n.code, n.facts["cell"]) for n in found.notices] == [("stray_cell", "XFD1048576")]


_DTD = "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><sst/>"
REFUSED = {
    "empty": (b"", "a.xlsx", "empty_file"),
    "macro name": (xlsx([HEAD]), "a.xlsm", "macro"),
    "macro content": (xlsx([HEAD], kind="ms-excel.sheet.macroEnabled.main"), "a.xlsx", "macro"),
    "document as table": (docx(), "a.xlsx", "wrong_type"),
    "table of no kind": (b"x", "a.numbers", "unsupported_type"),
    "external entity": (xlsx([HEAD], shared=_DTD), "a.xlsx", "external_entity"),
    "billion laughs": (xlsx([HEAD], shared=LAUGHS + "<sst/>"), "a.xlsx", "external_entity"),
    "broken sheet": (xlsx([HEAD], more={"xl/worksheets/sheet1.xml": "<a>"}), "a.xlsx", "damaged"),
    "cut": (xlsx([HEAD])[:-60], "a.xlsx", "damaged"),
    "no table": (xlsx([["随便写的一句话"]]), "a.xlsx", "no_header"),
    "data without headings": ("A001,故乡,初中组,甲\r\n".encode(), "a.csv", "no_header"),
    "headings only": (xlsx([HEAD]), "a.xlsx", "no_rows"),
    "no cells": (xlsx([]), "a.xlsx", "no_rows"),
    "too many rows": ("题目,作者\r\n".encode() + b"a,b\r\n" * MAX_TABLE_ROWS, "a.csv", "too_many_rows"),
    "too many columns": (("题目,作者" + ",x" * 300 + "\r\n").encode(), "a.csv", "too_many_columns"),
    "open quote": ('题目,作者\r\n"没有结束,张三\r\n雨夜,李四\r\n'.encode(), "a.csv", "open_quote"),
    "broken old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900, "a.xls", "damaged"),
    "DTD in ods": (
        zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": _DTD}),
        "a.ods",
        "external_entity",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_bad_table_is_refused_with_its_code(kind: str) -> None:
    data, filename, code = REFUSED[kind]
    with pytest.raises(Refusal) as refused:
        read_table(data, filename)
    assert refused.value.code == code


def test_open_quote_names_the_line_it_opened_on() -> None:
    with pytest.raises(Refusal) as refused:
        csv('题目,作者\r\n甲,张三\r\n"没有结束,李四\r\n丙,王五\r\n')
    assert refused.value.facts == {"line": 3}


@pytest.mark.parametrize(
    ("separator", "encoding"), [(",", "utf-8"), (",", "gb18030"), (";", "utf-8-sig"), ("\t", "utf-16")]
)
def test_csv_of_every_common_make(separator: str, encoding: str) -> None:
    found = csv(f"题目{separator}作者\r\n故乡的雨{separator}张三\r\n", encoding)
    assert [dict(row) for row in found.rows] == [{"title": "故乡的雨", "authors": "张三"}]


def test_csv_rows_of_another_width_are_held() -> None:
    found = csv("题目,作者,单位\r\n甲,张三\r\n乙,李四,某院,多余\r\n丙,王五,\r\n")
    assert len(found.rows) == 3
    assert [(n.code, n.facts["row"], n.facts["count"]) for n in found.notices] == [
        ("ragged_row", 2, 2),
        ("ragged_row", 3, 4),
    ]
    assert held_rows(found) == {2, 3}


def test_csv_quotes_newlines_and_nul_inside_cells() -> None:
    found = csv('题目,作者\r\n"他说""走""\n就走",张\0三\r\n')
    assert found.rows[0] == {"title": '他说"走" 就走', "authors": "张三"}
    assert [n.code for n in found.notices] == ["cell_cleaned"]


def test_ods_is_read_with_types() -> None:
    opendocument = pytest.importorskip("odf.opendocument")
    from odf.table import Table as OdfTable
    from odf.table import TableCell, TableRow
    from odf.text import P

    document = opendocument.OpenDocumentSpreadsheet()
    sheet = OdfTable(name="汇总")
    for values in (["题目", "作者", "联系电话"], ["雨夜", "张三", 13800138000.0]):
        row = TableRow()
        for value in values:
            kind = (
                {"valuetype": "float", "value": value}
                if isinstance(value, float)
                else {"valuetype": "string"}
            )
            cell = TableCell(**kind)
            cell.addElement(P(text=str(value)))
            row.addElement(cell)
        sheet.addElement(row)
    document.spreadsheet.addElement(sheet)
    buffer = io.BytesIO()
    document.write(buffer)
    found = read_table(buffer.getvalue(), "a.ods")
    assert [dict(row) for row in found.rows] == [{"title": "雨夜", "authors": "张三", "phone": "13800138000"}]
