"""Which runs of a .docx a reader of the page cannot see: hidden format, letters of the ground's colour or tiny.

Word resolves a run's format from its own properties, its character style, its paragraph style, the style of
its table, the styles each of these is based on and the defaults of the document; the first that says
something wins.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from reviewapp.documents.docx_grounds import ground_of, is_like, shade_of
from reviewapp.documents.ooxml import W, attribute

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_OFF = frozenset({"0", "false", "off", "none"})
_WHITE_THEMES = frozenset({"background1", "light1", "bg1", "lt1"})
_TINY_HALF_POINTS = 6  # 3 pt and less cannot be read on paper
_NARROW_PERCENT = 10  # letters squeezed to a tenth of their width
_THIN_TWIPS = 60  # lines and rows of exactly 3 pt and less cut their letters off
_OFF_PAGE_TWIPS = 11_000  # moved to either side by the width of a sheet and more
_SEE_THROUGH = 95_000  # of 100,000: letters drawn this transparent


class StyleSheet:
    """Styles of a document by id, with the chain of styles each is based on, and its defaults."""

    def __init__(self, root: etree._Element | None, page_colour: str = "FFFFFF") -> None:
        self.page_colour = page_colour
        self.defaults: list[etree._Element] = []
        self._styles: dict[str, etree._Element] = {}
        self._default_paragraph = ""
        self._colours: dict[str, bool] = {}
        if root is not None:
            self.defaults = list(root.findall(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
            for style in root.iter(W + "style"):
                identity = attribute(style, "styleId") or ""
                self._styles[identity] = style
                if attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true"):
                    self._default_paragraph = identity

    def chain(self, identity: str | None, *, paragraph: bool = False) -> Iterator[etree._Element]:
        """The style ``identity`` and those it is based on, nearest first; loops end the chain."""
        current = identity or (self._default_paragraph if paragraph else "")
        seen: set[str] = set()
        while current in self._styles and current not in seen:
            seen.add(current)
            style = self._styles[current]
            yield style
            current = _value(style.find(W + "basedOn")) or ""

    def colours_cells(self, identity: str) -> bool:
        """True if the table style shades any of its cells: white letters in it may be a heading."""
        if identity not in self._colours:
            fills = [shade_of(s) for style in self.chain(identity) for s in style.iter(W + "shd")]
            self._colours[identity] = any(f and not is_like(f, self.page_colour) for f in fills)
        return self._colours[identity]


def vanishes(run: etree._Element, paragraph: etree._Element, styles: StyleSheet) -> bool:
    """True if the run is formatted as hidden: nothing of it is printed, pictures and boxes included."""
    return _is_on(_first(list(_properties(run, paragraph, styles)), "vanish"))


def is_hidden_run(run: etree._Element, paragraph: etree._Element, styles: StyleSheet) -> bool:
    """True if nobody can read the run's letters: hidden, tiny, squeezed, or of the ground's colour."""
    properties = list(_properties(run, paragraph, styles))
    if _is_on(_first(properties, "vanish")) or _is_tiny(properties):
        return True
    fill = _first_w14(properties)
    if fill is not None and _is_see_through(fill):
        return True
    colour = _colour_of(fill) or _letter_colour(_first(properties, "color"), styles.page_colour)
    if colour is None:
        return False
    ground = ground_of(run, paragraph, properties, styles)
    return ground is not None and is_like(colour, ground)


def is_thin_paragraph(paragraph: etree._Element, styles: StyleSheet) -> bool:
    """True if the paragraph's lines have exactly no height, or stand beside the sheet."""
    holders = paragraph.findall(W + "pPr")
    for style in styles.chain(_value(paragraph.find(f"{W}pPr/{W}pStyle")), paragraph=True):
        holders += style.findall(W + "pPr")
    spacing = next((s for h in holders if (s := h.find(W + "spacing")) is not None), None)
    if spacing is not None and attribute(spacing, "lineRule") == "exact":
        line = _number(attribute(spacing, "line"))
        if line is not None and line <= _THIN_TWIPS:
            return True
    indent = next((i for h in holders if (i := h.find(W + "ind")) is not None), None)
    frame = next((f for h in holders if (f := h.find(W + "framePr")) is not None), None)
    return _is_beside(indent, "left", "start", "firstLine") or _is_beside(frame, "x")


def is_beside_sheet(table: etree._Element) -> bool:
    """True for a table that stands where no sheet is."""
    floats, indent = (table.find(f"{W}tblPr/{W}{name}") for name in ("tblpPr", "tblInd"))
    return _is_beside(floats, "tblpX") or _is_beside(indent, "w")


def _is_beside(place: etree._Element | None, *names: str) -> bool:
    if place is None:
        return False
    return any(abs(_number(attribute(place, name)) or 0) >= _OFF_PAGE_TWIPS for name in names)


def is_hidden_row(row: etree._Element) -> bool:
    """True for a table row that is hidden or has exactly no height."""
    properties = row.find(W + "trPr")
    if properties is None:
        return False
    if _is_on(properties.find(W + "hidden")):
        return True
    height = properties.find(W + "trHeight")
    if height is None or attribute(height, "hRule") != "exact":
        return False
    value = _number(attribute(height, "val"))
    return value is not None and value <= _THIN_TWIPS


def _properties(
    run: etree._Element, paragraph: etree._Element, styles: StyleSheet
) -> Iterator[etree._Element]:
    own = run.find(W + "rPr")
    if own is not None:
        yield own
        for style in styles.chain(_value(own.find(W + "rStyle"))):
            yield from style.findall(W + "rPr")
    for style in styles.chain(_value(paragraph.find(f"{W}pPr/{W}pStyle")), paragraph=True):
        yield from style.findall(W + "rPr")
    for table in paragraph.iterancestors(W + "tbl"):
        for style in styles.chain(_value(table.find(f"{W}tblPr/{W}tblStyle"))):
            yield from style.findall(W + "rPr")
    yield from styles.defaults


def _first(properties: list[etree._Element], name: str) -> etree._Element | None:
    for holder in properties:
        element = holder.find(W + name)
        if element is not None:
            return element
    return None


def _first_w14(properties: list[etree._Element]) -> etree._Element | None:
    """The fill of the letters that Word 2010 and later draws instead of the plain colour."""
    return next((f for h in properties if (f := h.find(_W14 + "textFill")) is not None), None)


def _is_see_through(fill: etree._Element) -> bool:
    if fill.find(_W14 + "noFill") is not None:
        return True
    alphas = [_number(str(a.get(_W14 + "val"))) for a in fill.iter(_W14 + "alpha")]
    return bool(alphas) and all(a is not None and a >= _SEE_THROUGH for a in alphas)


def _colour_of(fill: etree._Element | None) -> str | None:
    if fill is None:
        return None
    plain = fill.find(f"{_W14}solidFill/{_W14}srgbClr")
    if plain is not None:
        return str(plain.get(_W14 + "val") or "") or None
    theme = fill.find(f"{_W14}solidFill/{_W14}schemeClr")
    return "FFFFFF" if theme is not None and theme.get(_W14 + "val") in _WHITE_THEMES else None


def _letter_colour(colour: etree._Element | None, page_colour: str) -> str | None:
    """Six hex digits; None for automatic, which Word makes stand out from any ground."""
    if colour is None:
        return None
    if attribute(colour, "themeColor") in _WHITE_THEMES and attribute(colour, "themeShade") is None:
        return "FFFFFF"
    return shade_hex(_value(colour))


def shade_hex(value: str | None) -> str | None:
    """``value`` if it is a colour in six hex digits."""
    return value if value and len(value) == 6 and all(c in "0123456789abcdefABCDEF" for c in value) else None


def _is_tiny(properties: list[etree._Element]) -> bool:
    size = _number(_value(_first(properties, "sz")))
    if size is not None and size <= _TINY_HALF_POINTS:
        return True
    width = _number(_value(_first(properties, "w")))
    if width is not None and width <= _NARROW_PERCENT:
        return True
    pitch = _number(_value(_first(properties, "spacing")))  # twips; a letter is 10 × half-points wide
    return pitch is not None and pitch <= -9 * (size or 21)


def _value(element: etree._Element | None) -> str | None:
    return None if element is None else attribute(element, "val")


def _number(text: str | None) -> int | None:
    digits = (text or "").removeprefix("-").removesuffix("%")
    return int((text or "").removesuffix("%")) if digits.isdecimal() and len(digits) < 9 else None


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and (_value(element) or "1").lower() not in _OFF
