"""How letters of an .odt look: what a style, those it is based on and the frames around it make of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from reviewapp.documents.docx_grounds import is_like

_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TEXT, TABLE, OFFICE, STYLE, DRAW, FO, SVG = (
    _NS % name
    for name in ("text", "table", "office", "style", "drawing", "xsl-fo-compatible", "svg-compatible")
)
_LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
_LENGTH = re.compile(r"(-?[\d.]{1,10})(pt|cm|mm|in|px|pc)")
_POINTS = {"pt": 1.0, "cm": 72 / 2.54, "mm": 7.2 / 2.54, "in": 72.0, "px": 0.75, "pc": 12.0}
_PERCENT = re.compile(r"(-?[\d.]{1,8})%")
_TINY_POINTS = 3.0
_FIRST_HANZI = "\u2e80"
_USUAL_POINTS = 12.0
_NARROW_PERCENT = 10.0
_OFF_PAGE_POINTS = 550.0  # moved to either side by the width of a sheet and more
_SEE_THROUGH_PERCENT = 5.0
_MAX_STYLE_CHAIN = 20
_PLAIN_FILLS = ("", "solid")


@dataclass(frozen=True, slots=True)
class Look:
    """How letters look at one place: colour and ground in six hex digits, None where Word-processors choose
    the one to stand out or the other cannot be told; sizes in points (Hanzi have one of their own)."""

    gone: bool = False
    colour: str | None = None
    ground: str | None = "ffffff"
    size: float = _USUAL_POINTS
    hanzi_size: float = _USUAL_POINTS
    faint: bool = False

    def hides(self, words: str) -> bool:
        """True if nobody can read these words where letters look so."""
        size = self.hanzi_size if any(letter >= _FIRST_HANZI for letter in words) else self.size
        if self.gone or self.faint or size <= _TINY_POINTS:
            return True
        return self.colour is not None and self.ground is not None and is_like(self.colour, self.ground)


class OdtStyles:
    """Styles of a document by family and name, with those they are based on."""

    def __init__(self, roots: list[etree._Element | None]) -> None:
        self._styles: dict[tuple[str, str], etree._Element] = {}
        self._defaults: dict[str, etree._Element] = {}
        self._merged: dict[tuple[str, str], dict[str, str]] = {}
        for root in roots:
            for style in root.iter(STYLE + "style", STYLE + "default-style") if root is not None else ():
                family = str(style.get(STYLE + "family") or "")
                if style.tag == STYLE + "default-style":
                    self._defaults[family] = style
                else:
                    self._styles[(family, str(style.get(STYLE + "name")))] = style

    def page(self, roots: list[etree._Element | None]) -> Look:
        """The look a page begins with: the default letters on the colour of the pages."""
        grounds = {
            str(p.get(FO + "background-color") or "transparent")
            for root in roots
            for p in (root.iter(STYLE + "page-layout-properties") if root is not None else ())
        }
        colours = [_hex(ground) for ground in grounds if _hex(ground)]
        look = Look(ground=colours[0] if len(colours) == 1 == len(grounds) else "ffffff")
        default = self._defaults.get("paragraph")
        return _with(look, _attributes(default), paragraph=True) if default is not None else look

    def within(self, look: Look, family: str, name: str | None) -> Look:
        """The look inside something of this family (paragraph, text, table-cell, graphic …) and style."""
        if not name:
            return look
        return _with(look, self._properties(family, str(name)), paragraph=family == "paragraph")

    def property(self, family: str, name: str | None, key: str) -> str:
        """One property of a style or of those it is based on, ``""`` where none says it."""
        return self._properties(family, str(name)).get(key, "") if name else ""

    def _properties(self, family: str, name: str) -> dict[str, str]:
        key = (family, name)
        if key not in self._merged:
            merged: dict[str, str] = {}
            for style in self._chain(family, name):
                for attribute, value in _attributes(style).items():
                    merged.setdefault(attribute, value)
            self._merged[key] = merged
        return self._merged[key]

    def _chain(self, family: str, name: str) -> Iterator[etree._Element]:
        for _ in range(_MAX_STYLE_CHAIN):
            style = self._styles.get((family, name), self._styles.get(("", name)))
            if style is None:
                return
            yield style
            name = str(style.get(STYLE + "parent-style-name"))


def length_points(text: str | None) -> float | None:
    """A length as ODF writes it, in points.

    >>> length_points("2.54cm"), length_points("3%")
    (72.0, None)
    """
    found = _LENGTH.fullmatch(str(text or ""))
    try:
        return float(found.group(1)) * _POINTS[found.group(2)] if found else None
    except ValueError:
        return None


def _attributes(style: etree._Element) -> dict[str, str]:
    """What a style says; the ground of its letters apart from that of its box."""
    said: dict[str, str] = {}
    for properties in style:
        for key, value in properties.attrib.items():
            box = str(key) == FO + "background-color" and properties.tag != STYLE + "text-properties"
            said.setdefault("box" if box else str(key), str(value))
    return said


def _with(look: Look, said: dict[str, str], *, paragraph: bool) -> Look:
    display = said.get(TEXT + "display")
    if display is not None:
        look = replace(look, gone=display == "none")
    if paragraph and _is_off_page(said):
        look = replace(look, gone=True)
    fill = said.get(DRAW + "fill", "")
    if fill not in _PLAIN_FILLS:
        look = replace(look, ground=look.ground if fill == "none" else None)
    for ground in (said.get("box"), said.get(DRAW + "fill-color") if fill == "solid" else None,
                   said.get(FO + "background-color")):  # fmt: skip
        if _hex(ground):
            look = replace(look, ground=_hex(ground))
    if said.get(STYLE + "use-window-font-color") == "true":
        look = replace(look, colour=None)
    elif _hex(said.get(FO + "color")):
        look = replace(look, colour=_hex(said.get(FO + "color")))
    look = replace(look, faint=_is_faint(look, said))
    return replace(
        look,
        size=_size(look.size, said, FO + "font-size"),
        hanzi_size=_size(look.hanzi_size, said, STYLE + "font-size-asian"),
    )


def is_beside_sheet(frame: etree._Element) -> bool:
    """True for a frame that stands where no sheet is, or has no width worth the name; its height may grow."""
    width = length_points(frame.get(SVG + "width"))
    return _is_moved_off(frame.get(SVG + "x")) or (width is not None and width <= _TINY_POINTS)


def _is_off_page(said: dict[str, str]) -> bool:
    """Lines without height, or beside the sheet."""
    height = length_points(said.get(FO + "line-height"))
    if height is not None and height <= _TINY_POINTS:
        return True
    return any(_is_moved_off(said.get(FO + name)) for name in ("margin-left", "text-indent"))


def _is_moved_off(length: str | None) -> bool:
    return abs(length_points(length) or 0.0) >= _OFF_PAGE_POINTS


def _is_faint(look: Look, said: dict[str, str]) -> bool:
    """Transparent or squeezed; LibreOffice writes an opacity of 0 % beside the automatic colour, meaning none."""
    narrow = _percent(said.get(STYLE + "text-scale"))
    if narrow is not None and narrow <= _NARROW_PERCENT:
        return True
    if said.get(STYLE + "use-window-font-color") == "true":
        return False
    opacity = _percent(said.get(_LOEXT + "opacity"))
    return opacity <= _SEE_THROUGH_PERCENT if opacity is not None else look.faint


def _size(size: float, said: dict[str, str], key: str) -> float:
    given = said.get(key)
    share = _percent(given)
    size = size * share / 100 if share is not None else length_points(given) or size
    raised = str(said.get(STYLE + "text-position") or "").split()
    small = _percent(raised[1]) if len(raised) == 2 else None
    return size * small / 100 if small is not None and 0 < small < 20 else size


def _percent(text: str | None) -> float | None:
    found = _PERCENT.fullmatch(str(text or ""))
    try:
        return float(found.group(1)) if found else None
    except ValueError:
        return None


def _hex(colour: str | None) -> str | None:
    return colour[1:] if colour and re.fullmatch(r"#[0-9a-fA-F]{6}", colour) else None
