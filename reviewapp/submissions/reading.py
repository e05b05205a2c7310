"""What an upload turned out to hold: works that can be taken, and lines of the report for the rest."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from reviewapp.documents import NOTICE_SENTENCES, SENTENCES, Extracted, IsolatedReader, Notice, Refusal
from reviewapp.documents.characters import clean_words, strip_unstorable
from reviewapp.documents.names import shown
from reviewapp.words import Sentence, say

TITLE_LIMIT = 120  # characters
NAME_LIMIT = 40  # characters of one author's name; longer names of minorities and foreigners stay under 30
FIRST_LINE_LIMIT = 40  # characters: a longer first line is no title
_DULL_PROPERTIES = frozenset(
    {"Application", "Producer", "Creator", "Template", "template", "AppVersion", "language"}
)
_DATE = re.compile(r"D:\d{8}|\d{4}-\d\d-\d\dT")
OUTCOMES = ("received", "already", "refused", "ignored", "noted")  # of a line of the report


@dataclass(frozen=True, slots=True)
class Upload:
    """One file as it arrived."""

    filename: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Work:
    """A work that can be taken: its file, its text and what the form says of it.

    row: its row in the 汇总表 (None: no table); remarks: what the clerk should know of that row
    """

    upload: Upload
    fields: Mapping[str, str]
    extracted: Extracted
    row: int | None = None
    remarks: tuple[Sentence, ...] = ()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.upload.data).hexdigest()

    @property
    def filename(self) -> str:
        return shown(self.upload.filename)

    @property
    def title(self) -> str:
        return clean_words(self.fields.get("title")) or title_of(self.extracted.text, self.filename)

    @property
    def authors(self) -> tuple[str, ...]:
        return split_names(self.fields.get("authors", "") + "、" + self.fields.get("coauthors", ""))

    @property
    def post(self) -> str:
        """The post given, or what stands behind the unit's name in 单位及职务."""
        given = self.fields.get("post", "").strip()
        return given or self.fields.get("unit_and_post", "").strip().partition(" ")[2].strip()

    @property
    def notices(self) -> tuple[Sentence, ...]:
        return (*self.remarks, *(notice_sentence(n) for n in self.extracted.notices))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the intake report; `outcome` is one of OUTCOMES."""

    filename: str
    title: str
    outcome: str
    sentence: Sentence | None = None
    notices: tuple[Sentence, ...] = ()
    number: int | None = None
    row: int | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "row": self.row,
            "filename": self.filename,
            "title": self.title,
            "outcome": self.outcome,
            "sentence": self.sentence.to_json() if self.sentence else None,
            "notices": [n.to_json() for n in self.notices],
            "number": self.number,
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """Works in the order of the table, and what was refused, ignored or noted already."""

    works: tuple[Work, ...]
    lines: tuple[Line, ...] = field(default=())


def refusal_sentence(refusal: Refusal) -> Sentence:
    return Sentence(SENTENCES[refusal.code], _facts(refusal.facts))


def notice_sentence(notice: Notice) -> Sentence:
    return Sentence(NOTICE_SENTENCES[notice.code], _facts(notice.facts))


# Which notice tells of which kind of text that stayed behind.
_HIDDEN_KINDS = {
    "hidden_text": "hidden", "deleted_text": "deleted", "comments": "comment", "margin_text": "margin",
    "side_text": "side",
}  # fmt: skip


def kept_notices(work: Work) -> list[object]:
    """The notices of a work as its entry keeps them: with what they tell of, for the clerk's eyes only."""
    rows: list[object] = [s.to_json() | {"holds": False} for s in work.remarks]
    for notice in work.extracted.notices:
        kind = _HIDDEN_KINDS.get(notice.code)
        pieces = [piece.text for piece in work.extracted.hidden if piece.kind == kind] if kind else []
        rows.append(notice_sentence(notice).to_json() | {"holds": notice.holds, "pieces": pieces})
    told = [f"{key}：{value}" for key, value in work.extracted.properties.items() if not _is_dull(key, value)]
    if told:
        said = say("文件属性里有 %(count)s 项文字（作者、单位等），未放入阅读稿。", count=len(told))
        rows.append(said.to_json() | {"holds": False, "pieces": told})
    return rows


def _is_dull(key: str, value: str) -> bool:
    """Dates and the names of programs say nothing of a person."""
    return key in _DULL_PROPERTIES or bool(_DATE.match(value))


def _facts(facts: Mapping[str, str | int]) -> dict[str, object]:
    """Facts quote the file; what no database can keep is left out."""
    return {k: strip_unstorable(v) if isinstance(v, str) else v for k, v in facts.items()}


def refused(
    upload: Upload,
    sentence: Sentence,
    *,
    title: str = "",
    row: int | None = None,
    notices: Iterable[Sentence] = (),
) -> Line:
    return Line(shown(upload.filename), title[:TITLE_LIMIT], "refused", sentence, tuple(notices), row=row)


def extract_work(
    reader: IsolatedReader, upload: Upload, fields: Mapping[str, str], row: int | None = None,
    remarks: tuple[Sentence, ...] = (),
) -> Work | Line:  # fmt: skip
    """The work with its text, or the line that says why it cannot be taken."""
    title = fields.get("title", "")
    try:
        extracted = reader.extract(upload.data, upload.filename)
    except Refusal as refusal:
        return refused(upload, refusal_sentence(refusal), title=title, row=row, notices=remarks)
    if not extracted.text.strip():
        return refused(upload, Sentence(NOTICE_SENTENCES["no_text"]), title=title, row=row, notices=remarks)
    return Work(upload, fields, extracted, row, remarks)


def form_problem(fields: Mapping[str, str], *, title_needed: bool) -> Sentence | None:
    """Why what the form or a row says of a work cannot be taken, or None."""
    title = clean_words(fields.get("title"))
    names = split_names(fields.get("authors", ""))
    if title_needed and not title:
        return say("这一行没有作品题目。")
    if len(title) > TITLE_LIMIT:
        return say("题目有 %(count)s 字，超过 %(limit)s 字。", count=len(title), limit=TITLE_LIMIT)
    if not names and not fields.get("unit", "").strip():
        return say("没有作者，也没有单位。")
    if any(len(name) > NAME_LIMIT for name in names):
        return say("“作者”一栏里有超过 %(limit)s 字的姓名，请核对是否填错了栏。", limit=NAME_LIMIT)
    return None


def split_names(text: str) -> tuple[str, ...]:
    """张三、李四 → (张三, 李四); separators as people write them.

    >>> split_names("张三，李四;张三")
    ('张三', '李四')
    >>> split_names("张 三")
    ('张三',)
    """
    for separator in "，,;；/\n\t":
        text = text.replace(separator, "、")
    parts: list[str] = []
    for part in text.split("、"):
        pieces = part.split()  # also the ideographic space
        if part.isascii():
            parts.append(" ".join(pieces))
        elif len(pieces) == 2 and 1 in map(len, pieces):
            parts.append("".join(pieces))  # 王 芳: one name spread over the width of three letters
        else:
            parts += pieces
    return tuple(dict.fromkeys(p for p in parts if p))


def title_of(text: str, filename: str) -> str:
    """The first line of the text when it is short enough for a title, else the file's name."""
    first = next((words for line in text.split("\n") if (words := clean_words(line))), "")
    return first if 0 < len(first) <= FIRST_LINE_LIMIT else PurePath(filename).stem[:TITLE_LIMIT]
