"""The walk over the XML of one .odt story: paragraphs in reading order, with the look of their letters."""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import etree

from reviewapp.documents.extracted import Draft, Placed
from reviewapp.documents.odt_lists import OdtLists, OpenList
from reviewapp.documents.odt_styles import (
    DRAW,
    FO,
    OFFICE,
    SVG,
    TABLE,
    TEXT,
    Look,
    OdtStyles,
    is_beside_sheet,
    length_points,
)

DC_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_HREF = "{http://www.w3.org/1999/xlink}href"
_SPACE = re.compile(r"[ \t\r\n]+")
_RECT = re.compile(r"rect\(([^)]{1,80})\)")
_IDENTITY_FIELDS = frozenset(
    TEXT + name
    for name in ("author-name", "author-initials", "initial-creator", "creator", "printed-by", "file-name",
                 "sender-firstname", "sender-lastname", "sender-company", "sender-email", "user-defined",
                 "ruby-text", "script")
)  # fmt: skip
_SKIPPED = frozenset({
    OFFICE + "forms", TEXT + "sequence-decls", TEXT + "variable-decls", TEXT + "user-field-decls",
    OFFICE + "annotation-end", TEXT + "note-citation", DRAW + "glue-point", TEXT + "index-title-template",
    DRAW + "image",
})  # fmt: skip
_FIRST_PICTURE = DRAW + "image"
_HIDDEN_ROWS = frozenset({"collapse", "filter"})


class Walker:
    """Walks blocks and inline content; ``notes`` gathers footnotes and endnotes, to follow the text."""

    def __init__(self, draft: Draft, styles: OdtStyles, lists: OdtLists) -> None:
        self.draft = draft
        self.notes: list[str] = []
        self._styles = styles
        self._lists = lists
        self._note_count = 0
        self._boxes: list[str] = []

    def blocks(
        self, parent: etree._Element, lines: list[str], look: Look, opened: OpenList | None = None
    ) -> None:
        """Append the lines of all paragraphs, lists, tables and frames under ``parent``."""
        for child in parent:
            tag = child.tag
            if tag in (TEXT + "p", TEXT + "h"):
                label = self._lists.heading_label(child) if tag == TEXT + "h" and opened is None else ""
                self._paragraph(child, lines, look, label)
            elif tag == TEXT + "list":
                self._list(child, lines, look, self._lists.open(child, opened))
            elif tag == TABLE + "table":
                self._table(child, lines, look)
            elif tag == TEXT + "tracked-changes":
                self._deletions(child)
            elif tag == OFFICE + "annotation":
                self._comment(child)
            elif tag in (DRAW + "object", DRAW + "object-ole"):
                self.draft.count("embedded_object")
            elif tag in (SVG + "title", SVG + "desc"):
                self.draft.hide("side", plain(child))
            elif _is_switched_off(child):
                self.draft.hide("hidden", plain(child))
            elif tag.startswith(DRAW) and tag not in _SKIPPED:
                self._frame(child, lines, look)
            elif tag not in _SKIPPED:
                self.blocks(child, lines, look, opened)

    def _list(self, element: etree._Element, lines: list[str], look: Look, opened: OpenList) -> None:
        for item in element:
            label = self._lists.label(opened, item) if item.tag == TEXT + "list-item" else ""
            for child in item:
                if child.tag in (TEXT + "p", TEXT + "h"):
                    self._paragraph(child, lines, look, label)
                    label = ""
                elif child.tag == TEXT + "list":
                    self._list(child, lines, look, self._lists.open(child, opened))

    def _paragraph(self, paragraph: etree._Element, lines: list[str], look: Look, label: str) -> None:
        hidden = [c for c in paragraph.iter(TEXT + "hidden-paragraph") if c.get(TEXT + "is-hidden") == "true"]
        if hidden:
            self.draft.hide("hidden", plain(paragraph))
            return
        outer, self._boxes = self._boxes, []
        pieces: list[str] = []
        self._inline(
            paragraph, pieces, self._styles.within(look, "paragraph", paragraph.get(TEXT + "style-name"))
        )
        text = "".join(pieces)
        lines.append(label + text if text.strip() else text)
        lines += self._boxes
        self._boxes = outer

    def _table(self, table: etree._Element, lines: list[str], look: Look) -> None:
        """A row of one-paragraph cells is one line joined by tabs; longer cells keep their paragraphs."""
        look = self._styles.within(look, "table", table.get(TABLE + "style-name"))
        for row in table.iter(TABLE + "table-row"):
            if next(row.iterancestors(TABLE + "table")) is not table:
                continue
            if row.get(TABLE + "visibility") in _HIDDEN_ROWS:
                self.draft.hide("hidden", plain(row))
                continue
            cells: list[list[str]] = []
            for cell in row.findall(TABLE + "table-cell"):
                found: list[str] = []
                self.blocks(
                    cell, found, self._styles.within(look, "table-cell", cell.get(TABLE + "style-name"))
                )
                cells.append([line for line in found if line.strip()])
            for covered in row.findall(TABLE + "covered-table-cell"):
                self.draft.hide("hidden", plain(covered))
            if all(len(cell) <= 1 for cell in cells):
                lines.append("\t".join(cell[0] if cell else "" for cell in cells))
            else:
                lines += [line for cell in cells for line in cell]

    def _inline(self, element: etree._Element, out: list[str], look: Look) -> None:
        """Text of a paragraph; white space collapses as ODF 6.1.2 says."""
        self._say(element.text, out, look)
        for child in element:
            self._inline_child(child, out, look)
            self._say(child.tail, out, look)

    def _say(self, text: str | None, out: list[str], look: Look) -> None:
        words = _SPACE.sub(" ", text or "")
        if words.strip() and look.hides(words):
            self.draft.hide("hidden", words)
        else:
            out.append(words)

    def _inline_child(self, child: etree._Element, out: list[str], look: Look) -> None:
        tag = child.tag
        if tag == TEXT + "s":
            count = child.get(TEXT + "c") or "1"
            out.append(" " * (min(int(count), 100) if count.isdecimal() else 1))
        elif tag in (TEXT + "tab", TEXT + "line-break"):
            out.append("\t" if tag == TEXT + "tab" else "\n")
        elif tag == TEXT + "note":
            self._note(child, out, look)
        elif tag == OFFICE + "annotation":
            self._comment(child)
        elif tag in _IDENTITY_FIELDS:
            self.draft.hide("side", plain(child) or str(child.get(TEXT + "string-value") or ""))
        elif tag == TEXT + "hidden-text" and child.get(TEXT + "is-hidden") != "false":
            self.draft.hide("hidden", plain(child) or str(child.get(TEXT + "string-value") or ""))
        elif _is_switched_off(child):
            self.draft.hide("hidden", plain(child))
        elif tag.startswith(DRAW) and tag != DRAW + "a":
            self._frame(child, self._boxes, look, out)
        elif tag not in _SKIPPED:
            self._note_link(child)
            if tag == TEXT + "span":
                look = self._styles.within(look, "text", child.get(TEXT + "style-name"))
            self._inline(child, out, look)

    def _frame(
        self, frame: etree._Element, lines: list[str], look: Look, out: list[str] | None = None
    ) -> None:
        """A box's paragraphs go to ``lines``; a picture leaves its mark in the text where it hangs."""
        style = frame.get(DRAW + "style-name")
        if look.gone or is_beside_sheet(frame):
            self.draft.hide("hidden", plain(frame))
            return
        images = frame.findall(_FIRST_PICTURE)
        for image in images[:1]:  # the others show the same for programs that know another format
            part = str(image.get(_HREF) or "").removeprefix("./")
            if "://" in part:
                self.draft.count("external_link")
                continue
            mark = self.draft.place(
                Placed(part, cut=_cut(self._styles.property("graphic", style, FO + "clip")))
            )
            (lines if out is None else out).append(mark)
        inside = self._styles.within(replace(look, colour=None, size=12.0, hanzi_size=12.0), "graphic", style)
        self.blocks(frame, lines, inside)

    def _note_link(self, element: etree._Element) -> None:
        if element.tag in (TEXT + "a", DRAW + "a"):
            self.draft.count("external_link")
            self.draft.hide("side", str(element.get(_HREF) or "").removeprefix("mailto:"))

    def _note(self, note: etree._Element, out: list[str], look: Look) -> None:
        body = note.find(TEXT + "note-body")
        if look.hides("注"):
            self.draft.hide("hidden", plain(body) if body is not None else "")
            return
        self._note_count += 1
        number = self._note_count
        out.append(f"[{number}]")
        lines: list[str] = []
        if body is not None:
            self.blocks(body, lines, look)
            lines[:1] = [f"[{number}] {line}" for line in lines[:1]]
        self.notes += lines

    def _comment(self, annotation: etree._Element) -> None:
        author = annotation.findtext(DC_CREATOR) or ""
        self.draft.hide("comment", (f"{author}: " if author else "") + self._all_lines(annotation))

    def _deletions(self, changes: etree._Element) -> None:
        for deletion in changes.iter(TEXT + "deletion"):
            self.draft.hide("deleted", self._all_lines(deletion))
        self.draft.count("inserted_text", sum(1 for _ in changes.iter(TEXT + "insertion")))

    def _all_lines(self, element: etree._Element) -> str:
        """Everything a comment or a deletion says, whatever it looks like."""
        return "\n".join(plain(p) for p in element.iter(TEXT + "p", TEXT + "h")).strip()


def plain(element: etree._Element) -> str:
    return "".join(str(text) for text in element.itertext())


def _is_switched_off(element: etree._Element) -> bool:
    if element.get(TEXT + "is-hidden") == "true":
        return True
    return element.get(TEXT + "display") == "none" or element.get(DRAW + "display") in ("none", "screen")


def _cut(clip: str) -> tuple[float, float, float, float]:
    """``rect(top right bottom left)`` as inches cut off at left, top, right and bottom."""
    found = _RECT.fullmatch(clip)
    sides = [
        (length_points(side) or 0.0) / 72 for side in re.split(r"[,\s]+", found.group(1).strip())
    ] if found else []  # fmt: skip
    if len(sides) != 4:
        return (0.0, 0.0, 0.0, 0.0)
    top, right, bottom, left = (max(0.0, side) for side in sides)
    return (left, top, right, bottom)
