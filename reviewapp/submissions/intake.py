"""Reading an upload: which works are in it, what each 汇总表 row says, and what cannot be taken.

Nothing here touches the database.  A package is a zip with a register (汇总表) and files, a single work
file, or several files.  Rows are matched to files by their file name, else by the title in a file name,
else by the author's name; a row without a file, a file without a row and an unreadable file are reported
one by one, each with its place.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from reviewapp.documents import (
    NOTICE_SENTENCES,
    SENTENCES,
    Extracted,
    IsolatedReader,
    Notice,
    Refusal,
    open_archive,
)
from reviewapp.spreadsheets import Table, read_table_isolated
from reviewapp.words import Sentence, say

TABLE_SUFFIXES = (".xlsx", ".xls", ".ods", ".csv")
TITLE_LIMIT = 120  # characters


@dataclass(frozen=True, slots=True)
class Upload:
    """One file as it arrived."""

    filename: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Work:
    """A work that can be taken: its file, its text and what the form says of it."""

    place: str  # e.g. 第3行; empty for a single file
    upload: Upload
    fields: Mapping[str, str]
    extracted: Extracted

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.upload.data).hexdigest()

    @property
    def title(self) -> str:
        return self.fields.get("title", "").strip()[:TITLE_LIMIT] or title_of(self.extracted.text, self.upload.filename)

    @property
    def authors(self) -> tuple[str, ...]:
        return split_names(self.fields.get("authors", "") + "、" + self.fields.get("coauthors", ""))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the intake report."""

    place: str
    filename: str
    title: str
    outcome: str  # received, already, refused, ignored
    sentence: Sentence | None = None
    notices: tuple[Sentence, ...] = ()
    number: int | None = None

    def to_json(self) -> dict[str, object]:
        return {
            "place": self.place,
            "filename": self.filename,
            "title": self.title,
            "outcome": self.outcome,
            "sentence": self.sentence.to_json() if self.sentence else None,
            "notices": [n.to_json() for n in self.notices],
            "number": self.number,
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """What an upload turned out to hold."""

    works: tuple[Work, ...]
    lines: tuple[Line, ...] = field(default=())  # what was refused or ignored already


def refusal_sentence(refusal: Refusal) -> Sentence:
    return Sentence(SENTENCES[refusal.code], dict(refusal.facts))


def notice_sentence(notice: Notice) -> Sentence:
    return Sentence(NOTICE_SENTENCES[notice.code], dict(notice.facts))


def read_upload(uploads: Sequence[Upload], fields: Mapping[str, str]) -> Reading:
    """Read one zip with a register, or single files; `fields` is what the web form said of a single work."""
    if len(uploads) == 1 and uploads[0].filename.lower().endswith(".zip"):
        return _read_package(uploads[0])
    registers = [u for u in uploads if u.filename.lower().endswith(TABLE_SUFFIXES)]
    if registers:
        return _read_register(registers, [u for u in uploads if u not in registers], [])
    works, lines = [], []
    with IsolatedReader() as reader:
        for upload in uploads:
            given = fields if len(uploads) == 1 else {k: v for k, v in fields.items() if k != "title"}
            taken = _extract(reader, "", upload, given)
            (works if isinstance(taken, Work) else lines).append(taken)  # type: ignore[arg-type]
    return Reading(tuple(works), tuple(lines))


def _read_package(upload: Upload) -> Reading:
    try:
        archive = open_archive(upload.data)
    except Refusal as refusal:
        return Reading((), (Line("", upload.filename, "", "refused", refusal_sentence(refusal)),))
    files = [Upload(m.name, m.data) for m in archive.members]
    lines = [Line("", name, "", "ignored", say("系统文件，已略过。")) for name in archive.ignored]
    lines += [Line("", m.name, "", "refused", refusal_sentence(m.refusal)) for m in archive.refused]
    registers = [f for f in files if f.filename.lower().endswith(TABLE_SUFFIXES)]
    works = [f for f in files if f not in registers]
    if not registers:
        missing = say("压缩包里没有汇总表。请放入汇总表（.xlsx），或逐篇上传。")
        return Reading((), (*lines, Line("", upload.filename, "", "refused", missing)))
    return _read_register(registers, works, lines)


def _read_register(registers: Sequence[Upload], files: Sequence[Upload], lines: list[Line]) -> Reading:
    register, *others = registers
    lines += [Line("", o.filename, "", "ignored", say("只读取一份汇总表，这一份未读。")) for o in others]
    try:
        table = read_table_isolated(register.data, register.filename)
    except Refusal as refusal:
        return Reading((), (*lines, Line("", register.filename, "", "refused", refusal_sentence(refusal))))
    lines += [
        Line("", register.filename, "", "ignored", notice_sentence(n)) for n in table.notices if "row" not in n.facts
    ]
    return _match(table, files, lines)


def _match(table: Table, files: Sequence[Upload], lines: list[Line]) -> Reading:
    works: list[Work] = []
    left = list(files)
    with IsolatedReader() as reader:
        for row, position in zip(table.rows, table.positions, strict=True):
            place = f"第{position.row}行"
            notices = [n for n in table.notices if n.facts.get("row") == position.row]
            problem = _row_problem(row, notices)
            upload = _file_for(row, left)
            if upload is not None:
                left.remove(upload)
            if problem is None and upload is None:
                problem = say("没有找到这一行对应的作品文件。请核对“文件名”一栏，或把题目写进文件名。")
            if problem is not None or upload is None:
                lines.append(Line(place, upload.filename if upload else "", row.get("title", ""), "refused", problem))
                continue
            taken = _extract(reader, place, upload, row)
            if isinstance(taken, Work):
                works.append(taken)
            else:
                lines.append(taken)
    lines += [Line("", f.filename, "", "refused", say("汇总表里没有这个文件，未收件。")) for f in left]
    return Reading(tuple(works), tuple(lines))


def _row_problem(row: Mapping[str, str], notices: Sequence[Notice]) -> Sentence | None:
    held = next((n for n in notices if n.holds), None)
    if held is not None:
        return notice_sentence(held)
    if not row.get("title", "").strip():
        return say("这一行没有作品题目。")
    if not split_names(row.get("authors", "")) and not row.get("unit", "").strip():
        return say("这一行没有作者，也没有单位。")
    return None


def _file_for(row: Mapping[str, str], files: Sequence[Upload]) -> Upload | None:
    """By the file name the row gives, else by title, else by author; only when exactly one fits."""
    given = row.get("file_name", "").strip()
    if given:
        named = [f for f in files if _key(f.filename) in (_key(given), _key(given, stem=False))]
        if len(named) == 1:
            return named[0]
    for wanted in (row.get("title", ""), *split_names(row.get("authors", ""))):
        fitting = [f for f in files if wanted.strip() and _key(wanted, stem=False) in _key(f.filename)]
        if len(fitting) == 1:
            return fitting[0]
    return None


def _key(name: str, *, stem: bool = True) -> str:
    """A name as it is compared: NFKC, lower case, letters and digits only, without extension."""
    text = PurePath(name).stem if stem and PurePath(name).suffix else name
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(c for c in folded if c.isalnum())


def _extract(reader: IsolatedReader, place: str, upload: Upload, fields: Mapping[str, str]) -> Work | Line:
    title = fields.get("title", "")
    try:
        extracted = reader.extract(upload.data, upload.filename)
    except Refusal as refusal:
        return Line(place, upload.filename, title, "refused", refusal_sentence(refusal))
    if not extracted.text.strip():
        return Line(place, upload.filename, title, "refused", Sentence(NOTICE_SENTENCES["no_text"]))
    return Work(place, upload, fields, extracted)


def split_names(text: str) -> tuple[str, ...]:
    """张三、李四 → (张三, 李四); separators as people write them."""
    for separator in "，,;；/ 　\n\t":
        text = text.replace(separator, "、")
    seen = dict.fromkeys(name.strip()[:40] for name in text.split("、") if name.strip())
    return tuple(seen)


def title_of(text: str, filename: str) -> str:
    """The first line of the text when it is short enough for a title, else the file's name."""
    first = next((line.strip() for line in text.split("\n") if line.strip()), "")
    return first if 0 < len(first) <= 40 else PurePath(filename).stem[:TITLE_LIMIT]
