"""One essay file in, its visible text out: gate, format reader, cleaning, verdict."""

from __future__ import annotations

import importlib
import logging

from reviewapp.documents.characters import clean_text, strip_unstorable
from reviewapp.documents.extracted import Draft, Extracted, Hidden
from reviewapp.documents.limits import MAX_DOCUMENT_BYTES, readable_size
from reviewapp.documents.refusal import Notice, Refusal
from reviewapp.documents.sniff import essay_kind

logger = logging.getLogger(__name__)

# Readers load their libraries when first needed: a .txt never pays for PDFium.
_READERS = {kind: f"reviewapp.documents.{module}" for kind, module in (
    ("docx", "docx"), ("doc", "doc"), ("odt", "odt"), ("pdf", "pdf"), ("txt", "text"),
)}  # fmt: skip
# A file without text may be a scan, which is held; without pictures or pages it is simply empty.
_PICTURE_CODES = frozenset(
    {"pictures", "pictures_elsewhere", "pictures_unreadable", "embedded_object", "missing_pages"}
)


def extract(data: bytes, filename: str) -> Extracted:
    """Read one essay file (.docx, .doc, .wps, .odt, .pdf, .txt).

    ``filename`` only tells which format is claimed.  Text of tables, text boxes, content controls,
    insertions, links, lists and footnotes is kept; properties, headers and footers, comments, tracked
    deletions and hidden text are reported beside it.

    Raises Refusal, and nothing else, for any input.  Native libraries can still crash the process or
    run long on hostile files: for uploads call ``isolation.extract_isolated``.
    """
    try:
        return _extract(data, filename)
    except Refusal:
        raise
    except Exception as error:  # the promise of this function: damage nobody foresaw is a refusal too
        logger.warning("unforeseen %s while reading an essay file", type(error).__name__, exc_info=True)
        raise Refusal("unreadable") from error


def _extract(data: bytes, filename: str) -> Extracted:
    if not data:
        raise Refusal("empty_file")
    if len(data) > MAX_DOCUMENT_BYTES:
        raise Refusal("too_large", size=readable_size(len(data)), limit=readable_size(MAX_DOCUMENT_BYTES))
    draft, notices = read_draft(data, filename)
    text, oddities, _places = clean_text(draft)
    found = [*notices, *draft.all_notices(), *oddities]
    if not text:
        if not any(notice.code in _PICTURE_CODES for notice in found):
            raise Refusal("empty_text")
        found.append(Notice("no_text"))
    return Extracted(
        text=text,
        format=draft.format,
        notices=tuple(found),
        properties={key: strip_unstorable(value) for key, value in sorted(draft.properties.items())},
        hidden=tuple(Hidden(piece.kind, strip_unstorable(piece.text)) for piece in draft.hidden),
    )


def read_draft(data: bytes, filename: str) -> tuple[Draft, tuple[Notice, ...]]:
    """What the reader of the file's format collected, and what its name claims wrongly."""
    kind, notices = essay_kind(data, filename)
    draft: Draft = importlib.import_module(_READERS[kind]).read(data)
    return draft, notices
