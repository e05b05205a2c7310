"""Bad essays: every kind is answered with its own code, never with another exception."""

from __future__ import annotations

import random

import pytest

from reviewapp.documents import NOTICE_SENTENCES, SENTENCES, Refusal, extract
from reviewapp.documents.limits import MAX_DOCUMENT_BYTES, MAX_TEXT_FILE_BYTES
from reviewapp.documents.refusal import HOLDING, Notice, placeholders
from tests.reviewapp.documents.hostile import (
    LAUGHS,
    TEXT,
    doc,
    docx,
    odt,
    ole,
    overlapping_zip,
    paragraph,
    pdf,
    raw_zip,
    xlsx,
    zipped,
)

_MACRO = "ms-word.document.macroEnabled.main"
_LOCKED = '<m:manifest xmlns:m="urn:m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
_DEEP = "<w:sdt>" * 5000 + paragraph("深") + "</w:sdt>" * 5000
_ENCRYPT = b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -3904 /O <%s> /U <%s> >>" % (
    b"28" * 32,
    b"41" * 32,
)
_BINARY = random.Random(7).randbytes(3000)

REFUSED = {
    "empty file": (b"", "a.docx", "empty_file"),
    "larger than the limit": (b"x" * (MAX_DOCUMENT_BYTES + 1), "a.docx", "too_large"),
    "20 MB of text": (b"x" * (MAX_TEXT_FILE_BYTES + 1), "a.txt", "too_large"),
    "program by name": (docx(), "a.docx.exe", "unsupported_type"),
    "no extension": (docx(), ".htaccess", "unsupported_type"),
    "NUL in the name": (docx(), "a.exe\0.docx", "bad_name"),
    "name that reads backwards": (docx(), "essay\u202excod.docx", "bad_name"),
    "program as text": (b"MZ" + _BINARY[:400] + b"\0" * 200, "a.txt", "wrong_type"),
    "web page as docx": (b"<html><body>hi</body></html>", "a.docx", "wrong_type"),
    "RTF as docx": (b"{\\rtf1 hi}", "a.docx", "wrong_type"),
    "PDF as docx": (pdf(), "a.docx", "wrong_type"),
    "table as docx": (xlsx([["a"]]), "a.docx", "wrong_type"),
    "picture as text": (b"\x89PNG\r\n\x1a\n" + _BINARY, "a.txt", "wrong_type"),
    "zip without a document": (docx(without="word/document.xml"), "a.docx", "wrong_type"),
    "docx cut in half": (docx()[: len(docx()) // 2], "a.docx", "damaged"),
    "docx without its types": (docx(without="[Content_Types].xml"), "a.docx", "damaged"),
    "broken XML": (docx("<w:p>"), "a.docx", "damaged"),
    "docx bomb": (docx(paragraph("A" * 40_000_000)), "a.docx", "bomb"),
    "overlapping parts": (overlapping_zip(50), "a.docx", "overlapping_entries"),
    "too many parts": (
        zipped({f"word/{i}.xml": "" for i in range(2100)} | {"word/document.xml": ""}),
        "a.docx",
        "too_many_entries",
    ),
    "encrypted zip entry": (raw_zip([(b"word/document.xml", b"x" * 99)], flags=1), "a.docx", "encrypted"),
    "password-protected docx": (ole({"EncryptedPackage": _BINARY}), "a.docx", "encrypted"),
    "external entity": (
        docx(paragraph("&e;"), doctype='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
        "a.docx",
        "external_entity",
    ),
    "billion laughs": (docx(paragraph("&h;"), doctype=LAUGHS), "a.docx", "external_entity"),
    "DTD in an unused part": (
        docx(parts={"word/settings.xml": "<!DOCTYPE x><x/>"}),
        "a.docx",
        "external_entity",
    ),
    "DTD in UTF-16": (
        docx(parts={"word/settings.xml": "<!DOCTYPE x><x/>".encode("utf-16")}),
        "a.docx",
        "external_entity",
    ),
    "nested 5,000 deep": (docx(_DEEP), "a.docx", "too_deep"),
    "macro document by type": (docx(kind=_MACRO), "a.docx", "macro"),
    "macro project inside": (docx(parts={"word/vbaProject.bin": b"x"}), "a.docx", "macro"),
    "macro document by name": (docx(), "a.docm", "macro"),
    "docx without text": (docx(""), "a.docx", "empty_text"),
    "25,000 paragraphs": (
        docx("".join(paragraph(str(i * i * 7919)) for i in range(25_000))),
        "a.docx",
        "too_many_paragraphs",
    ),
    "encrypted odt": (
        odt("<text:p>x</text:p>", parts={"META-INF/manifest.xml": _LOCKED}),
        "a.odt",
        "encrypted",
    ),
    "odt with a macro": (
        odt("<text:p>x</text:p>", parts={"Basic/Standard/Module1.xml": "<x/>"}),
        "a.odt",
        "macro",
    ),
    "encrypted doc": (doc(TEXT, flags=0x0100), "a.doc", "encrypted"),
    "doc without its text": (ole({"WordDocument": b"\0" * 600}), "a.doc", "damaged"),
    "doc cut short": (doc(TEXT)[:1500], "a.doc", "damaged"),
    "encrypted pdf": (pdf(extra=(_ENCRYPT,), trailer="/Encrypt 7 0 R /ID [<00><00>]"), "a.pdf", "encrypted"),
    "pdf header only": (b"%PDF-1.7\n", "a.pdf", "damaged"),
    "pdf of 400 pages": (pdf(pages=400), "a.pdf", "too_many_pages"),
    "blank text": (" \t\u3000\n\ufeff\u00a0\n".encode(), "a.txt", "empty_text"),
    "binary as text": (_BINARY, "a.txt", "not_text"),
    "two encodings in one file": (TEXT.encode() + TEXT.encode("gbk"), "a.txt", "mixed_encoding"),
    "Japanese encoding": (
        "これは日本語のテキストです。".encode("shift_jis") * 20,
        "a.txt",
        "unknown_encoding",
    ),
    "essay of a million characters": (("字" * 999 + "\n").encode() * 1100, "a.txt", "too_long"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_bad_essay_is_refused_with_its_code(kind: str) -> None:
    data, filename, code = REFUSED[kind]
    with pytest.raises(Refusal) as refused:
        extract(data, filename)
    assert refused.value.code == code
    assert "%(" not in SENTENCES[code] % refused.value.facts


def test_mutated_files_raise_nothing_but_refusals() -> None:
    chance = random.Random(11)
    sources = [(docx(), "a.docx"), (doc(TEXT), "a.doc"), (odt("<text:p>故乡</text:p>"), "a.odt"),
               (TEXT.encode("gb18030"), "a.txt")]  # fmt: skip
    outcomes = set()
    for _ in range(400):
        data, filename = chance.choice(sources)
        broken = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(broken))
            if chance.random() < 0.3:
                del broken[place : place + chance.randint(1, 60)]
            else:
                broken[place] = chance.randrange(256)
        try:
            extract(bytes(broken), filename)
            outcomes.add("taken")
        except Refusal as refusal:
            outcomes.add(refusal.code)
    assert {"taken", "damaged"} <= outcomes
    assert "unreadable" not in outcomes


def test_facts_missing_from_a_sentence_are_a_programming_error() -> None:
    with pytest.raises(TypeError, match="limit"):
        Refusal("too_large", size="1 MB")
    with pytest.raises(TypeError, match="count"):
        Notice("pictures")


def test_every_holding_code_has_a_sentence_and_sentences_have_no_stray_percent() -> None:
    assert NOTICE_SENTENCES.keys() >= HOLDING
    for sentence in [*SENTENCES.values(), *NOTICE_SENTENCES.values()]:
        assert sentence % dict.fromkeys(placeholders(sentence), 1)
