"""Zips of essays: hostile ones are refused whole, odd members alone, noise is listed."""

from __future__ import annotations

import stat
import zipfile

import pytest

from reviewapp.documents import Refusal, open_archive
from reviewapp.documents.limits import MAX_ARCHIVE_ENTRIES
from reviewapp.documents.names import extension, shown
from tests.reviewapp.documents.hostile import TEXT, overlapping_zip, pdf, raw_zip, zipped

_UTF8 = 0x800
GOOD = ("好.txt".encode(), TEXT.encode())

REFUSED = {
    "empty": (b"", "empty_file"),
    "not a zip": (b"hello", "damaged"),
    "RAR": (b"Rar!\x1a\x07\x00" + b"x" * 99, "wrong_type"),
    "PDF before a zip": (pdf() + zipped({"a.txt": TEXT}), "wrong_type"),
    "truncated": (zipped({"a.txt": TEXT, "b.txt": TEXT})[:-40], "damaged"),
    "no members": (zipped({}), "archive_without_files"),
    "only noise": (zipped({"__MACOSX/._a.txt": "x", "Thumbs.db": "x"}), "archive_without_files"),
    "only zips": (zipped({"a.zip": zipped({"b.txt": TEXT})}), "archive_without_files"),
    "overlapping members": (overlapping_zip(100), "overlapping_entries"),
    "bomb by ratio": (zipped({"a.txt": b"\0" * 50_000_000}), "bomb"),
    "too many members": (
        zipped({f"{i}.txt": "" for i in range(MAX_ARCHIVE_ENTRIES + 1)}, zipfile.ZIP_STORED),
        "too_many_entries",
    ),
    "encrypted": (raw_zip([GOOD], flags=1), "encrypted"),
    "symbolic link": (raw_zip([GOOD], flags=_UTF8, mode=stat.S_IFLNK | 0o777), "symlink"),
    "climbs out": (raw_zip([(b"../../etc/x.txt", b"x"), GOOD]), "unsafe_path"),
    "climbs out with backslashes": (raw_zip([(b"..\\..\\x.txt", b"x"), GOOD]), "unsafe_path"),
    "climbs out in the middle": (raw_zip([(b"a/../../x.txt", b"x"), GOOD]), "unsafe_path"),
    "absolute": (raw_zip([(b"/etc/x.txt", b"x"), GOOD]), "unsafe_path"),
    "drive": (raw_zip([(b"C:\\x.txt", b"x"), GOOD]), "unsafe_path"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_hostile_archive_is_refused_whole(kind: str) -> None:
    data, code = REFUSED[kind]
    with pytest.raises(Refusal) as refused:
        open_archive(data)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("name", "code"),
    {
        "NUL": (b"ok.txt\0.exe", "bad_name"),
        "reads backwards": ("essay\u202etxt.exe".encode(), "bad_name"),
        "device": (b"CON.txt", "bad_name"),
        "blank": (b"   .txt", "bad_name"),
        "nested": (b"more.rar", "nested_archive"),
    }.values(),
)
def test_odd_member_is_refused_alone_and_listed(name: bytes, code: str) -> None:
    archive = open_archive(raw_zip([(name, b"x"), GOOD], flags=_UTF8))
    assert [member.name for member in archive.members] == ["好.txt"]
    assert [(member.refusal.code, member.position) for member in archive.refused] == [(code, 1)]


def test_damaged_member_is_refused_alone() -> None:
    good = raw_zip([(b"a.txt", TEXT.encode()), GOOD], flags=_UTF8)
    broken = bytearray(good)
    broken[40:44] = b"\xff\xff\xff\xff"  # inside the first body
    archive = open_archive(bytes(broken))
    assert [member.refusal.code for member in archive.refused] == ["damaged"]
    assert [member.data for member in archive.members] == [TEXT.encode()]


def test_member_that_lies_about_its_size_is_not_believed() -> None:
    archive = open_archive(_lying())
    assert [member.refusal.code for member in archive.refused] == ["damaged"]
    assert [member.name for member in archive.members] == ["好.txt"]


def _lying() -> bytes:
    """Two members; the first states 100 bytes and unpacks to 30 MB."""
    honest = raw_zip([(b"a.txt", b"A" * 30_000_000), GOOD], flags=_UTF8)
    size, lie = (30_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little")
    return honest.replace(size, lie)


def test_names_are_decoded_as_packed_by_chinese_windows() -> None:
    archive = open_archive(raw_zip([("江南\\我的家乡.txt".encode("gbk"), b"x"), ("雨夜.txt".encode(), b"y")]))
    assert [(m.name, m.path) for m in archive.members] == [
        ("我的家乡.txt", "江南/我的家乡.txt"),
        ("雨夜.txt", "雨夜.txt"),
    ]


def test_same_name_twice_keeps_both_and_says_so() -> None:
    archive = open_archive(raw_zip([(b"a.txt", b"one"), (b"a.txt", b"two")]))
    assert [(m.data, m.position) for m in archive.members] == [(b"one", 1), (b"two", 2)]
    assert [(n.code, n.facts["position"]) for n in archive.notices] == [("duplicate_name", 2)]


def test_noise_of_operating_systems_is_ignored_and_listed() -> None:
    parts = {
        "文/a.txt": TEXT,
        "__MACOSX/文/._a.txt": "x",
        "文/.DS_Store": "x",
        "文/Thumbs.db": "x",
        "文/~$a.docx": "x",
    }
    archive = open_archive(zipped(parts))
    assert [member.name for member in archive.members] == ["a.txt"]
    assert archive.ignored == ("._a.txt", ".DS_Store", "Thumbs.db", "~$a.docx")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.DOCX", ".docx"),
        ("a.docx.exe", ".exe"),
        (".htaccess", ""),
        ("ａ．ｄｏｃｘ", ""),
        ("d\\e.f/g", ""),
        ("a.", "."),
    ],
)
def test_extension_is_what_the_name_claims(name: str, expected: str) -> None:
    assert extension(name) == expected


def test_shown_name_has_no_path_no_invisible_characters_and_an_end() -> None:
    assert shown("..\\x/a\u202e\u200b\r\n.docx") == "a.docx"
    assert shown("长" * 300 + ".docx").endswith("长.docx")
    assert len(shown("长" * 300 + ".docx")) == 100
    assert shown("\0") == "（无名）"
