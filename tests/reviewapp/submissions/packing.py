"""Uploads as units send them: a 汇总表 with rows, works as text files, both in a zip."""

from __future__ import annotations

import io
import zipfile

from reviewapp.spreadsheets import FormColumn, write_form
from tests.factories import PARAGRAPH

HEADINGS = ("序号", "作品题目", "作者", "单位", "联系电话", "文件名")
Row = tuple[str, ...]


def row(number: int, title: str, author: str = "王小满", unit: str = "敖汉旗柳条沟卫生院") -> Row:
    return (str(number), title, author, unit, "13800001234", f"{title}.txt")


def register(*rows: Row, headings: tuple[str, ...] = HEADINGS) -> bytes:
    return write_form("推荐作品汇总表", [FormColumn(h) for h in headings], rows)


def essay(title: str, author: str = "王小满") -> bytes:
    return f"{title}\n敖汉旗柳条沟卫生院 {author}\n{PARAGRAPH}写的是{title}。\n{PARAGRAPH}".encode()


def package(*rows: Row, works: dict[str, bytes] | None = None, headings: tuple[str, ...] = HEADINGS) -> bytes:
    """A zip of the 汇总表 and of one text file for each row, or of `works`."""
    files = {r[5]: essay(r[1], r[2]) for r in rows} if works is None else works
    return zipped({"汇总表.xlsx": register(*rows, headings=headings), **files})


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
