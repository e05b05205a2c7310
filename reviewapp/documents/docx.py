"""Reading .docx: one walk over the XML tree of each part (ECMA-376, WordprocessingML).

python-docx is not used to read: of seven places a sentence can stand in (body, text box, table, content
control, tracked insertion, link, footnote) it returns two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from reviewapp.documents import ooxml
from reviewapp.documents.docx_drawings import main_part, targets_of
from reviewapp.documents.docx_runs import StyleSheet, shade_hex
from reviewapp.documents.docx_walk import Walker, all_text
from reviewapp.documents.extracted import Draft, HiddenKind
from reviewapp.documents.numbering import Numbering
from reviewapp.documents.ooxml import W, attribute
from reviewapp.documents.packages import Package, open_package
from reviewapp.documents.refusal import Refusal
from reviewapp.documents.xmlparts import read_optional, read_part, refuse_dtd_anywhere

_NOTE_KINDS = ("footnote", "endnote")
_SEPARATORS = frozenset({"separator", "continuationSeparator", "continuationNotice"})
_DECOY = re.compile(r"word/document\d*\.xml")


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
        main = main_part(package)
        root = read_part(package, main)
        if root.tag != W + "document":
            raise Refusal("damaged", part=main)
        styles = StyleSheet(read_optional(package, "word/styles.xml"), _page_colour(package, root))
        numbering = Numbering(read_optional(package, "word/numbering.xml"), styles)
        walker = Walker(draft, styles, numbering, package, targets_of(package, main))
        walker.story(root, draft.lines)
        _append_notes(package, walker)
        _hide_asides(package, draft, styles, numbering)
        _hide_decoys(package, draft, main)
        draft.media = [n for n in package.names if "/media/" in n and n not in walker.twins]
    return draft


def _page_colour(package: Package, root: etree._Element) -> str:
    """The page's own colour, where the settings say it is shown."""
    settings = read_optional(package, "word/settings.xml")
    background = root.find(W + "background")
    if settings is None or background is None or settings.find(W + "displayBackgroundShape") is None:
        return "FFFFFF"
    return shade_hex(attribute(background, "color")) or "FFFFFF"


def _append_notes(package: Package, walker: Walker) -> None:
    """Footnotes and endnotes follow the text, in the order of their marks, as ``[1] …``; notes that no
    mark in the text calls for are printed nowhere."""
    for kind in _NOTE_KINDS:
        root = read_optional(package, f"word/{kind}s.xml")
        if root is None:
            continue
        walker.targets = targets_of(package, f"word/{kind}s.xml")
        notes = {attribute(note, "id"): note for note in root.iter(W + kind)}
        for number, (mark_kind, identity) in enumerate(list(walker.marks), 1):
            if mark_kind == kind and identity in notes:
                lines: list[str] = []
                walker.story(notes[identity], lines)
                walker.draft.lines += [f"[{number}] {lines[0].lstrip()}", *lines[1:]] if lines else []
        called = {identity for mark_kind, identity in walker.marks if mark_kind == kind}
        for note in notes.values():
            if attribute(note, "id") not in called and attribute(note, "type") not in _SEPARATORS:
                walker.draft.hide("hidden", all_text(note))


def _hide_asides(package: Package, draft: Draft, styles: StyleSheet, numbering: Numbering) -> None:
    """Headers, footers and comments, each with what is hidden in it."""
    for name, kind in _asides(package):
        root = read_part(package, name)
        targets = targets_of(package, name)
        for holder in root.iter(W + "comment") if kind == "comment" else [root]:
            lines: list[str] = []
            aside = Walker(Draft("docx"), styles, numbering, package, targets)
            aside.story(holder, lines)
            author = attribute(holder, "author") or ""
            draft.hide(kind, (f"{author}: " if author else "") + aside.draft.plain("\n".join(lines)))
            for piece in aside.draft.hidden:
                draft.hide(kind, piece.text)


def _asides(package: Package) -> Iterator[tuple[str, HiddenKind]]:
    for name in sorted(package.names):
        if name.startswith(("word/header", "word/footer")) and name.endswith(".xml"):
            yield name, "margin"
        elif re.fullmatch(r"word/comments\d*\.xml", name):
            yield name, "comment"


def _hide_decoys(package: Package, draft: Draft, main: str) -> None:
    """Another document in the same package, which Word does not open."""
    for name in sorted(package.names):
        if name != main and (_DECOY.fullmatch(name) or name == "word/glossary/document.xml"):
            draft.hide("hidden" if _DECOY.fullmatch(name) else "side", all_text(read_part(package, name)))
