"""Uploads for the library: files and zips of files become drafts, or lines that say why not.  No database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reviewapp.documents import IsolatedReader, Refusal, open_archive
from reviewapp.documents.characters import strip_unstorable
from reviewapp.documents.names import extension, shown
from reviewapp.library.actions import Details, Draft
from reviewapp.submissions.reading import (
    FIRST_LINE_LIMIT,
    TITLE_LIMIT,
    Line,
    Upload,
    Work,
    extract_work,
    refusal_sentence,
    refused,
    title_of,
)
from reviewapp.words import say


def read_files(uploads: Sequence[Upload], details: Details) -> tuple[list[Draft], list[Line]]:
    """Texts that can join the library under these details, each with the title it names itself, and lines
    for what cannot be taken.  Reads in a child process; never raises for bad input."""
    files, lines = _unpacked(uploads)
    drafts: list[Draft] = []
    with IsolatedReader() as reader:
        for upload in files:
            taken = extract_work(reader, upload, {})
            if isinstance(taken, Line):
                lines.append(taken)
            elif not any(c.isalnum() for c in taken.extracted.text):
                lines.append(refused(upload, say("没有可以比对的文字。")))
            else:
                drafts.append(_draft(taken, details))
    return drafts, lines


def _unpacked(uploads: Sequence[Upload]) -> tuple[list[Upload], list[Line]]:
    files: list[Upload] = []
    lines: list[Line] = []
    for upload in uploads:
        if extension(upload.filename) != ".zip":
            files.append(upload)
            continue
        try:
            archive = open_archive(upload.data)
        except Refusal as refusal:
            lines.append(refused(upload, refusal_sentence(refusal)))
            continue
        files += [Upload(member.name, member.data) for member in archive.members]
        lines += [Line(shown(m.name), "", "refused", refusal_sentence(m.refusal)) for m in archive.refused]
    return files, lines


def _draft(work: Work, details: Details) -> Draft:
    title = title_of(work.extracted.text, work.filename)[:TITLE_LIMIT]
    return Draft(replace(details, title=title), work.extracted.text, work.filename)


def pasted(text: str, details: Details) -> Draft:
    """A text pasted into the form; without a title its beginning serves."""
    lines = (line.strip() for line in strip_unstorable(text).splitlines())
    body = "\n".join(line for line in lines if line)
    first = body.partition("\n")[0]
    beginning = first if len(first) <= FIRST_LINE_LIMIT else first[:FIRST_LINE_LIMIT] + "…"
    return Draft(replace(details, title=details.title or beginning), body)
