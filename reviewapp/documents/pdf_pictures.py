"""Pictures of a PDF: where they stand among the lines, and their pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from reviewapp.documents.extracted import Draft, Placed
from reviewapp.documents.reflow import Line

_THIN_POINTS = 8.0  # rules and dots that programs store as pictures
_PER_PAGE = 50  # pictures of one page; a picture sliced into hundreds is none to show
_DEPTH = 5  # nested groups


@dataclass(frozen=True, slots=True)
class Seat:
    """A picture on its page: its number among the page's pictures, and the height of its middle."""

    page: int
    index: int
    middle: float


def seats(page: pypdfium2.PdfPage, number: int) -> list[Seat]:
    """The pictures of a page that are large enough to be any, from top to bottom."""
    width, height = page.get_size()
    found = []
    for index, image in enumerate(images(page)):
        left, bottom, right, top = image.get_bounds()
        on_page = right > 0 and top > 0 and left < width and bottom < height
        if on_page and min(right - left, top - bottom) >= _THIN_POINTS:
            found.append(Seat(number, index, (bottom + top) / 2))
    return sorted(found, key=lambda seat: -seat.middle)


def images(page: pypdfium2.PdfPage) -> Iterator[Any]:
    """The picture objects of a page in stored order."""
    return islice(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=_DEPTH), _PER_PAGE)


def put_marks(body: list[Line], placed: list[Seat], draft: Draft) -> list[str]:
    """Mark each picture in the last line above it; the marks of those above every line are returned."""
    lead: list[str] = []
    for seat in placed:
        mark = draft.place(Placed(page=seat.page, index=seat.index))
        above = [
            line
            for line in body
            if line.page < seat.page or (line.page == seat.page and line.bottom >= seat.middle)
        ]
        if above:
            above[-1].text += mark
        else:
            lead.append(mark)
    return lead
