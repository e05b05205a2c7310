"""Reading an upload: a zip with a 汇总表, a 汇总表 with files, or one work.  No database here.

The reading happens in a child process and before any lock is taken (see documents.isolation).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reviewapp.documents import IsolatedReader, Refusal, open_archive
from reviewapp.documents.names import extension, shown
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
)
from reviewapp.submissions.register import is_table, read_register
from reviewapp.words import Sentence, say

__all__ = ["Line", "Reading", "Upload", "Work", "read_upload"]


def read_upload(uploads: Sequence[Upload], fields: Mapping[str, str]) -> Reading:
    """Read what came in one go; `fields` is what the form says of a single work.

    Never raises for bad input: what cannot be taken is a line of the report.
    """
    if len(uploads) == 1 and _is_zip(uploads[0]):
        return _read_package(uploads[0])
    zips = [u for u in uploads if _is_zip(u)]
    lines = [refused(u, say("压缩包请单独上传，不要与其他文件一起。")) for u in zips]
    tables = [u for u in uploads if is_table(u)]
    works = [u for u in uploads if not _is_zip(u) and not is_table(u)]
    if tables:
        return read_register(tables, works, lines)
    if len(works) == 1 and not lines:
        return _read_single(works[0], fields)
    missing = say("一次上传多篇作品，须附汇总表（.xlsx）；没有汇总表时请逐篇上传。")
    return Reading((), (*lines, *(refused(u, missing) for u in works)))


def _is_zip(upload: Upload) -> bool:
    return extension(upload.filename) == ".zip"


def _read_single(upload: Upload, fields: Mapping[str, str]) -> Reading:
    problem = form_problem(fields, title_needed=False)
    if problem is not None:
        return Reading((), (refused(upload, problem, title=fields.get("title", "")),))
    with IsolatedReader() as reader:
        taken = extract_work(reader, upload, fields)
    return Reading((taken,)) if isinstance(taken, Work) else Reading((), (taken,))


def _read_package(upload: Upload) -> Reading:
    try:
        archive = open_archive(upload.data)
    except Refusal as refusal:
        return Reading((), (refused(upload, refusal_sentence(refusal)),))
    files = [Upload(m.name, m.data) for m in archive.members]
    lines = [_line(name, "ignored", say("系统文件，已略过。")) for name in archive.ignored]
    lines += [_line(m.name, "refused", refusal_sentence(m.refusal)) for m in archive.refused]
    lines += [_line(upload.filename, "noted", notice_sentence(n)) for n in archive.notices]
    tables = [f for f in files if is_table(f)]
    if not tables:
        missing = say("压缩包里没有汇总表。请放入汇总表（.xlsx），或逐篇上传。")
        return Reading((), (*lines, refused(upload, missing)))
    return read_register(tables, [f for f in files if f not in tables], lines)


def _line(filename: str, outcome: str, sentence: Sentence) -> Line:
    return Line(shown(filename), "", outcome, sentence)
