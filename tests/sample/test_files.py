"""Every work and every 汇总表 is there, opens, and shows the text the truth counts its positions in."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter

import olefile
import openpyxl
import pypdfium2
import pytest
from lxml import etree

from sample import ROOT, SampleEntry, SampleRecommender, load
from sample.packages import package, package_name

SAMPLE = load()
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ODF_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
MINIMUM = {row["key"]: row["obligations"][0]["minimum"] for row in SAMPLE.preset["categories"]}


def member(entry: SampleEntry, name: str) -> etree._Element:
    with zipfile.ZipFile(entry.file) as archive:
        return etree.fromstring(archive.read(name))


def shown_docx(entry: SampleEntry) -> str:
    """Text runs of the body; deleted text is in another element, header and comments in other members."""
    paragraphs = member(entry, "word/document.xml").iter(f"{WORD}p")
    return "\n".join("".join(text.text or "" for text in p.iter(f"{WORD}t")) for p in paragraphs)


def shown_odt(entry: SampleEntry) -> str:
    root = member(entry, "content.xml")
    return "\n".join("".join(p.itertext()) for p in root.iter(f"{ODF_TEXT}h", f"{ODF_TEXT}p"))


SHOWN = {
    "docx": shown_docx,
    "odt": shown_odt,
    "txt": lambda entry: entry.file.read_bytes().decode("utf-8-sig").removesuffix("\n"),
    "gb18030": lambda entry: (
        entry.file.read_bytes().decode("gb18030").replace("\r\n", "\n").removesuffix("\n")
    ),
}


def of_format(*formats: str) -> list[SampleEntry]:
    return [entry for entry in SAMPLE.entries if entry.format in formats]


@pytest.mark.parametrize("entry", of_format(*SHOWN), ids=lambda entry: f"{entry.key}-{entry.format}")
def test_file_shows_exactly_the_text_of_the_truth(entry: SampleEntry) -> None:
    assert SHOWN[entry.format](entry) == SAMPLE.texts[entry.key]


@pytest.mark.parametrize("entry", of_format("pdf"), ids=lambda entry: entry.key)
def test_pdf_shows_the_text_apart_from_line_breaks(entry: SampleEntry) -> None:
    document = pypdfium2.PdfDocument(entry.file)
    try:
        shown = "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", SAMPLE.texts[entry.key])


@pytest.mark.parametrize("entry", of_format("doc"), ids=lambda entry: entry.key)
def test_legacy_doc_is_an_ole_file_that_holds_every_paragraph_in_order(entry: SampleEntry) -> None:
    with olefile.OleFileIO(entry.file) as document:
        stream = document.openstream("WordDocument").read()
    at = 0
    for paragraph in SAMPLE.texts[entry.key].split("\n"):
        at = stream.find(paragraph.encode("utf-16-le"), at)
        assert at >= 0, paragraph[:20]


def test_all_six_forms_occur_and_gb18030_files_are_not_utf8() -> None:
    forms = Counter(entry.format for entry in SAMPLE.entries)
    assert set(forms) == {"docx", "odt", "pdf", "doc", "txt", "gb18030"}
    assert min(forms.values()) >= 5
    for entry in of_format("gb18030"):
        with pytest.raises(UnicodeDecodeError):
            entry.file.read_bytes().decode("utf-8")


def test_docx_carry_traces_that_are_not_part_of_the_text() -> None:
    seen: Counter[str] = Counter()
    for entry in of_format("docx"):
        with zipfile.ZipFile(entry.file) as archive:
            parts = {
                name: archive.read(name).decode("utf-8")
                for name in archive.namelist()
                if name.endswith("xml")
            }
        assert entry.authors[0].name in parts["docProps/core.xml"], entry.key
        seen["header"] += any(entry.unit in text for name, text in parts.items() if "word/header" in name)
        seen["comment"] += entry.authors[0].name in parts.get("word/comments.xml", "")
        seen["deleted"] += "<w:del " in parts["word/document.xml"]
        seen["inserted"] += "<w:ins " in parts["word/document.xml"]
    assert all(seen[trace] >= 5 for trace in ("header", "comment", "deleted", "inserted")), seen


def test_exactly_hinggan_and_alxa_have_fewer_entries_than_their_minimum() -> None:
    short = [each.key for each in SAMPLE.recommenders if len(each.entries) < MINIMUM[each.category]]
    assert short == ["hinggan", "alxa"]
    assert len(SAMPLE.entries) == 85
    assert Counter(each.category for each in SAMPLE.recommenders) == {
        "盟市": 12,
        "直属单位": 5,
        "附属医院": 2,
    }


def test_folder_holds_no_file_that_the_list_does_not_know() -> None:
    known = {entry.file for entry in SAMPLE.entries} | {each.register for each in SAMPLE.recommenders}
    assert {path for path in (ROOT / "files").rglob("*") if path.is_file()} == known


def cells(recommender: SampleRecommender) -> list[list[object]]:
    workbook = openpyxl.load_workbook(recommender.register)
    return [list(row) for row in workbook.worksheets[0].iter_rows(values_only=True)]


@pytest.mark.parametrize("recommender", SAMPLE.recommenders, ids=lambda each: each.key)
def test_register_lists_every_work_in_recommendation_order(recommender: SampleRecommender) -> None:
    rows = cells(recommender)
    for entry, row in zip(recommender.entries, [row for row in rows if _is_entry(row)], strict=True):
        assert entry.title in row
        assert entry.file.name in row
        assert entry.rank in row
        assert "、".join(author.name for author in entry.authors) in row
        assert entry.authors[0].phone in map(str, row)
    assert [entry.rank for entry in recommender.entries] == list(range(1, len(recommender.entries) + 1))


def _is_entry(row: list[object]) -> bool:
    return any(isinstance(cell, str) and re.search(r"\.(docx|doc|odt|pdf|txt)$", cell) for cell in row)


def test_registers_come_in_four_layouts_some_with_merged_cells() -> None:
    headers, merged = set(), 0
    for recommender in SAMPLE.recommenders:
        rows = cells(recommender)
        first = next(i for i, row in enumerate(rows) if _is_entry(row))
        headers.add(tuple(rows[first - 1]))
        merged += bool(openpyxl.load_workbook(recommender.register).worksheets[0].merged_cells.ranges)
    assert len(headers) == 3
    assert merged >= 8
    assert {"作品题目", "作品名称"} <= {cell for header in headers for cell in header}


@pytest.mark.parametrize("recommender", SAMPLE.recommenders, ids=lambda each: each.key)
def test_package_holds_the_committed_files(recommender: SampleRecommender) -> None:
    data = package(recommender.key)
    assert data == package(recommender.key)
    coding = recommender.zip_encoding
    with zipfile.ZipFile(io.BytesIO(data), metadata_encoding=None if coding == "utf-8" else "gbk") as archive:
        names = [name.removeprefix(f"{recommender.zip_folder}/") for name in archive.namelist()]
        contents = [archive.read(name) for name in archive.namelist()]
        flags = {bool(info.flag_bits & 0x800) for info in archive.infolist()}
    paths = [recommender.register, *(entry.file for entry in recommender.entries)]
    assert names == [path.name for path in paths]
    assert contents == [path.read_bytes() for path in paths]
    assert flags == {coding == "utf-8"}
    assert f"征文{len(recommender.entries)}篇.zip" in package_name(recommender)


def test_some_packages_use_gbk_names_and_some_a_folder() -> None:
    assert Counter(each.zip_encoding for each in SAMPLE.recommenders) == {"utf-8": 16, "gbk": 3}
    assert sum(bool(each.zip_folder) for each in SAMPLE.recommenders) == 3


def test_package_of_an_unknown_recommender_is_refused() -> None:
    with pytest.raises(KeyError):
        package("nowhere")
