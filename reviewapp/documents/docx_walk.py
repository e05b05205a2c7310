"""The walk over the XML of one .docx story (body, notes, header, comment): paragraphs in reading order."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from reviewapp.documents.docx_drawings import (
    MC,
    A,
    V,
    descriptions,
    diagram_lines,
    is_unseen,
    pictures,
    shown_branch,
)
from reviewapp.documents.docx_fields import Field, broken_marks, equation_text, names_identity, quoted_words
from reviewapp.documents.docx_runs import (
    StyleSheet,
    is_beside_sheet,
    is_hidden_row,
    is_hidden_run,
    is_thin_paragraph,
    vanishes,
)
from reviewapp.documents.extracted import Draft, HiddenKind
from reviewapp.documents.numbering import Numbering
from reviewapp.documents.ooxml import W, attribute
from reviewapp.documents.packages import Package

_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_DELETIONS = frozenset({W + "del", W + "moveFrom"})
_BREAKS = {W + "br": "\n", W + "cr": "\n", W + "tab": "\t", W + "ptab": "\t", W + "noBreakHyphen": "-"}
# Subtrees that hold no text of their own: properties, and old states of changed properties.
_SKIPPED = frozenset({
    W + "pPr", W + "rPr", W + "tblPr", W + "trPr", W + "tcPr", W + "sectPr", W + "sdtPr", W + "instrText",
    W + "delInstrText", W + "tblGrid", W + "commentReference", W + "annotationRef",
})  # fmt: skip


class Walker:
    """Walks block content and collects paragraphs; keeps what must survive from run to run.

    ``marks``: footnote and endnote references met so far, as (kind, id).
    ``twins``: parts that show a picture a second time, for programs that know another format.
    """

    def __init__(
        self, draft: Draft, styles: StyleSheet, numbering: Numbering, package: Package,
        targets: Mapping[str, str],
    ) -> None:  # fmt: skip
        self.draft = draft
        self.marks: list[tuple[str, str]] = []
        self.twins: set[str] = set()
        self.targets = targets
        self._package = package
        self._styles = styles
        self._numbering = numbering
        self._fields: list[Field] = []
        self._broken: frozenset[etree._Element] = frozenset()
        self._boxes: list[list[str]] = []

    def story(self, root: etree._Element, lines: list[str]) -> None:
        """Append the lines of a whole story; no field reaches from one story into the next."""
        self._fields, self._broken = [], broken_marks(root)
        self._blocks(root, lines)

    def _blocks(self, parent: etree._Element, lines: list[str]) -> None:
        """Append the lines of all paragraphs and tables under ``parent``, however wrapped."""
        for child in parent:
            if child.tag == W + "p":
                self._paragraph(child, lines)
            elif child.tag == W + "tbl":
                self._table(child, lines)
            elif child.tag in _DELETIONS:
                self.draft.hide("deleted", all_text(child))
            elif child.tag == W + "altChunk":
                self.draft.count("foreign_part")
            elif child.tag == MC + "AlternateContent":
                shown = shown_branch(child)
                if shown is not None:
                    self._blocks(shown, lines)
            elif child.tag not in _SKIPPED:
                self._blocks(child, lines)

    def _table(self, table: etree._Element, lines: list[str]) -> None:
        """A row of one-paragraph cells is one line joined by tabs; longer cells keep their paragraphs."""
        for name in ("tblCaption", "tblDescription"):
            said = table.find(f"{W}tblPr/{W}{name}")
            self.draft.hide("side", (attribute(said, "val") or "") if said is not None else "")
        if is_beside_sheet(table):
            self.draft.hide("hidden", all_text(table))
            return
        for row in table.iter(W + "tr"):
            if next(row.iterancestors(W + "tbl")) is not table:
                continue
            gone = _row_is_gone(row)
            if gone is not None:
                self.draft.hide(gone, all_text(row))
                continue
            cells = [
                self._cell(cell) for cell in row.iter(W + "tc") if next(cell.iterancestors(W + "tr")) is row
            ]
            if all(len(cell) <= 1 for cell in cells):
                lines.append("\t".join(cell[0] if cell else "" for cell in cells))
            else:
                lines += [line for cell in cells for line in cell]

    def _cell(self, cell: etree._Element) -> list[str]:
        if cell.find(f"{W}tcPr/{W}cellDel") is not None:
            self.draft.hide("deleted", all_text(cell))
            return []
        lines: list[str] = []
        self._blocks(cell, lines)
        return [line for line in lines if line.strip()]

    def _paragraph(self, paragraph: etree._Element, lines: list[str]) -> None:
        if is_thin_paragraph(paragraph, self._styles):
            self.draft.hide("hidden", all_text(paragraph))
            return
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
                self.draft.hide("deleted", all_text(child))
            elif tag == W + "fldSimple":
                self._simple_field(child, paragraph, out)
            elif tag == _MATH_TEXT:
                out.append(child.text or "")
            elif tag == W + "p":  # a paragraph inside inline content: damaged nesting, text still counts
                self._paragraph(child, out)
            elif tag == MC + "AlternateContent":
                shown = shown_branch(child)
                if shown is not None:
                    self._inline(shown, paragraph, out)
            elif tag not in _SKIPPED:
                if tag == W + "ins":
                    self.draft.count("inserted_text")
                self._inline(child, paragraph, out)

    def _simple_field(self, field: etree._Element, paragraph: etree._Element, out: list[str]) -> None:
        pieces: list[str] = []
        self._inline(field, paragraph, pieces)
        instruction = attribute(field, "instr") or ""
        self._tell(instruction)
        if names_identity(instruction):
            self.draft.hide("side", "".join(pieces))
        else:
            out += pieces

    def _run(self, run: etree._Element, paragraph: etree._Element, out: list[str]) -> None:
        if vanishes(run, paragraph, self._styles):
            self._follow_fields(run, out)
            self.draft.hide("hidden", all_text(run))
            return
        pieces: list[str] = []
        before = len(self.marks)
        self._run_content(run, paragraph, pieces)
        text = "".join(pieces)
        if not text:
            return
        if any(names_identity(field.instruction) for field in self._fields):
            self.draft.hide("side", text)
        elif any(not field.has_result for field in self._fields):
            self.draft.hide("hidden", text)  # between a field's instruction and its result nothing is printed
        elif is_hidden_run(run, paragraph, self._styles) and not self.draft.is_mark(text):
            del self.marks[before:]
            self.draft.hide("hidden", text)
        else:
            out.append(text)

    def _run_content(self, parent: etree._Element, paragraph: etree._Element, out: list[str]) -> None:
        for child in parent:
            tag = child.tag
            if tag in (W + "t", _MATH_TEXT):
                out.append(child.text or "")
            elif tag in _BREAKS:
                out.append(_BREAKS[tag])
            elif tag == W + "fldChar":
                self._field_mark(child, out)
            elif tag == W + "instrText":
                self._field_instruction(child.text or "")
            elif tag == W + "delText":
                self.draft.hide("deleted", child.text or "")
            elif tag in (W + "footnoteReference", W + "endnoteReference"):
                self.marks.append((tag[len(W) : -len("Reference")], attribute(child, "id") or ""))
                out.append(f"[{len(self.marks)}]")
            elif tag == W + "ruby":
                self._ruby(child, paragraph, out)
            elif tag == W + "sym":
                self.draft.count("private_use")
            elif tag == MC + "AlternateContent":
                shown = shown_branch(child)
                if shown is not None:
                    self._run_content(shown, paragraph, out)
            elif tag in (W + "drawing", W + "pict", W + "object"):
                self._drawing(child, out)
            elif tag == W + "txbxContent":  # damaged nesting: a box without its drawing
                self._drawing(parent, out)
            elif tag not in _SKIPPED:
                self._run_content(child, paragraph, out)

    def _drawing(self, drawing: etree._Element, out: list[str]) -> None:
        """Text boxes become paragraphs of their own after the one they hang on; pictures leave a mark."""
        for words in descriptions(drawing):
            self.draft.hide("side", words)
        if is_unseen(drawing):
            self.draft.hide("hidden", all_text(drawing))
            return
        for element in drawing.iter(W + "txbxContent", A + "t", V + "textpath"):
            if element.tag == W + "txbxContent" and not _inside_other_box(element, drawing):
                lines: list[str] = []
                self._blocks(element, lines)
                self._boxes.append(lines)
            elif element.tag == A + "t":
                self._boxes.append([element.text or ""])
            elif element.tag == V + "textpath":  # WordArt of older versions
                self._boxes.append([str(element.get("string") or "")])
        self._boxes.append(diagram_lines(drawing, self._package, self.targets))
        for placed, twins in pictures(drawing, self.targets):
            self.twins |= twins
            out.append(self.draft.place(placed))

    def _ruby(self, ruby: etree._Element, paragraph: etree._Element, out: list[str]) -> None:
        base, reading = ruby.find(W + "rubyBase"), ruby.find(W + "rt")
        for run in base.iter(W + "r") if base is not None else ():
            self._run(run, paragraph, out)
        if reading is not None:
            self.draft.hide("side", all_text(reading))

    def _follow_fields(self, run: etree._Element, out: list[str]) -> None:
        """Field marks count also where they are formatted as hidden."""
        for child in run:
            if child.tag == W + "fldChar":
                self._field_mark(child, [])
            elif child.tag == W + "instrText":
                self._field_instruction(child.text or "")

    def _field_mark(self, mark: etree._Element, out: list[str]) -> None:
        kind = attribute(mark, "fldCharType")
        if mark in self._broken:
            return
        if kind == "begin":
            self._fields.append(Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].has_result = True
            self._tell(self._fields[-1].instruction)
        elif kind == "end" and self._fields:
            field = self._fields.pop()
            if not field.has_result:
                self._tell(field.instruction)
                base, reading = equation_text(field.instruction)
                out.append(base)
                self.draft.hide("side", reading)

    def _field_instruction(self, text: str) -> None:
        if self._fields and not self._fields[-1].has_result:
            self._fields[-1].instruction += text

    def _tell(self, instruction: str) -> None:
        for words in quoted_words(instruction):
            self.draft.hide("side", words)


def all_text(element: etree._Element) -> str:
    """Every word under ``element``, also what was deleted, a line for each paragraph."""
    pieces: list[str] = []
    for node in element.iter(W + "p", W + "t", W + "delText", A + "t", _MATH_TEXT):
        if node.tag == W + "p":
            pieces.append("\n")
        elif not any(a.tag == MC + "Fallback" for a in node.iterancestors()):
            pieces.append(node.text or "")
    return "".join(pieces).strip("\n")


def _row_is_gone(row: etree._Element) -> HiddenKind | None:
    if row.find(f"{W}trPr/{W}del") is not None:
        return "deleted"
    return "hidden" if is_hidden_row(row) else None


def _inside_other_box(box: etree._Element, drawing: etree._Element) -> bool:
    """True if ``box`` is nested in another box, or in a fallback that repeats one, within ``drawing``."""
    for ancestor in box.iterancestors():
        if ancestor is drawing:
            return False
        if ancestor.tag in (W + "txbxContent", MC + "Fallback"):
            return True
    return False
