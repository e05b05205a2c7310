"""Parsing the XML parts of office packages: no DTD in any part, no network, bounded depth and size."""

from __future__ import annotations

from lxml import etree

from reviewapp.documents.limits import MAX_XML_DEPTH
from reviewapp.documents.packages import Package
from reviewapp.documents.refusal import Refusal

_DTD_MARKS = tuple(
    mark.encode(encoding)
    for mark in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
# The names "Strict Open XML" gives to what every other file calls by the names on the right.
_STRICT = b"http://purl.oclc.org/ooxml/"
_STRICT_NAMES = {
    name.encode(): f"http://schemas.openxmlformats.org/{usual}".encode()
    for name, usual in (
        ("wordprocessingml/main", "wordprocessingml/2006/main"),
        ("officeDocument/relationships", "officeDocument/2006/relationships"),
        ("drawingml/", "drawingml/2006/"),
    )
}
_EXCESSIVE_DEPTH = "Excessive depth"


def refuse_dtd(data: bytes, part: str) -> None:
    """Raise Refusal ``external_entity`` if the part declares a document type, in any encoding."""
    if any(mark in data for mark in _DTD_MARKS):
        raise Refusal("external_entity", part=part)


def parse(data: bytes, part: str) -> etree._Element:
    """Root element of one part.  Raises Refusal ``external_entity``, ``too_deep``, ``damaged``."""
    refuse_dtd(data, part)
    if _STRICT in data:
        for name, usual in _STRICT_NAMES.items():
            data = data.replace(_STRICT + name, usual)
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if _EXCESSIVE_DEPTH in str(error):
            raise Refusal("too_deep", part=part) from error
        raise Refusal("damaged", part=part) from error
    if root is None:
        raise Refusal("damaged", part=part)
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refusal("external_entity", part=part)
    _check_depth(root, part)
    return root


def read_part(package: Package, name: str) -> etree._Element:
    """Parse the part ``name``; it must be there."""
    return parse(package.read(name), name)


def read_optional(package: Package, name: str) -> etree._Element | None:
    """Parse the part ``name`` if the package has it."""
    return read_part(package, name) if name in package else None


def refuse_dtd_anywhere(package: Package) -> None:
    """Check every XML part, also those that are never parsed: a DTD is a sign of tampering."""
    for name in package.names:
        if name.endswith((".xml", ".rels", ".vml")):
            refuse_dtd(package.read(name), name)


def _check_depth(root: etree._Element, part: str) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_XML_DEPTH:
            raise Refusal("too_deep", part=part)
