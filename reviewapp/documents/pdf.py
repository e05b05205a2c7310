"""Reading PDF with a text layer: PDFium's characters with their boxes, re-flowed into paragraphs.

PDFium is used because it gives plain Hanzi where other readers return look-alike radicals.  A PDF knows
only lines, so ``reflow`` decides from indents, short lines and gaps which of them make a paragraph.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from reviewapp.documents.characters import join_surrogates
from reviewapp.documents.extracted import Draft
from reviewapp.documents.limits import MAX_PAGES, MAX_PDF_CHARACTERS
from reviewapp.documents.reflow import Line, drop_margins, paragraphs
from reviewapp.documents.refusal import Notice, Refusal

_PASSWORD_ERROR = pdfium.FPDF_ERR_PASSWORD
_TINY_POINTS = 3.0
_NEAR_WHITE = 0xF0
_INVISIBLE_MODE = pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
_OCR_SHARE = 0.9  # of all characters invisible: the text layer of a scan, not a hiding place
_ACTIONS = re.compile(rb"/(JavaScript|JS|Launch|SubmitForm|ImportData)\b")
_ZIP_END = b"PK\x05\x06"
_ANNOTATION_KEYS = (b"T", b"Contents")
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
        pages = [_read_page(document, index, draft) for index in range(count)]
    finally:
        document.close()
    _settle_text(pages, draft)
    body, margins = drop_margins([[line for line in lines if not line.hidden] for lines in pages])
    for margin in margins:
        draft.hide("margin", margin)
    draft.lines = paragraphs(body)
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
    draft.count("embedded_object", max(0, document.count_attachments()))
    if _ACTIONS.search(data):
        draft.notices.append(Notice("active_content"))
    written_at_once = 2 if b"/Linearized" in data[:1024] else 1
    draft.count("earlier_revision", max(0, data.count(b"%%EOF") - written_at_once))
    if _ZIP_END in data[-(1 << 16) :]:
        draft.notices.append(Notice("polyglot"))


def _read_page(document: pypdfium2.PdfDocument, index: int, draft: Draft) -> list[Line]:
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
        lines = list(_lines(textpage.raw, count, page.get_height(), index))
        if not lines:
            draft.count("missing_pages")
        return lines
    except pypdfium2.PdfiumError as error:
        raise Refusal("damaged", part=f"pdf {index + 1}") from error
    finally:
        page.close()


def _lines(textpage: ctypes.c_void_p, count: int, height: float, page: int) -> Iterator[Line]:
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
        hidden, invisible = _visibility(textpage, index, box)
        if (hidden, invisible) != (line.hidden, line.invisible) and character.strip():
            if line.text.strip():
                yield line
            line = Line(page, height, hidden=hidden, invisible=invisible)
        if character not in _SOFT_HYPHENS:
            line.add(character, box.left, box.right, box.bottom, box.top)
    if line.text.strip():
        yield line


def _visibility(textpage: ctypes.c_void_p, index: int, box: pdfium.FS_RECTF) -> tuple[bool, bool]:
    """(white or tiny, drawn in no ink at all) of one character."""
    if pdfium.FPDFText_IsGenerated(textpage, index) == 1:
        return False, False
    item = pdfium.FPDFText_GetTextObject(textpage, index)
    if item and pdfium.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE_MODE:
        return False, True
    is_tiny = 0 < box.top - box.bottom <= _TINY_POINTS
    return is_tiny or _is_white(textpage, index), False


def _is_white(textpage: ctypes.c_void_p, index: int) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFText_GetFillColor(textpage, index, red, green, blue, alpha):
        return False
    return alpha.value == 0 or min(red.value, green.value, blue.value) >= _NEAR_WHITE


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
            pdfium.FPDFPage_CloseAnnot(annotation)


def _annotation_text(annotation: pdfium.FPDF_ANNOTATION, key: bytes) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if not 2 < size <= _MAX_ANNOTATION_BYTES:
        return ""
    buffer = ctypes.create_string_buffer(size)
    target = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
    pdfium.FPDFAnnot_GetStringValue(annotation, key, target, size)
    return buffer.raw[:-2].decode("utf-16-le", "replace")
