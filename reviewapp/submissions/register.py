"""A 汇总表 and the files that came with it: which row means which file.

A row is matched by the file name it gives, else by its title inside a file name, else by an author's
name; only when exactly one file fits.  A row without a file, a file without a row and an unreadable file
are reported one by one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from reviewapp.documents import IsolatedReader, Notice, Refusal
from reviewapp.documents.names import extension, shown
from reviewapp.documents.sniff import TABLE_EXTENSIONS
from reviewapp.spreadsheets import Table, read_table_isolated
from reviewapp.submissions.reading import (
    Line,
    Reading,
    Upload,
    Work,
    extract_work,
    form_problem,
    notice_sentence,
    refusal_sentence,
    refused,
    split_names,
)
from reviewapp.words import Sentence, say

REGISTER_WORD = "汇总"  # of several tables the one whose name says so is read first


def is_table(upload: Upload) -> bool:
    return extension(upload.filename) in TABLE_EXTENSIONS


def read_register(tables: Sequence[Upload], files: Sequence[Upload], lines: Sequence[Line]) -> Reading:
    """The works of the first table that is a 汇总表; `lines` are reported before its own."""
    said = list(lines)
    ordered = sorted(tables, key=lambda t: REGISTER_WORD not in t.filename)
    with IsolatedReader() as reader:
        table, register = None, None
        for candidate in ordered:
            if table is not None:
                said.append(_noted(candidate, say("只读取一份汇总表，这一份未读。"), outcome="ignored"))
                continue
            try:
                table, register = (
                    read_table_isolated(candidate.data, candidate.filename, reader=reader),
                    candidate,
                )
            except Refusal as refusal:
                said.append(refused(candidate, refusal_sentence(refusal)))
        if table is None or register is None:
            return Reading((), tuple(said))
        said += _table_lines(table, register)
        return _match(reader, table, files, said)


def _noted(upload: Upload, sentence: Sentence, *, outcome: str = "noted", row: int | None = None) -> Line:
    return Line(shown(upload.filename), "", outcome, sentence, row=row)


def _table_lines(table: Table, register: Upload) -> list[Line]:
    """What is to be said of the table, not of one of its works: unknown columns, repeated rows, its foot."""
    rows = {p.row for p in table.positions}
    lines = []
    for notice in table.notices:
        row = notice.facts.get("row")
        if row not in rows:
            number = int(row) if row is not None else None
            outcome = "ignored" if notice.code in ("repeated_row", "footer_row") else "noted"
            lines.append(_noted(register, notice_sentence(notice), outcome=outcome, row=number))
    return lines


def _match(reader: IsolatedReader, table: Table, files: Sequence[Upload], lines: list[Line]) -> Reading:
    works: list[Work] = []
    left = list(files)
    chosen = _choose_files(table, files)
    for row, position in zip(table.rows, table.positions, strict=True):
        upload = chosen.get(position.row)
        if upload is not None:
            left.remove(upload)
        taken = _take_row(reader, row, position.row, upload, _of_row(table, position.row))
        if isinstance(taken, Work):
            works.append(taken)
        else:
            lines.append(taken)
    lines += [refused(f, say("汇总表里没有这个文件，未收件。")) for f in left]
    return Reading(tuple(works), tuple(lines))


def _of_row(table: Table, row: int) -> list[Notice]:
    return [n for n in table.notices if n.facts.get("row") == row]


def _take_row(
    reader: IsolatedReader,
    row: Mapping[str, str],
    number: int,
    upload: Upload | None,
    notices: Sequence[Notice],
) -> Work | Line:
    title = row.get("title", "")
    remarks = tuple(notice_sentence(n) for n in notices if not n.holds)
    held = next((n for n in notices if n.holds), None)
    problem = notice_sentence(held) if held else form_problem(row, title_needed=True)
    if upload is None:
        missing = say("没有找到这一行对应的作品文件。请核对“文件名”一栏，或把题目写进文件名。")
        return Line("", title, "refused", problem or missing, remarks, row=number)
    if problem is not None:
        return refused(upload, problem, title=title, row=number, notices=remarks)
    return extract_work(reader, upload, row, number, remarks)


def _choose_files(table: Table, files: Sequence[Upload]) -> dict[int, Upload]:
    """Row number → its file.  Rows that name their file choose first, so that no guess takes it away."""
    left = list(files)
    chosen: dict[int, Upload] = {}
    for finder in (_by_name, _by_title_or_author):
        for row, position in zip(table.rows, table.positions, strict=True):
            if position.row in chosen:
                continue
            found = finder(row, left)
            if found is not None:
                chosen[position.row] = found
                left = [f for f in left if f is not found]
    return chosen


def _by_name(row: Mapping[str, str], files: Sequence[Upload]) -> Upload | None:
    given = row.get("file_name", "").strip()
    if not given:
        return None
    exact = [f for f in files if _key(f.filename, stem=False) == _key(given, stem=False)]
    named = exact or [f for f in files if _key(f.filename) in (_key(given), _key(given, stem=False))]
    return named[0] if len(named) == 1 else None


def _by_title_or_author(row: Mapping[str, str], files: Sequence[Upload]) -> Upload | None:
    for wanted in (row.get("title", ""), *split_names(row.get("authors", ""))):
        key = _key(wanted, stem=False)
        fitting = [f for f in files if key and key in _key(f.filename)]
        if len(fitting) == 1:
            return fitting[0]
    return None


def _key(name: str, *, stem: bool = True) -> str:
    """A name as it is compared: NFKC, lower case, letters and digits only, without extension."""
    text = PurePath(name).stem if stem and PurePath(name).suffix else name
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(c for c in folded if c.isalnum())
