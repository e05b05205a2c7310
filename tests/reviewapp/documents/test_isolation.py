"""The reading process: same answers as in-process, and a file that kills it costs only itself."""

from __future__ import annotations

import subprocess
import sys
import zlib

import pytest

from reviewapp.documents import IsolatedReader, Refusal, extract, extract_isolated
from reviewapp.spreadsheets import read_table, read_table_isolated
from tests.reviewapp.documents.hostile import TEXT, docx, pdf, xlsx

_STREAM_BOMB_MB = 900


def test_child_gives_the_same_value_as_this_process() -> None:
    data = docx(parts={"word/header1.xml": "<w:hdr><w:p><w:r><w:t>某院</w:t></w:r></w:p></w:hdr>"})
    assert extract_isolated(data, "a.docx") == extract(data, "a.docx")


def test_one_child_reads_a_batch_and_refusals_keep_it_alive() -> None:
    with IsolatedReader() as reader:
        assert reader.extract(TEXT.encode(), "a.txt").text == TEXT
        with pytest.raises(Refusal) as refused:
            reader.extract(b"x" * 30, "a.exe")
        assert refused.value.code == "unsupported_type"
        child = reader._child
        assert reader.extract(docx(), "b.docx").text == TEXT
        assert reader._child is child


def test_file_that_exhausts_memory_is_unreadable_and_the_next_is_read() -> None:
    with IsolatedReader() as reader:
        with pytest.raises(Refusal) as refused:
            reader.extract(_stream_bomb(), "a.pdf")
        assert refused.value.code == "unreadable"
        assert reader.extract(TEXT.encode(), "a.txt").text == TEXT


def _stream_bomb() -> bytes:
    """A PDF whose page content unpacks to hundreds of megabytes: one packed block, many times."""
    packer = zlib.compressobj(9)
    block = b"0 0 m " * 174_763
    head = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = head + (packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)) * _STREAM_BOMB_MB
    placeholder = pdf(content=b"@@")
    stream = b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed)
    return placeholder.replace(b"<< /Length 2 >>\nstream\n@@\nendstream", stream)


def test_child_that_hangs_is_ended_by_the_clock() -> None:
    with IsolatedReader(wall_seconds=0.001) as reader, pytest.raises(Refusal) as refused:
        reader.extract(docx(), "a.docx")
    assert refused.value.code == "unreadable"


def test_table_is_read_in_the_child_with_its_options() -> None:
    data = xlsx([["作品题目", "作者", "联系电话"], ["雨夜", "张三", 13800138000.0]])
    assert read_table_isolated(data, "a.xlsx") == read_table(data, "a.xlsx")
    with pytest.raises(Refusal) as refused:
        read_table_isolated(data, "a.xlsx", required=("unit",))
    assert refused.value.facts["missing"] == "单位"


def test_reading_process_starts_without_web_or_database() -> None:
    probe = (
        "import sys, reviewapp.documents.__main__\n"
        "print([m for m in ('flask', 'sqlalchemy', 'lxml', 'xlsxwriter', 'pypdfium2') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
