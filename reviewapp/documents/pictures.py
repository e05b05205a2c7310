"""Pictures of an essay drawn anew: a JPEG or PNG of our own that says nothing but what it shows.

What a file keeps beside the pixels (EXIF with place and owner, comments, colour profiles, thumbnails, what
was cut off at the edges) stays behind.  Runs in the reading process as a pass of its own, so that a
picture that kills the process costs the pictures and not the essay.
"""

from __future__ import annotations

import base64
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
from PIL import Image, ImageOps

from reviewapp.documents.characters import clean_text
from reviewapp.documents.extracted import Draft, Drawn, Placed
from reviewapp.documents.limits import (
    MAX_PICTURE_BYTES,
    MAX_PICTURE_PIXELS,
    MAX_PICTURE_SIDE,
    MAX_PICTURES,
    MIN_PICTURE_SIDE,
)
from reviewapp.documents.packages import Package, open_package
from reviewapp.documents.pdf_pictures import images
from reviewapp.documents.reading import read_draft
from reviewapp.documents.refusal import Notice, Refusal

Image.MAX_IMAGE_PIXELS = None  # sizes are checked here, before a pixel is read
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF")
_PNG_BYTES = 1024 * 1024  # a larger PNG is a photograph
_QUALITY = 86
_WHITE = (255, 255, 255)


class _LeftOutError(Exception):
    """This picture is not drawn; its argument is the code of the notice that says so."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The pictures of one file in the order of the text, and notices of those left out."""

    pictures: tuple[Drawn, ...] = ()
    notices: tuple[Notice, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data; ``from_json`` restores an equal value."""
        return {
            "pictures": [
                [p.after_line, p.media_type, p.width, p.height, base64.b64encode(p.data).decode()]
                for p in self.pictures
            ],
            "notices": [[n.code, dict(n.facts)] for n in self.notices],
        }


def draw(data: bytes, filename: str) -> Drawing:
    """The pictures of a file that ``reading.extract`` has read.  Raises Refusal as that does."""
    draft, _notices = read_draft(data, filename)
    places = clean_text(draft)[2]
    seated = [(places[n], placed) for n, placed in enumerate(draft.pictures) if n in places]
    drawn: list[Drawn] = []
    left_out: Counter[str] = Counter()
    known: dict[Placed, Drawn | str] = {}
    with _Source(draft, data) as source:
        for line, placed in seated[:MAX_PICTURES]:
            if placed not in known:
                known[placed] = _draw_one(source, placed)
            result = known[placed]
            if isinstance(result, str):
                left_out[result] += 1
            else:
                drawn.append(Drawn(line, result.media_type, result.width, result.height, result.data))
    if draft.format == "pdf":
        kept = _without_repeats(drawn)
        left_out["pictures_elsewhere"] += len(drawn) - len(kept)
        drawn = kept
    left_out["pictures_too_many"] += max(0, len(seated) - MAX_PICTURES)
    return Drawing(tuple(sorted(drawn, key=lambda d: d.after_line)), tuple(_notices_of(left_out)))


def _notices_of(left_out: Counter[str]) -> Iterator[Notice]:
    limits = {"pictures_too_many": MAX_PICTURES, "pictures_too_small": MIN_PICTURE_SIDE}
    for code, count in left_out.items():
        if count:
            yield Notice(code, {"count": count} | ({"limit": limits[code]} if code in limits else {}))


def _without_repeats(drawn: list[Drawn]) -> list[Drawn]:
    """A picture that a PDF shows again and again is the mark of a letterhead."""
    times = Counter(picture.data for picture in drawn)
    return [picture for picture in drawn if times[picture.data] == 1]


def _draw_one(source: _Source, placed: Placed) -> Drawn | str:
    try:
        return _encoded(_shaped(source.image(placed), placed))
    except _LeftOutError as reason:
        return str(reason)
    except Refusal as refusal:
        return "pictures_too_large" if refusal.code == "bomb" else "pictures_unreadable"
    except Exception:  # what a library raises on damaged pixels is any of a dozen types
        return "pictures_unreadable"


class _Source:
    """The pixels of the pictures of one file."""

    def __init__(self, draft: Draft, data: bytes) -> None:
        self._package: Package | None = None
        self._document: pypdfium2.PdfDocument | None = None
        if draft.pictures and draft.format == "pdf":
            self._document = pypdfium2.PdfDocument(data)
        elif draft.pictures:
            self._package = open_package(data)

    def __enter__(self) -> _Source:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._document is not None:
            self._document.close()

    def image(self, placed: Placed) -> Image.Image:
        if self._package is not None:
            return _opened(self._package.read(placed.part, MAX_PICTURE_BYTES), placed)
        assert self._document is not None
        page = self._document[placed.page]
        try:
            item = list(images(page))[placed.index]
            _check_size(*item.get_px_size())
            image: Image.Image = item.get_bitmap(render=True, scale_to_original=True).to_pil()
            return image.copy()
        finally:
            page.close()


def _opened(raw: bytes, placed: Placed) -> Image.Image:
    image = Image.open(io.BytesIO(raw), formats=_FORMATS)
    _check_size(*image.size)
    keeps = max(0.05, 1 - max(placed.crop[0] + placed.crop[2], placed.crop[1] + placed.crop[3]))
    side = int(MAX_PICTURE_SIDE / keeps)
    lossless = image.format in ("PNG", "GIF", "BMP")
    dpi = image.info.get("dpi", (96, 96))
    image.draft("RGB", (side, side))  # a JPEG is decoded no larger than needed
    image.load()
    upright = ImageOps.exif_transpose(image) if image.format in ("JPEG", "MPO") else image
    upright.info = {"dpi": dpi, "lossless": lossless}
    return upright


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PICTURE_PIXELS:
        raise _LeftOutError("pictures_too_large")
    if min(width, height) < MIN_PICTURE_SIDE:
        raise _LeftOutError("pictures_too_small")


def _shaped(image: Image.Image, placed: Placed) -> Image.Image:
    """As the page shows it: without what is cut off, turned, on white paper, no larger than the limit."""
    dpi = image.info.get("dpi", (96, 96))
    across, down = (float(d) if 1 < float(d) < 10_000 else 96.0 for d in dpi)
    left, top, right, bottom = (
        share * size + inches * resolution
        for share, inches, size, resolution in zip(
            placed.crop, placed.cut, image.size * 2, (across, down) * 2, strict=True
        )
    )
    box = (round(left), round(top), round(image.width - right), round(image.height - bottom))
    if box[2] - box[0] < 1 or box[3] - box[1] < 1:
        raise _LeftOutError("pictures_unreadable")
    lossless = bool(image.info.get("lossless"))
    image = _on_paper(image.crop(box))
    image.thumbnail((MAX_PICTURE_SIDE, MAX_PICTURE_SIDE), Image.Resampling.LANCZOS)
    if placed.mirrored:
        image = ImageOps.mirror(image)
    if placed.turn:
        image = image.rotate(-90 * placed.turn, expand=True)
    image.info = {"lossless": lossless}
    return image


def _on_paper(image: Image.Image) -> Image.Image:
    """In grey or full colour without transparency."""
    if image.mode == "I;16":
        image = image.point(lambda value: value / 256).convert("L")
    if image.mode in ("1", "L"):
        return image.convert("L")
    if image.mode == "P" and "transparency" not in image.info:
        return image.convert("RGB")
    if image.mode in ("RGBA", "LA", "PA", "P"):
        image = image.convert("RGBA")
        paper = Image.new("RGB", image.size, _WHITE)
        paper.paste(image, mask=image.getchannel("A"))
        return paper
    return image.convert("RGB")


def _encoded(image: Image.Image) -> Drawn:
    """The bytes of a new file; pixels only are carried over."""
    fresh = Image.frombytes(image.mode, image.size, image.tobytes())
    if image.info.get("lossless"):
        buffer = io.BytesIO()
        fresh.save(buffer, "PNG", optimize=False)
        if buffer.tell() <= _PNG_BYTES:
            return Drawn(0, "image/png", *fresh.size, buffer.getvalue())
    buffer = io.BytesIO()
    fresh.save(buffer, "JPEG", quality=_QUALITY)
    return Drawn(0, "image/jpeg", *fresh.size, buffer.getvalue())
