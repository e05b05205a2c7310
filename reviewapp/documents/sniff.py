"""What a file is by its content, held against what its name claims.

Word files travel under each other's extensions all the time (WPS saves .docx content as .doc or .wps),
so inside that family the content wins with a notice.  Any other disagreement is refused.
"""

from __future__ import annotations

import re

from reviewapp.documents.names import extension, is_deceptive
from reviewapp.documents.packages import open_for_names
from reviewapp.documents.refusal import N_, Notice, Refusal

# Extension → the kind it claims.
ESSAY_EXTENSIONS = {
    ".docx": "docx", ".doc": "doc", ".wps": "doc", ".odt": "odt", ".pdf": "pdf", ".txt": "txt",
}  # fmt: skip
TABLE_EXTENSIONS = {".xlsx": "xlsx", ".xls": "xls", ".et": "xls", ".ods": "ods", ".csv": "csv"}
ARCHIVE_EXTENSIONS = {".zip": "zip"}
MACRO_EXTENSIONS = frozenset({".docm", ".dotm", ".xlsm", ".xltm", ".xlsb"})

# Names of kinds for people.
KIND_NAMES = {
    "docx": N_("Word 文档（docx）"),
    "doc": N_("旧版 Word 文档（doc/wps）"),
    "odt": N_("ODF 文档（odt）"),
    "pdf": N_("PDF"),
    "txt": N_("纯文本"),
    "xlsx": N_("Excel 表格（xlsx）"),
    "xls": N_("旧版 Excel 表格（xls）"),
    "ods": N_("ODF 表格（ods）"),
    "csv": N_("CSV"),
    "zip": N_("zip 压缩包"),
    "rar": N_("RAR 压缩包"),
    "7z": N_("7z 压缩包"),
    "gzip": N_("gzip 压缩包"),
    "exe": N_("可执行程序"),
    "image": N_("图片"),
    "rtf": N_("RTF 文档"),
    "html": N_("网页"),
    "ole": N_("旧版 Office 文件"),
}

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"\x7fELF", "exe"),
    (b"\x89PNG\r\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"{\\rtf", "rtf"),
)
_OPEN_DOCUMENT, _MIMETYPE_BYTES = b"application/vnd.oasis.opendocument.", 200
_WORD_MAIN = re.compile(r"word/document\d*\.xml")  # Word on the web counts them
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD_FAMILY = frozenset({"docx", "doc", "odt"})
_SHEET_FAMILY = frozenset({"xlsx", "xls", "ods"})
_PLAIN = frozenset({"txt", "csv"})


def kind_of(data: bytes) -> str:
    """The kind of ``data`` by content: a key of KIND_NAMES; ``txt`` when nothing else fits."""
    for magic, kind in _MAGIC:
        if data.startswith(magic) and (kind != "image" or magic != b"BM" or _is_bitmap(data)):
            return kind
    if data.startswith(b"MZ") and b"\0" in data[:512]:
        return "exe"
    if data.startswith(_OLE_MAGIC):
        return _kind_of_ole(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(data)
    return "html" if _looks_like_html(data) else "txt"


def essay_kind(data: bytes, filename: str) -> tuple[str, tuple[Notice, ...]]:
    """Kind under which an essay is to be read, with a notice if the name claims another.

    Raises Refusal ``bad_name``, ``unsupported_type``, ``macro``, ``wrong_type``.
    """
    return _agree(data, filename, ESSAY_EXTENSIONS, _WORD_FAMILY)


def table_kind(data: bytes, filename: str) -> tuple[str, tuple[Notice, ...]]:
    """The same for a table."""
    return _agree(data, filename, TABLE_EXTENSIONS, _SHEET_FAMILY)


def _agree(
    data: bytes, filename: str, accepted: dict[str, str], family: frozenset[str]
) -> tuple[str, tuple[Notice, ...]]:
    if is_deceptive(filename):
        raise Refusal("bad_name")
    claimed_extension = extension(filename)
    if claimed_extension in MACRO_EXTENSIONS:
        raise Refusal("macro")
    if claimed_extension not in accepted:
        raise Refusal(
            "unsupported_type", extension=claimed_extension or "?", accepted=" ".join(sorted(accepted))
        )
    claimed, actual = accepted[claimed_extension], kind_of(data)
    if claimed == actual or (claimed in _PLAIN and actual in ("txt", "html")):
        return claimed, ()
    if actual == "ole" and claimed in ("doc", "xls"):  # its directory is broken: the reader says how
        return claimed, ()
    if claimed in family and actual in family:
        facts = {"extension": claimed_extension, "actual": KIND_NAMES[actual]}
        return actual, (Notice("extension_mismatch", facts),)
    raise Refusal("wrong_type", extension=claimed_extension, actual=KIND_NAMES[actual])


def _kind_of_ole(data: bytes) -> str:
    """Old Office files tell their program by a stream name in the directory, kept in UTF-16."""
    if _has_stream(data, "EncryptedPackage"):
        raise Refusal("encrypted")
    if _has_stream(data, "WordDocument"):
        return "doc"
    return "xls" if _has_stream(data, "Workbook") or _has_stream(data, "Book") else "ole"


def _has_stream(data: bytes, name: str) -> bool:
    return (name.encode("utf-16-le") + b"\0\0") in data


def _kind_of_zip(data: bytes) -> str:
    with open_for_names(data) as package:
        names = frozenset(package.names)
        mimetype = package.read("mimetype", _MIMETYPE_BYTES) if "mimetype" in names else b""
    if any(_WORD_MAIN.fullmatch(name) for name in names):
        return "docx"
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "xlsx"
    if "content.xml" in names and mimetype.startswith(_OPEN_DOCUMENT):
        return "ods" if b"spreadsheet" in mimetype else "odt"
    return "zip"


def _is_bitmap(data: bytes) -> bool:
    """A text may begin with the letters BM; a bitmap then states its own length."""
    return len(data) > 26 and int.from_bytes(data[2:6], "little") == len(data)


def _looks_like_html(data: bytes) -> bool:
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html", b"<?xml", b"<svg", b"mime-version:"))
