"""What .docx and .xlsx packages share: properties, relations to the outside, macros."""

from __future__ import annotations

import re

from lxml import etree

from reviewapp.documents.extracted import Draft
from reviewapp.documents.packages import Package
from reviewapp.documents.refusal import Refusal
from reviewapp.documents.xmlparts import read_optional, read_part

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MAIL_PREFIX = "mailto:"
_MACRO_MARK = b"macroEnabled"
_PROPERTY_PARTS = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml")
# Properties that say nothing about a person: counts, versions, flags.
_DULL_PROPERTIES = frozenset({
    "Pages", "Words", "Characters", "CharactersWithSpaces", "Lines", "Paragraphs", "TotalTime",
    "AppVersion", "DocSecurity", "ScaleCrop", "LinksUpToDate", "SharedDoc", "HyperlinksChanged",
    "revision", "HeadingPairs", "TitlesOfParts",
})  # fmt: skip
_MAX_PROPERTIES = 100
_MAX_PROPERTY_CHARACTERS = 500


def attribute(element: etree._Element, name: str) -> str | None:
    """Attribute ``w:name``, also when a producer left out the prefix."""
    value = element.get(W + name)
    value = value if value is not None else element.get(name)
    return None if value is None else str(value)


def refuse_macros(package: Package) -> None:
    """Raise Refusal ``macro`` for a package with a macro project, whatever its extension says."""
    if any(name.lower().endswith("vbaproject.bin") for name in package.names):
        raise Refusal("macro")
    if _MACRO_MARK in package.read("[Content_Types].xml"):
        raise Refusal("macro")


def note_attachments(package: Package, draft: Draft) -> None:
    """Count embedded objects and relations that point outside the file."""
    embedded = [name for name in package.names if "/embeddings/" in name or "/activeX/" in name]
    draft.count("embedded_object", len(embedded))
    for name in package.names:
        if name.endswith(".rels"):
            for relation in read_part(package, name):
                if relation.get("TargetMode") == "External":
                    _note_external(str(relation.get("Target") or ""), draft)


def _note_external(target: str, draft: Draft) -> None:
    draft.count("external_link")
    draft.hide("side", target.removeprefix(_MAIL_PREFIX))


def read_properties(package: Package, draft: Draft) -> None:
    """Core, extended and custom properties, and the names behind comments and tracked changes."""
    for part in _PROPERTY_PARTS:
        root = read_optional(package, part)
        if root is not None:
            for element in root:
                _keep_property(element, draft)
    _keep_stores(package, draft)
    people = {
        author
        for part in ("word/document.xml", "word/comments.xml", "word/people.xml")
        if (root := read_optional(package, part)) is not None
        for element in root.iter()
        if (author := _author_of(element))
    }
    if people:
        draft.properties["editors"] = "、".join(sorted(people))[:_MAX_PROPERTY_CHARACTERS]


def _keep_stores(package: Package, draft: Draft) -> None:
    """Words a file carries that no page shows: document variables and custom data."""
    settings = read_optional(package, "word/settings.xml")
    for variable in settings.iter(W + "docVar") if settings is not None else ():
        value = (attribute(variable, "val") or "").strip()
        if value and len(draft.properties) < _MAX_PROPERTIES:
            draft.properties[f"docVar {attribute(variable, 'name')}"[:100]] = value[:_MAX_PROPERTY_CHARACTERS]
    for name in sorted(package.names):
        if re.fullmatch(r"customXml/item\d+\.xml", name) and len(draft.properties) < _MAX_PROPERTIES:
            words = " ".join(str(t).strip() for t in read_part(package, name).itertext() if str(t).strip())
            if words:
                draft.properties[name] = words[:_MAX_PROPERTY_CHARACTERS]


def _keep_property(element: etree._Element, draft: Draft) -> None:
    name = str(element.get("name") or etree.QName(element).localname)
    value = "".join(str(text) for text in element.itertext()).strip()
    if value and name not in _DULL_PROPERTIES and len(draft.properties) < _MAX_PROPERTIES:
        draft.properties[name] = value[:_MAX_PROPERTY_CHARACTERS]


def _author_of(element: etree._Element) -> str:
    for name, value in element.attrib.items():
        if etree.QName(str(name)).localname == "author":
            return str(value).strip()
    return ""
