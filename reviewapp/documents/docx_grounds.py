"""The colour behind the letters of a .docx: highlight, shading, cell, text box, page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from lxml import etree

from reviewapp.documents.ooxml import W, attribute

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
_V = "{urn:schemas-microsoft-com:vml}"
_HIGHLIGHTS = {
    "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "darkBlue": "000080", "darkCyan": "008080",
    "darkGray": "808080", "darkGreen": "008000", "darkMagenta": "800080", "darkRed": "800000",
    "darkYellow": "808000", "green": "00FF00", "lightGray": "C0C0C0", "magenta": "FF00FF", "red": "FF0000",
    "white": "FFFFFF", "yellow": "FFFF00",
}  # fmt: skip
_LIKE = 16  # of 255: colours that differ less in red, green and blue cannot be told apart


class Styles(Protocol):
    """What the ground needs of a style sheet."""

    page_colour: str

    def chain(self, identity: str | None, *, paragraph: bool = False) -> Iterator[etree._Element]: ...

    def colours_cells(self, identity: str) -> bool: ...


def is_like(colour: str, ground: str) -> bool:
    """True if letters of this colour cannot be seen on this ground (six hex digits each).

    >>> is_like("FEFEFE", "ffffff"), is_like("003366", "FFFFFF")
    (True, False)
    """
    try:
        pairs = zip(bytes.fromhex(colour), bytes.fromhex(ground), strict=True)
        return all(abs(a - b) <= _LIKE for a, b in pairs)
    except ValueError:
        return False


def shade_of(shade: etree._Element | None) -> str | None:
    """The colour of a ``w:shd`` in six hex digits, None where it leaves the ground as it is."""
    if shade is None:
        return None
    name = "color" if attribute(shade, "val") == "solid" else "fill"
    value = attribute(shade, name) or ""
    return value if len(value) == 6 else None


def ground_of(
    run: etree._Element, paragraph: etree._Element, properties: Sequence[etree._Element], styles: Styles
) -> str | None:
    """The colour behind a run, from the inside outwards; None where it cannot be told (a gradient, a shape's
    style, a table style that shades some cells)."""
    for holder in properties:
        lit = holder.find(W + "highlight")
        if lit is not None and attribute(lit, "val") in _HIGHLIGHTS:
            return _HIGHLIGHTS[str(attribute(lit, "val"))]
        shade = shade_of(holder.find(W + "shd"))
        if shade:
            return shade
    shade = shade_of(paragraph.find(f"{W}pPr/{W}shd"))
    if shade is None:
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        chain = styles.chain(attribute(style, "val") if style is not None else None, paragraph=True)
        found = (shade_of(s.find(f"{W}pPr/{W}shd")) for s in chain)
        shade = next((s for s in found if s), None)
    return shade or _ground_around(run, styles)


def _ground_around(run: etree._Element, styles: Styles) -> str | None:
    for around in run.iterancestors(
        W + "tc", W + "tbl", _WPS + "wsp", _V + "shape", _V + "rect", _V + "roundrect"
    ):
        shade: str | None = None
        if around.tag == W + "tc":
            shade = shade_of(around.find(f"{W}tcPr/{W}shd"))
        elif around.tag == W + "tbl":
            style = around.find(f"{W}tblPr/{W}tblStyle")
            if style is not None and styles.colours_cells(attribute(style, "val") or ""):
                return None
            shade = shade_of(around.find(f"{W}tblPr/{W}shd"))
        elif around.tag == _WPS + "wsp":
            return _shape_ground(around, styles.page_colour)
        elif around.get("filled") not in ("f", "false"):
            return (around.get("fillcolor") or "#FFFFFF").split()[0].removeprefix("#")
        if shade:
            return shade
    return styles.page_colour


def _shape_ground(shape: etree._Element, page_colour: str) -> str | None:
    """The fill of a drawn shape; None for one that is not a plain colour."""
    properties = shape.find(_WPS + "spPr")
    if properties is not None:
        if properties.find(_A + "noFill") is not None:
            return page_colour
        plain = properties.find(f"{_A}solidFill/{_A}srgbClr")
        if plain is not None:
            return str(plain.get("val"))
        theme = properties.find(f"{_A}solidFill/{_A}schemeClr")
        if theme is not None:
            return "FFFFFF" if theme.get("val") in ("bg1", "lt1") and len(theme) == 0 else None
        if any(properties.find(_A + name) is not None for name in ("gradFill", "blipFill", "pattFill")):
            return None
    reference = shape.find(f"{_WPS}style/{_A}fillRef")
    return page_colour if reference is None or reference.get("idx") in (None, "0") else None
