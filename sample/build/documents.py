"""The works as .docx, .odt and .txt, with the traces real files carry.

Every .docx names its author in the properties; some also have a header, a comment, an inserted passage or a
deleted one. Only the lines of `Filed` are visible text: header, comment, properties and deleted text are not.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import docx
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from odf.dc import Creator, Date
from odf.meta import InitialCreator
from odf.opendocument import OpenDocumentText
from odf.style import ParagraphProperties, Style, TextProperties
from odf.text import H, P

from sample.build.archive import repacked
from sample.build.layout import Sent

WRITTEN_AT = dt.datetime(2026, 6, 18, 9, 30, 0)
EDITED_AT = "2026-06-20T09:00:00Z"
SEEN_BY = "办公室 魏秘书"


def trace_of(key: str) -> tuple[str, ...]:
    """The traces a .docx of this key carries, by its number: header, comment, deleted, inserted."""
    number = int(key[1:])
    every = {"header": 2, "comment": 3, "deleted": 4, "inserted": 5}
    return tuple(name for name, step in every.items() if number % step == 0)


def docx_bytes(sent: Sent, *, plain: bool = False) -> bytes:
    """The work as .docx; `plain` leaves header, comment and tracked changes out (a base for .pdf and .doc)."""
    essay = sent.filed.essay
    document = docx.Document()
    _set_style(document, *(("Noto Serif CJK SC",) * 2 if plain else ("FangSong", "仿宋")))
    paragraphs = [_add_line(document, line.role, line.text) for line in sent.filed.lines]
    body = next(i for i, line in enumerate(sent.filed.lines) if line.role == "body")
    traces = () if plain else trace_of(essay.key)
    if "header" in traces:
        document.sections[0].header.paragraphs[0].text = f"{essay.unit}　{essay.department}"
    if "comment" in traces:
        _comment(document, paragraphs[body], essay.authors[0].name)
    if "deleted" in traces:
        _delete_at_end(paragraphs[body], f"（{essay.authors[0].name}注：此处再核对）")
    if "inserted" in traces:
        _mark_inserted(paragraphs[body + 1])
    _set_properties(document, essay.title, essay.authors[0].name, essay.unit)
    buffer = io.BytesIO()
    document.save(buffer)
    return repacked(buffer.getvalue())


def _set_style(document: DocxDocument, latin: str, chinese: str) -> None:
    """One font for both scripts in a base for .pdf: quotation marks from a second font come out misplaced."""
    style = document.styles["Normal"]
    style.font.name, style.font.size = latin, Pt(16)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), chinese)


def _add_line(document: DocxDocument, role: str, text: str) -> Paragraph:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    if role == "title":
        run.bold, run.font.size = True, Pt(22)
    if role in ("title", "byline"):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif role == "signature":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    else:
        paragraph.paragraph_format.first_line_indent = Pt(32)
    return paragraph


def _comment(document: DocxDocument, paragraph: Paragraph, author: str) -> None:
    comment = document.add_comment(
        paragraph.runs, text=f"请{author}再看一遍这一段。", author=SEEN_BY, initials="魏"
    )
    comment._comment_elm.set(qn("w:date"), EDITED_AT)


def _tracked(kind: str) -> Any:
    mark = OxmlElement(kind)
    mark.set(qn("w:id"), "901")
    mark.set(qn("w:author"), SEEN_BY)
    mark.set(qn("w:date"), EDITED_AT)
    return mark


def _delete_at_end(paragraph: Paragraph, text: str) -> None:
    mark, run, gone = _tracked("w:del"), OxmlElement("w:r"), OxmlElement("w:delText")
    gone.text = text
    run.append(gone)
    mark.append(run)
    paragraph._p.append(mark)


def _mark_inserted(paragraph: Paragraph) -> None:
    """Turn the paragraph's second half into a tracked insertion; the visible text stays the same."""
    run, text = paragraph.runs[0], paragraph.text
    run.text = text[: len(text) // 2]
    mark, added, inner = _tracked("w:ins"), OxmlElement("w:r"), OxmlElement("w:t")
    inner.text = text[len(text) // 2 :]
    added.append(inner)
    mark.append(added)
    run._r.addnext(mark)


def _set_properties(document: DocxDocument, title: str, author: str, unit: str) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title, author, SEEN_BY
    properties.category, properties.comments, properties.revision = unit, "", 3
    properties.created = properties.modified = WRITTEN_AT


def odt_bytes(sent: Sent) -> bytes:
    """The work as .odt with its author in the properties."""
    document = OpenDocumentText()
    centred = Style(name="Centred", family="paragraph")
    centred.addElement(ParagraphProperties(textalign="center"))
    centred.addElement(TextProperties(fontweight="bold"))
    document.styles.addElement(centred)
    name = sent.filed.essay.authors[0].name
    document.meta.addElement(InitialCreator(text=name))
    document.meta.addElement(Creator(text=name))
    document.meta.addElement(Date(text=EDITED_AT))
    for line in sent.filed.lines:
        if line.role == "title":
            document.text.addElement(H(outlinelevel=1, stylename=centred, text=line.text))
        else:
            document.text.addElement(P(text=line.text))
    buffer = io.BytesIO()
    document.write(buffer)
    return repacked(buffer.getvalue())


def text_bytes(sent: Sent) -> bytes:
    """The work as plain text: UTF-8 (every other one with a byte order mark) or GB18030 with Windows line ends."""
    text = sent.filed.text + "\n"
    if sent.format == "gb18030":
        return text.replace("\n", "\r\n").encode("gb18030")
    return text.encode("utf-8-sig" if int(sent.filed.essay.key[1:]) % 2 else "utf-8")
