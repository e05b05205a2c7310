"""Reading .odt: one walk over content.xml (OpenDocument 1.3, text)."""

from __future__ import annotations

from lxml import etree

from reviewapp.documents.extracted import Draft
from reviewapp.documents.odt_lists import OdtLists
from reviewapp.documents.odt_styles import OFFICE, STYLE, TEXT, OdtStyles
from reviewapp.documents.odt_walk import DC_CREATOR, Walker, plain
from reviewapp.documents.packages import Package, open_package
from reviewapp.documents.refusal import Refusal
from reviewapp.documents.xmlparts import read_optional, read_part, refuse_dtd_anywhere

_META_NAME = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}name"
_MARGINS = ("header", "header-left", "header-first", "footer", "footer-left", "footer-first")


def read(data: bytes) -> Draft:
    """Visible text of an .odt as lines.

    Raises Refusal ``damaged``, ``encrypted``, ``macro``, ``external_entity`` and those of open_package.
    """
    draft = Draft("odt")
    with open_package(data) as package:
        _refuse_locked(package)
        refuse_dtd_anywhere(package)
        roots = [read_optional(package, "styles.xml"), read_part(package, "content.xml")]
        styles, content = roots
        assert content is not None  # read_part raises
        body = content.find(f"{OFFICE}body/{OFFICE}text")
        if body is None:
            raise Refusal("damaged", part="content.xml")
        sheet = OdtStyles(roots)
        walker = Walker(draft, sheet, OdtLists(roots))
        walker.blocks(body, draft.lines, sheet.page(roots))
        draft.lines += walker.notes
        if styles is not None:
            _hide_margins(styles, draft, sheet, roots)
        _read_properties(package, content, draft)
        draft.media = [name for name in package.names if name.startswith("Pictures/")]
    return draft


def _refuse_locked(package: Package) -> None:
    manifest = read_optional(package, "META-INF/manifest.xml")
    if manifest is not None and any(
        isinstance(e.tag, str) and e.tag.endswith("}encryption-data") for e in manifest.iter()
    ):
        raise Refusal("encrypted")
    modules = [n for n in package.names if n.startswith("Basic/") and not n.endswith(("-lc.xml", "-lb.xml"))]
    if modules or any(name.startswith("Scripts/") for name in package.names):
        raise Refusal("macro")


def _hide_margins(
    styles: etree._Element, draft: Draft, sheet: OdtStyles, roots: list[etree._Element | None]
) -> None:
    for margin in styles.iter(*(STYLE + tag for tag in _MARGINS)):
        lines: list[str] = []
        aside = Walker(Draft("odt"), sheet, OdtLists([]))
        aside.blocks(margin, lines, sheet.page(roots))
        draft.hide("margin", aside.draft.plain("\n".join(lines)))
        for piece in aside.draft.hidden:
            draft.hide("margin", piece.text)


def _read_properties(package: Package, content: etree._Element, draft: Draft) -> None:
    meta = read_optional(package, "meta.xml")
    holder = meta.find(OFFICE + "meta") if meta is not None else None
    for element in holder if holder is not None else ():
        name = str(element.get(_META_NAME) or etree.QName(element).localname)
        if name not in ("document-statistic", "generator", "editing-duration", "editing-cycles"):
            value = plain(element).strip()
            draft.properties.update({name: value[:500]} if value else {})
    for declared in content.iter(TEXT + "user-field-decl", TEXT + "variable-set"):
        value = str(declared.get(OFFICE + "string-value") or "").strip()
        if value:
            draft.properties[str(declared.get(TEXT + "name"))[:100]] = value[:500]
    editors = {creator.text.strip() for creator in content.iter(DC_CREATOR) if creator.text}
    if editors:
        draft.properties["editors"] = "、".join(sorted(editors))[:500]
