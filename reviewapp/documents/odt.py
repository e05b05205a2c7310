"""Reading .odt: one walk over content.xml (OpenDocument 1.3, text)."""

from __future__ import annotations

import re

from lxml import etree

from reviewapp.documents.extracted import Draft
from reviewapp.documents.packages import Package, open_package
from reviewapp.documents.refusal import Refusal
from reviewapp.documents.xmlparts import read_optional, read_part, refuse_dtd_anywhere

_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TEXT, TABLE, OFFICE, STYLE, DRAW, FO = (
    _NS % name for name in ("text", "table", "office", "style", "drawing", "xsl-fo-compatible")
)
_DC_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_HREF = "{http://www.w3.org/1999/xlink}href"
_SPACE = re.compile(r"[ \t\r\n]+")
_IDENTITY_FIELDS = frozenset(
    TEXT + name
    for name in ("author-name", "author-initials", "initial-creator", "creator", "printed-by", "file-name",
                 "sender-firstname", "sender-lastname", "sender-company", "sender-email", "user-defined")
)  # fmt: skip
_SKIPPED = frozenset({
    OFFICE + "forms", TEXT + "sequence-decls", TEXT + "variable-decls", TEXT + "user-field-decls",
    OFFICE + "annotation-end", TEXT + "note-citation", DRAW + "glue-point", TEXT + "index-title-template",
})  # fmt: skip
_TINY_POINTS = 3.0
_MAX_STYLE_CHAIN = 20


def read(data: bytes) -> Draft:
    """Visible text of an .odt as lines.

    Raises Refusal ``damaged``, ``encrypted``, ``macro``, ``external_entity`` and those of open_package.
    """
    draft = Draft("odt")
    with open_package(data) as package:
        _refuse_locked(package)
        refuse_dtd_anywhere(package)
        styles = read_optional(package, "styles.xml")
        content = read_part(package, "content.xml")
        walker = Walker(draft, _hidden_styles([styles, content]))
        body = content.find(f"{OFFICE}body/{OFFICE}text")
        if body is None:
            raise Refusal("damaged", part="content.xml")
        walker.blocks(body, draft.lines)
        draft.lines += walker.notes
        if styles is not None:
            _hide_margins(styles, draft)
        _read_properties(package, content, draft)
        draft.count("pictures", sum(name.startswith("Pictures/") for name in package.names))
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


class Walker:
    """Walks blocks and inline content; ``notes`` gathers footnotes and endnotes, to follow the text."""

    def __init__(self, draft: Draft, hidden_styles: frozenset[str]) -> None:
        self.draft = draft
        self.notes: list[str] = []
        self._hidden_styles = hidden_styles
        self._note_count = 0
        self._boxes: list[str] = []

    def blocks(self, parent: etree._Element, lines: list[str]) -> None:
        """Append the lines of all paragraphs, lists, tables and frames under ``parent``."""
        for child in parent:
            if child.tag in (TEXT + "p", TEXT + "h"):
                self._paragraph(child, lines)
            elif child.tag == TABLE + "table":
                self._table(child, lines)
            elif child.tag == TEXT + "tracked-changes":
                self._deletions(child)
            elif child.tag == OFFICE + "annotation":
                self._comment(child)
            elif child.tag in (DRAW + "object", DRAW + "object-ole"):
                self.draft.count("embedded_object")
            elif child.tag not in _SKIPPED:
                self.blocks(child, lines)

    def _paragraph(self, paragraph: etree._Element, lines: list[str]) -> None:
        outer, self._boxes = self._boxes, []
        pieces: list[str] = []
        self._inline(paragraph, pieces)
        text = "".join(pieces)
        if paragraph.get(TEXT + "style-name") in self._hidden_styles:
            self.draft.hide("hidden", text)
        else:
            lines.append(text)
        lines += self._boxes
        self._boxes = outer

    def _table(self, table: etree._Element, lines: list[str]) -> None:
        """A row of one-paragraph cells is one line joined by tabs; longer cells keep their paragraphs."""
        for row in table.iter(TABLE + "table-row"):
            if next(row.iterancestors(TABLE + "table")) is not table:
                continue
            cells: list[list[str]] = []
            for cell in row.findall(TABLE + "table-cell"):
                found: list[str] = []
                self.blocks(cell, found)
                cells.append([line for line in found if line.strip()])
            if all(len(cell) <= 1 for cell in cells):
                lines.append("\t".join(cell[0] if cell else "" for cell in cells))
            else:
                lines += [line for cell in cells for line in cell]

    def _inline(self, element: etree._Element, out: list[str]) -> None:
        """Text of a paragraph; white space collapses as ODF 6.1.2 says."""
        out.append(_SPACE.sub(" ", element.text or ""))
        for child in element:
            self._inline_child(child, out)
            out.append(_SPACE.sub(" ", child.tail or ""))

    def _inline_child(self, child: etree._Element, out: list[str]) -> None:
        tag = child.tag
        if tag == TEXT + "s":
            count = child.get(TEXT + "c") or "1"
            out.append(" " * (min(int(count), 100) if count.isdigit() else 1))
        elif tag in (TEXT + "tab", TEXT + "line-break"):
            out.append("\t" if tag == TEXT + "tab" else "\n")
        elif tag == TEXT + "note":
            self._note(child, out)
        elif tag == OFFICE + "annotation":
            self._comment(child)
        elif tag in _IDENTITY_FIELDS or tag == TEXT + "hidden-text" or tag == TEXT + "ruby-text":
            self.draft.hide("side", _plain(child) or str(child.get(TEXT + "string-value") or ""))
        elif tag == DRAW + "frame" or tag.startswith(DRAW):
            self.blocks(child, self._boxes)
        elif tag == TEXT + "span" and child.get(TEXT + "style-name") in self._hidden_styles:
            self.draft.hide("hidden", _plain(child))
        elif tag not in _SKIPPED:
            self._note_link(child)
            self._inline(child, out)

    def _note_link(self, element: etree._Element) -> None:
        if element.tag == TEXT + "a":
            self.draft.count("external_link")
            self.draft.hide("side", str(element.get(_HREF) or "").removeprefix("mailto:"))

    def _note(self, note: etree._Element, out: list[str]) -> None:
        self._note_count += 1
        out.append(f"[{self._note_count}]")
        body = note.find(TEXT + "note-body")
        lines: list[str] = []
        if body is not None:
            number = self._note_count
            self.blocks(body, lines)
            lines[:1] = [f"[{number}] {line}" for line in lines[:1]]
        self.notes += lines

    def _comment(self, annotation: etree._Element) -> None:
        lines: list[str] = []
        Walker(Draft("odt"), frozenset()).blocks(annotation, lines)
        author = annotation.findtext(_DC_CREATOR) or ""
        self.draft.hide("comment", (f"{author}: " if author else "") + "\n".join(lines))

    def _deletions(self, changes: etree._Element) -> None:
        for deletion in changes.iter(TEXT + "deletion"):
            lines: list[str] = []
            Walker(Draft("odt"), frozenset()).blocks(deletion, lines)
            self.draft.hide("deleted", "\n".join(lines))


def _hidden_styles(roots: list[etree._Element | None]) -> frozenset[str]:
    """Names of the styles whose text cannot be seen: not displayed, white on nothing, or tiny."""
    styles = {
        str(style.get(STYLE + "name")): style
        for root in roots
        if root is not None
        for style in root.iter(STYLE + "style")
    }
    return frozenset(name for name in styles if _is_hidden(name, styles))


def _is_hidden(name: str, styles: dict[str, etree._Element]) -> bool:
    merged: dict[str, str] = {}
    for _ in range(_MAX_STYLE_CHAIN):
        if name not in styles:
            break
        for properties in styles[name].iter(STYLE + "text-properties", STYLE + "paragraph-properties"):
            for key, value in properties.attrib.items():
                merged.setdefault(str(key), str(value))
        name = str(styles[name].get(STYLE + "parent-style-name"))
    if merged.get(TEXT + "display") == "none":
        return True
    bare = merged.get(FO + "background-color", "transparent") in ("transparent", "#ffffff")
    if bare and merged.get(FO + "color", "").lower() in ("#ffffff", "#fefefe"):
        return True
    size = re.fullmatch(r"([\d.]{1,8})pt", merged.get(FO + "font-size", ""))
    return size is not None and float(size.group(1)) <= _TINY_POINTS


def _hide_margins(styles: etree._Element, draft: Draft) -> None:
    for tag in ("header", "header-left", "header-first", "footer", "footer-left", "footer-first"):
        for margin in styles.iter(STYLE + tag):
            lines: list[str] = []
            Walker(Draft("odt"), frozenset()).blocks(margin, lines)
            draft.hide("margin", "\n".join(lines))


def _read_properties(package: Package, content: etree._Element, draft: Draft) -> None:
    meta = read_optional(package, "meta.xml")
    holder = meta.find(OFFICE + "meta") if meta is not None else None
    for element in holder if holder is not None else ():
        name = str(element.get(_NS % "meta" + "name") or etree.QName(element).localname)
        if name not in ("document-statistic", "generator", "editing-duration", "editing-cycles"):
            value = _plain(element).strip()
            draft.properties.update({name: value[:500]} if value else {})
    editors = {creator.text.strip() for creator in content.iter(_DC_CREATOR) if creator.text}
    if editors:
        draft.properties["editors"] = "、".join(sorted(editors))[:500]


def _plain(element: etree._Element) -> str:
    return "".join(str(text) for text in element.itertext())
