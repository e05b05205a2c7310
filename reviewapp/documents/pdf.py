"""Reading PDF with a text layer: PDFium's characters with their boxes, re-flowed into paragraphs.

PDFium is used because it gives plain Hanzi where other readers return look-alike radicals.  A PDF knows
only lines, so ``reflow`` decides from indents, short lines and gaps which of them make a paragraph.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from contextlib import suppress

import pypdfium2
import pypdfium2.raw as pdfium

from reviewapp.documents.characters import join_surrogates
from reviewapp.documents.extracted import Draft
from reviewapp.documents.limits import MAX_PAGES, MAX_PDF_CHARACTERS
from reviewapp.documents.pdf_ink import Sheet, fill_colour, is_like
from reviewapp.documents.pdf_pictures import Seat, put_marks, seats
from reviewapp.documents.reflow import Line, drop_margins, paragraphs
from reviewapp.documents.refusal import Notice, Refusal

_PASSWORD_ERROR = pdfium.FPDF_ERR_PASSWORD
_TINY_POINTS = 3.0
_WHITE = (255, 255, 255)
_DRAWN_PAGES = 60  # pages drawn to see their letters; further on colours decide
_DRAWN_CHARACTERS = 40_000  # of one page; an essay's has under 2,000
_INVISIBLE_MODE = pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
_OCR_SHARE = 0.9  # of all characters invisible: the text layer of a scan, not a hiding place
_ACTIONS = re.compile(rb"/(JavaScript|JS|Launch|SubmitForm|ImportData)\b")
_ZIP_END = b"PK\x05\x06"
_ANNOTATION_KEYS = (b"T", b"Contents")
_XMP = re.compile(rb"<(dc:creator|dc:title|pdf:Author)\b[^>]*>(.{1,2000}?)</\1>", re.DOTALL)
_TAGS = re.compile(r"<[^>]*>|\s+")
_MAX_OUTLINE = 200
_MAX_ANNOTATION_BYTES = 1 << 16
_SOFT_HYPHENS = "\x02\ufffe"


def read(data: bytes) -> Draft:
    """Visible text of a PDF as paragraphs.

    Raises Refusal ``encrypted``, ``damaged``, ``too_many_pages``, ``too_long``.
    """
    draft = Draft("pdf")
    document = _open(data)
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise Refusal("too_many_pages", limit=MAX_PAGES)
        if count == 0:
            raise Refusal("damaged", part="pdf")
        _note_structure(data, document, draft)
        pages, placed = [], []
        for index in range(count):
            lines, found = _read_page(document, index, draft)
            pages.append(lines)
            placed += found
    finally:
        document.close()
    _settle_text(pages, draft)
    body, margins = drop_margins([[line for line in lines if not line.hidden] for lines in pages])
    for margin in margins:
        draft.hide("margin", margin)
    lead = put_marks(body, placed, draft)
    draft.lines = lead + paragraphs(body)
    return draft


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == _PASSWORD_ERROR or b"/Encrypt" in data[-4096:]:
            raise Refusal("encrypted") from error
        raise Refusal("damaged", part="pdf") from error


def _note_structure(data: bytes, document: pypdfium2.PdfDocument, draft: Draft) -> None:
    """What a PDF can carry beside its pages."""
    draft.properties.update({key: value for key, value in document.get_metadata_dict().items() if value})
    for name, value in _XMP.findall(data)[:10]:
        words = _TAGS.sub(" ", value.decode("utf-8", "replace")).strip()
        if words:
            draft.properties["XMP " + name.decode()] = words[:500]
    with suppress(pypdfium2.PdfiumError):
        for number, mark in enumerate(document.get_toc(max_depth=4)):
            if number >= _MAX_OUTLINE:
                break
            draft.hide("side", mark.get_title())
    draft.count("embedded_object", max(0, document.count_attachments()))
    if _ACTIONS.search(data):
        draft.notices.append(Notice("active_content"))
    written_at_once = 2 if b"/Linearized" in data[:1024] else 1
    draft.count("earlier_revision", max(0, data.count(b"%%EOF") - written_at_once))
    if _ZIP_END in data[-(1 << 16) :]:
        draft.notices.append(Notice("polyglot"))


def _read_page(document: pypdfium2.PdfDocument, index: int, draft: Draft) -> tuple[list[Line], list[Seat]]:
    """The lines of a page and the pictures on it."""
    try:
        page = document[index]
    except pypdfium2.PdfiumError as error:
        raise Refusal("damaged", part=f"pdf {index + 1}") from error
    try:
        _hide_annotations(page, draft)
        textpage = page.get_textpage()
        count = textpage.count_chars()
        if count > MAX_PDF_CHARACTERS:
            raise Refusal("too_long", limit=MAX_PDF_CHARACTERS)
        drawn = index < _DRAWN_PAGES and 0 < count <= _DRAWN_CHARACTERS
        sheet = Sheet(page, textpage.raw, count) if drawn else None
        lines = list(_lines(textpage.raw, count, page.get_height(), index, sheet))
        if not lines:
            draft.count("missing_pages")
        return lines, seats(page, index)
    except pypdfium2.PdfiumError as error:
        raise Refusal("damaged", part=f"pdf {index + 1}") from error
    finally:
        page.close()


def _lines(
    textpage: ctypes.c_void_p, count: int, height: float, page: int, sheet: Sheet | None
) -> Iterator[Line]:
    """Lines of one page; a stretch that is hidden is a line of its own, marked so."""
    line = Line(page, height)
    for index in range(count):
        character = chr(pdfium.FPDFText_GetUnicode(textpage, index))
        if character in "\r\n":
            if line.text.strip():
                yield line
            line = Line(page, height)
            continue
        box = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(textpage, index, box)
        hidden, invisible = _visibility(textpage, index, box, sheet if character.strip() else None)
        if (hidden, invisible) != (line.hidden, line.invisible) and character.strip():
            if line.text.strip():
                yield line
            line = Line(page, height, hidden=hidden, invisible=invisible)
        if character not in _SOFT_HYPHENS:
            line.add(character, box.left, box.right, box.bottom, box.top)
    if line.text.strip():
        yield line


def _visibility(
    textpage: ctypes.c_void_p, index: int, box: pdfium.FS_RECTF, sheet: Sheet | None
) -> tuple[bool, bool]:
    """(not to be seen or tiny, drawn in no ink at all) of one character."""
    if pdfium.FPDFText_IsGenerated(textpage, index) == 1:
        return False, False
    item = pdfium.FPDFText_GetTextObject(textpage, index)
    if item and pdfium.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE_MODE:
        return False, True
    if 0 < box.top - box.bottom <= _TINY_POINTS:
        return True, False
    if sheet is not None:
        return sheet.is_unseen(index, box), False
    colour = fill_colour(textpage, index)
    return colour is None or is_like(colour, _WHITE), False


def _settle_text(pages: list[list[Line]], draft: Draft) -> None:
    """Invisible letters are hidden text, unless nearly all are: then they are a scan's recognised text."""
    lines = [line for page in pages for line in page]
    for line in lines:
        line.text = join_surrogates(line.text)
    total = sum(len(line.text) for line in lines)
    invisible = sum(len(line.text) for line in lines if line.invisible)
    is_scan = total > 0 and invisible >= _OCR_SHARE * total
    if is_scan:
        draft.notices.append(Notice("recognised_text"))
    for line in lines:
        line.hidden = line.hidden or (line.invisible and not is_scan)
        if line.hidden:
            draft.hide("hidden", line.text)


def _hide_annotations(page: pypdfium2.PdfPage, draft: Draft) -> None:
    for index in range(min(1000, pdfium.FPDFPage_GetAnnotCount(page.raw))):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
        if annotation:
            texts = [_annotation_text(annotation, key) for key in _ANNOTATION_KEYS]
            draft.hide("comment", ": ".join(text for text in texts if text))
            if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_WIDGET:
                value = _annotation_text(annotation, b"V")
                draft.count("form_text", bool(value.strip()))
                draft.hide("side", value)
            pdfium.FPDFPage_CloseAnnot(annotation)


def _annotation_text(annotation: pdfium.FPDF_ANNOTATION, key: bytes) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if not 2 < size <= _MAX_ANNOTATION_BYTES:
        return ""
    buffer = ctypes.create_string_buffer(size)
    target = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
    pdfium.FPDFAnnot_GetStringValue(annotation, key, target, size)
    return buffer.raw[:-2].decode("utf-16-le", "replace")
