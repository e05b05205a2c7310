"""Whether a letter of a PDF can be seen: the page is drawn, and the letter's box looked at.

Colours alone would take white letters on a dark box for hidden, and miss letters under a picture, outside
the page or in a layer that is switched off.  Where no font is at hand to draw with, the drawing proves
nothing and only the colour of the letters is held against the ground.
"""

from __future__ import annotations

import ctypes

import pypdfium2
import pypdfium2.raw as pdfium

_SCALE = 1.5  # pixels of the drawing per point: a letter of 6 points has 9 rows
_LIKE = 16  # of 255: colours that differ less cannot be told apart
_INK = 24  # of 255: a box whose pixels differ less is empty
_RING_SHARE = 0.8  # of the pixels above and below a letter that must have its colour
_PROBES = 60  # letters looked at to learn whether the page's fonts can be drawn
_FILLED = pdfium.FPDF_TEXTRENDERMODE_FILL

Box = tuple[int, int, int, int]  # left, top, right, bottom in pixels, y downwards


class Sheet:
    """One page as drawn; ``fonts_draw`` tells whether an empty box means a letter that is not there."""

    def __init__(self, page: pypdfium2.PdfPage, textpage: ctypes.c_void_p, count: int) -> None:
        bitmap = page.render(scale=_SCALE, bitmap_maker=pypdfium2.PdfBitmap.new_native, rev_byteorder=True)
        self._page = page
        self._textpage = textpage
        self.width, self.height = bitmap.width, bitmap.height
        self._stride, self._step = bitmap.stride, bitmap.n_channels
        self._pixels = bytes(bitmap.buffer)
        self.fonts_draw = self._probe(count)

    def is_unseen(self, index: int, box: pdfium.FS_RECTF) -> bool:
        """True if nobody can see the letter."""
        fill = fill_colour(self._textpage, index)
        if fill is None:
            return True
        place = self._place(box)
        if place is None:
            return True
        if self._has_ink(place):
            return self._mode(index) == _FILLED and self._is_around(place, fill)
        return self._draws(index) or is_like(fill, self._pixel(place[0], (place[1] + place[3]) // 2))

    def _probe(self, count: int) -> bool:
        seen = looked = 0
        for index in range(0, count, max(1, count // _PROBES)):
            if not chr(pdfium.FPDFText_GetUnicode(self._textpage, index)).strip():
                continue
            box = pdfium.FS_RECTF()
            pdfium.FPDFText_GetLooseCharBox(self._textpage, index, box)
            place = self._place(box)
            looked += 1
            seen += place is not None and self._has_ink(place)
        return 2 * seen > looked

    def _draws(self, index: int) -> bool:
        if self.fonts_draw:
            return True
        item = pdfium.FPDFText_GetTextObject(self._textpage, index)
        font = pdfium.FPDFTextObj_GetFont(item) if item else None
        return bool(font) and pdfium.FPDFFont_GetIsEmbedded(font) == 1

    def _mode(self, index: int) -> int:
        item = pdfium.FPDFText_GetTextObject(self._textpage, index)
        return int(pdfium.FPDFTextObj_GetTextRenderMode(item)) if item else _FILLED

    def _place(self, box: pdfium.FS_RECTF) -> Box | None:
        """The box in pixels of the drawing; None outside the page."""
        x1, y1 = self._device(box.left, box.top)
        x2, y2 = self._device(box.right, box.bottom)
        left, right, top, bottom = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
        if right <= 0 or bottom <= 0 or left >= self.width or top >= self.height:
            return None
        inset = (right - left) // 10
        left, right = max(0, left + inset), min(self.width, right - inset)
        top, bottom = max(0, top), min(self.height, bottom)
        return left, top, max(right, left + 1), max(bottom, top + 1)

    def _device(self, x: float, y: float) -> tuple[int, int]:
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(self._page.raw, 0, 0, self.width, self.height, 0, x, y, across, down)
        return across.value, down.value

    def _has_ink(self, place: Box) -> bool:
        left, top, right, bottom = place
        step = self._step
        for channel in (1, 0, 2):
            low, high = 255, 0
            for row in range(top, min(bottom, self.height)):
                start = row * self._stride
                cut = self._pixels[start + left * step + channel : start + right * step : step]
                low, high = min(low, *cut, 255), max(high, *cut, 0)
                if high - low >= _INK:
                    return True
        return False

    def _is_around(self, place: Box, fill: tuple[int, int, int]) -> bool:
        left, top, right, bottom = place
        rows = [row for row in (top - 2, bottom + 1) if 0 <= row < self.height]
        spots = [self._pixel(left + (right - left) * part // 5, row) for row in rows for part in range(5)]
        return bool(spots) and sum(is_like(fill, spot) for spot in spots) >= _RING_SHARE * len(spots)

    def _pixel(self, x: int, y: int) -> tuple[int, int, int]:
        at = min(max(y, 0), self.height - 1) * self._stride + min(max(x, 0), self.width - 1) * self._step
        return self._pixels[at], self._pixels[at + 1], self._pixels[at + 2]


def fill_colour(textpage: ctypes.c_void_p, index: int) -> tuple[int, int, int] | None:
    """Red, green and blue of a letter; None for one drawn fully transparent, black where none is given."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFText_GetFillColor(textpage, index, red, green, blue, alpha):
        return 0, 0, 0
    return None if alpha.value == 0 else (red.value, green.value, blue.value)


def is_like(colour: tuple[int, int, int], ground: tuple[int, int, int]) -> bool:
    return all(abs(a - b) <= _LIKE for a, b in zip(colour, ground, strict=True))
