"""Reading plain-text essays (.txt)."""

from __future__ import annotations

from reviewapp.documents.encoding import decode
from reviewapp.documents.extracted import Draft
from reviewapp.documents.limits import MAX_TEXT_FILE_BYTES, readable_size
from reviewapp.documents.refusal import Refusal


def read(data: bytes) -> Draft:
    """Every line is a paragraph.  Raises Refusal ``too_large`` and what ``encoding.decode`` raises."""
    if len(data) > MAX_TEXT_FILE_BYTES:
        raise Refusal("too_large", size=readable_size(len(data)), limit=readable_size(MAX_TEXT_FILE_BYTES))
    decoded = decode(data)
    return Draft("txt", lines=[decoded.text], notices=list(decoded.notices))
