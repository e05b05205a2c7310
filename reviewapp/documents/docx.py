"""Reading .docx: one walk over the XML tree of each part (ECMA-376, WordprocessingML).

python-docx is not used to read: of seven places a sentence can stand in (body, text box, table, content
control, tracked insertion, link, footnote) it returns two.
"""

from __future__ import annotations

from lxml import etree

from reviewapp.documents import ooxml
from reviewapp.documents.docx_runs import StyleSheet, is_hidden_run
from reviewapp.documents.extracted import Draft, HiddenKind
from reviewapp.documents.numbering import Numbering
from reviewapp.documents.ooxml import W, attribute
from reviewapp.documents.packages import Package, open_package
from reviewapp.documents.refusal import Refusal
from reviewapp.documents.xmlparts import read_optional, read_part, refuse_dtd_anywhere

_DOCUMENT = "word/document.xml"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DRAWING_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
# Fields whose result names a person or a file rather than being part of the text.
_IDENTITY_FIELDS = frozenset({
    "AUTHOR", "LASTSAVEDBY", "FILENAME", "USERNAME", "USERINITIALS", "USERADDRESS", "DOCPROPERTY",
    "COMMENTS", "TEMPLATE", "INFO",
})  # fmt: skip
_DELETIONS = frozenset({W + "del", W + "moveFrom"})
_BREAKS = {W + "br": "\n", W + "cr": "\n", W + "tab": "\t", W + "ptab": "\t", W + "noBreakHyphen": "-"}
# Subtrees that hold no text of their own: properties, and old states of changed properties.
_SKIPPED = frozenset({
    W + "pPr", W + "rPr", W + "tblPr", W + "trPr", W + "tcPr", W + "sectPr", W + "sdtPr", W + "instrText",
    W + "delInstrText", W + "tblGrid", W + "commentReference", W + "annotationRef",
})  # fmt: skip


def read(data: bytes) -> Draft:
    """Visible text of a .docx as lines, one paragraph each; see ``reading.extract`` for the promise.

    Raises Refusal ``damaged``, ``macro``, ``external_entity``, ``too_deep`` and those of open_package.
    """
    draft = Draft("docx")
    with open_package(data) as package:
        if "[Content_Types].xml" not in package:
            raise Refusal("damaged", part="[Content_Types].xml")
        ooxml.refuse_macros(package)
        refuse_dtd_anywhere(package)
        ooxml.note_attachments(package, draft)
        ooxml.read_properties(package, draft)
        styles = StyleSheet(read_optional(package, "word/styles.xml"))
        numbering = Numbering(read_optional(package, "word/numbering.xml"), styles)
        walker = Walker(draft, styles, numbering)
        root = read_part(package, _DOCUMENT)
        if root.tag != W + "document":
            raise Refusal("damaged", part=_DOCUMENT)
        walker.blocks(root, draft.lines)
        _append_notes(package, walker)
        _hide_margins_and_comments(package, draft, styles, numbering)
    return draft


def _append_notes(package: Package, walker: Walker) -> None:
    """Footnotes and endnotes follow the text, in the order of their marks, as ``[1] …``."""
    for kind in ("footnote", "endnote"):
        root = read_optional(package, f"word/{kind}s.xml")
        if root is None:
            continue
        notes = {attribute(note, "id"): note for note in root.iter(W + kind)}
        for number, (mark_kind, identity) in enumerate(walker.marks, 1):
            if mark_kind == kind and identity in notes:
                lines: list[str] = []
                walker.blocks(notes[identity], lines)
                walker.draft.lines += [f"[{number}] {lines[0].lstrip()}", *lines[1:]] if lines else []


def _hide_margins_and_comments(
    package: Package, draft: Draft, styles: StyleSheet, numbering: Numbering
) -> None:
    for name in sorted(package.names):
        kind: HiddenKind | None = None
        if name.startswith(("word/header", "word/footer")) and name.endswith(".xml"):
            kind = "margin"
        elif name == "word/comments.xml":
            kind = "comment"
        if kind is None:
            continue
        root = read_part(package, name)
        aside = Walker(Draft("docx"), styles, numbering)
        for holder in root.iter(W + "comment") if kind == "comment" else [root]:
            lines: list[str] = []
            aside.blocks(holder, lines)
            author = attribute(holder, "author") or ""
            draft.hide(kind, (f"{author}: " if author else "") + "\n".join(lines))


class Walker:
    """Walks block content and collects paragraphs; keeps what must survive from run to run.

    ``marks``: footnote and endnote references met so far, as (kind, id).  ``_fields``: open complex
    fields, innermost last, each [instruction, has reached its result].
    """

    def __init__(self, draft: Draft, styles: StyleSheet, numbering: Numbering) -> None:
        self.draft = draft
        self.marks: list[tuple[str, str]] = []
        self._styles = styles
        self._numbering = numbering
        self._fields: list[tuple[str, bool]] = []
        self._boxes: list[list[str]] = []

    def blocks(self, parent: etree._Element, lines: list[str]) -> None:
        """Append the lines of all paragraphs and tables under ``parent``, however wrapped."""
        for child in parent:
            if child.tag == W + "p":
                self._paragraph(child, lines)
            elif child.tag == W + "tbl":
                self._table(child, lines)
            elif child.tag in _DELETIONS:
                self.draft.hide("deleted", _deleted_text(child))
            elif child.tag == W + "altChunk":
                self.draft.count("embedded_object")
            elif child.tag == _MC + "AlternateContent":
                self._alternate(child, lines)
            elif child.tag not in _SKIPPED:
                self.blocks(child, lines)

    def _alternate(self, element: etree._Element, lines: list[str]) -> None:
        choice, fallback = element.find(_MC + "Choice"), element.find(_MC + "Fallback")
        shown = choice if choice is not None else fallback
        if shown is not None:
            self.blocks(shown, lines)

    def _table(self, table: etree._Element, lines: list[str]) -> None:
        """A row of one-paragraph cells is one line joined by tabs; longer cells keep their paragraphs."""
        for row in table.iter(W + "tr"):
            if next(row.iterancestors(W + "tbl")) is not table:
                continue
            if row.find(f"{W}trPr/{W}del") is not None:
                self.draft.hide("deleted", _deleted_text(row))
                continue
            cells: list[list[str]] = []
            for cell in row.iter(W + "tc"):
                if next(cell.iterancestors(W + "tr")) is row:
                    cells.append([])
                    self.blocks(cell, cells[-1])
            cells = [[line for line in cell if line.strip()] for cell in cells]
            if all(len(cell) <= 1 for cell in cells):
                lines.append("\t".join(cell[0] if cell else "" for cell in cells))
            else:
                lines += [line for cell in cells for line in cell]

    def _paragraph(self, paragraph: etree._Element, lines: list[str]) -> None:
        pieces: list[str] = []
        label = self._numbering.label(paragraph)
        outer_boxes, self._boxes = self._boxes, []
        self._inline(paragraph, paragraph, pieces)
        text = "".join(pieces)
        lines.append(label + text if text.strip() else text)
        for box in self._boxes:
            lines += box
        self._boxes = outer_boxes

    def _inline(self, parent: etree._Element, paragraph: etree._Element, out: list[str]) -> None:
        for child in parent:
            tag = child.tag
            if tag == W + "r":
                self._run(child, paragraph, out)
            elif tag in _DELETIONS:
                self.draft.hide("deleted", _deleted_text(child))
            elif tag == W + "fldSimple":
                self._simple_field(child, paragraph, out)
            elif tag == _MATH_TEXT:
                out.append(child.text or "")
            elif tag == W + "p":  # a paragraph inside inline content: damaged nesting, text still counts
                self._paragraph(child, out)
            elif tag not in _SKIPPED:
                self._inline(child, paragraph, out)

    def _simple_field(self, field: etree._Element, paragraph: etree._Element, out: list[str]) -> None:
        pieces: list[str] = []
        self._inline(field, paragraph, pieces)
        if _names_identity(attribute(field, "instr") or ""):
            self.draft.hide("side", "".join(pieces))
        else:
            out += pieces

    def _run(self, run: etree._Element, paragraph: etree._Element, out: list[str]) -> None:
        pieces: list[str] = []
        self._run_content(run, pieces)
        text = "".join(pieces)
        if not text:
            return
        if any(_names_identity(instruction) for instruction, _ in self._fields):
            self.draft.hide("side", text)
        elif is_hidden_run(run, paragraph, self._styles):
            self.draft.hide("hidden", text)
        else:
            out.append(text)

    def _run_content(self, parent: etree._Element, out: list[str]) -> None:
        for child in parent:
            tag = child.tag
            if tag in (W + "t", _MATH_TEXT):
                out.append(child.text or "")
            elif tag in _BREAKS:
                out.append(_BREAKS[tag])
            elif tag == W + "fldChar":
                self._field_mark(attribute(child, "fldCharType"))
            elif tag == W + "instrText":
                self._field_instruction(child.text or "")
            elif tag == W + "delText":
                self.draft.hide("deleted", child.text or "")
            elif tag in (W + "footnoteReference", W + "endnoteReference"):
                self.marks.append((tag[len(W) : -len("Reference")], attribute(child, "id") or ""))
                out.append(f"[{len(self.marks)}]")
            elif tag == W + "ruby":
                self._ruby(child, out)
            elif tag == W + "sym":
                self.draft.count("private_use")
            elif tag == _MC + "AlternateContent":
                shown = child.find(_MC + "Choice")
                self._drawing(shown if shown is not None else child, out)
            elif tag in (W + "drawing", W + "pict", W + "object"):
                self._drawing(child, out)
            elif tag not in _SKIPPED:
                self._run_content(child, out)

    def _drawing(self, drawing: etree._Element, out: list[str]) -> None:
        """Text boxes become paragraphs of their own after the one they hang on."""
        for element in drawing.iter():
            if element.tag == W + "txbxContent" and not _inside_other_box(element, drawing):
                lines: list[str] = []
                self.blocks(element, lines)
                self._boxes.append(lines)
            elif element.tag == _DRAWING_TEXT:
                self._boxes.append([element.text or ""])
            elif etree.QName(element).localname == "docPr" and element.get("descr"):
                self.draft.hide("side", str(element.get("descr")))

    def _ruby(self, ruby: etree._Element, out: list[str]) -> None:
        base, reading = ruby.find(W + "rubyBase"), ruby.find(W + "rt")
        if base is not None:
            for run in base.iter(W + "r"):
                self._run_content(run, out)
        if reading is not None:
            self.draft.hide("side", "".join(t.text or "" for t in reading.iter(W + "t")))

    def _field_mark(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(("", False))
        elif kind == "separate" and self._fields:
            self._fields[-1] = (self._fields[-1][0], True)
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _field_instruction(self, text: str) -> None:
        if self._fields and not self._fields[-1][1]:
            self._fields[-1] = (self._fields[-1][0] + text, False)


def _names_identity(instruction: str) -> bool:
    words = instruction.split()
    return bool(words) and words[0].upper() in _IDENTITY_FIELDS


def _deleted_text(element: etree._Element) -> str:
    return "".join(t.text or "" for t in element.iter(W + "delText", W + "t"))


def _inside_other_box(box: etree._Element, drawing: etree._Element) -> bool:
    """True if ``box`` is nested in another box, or in a fallback that repeats one, within ``drawing``."""
    for ancestor in box.iterancestors():
        if ancestor is drawing:
            return False
        if ancestor.tag in (W + "txbxContent", _MC + "Fallback"):
            return True
    return False
