"""Which runs of a .docx a reader of the page cannot see: hidden format, white or tiny letters.

Word resolves a run's format from its own properties, its character style, its paragraph style and the
style each of these is based on; the first that says something wins.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from reviewapp.documents.ooxml import W, attribute

_OFF = frozenset({"0", "false", "off", "none"})
_TINY_HALF_POINTS = 6  # 3 pt and less cannot be read on paper
_NEAR_WHITE = 0xF0  # each of red, green, blue at least this
_NO_COLOUR = frozenset({"auto", "", "FFFFFF", "ffffff", "clear"})


class StyleSheet:
    """Styles of a document by id, with the chain of styles each is based on."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, etree._Element] = {}
        self._default_paragraph = ""
        if root is not None:
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


def is_hidden_run(run: etree._Element, paragraph: etree._Element, styles: StyleSheet) -> bool:
    """True if the run is formatted as hidden, in letters of 3 pt or less, or white on no shading."""
    properties = list(_properties(run, paragraph, styles))
    if _is_on(_first(properties, "vanish")) or _is_on(_first(properties, "webHidden")):
        return True
    size = _value(_first(properties, "sz"))
    if size is not None and size.isdigit() and int(size) <= _TINY_HALF_POINTS:
        return True
    colour = _value(_first(properties, "color"))
    return colour is not None and _is_near_white(colour) and not _is_shaded(run, properties)


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


def _first(properties: list[etree._Element], name: str) -> etree._Element | None:
    for holder in properties:
        element = holder.find(W + name)
        if element is not None:
            return element
    return None


def _value(element: etree._Element | None) -> str | None:
    return None if element is None else attribute(element, "val")


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and (_value(element) or "1").lower() not in _OFF


def _is_near_white(colour: str) -> bool:
    try:
        parts = bytes.fromhex(colour)
    except ValueError:  # "auto" and theme names
        return False
    return len(parts) == 3 and min(parts) >= _NEAR_WHITE


def _is_shaded(run: etree._Element, properties: list[etree._Element]) -> bool:
    """White letters on a coloured ground are a heading, not a hiding place."""
    if _first(properties, "highlight") is not None:
        return True
    holders = [_first(properties, "shd")]
    for ancestor in run.iterancestors(W + "p", W + "tc"):
        holders += [ancestor.find(f"{W}pPr/{W}shd"), ancestor.find(f"{W}tcPr/{W}shd")]
    return any(
        shade is not None and (attribute(shade, "fill") or "auto") not in _NO_COLOUR for shade in holders
    )
