"""The 汇总表 of a recommending unit as .xlsx, rows in recommendation order, in four layouts met in practice.

`plain` has the official columns; `aliases` names the same things otherwise and keeps phones as numbers;
`titled` puts a merged title and a line about the sender above the header; `merged_header` has a two-row
header with the author's columns under one merged cell.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from sample.build.archive import repacked
from sample.build.layout import Sent

LAYOUTS = ("plain", "titled", "aliases", "merged_header")
FILLED_ON = dt.datetime(2026, 6, 25, 15, 0, 0)
DUE_YEAR, YOUNG_AGE = 2026, 35
AUTHOR_GROUP = "作者信息"

Value = str | int | float
Column = tuple[str, Callable[[Sent], Value]]


def _names(sent: Sent) -> str:
    return "、".join(author.name for author in sent.filed.essay.authors)


def _length(sent: Sent) -> int:
    return sum(len(re.sub(r"\s", "", line.text)) for line in sent.filed.lines if line.role == "body")


def _young(sent: Sent) -> str:
    return "是" if DUE_YEAR - sent.filed.essay.authors[0].birth_year <= YOUNG_AGE else "否"


def _note(sent: Sent) -> str:
    essay = sent.filed.essay
    return f"集体创作，执笔人{essay.authors[0].name}" if essay.collective else ""


def _first_score(sent: Sent) -> float:
    """The unit's own score: falls with the rank, as in a ranked list."""
    return round(94.5 - 2.3 * sent.rank + 0.1 * (len(sent.filed.essay.title) % 7), 1)


def _overlap(sent: Sent) -> str:
    """The rate the unit reported; units only check against the web, so planted copies look clean."""
    return f"{3 + len(sent.filed.text) % 9}.{len(sent.filed.text) % 10}%"


def plain_columns(name: str, category: str) -> list[Column]:
    """The official columns and the file name."""
    return [
        ("推荐单位", lambda sent: name),
        ("类别", lambda sent: category),
        ("序号", lambda sent: sent.rank),
        ("作品编号", lambda sent: ""),
        ("作品题目", lambda sent: sent.filed.essay.title),
        ("作者", _names),
        ("单位及职务", lambda sent: f"{sent.filed.essay.unit} {sent.filed.essay.authors[0].post}"),
        ("政治面貌", lambda sent: sent.filed.essay.authors[0].political),
        ("是否青年(35岁及以下)", _young),
        ("体裁", lambda sent: sent.filed.essay.genre),
        ("字数", _length),
        ("组别", lambda sent: "综合组"),
        ("初评得分", _first_score),
        ("查重率", _overlap),
        ("联系电话", lambda sent: sent.filed.essay.authors[0].phone),
        ("备注", _note),
        ("文件名", lambda sent: sent.file_name),
    ]


def alias_columns() -> list[Column]:
    """The same facts under other names, some split, phones as numbers."""
    return [
        ("排序", lambda sent: sent.rank),
        ("作品名称", lambda sent: sent.filed.essay.title),
        ("作者姓名", _names),
        ("性别", lambda sent: sent.filed.essay.authors[0].sex),
        ("工作单位", lambda sent: sent.filed.essay.unit),
        ("科室", lambda sent: sent.filed.essay.department),
        ("职务/职称", lambda sent: sent.filed.essay.authors[0].post),
        ("政治\n面貌", lambda sent: sent.filed.essay.authors[0].political),
        ("文体", lambda sent: sent.filed.essay.genre),
        ("手机", lambda sent: int(sent.filed.essay.authors[0].phone)),
        ("电子邮箱", lambda sent: sent.filed.essay.authors[0].email),
        ("说明", _note),
        ("附件名称", lambda sent: sent.file_name),
    ]


def grouped_columns() -> tuple[list[Column], int, int]:
    """Columns with the author's part under one merged cell; first and last (1-based) column of that part."""
    columns: list[Column] = [
        ("推荐顺序", lambda sent: sent.rank),
        ("标题", lambda sent: sent.filed.essay.title),
        ("体裁", lambda sent: sent.filed.essay.genre),
        ("姓名", _names),
        ("性别", lambda sent: sent.filed.essay.authors[0].sex),
        ("政治面貌", lambda sent: sent.filed.essay.authors[0].political),
        ("所在单位", lambda sent: sent.filed.essay.unit),
        ("部门/科室", lambda sent: sent.filed.essay.department),
        ("职务职称", lambda sent: sent.filed.essay.authors[0].post),
        ("联系方式", lambda sent: sent.filed.essay.authors[0].phone),
        ("初评得分", _first_score),
        ("作品文件名", lambda sent: sent.file_name),
        ("备注", _note),
    ]
    return columns, 4, 10


def columns_of(layout: str, name: str, category: str) -> list[Column]:
    """The columns of a layout, in order."""
    if layout == "aliases":
        return alias_columns()
    if layout == "merged_header":
        return grouped_columns()[0]
    return plain_columns(name, category)


def register_bytes(layout: str, name: str, category: str, works: Sequence[Sent]) -> bytes:
    """The 汇总表 of one recommender in one of LAYOUTS. Raises ValueError for another layout."""
    if layout not in LAYOUTS:
        raise ValueError(f"unknown register layout {layout!r}")
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "汇总表"
    columns = columns_of(layout, name, category)
    if layout in ("titled", "merged_header"):
        _title(sheet, f"{name}征文推荐作品汇总表", len(columns))
    if layout == "merged_header":
        _two_row_header(sheet, columns)
    else:
        sheet.append([header for header, _ in columns])
    for sent in works:
        sheet.append([value(sent) for _, value in columns])
    if layout != "aliases":
        sheet.append([])
        sheet.append(
            ["填报人：乔云", "", "", "审核人：鲁平", "", "负责人：齐海", "", "（盖章）", "", "2026年6月25日"]
        )
    _widths(sheet, len(columns))
    return _saved(workbook)


def _title(sheet: Worksheet, title: str, width: int) -> None:
    sheet.append([title])
    sheet.append(["填报单位（盖章）：", "", "", "填报日期：2026年6月25日"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    sheet["A1"].font, sheet["A1"].alignment = Font(bold=True, size=16), Alignment(horizontal="center")


def _two_row_header(sheet: Worksheet, columns: Sequence[Column]) -> None:
    _, first, last = grouped_columns()
    headers = [header for header, _ in columns]
    top = [
        AUTHOR_GROUP if i == first else "" if first < i <= last else h for i, h in enumerate(headers, start=1)
    ]
    sheet.append(top)
    sheet.append([h if first <= i <= last else "" for i, h in enumerate(headers, start=1)])
    row = sheet.max_row
    sheet.merge_cells(start_row=row - 1, start_column=first, end_row=row - 1, end_column=last)
    for i in range(1, len(headers) + 1):
        if not first <= i <= last:
            sheet.merge_cells(start_row=row - 1, start_column=i, end_row=row, end_column=i)


def _widths(sheet: Worksheet, count: int) -> None:
    for i in range(1, count + 1):
        sheet.column_dimensions[get_column_letter(i)].width = 16


def _saved(workbook: Workbook) -> bytes:
    """The workbook's bytes; openpyxl stamps the hour of saving, which is put back to the day of filling in."""
    workbook.properties.creator = "乔云"
    workbook.properties.created = FILLED_ON
    buffer = io.BytesIO()
    workbook.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        core = archive.read("docProps/core.xml")
    stamp = FILLED_ON.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    fixed = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, core)
    return repacked(buffer.getvalue(), {"docProps/core.xml": fixed})
