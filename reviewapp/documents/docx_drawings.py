"""Drawings of a .docx: pictures with what Word cuts off and turns, boxes, and what describes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from reviewapp.documents.extracted import Placed
from reviewapp.documents.ooxml import RELATION, W
from reviewapp.documents.packages import Package
from reviewapp.documents.refusal import Refusal
from reviewapp.documents.xmlparts import read_optional

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V = "{urn:schemas-microsoft-com:vml}"
_O_TITLE = "{urn:schemas-microsoft-com:office:office}title"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_UNDERSTOOD = ("http://schemas.microsoft.com/office/", "http://schemas.openxmlformats.org/")
_THIN_EMU = 38_100  # a box of 3 pt and less shows no letter
_SHEET_EMU = 20_116_800  # 22 inches, the largest sheet Word knows
_MARGIN_EMU = 3_657_600  # 4 inches: what a place may be counted from lies no further inside the sheet
_PER_HUNDRED_THOUSAND = 100_000
_VML_ONE = 65_536  # VML counts cuts in 65,536ths


def shown_branch(alternate: etree._Element) -> etree._Element | None:
    """The branch of an AlternateContent that Word shows: the first choice whose extensions it knows."""
    for choice in alternate.findall(MC + "Choice"):
        spaces = [choice.nsmap.get(prefix, "") for prefix in str(choice.get("Requires") or "").split()]
        if all(str(space).startswith(_UNDERSTOOD) for space in spaces):
            return choice
    return alternate.find(MC + "Fallback")


def is_unseen(drawing: etree._Element) -> bool:
    """True for a drawing that is switched off, stands beside the sheet, or has no size worth the name."""
    if _is_beside_sheet(drawing):
        return True
    for element in drawing.iter():
        name = etree.QName(element).localname
        if name == "docPr" and element.get("hidden") in ("1", "true"):
            return True
        if name == "extent":
            return any(_whole(element.get(side), _THIN_EMU + 1) <= _THIN_EMU for side in ("cx", "cy"))
    return False


def _is_beside_sheet(drawing: etree._Element) -> bool:
    """True for an anchored drawing that ends before the sheet begins, or begins behind its end."""
    for anchor in drawing:
        extent = anchor.find("{*}extent")
        for place, side in (("positionH", "cx"), ("positionV", "cy")):
            offset = _whole(anchor.findtext(f"{{*}}{place}/{{*}}posOffset"), 0)
            size = _whole(extent.get(side), 0) if extent is not None else 0
            if not -_MARGIN_EMU - size < offset < _SHEET_EMU:
                return True
    return False


def descriptions(drawing: etree._Element) -> Iterator[str]:
    """Words kept with a drawing that no reader of the page sees."""
    for element in drawing.iter():
        name = etree.QName(element).localname
        if name in ("docPr", "cNvPr"):
            yield from (str(element.get(key)) for key in ("descr", "title") if element.get(key))
            if _is_path(str(element.get("name") or "")):
                yield str(element.get("name"))
        elif element.tag.startswith(V):
            yield from (str(element.get(key)) for key in ("alt", "title", _O_TITLE) if element.get(key))


def pictures(drawing: etree._Element, targets: Mapping[str, str]) -> Iterator[tuple[Placed, frozenset[str]]]:
    """Pictures of a drawing outside its text boxes, each with other parts that show the same picture."""
    for element in drawing.iter(A + "blip", V + "imagedata"):
        if any(ancestor.tag == W + "txbxContent" for ancestor in _within(element, drawing)):
            continue
        if element.tag == V + "imagedata":
            part = targets.get(str(element.get(RELATION + "id") or ""), "")
            crop = tuple(
                _vml_share(element.get("crop" + side)) for side in ("left", "top", "right", "bottom")
            )
            turn, mirrored = 0, False
        else:
            part = targets.get(str(element.get(RELATION + "embed") or ""), "")
            crop = _crop(element)
            turn, mirrored = _turn(element)
        if part:
            twins = frozenset(
                targets[str(value)]
                for below in element.iterdescendants()
                for value in below.attrib.values()
                if str(value) in targets
            )
            yield Placed(part, crop=(crop[0], crop[1], crop[2], crop[3]), turn=turn, mirrored=mirrored), twins


def diagram_lines(drawing: etree._Element, package: Package, targets: Mapping[str, str]) -> list[str]:
    """The words of a SmartArt drawing, which stand in a part of their own."""
    lines: list[str] = []
    for reference in drawing.iter(_DIAGRAM):
        root = read_optional(package, targets.get(str(reference.get(RELATION + "dm") or ""), "-"))
        paragraphs = root.iter(A + "p") if root is not None else ()
        lines += ("".join(t.text or "" for t in paragraph.iter(A + "t")) for paragraph in paragraphs)
    return [line for line in lines if line.strip()]


def targets_of(package: Package, part: str) -> dict[str, str]:
    """Relation id → part of the package, as ``part`` names them."""
    folder, _slash, name = part.rpartition("/")
    relations = read_optional(package, f"{folder}/_rels/{name}.rels")
    found = {}
    for relation in relations if relations is not None else ():
        target = str(relation.get("Target") or "")
        if relation.get("TargetMode") != "External":
            found[str(relation.get("Id"))] = _resolved(folder, target)
    return found


def _resolved(folder: str, target: str) -> str:
    """A target relative to a folder of the package; ``..`` climbs no higher than its root."""
    steps = [] if target.startswith("/") else folder.split("/")
    for step in target.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)


def main_part(package: Package) -> str:
    """The part that Word opens: what the package's relations name, usually word/document.xml."""
    relations = read_optional(package, "_rels/.rels")
    for relation in relations if relations is not None else ():
        if str(relation.get("Type") or "").endswith("/officeDocument"):
            part = _resolved("", str(relation.get("Target") or ""))
            if part in package:
                return part
    if "word/document.xml" not in package:
        raise Refusal("damaged", part="word/document.xml")
    return "word/document.xml"


def _within(element: etree._Element, drawing: etree._Element) -> Iterator[etree._Element]:
    for ancestor in element.iterancestors():
        if ancestor is drawing:
            return
        yield ancestor


def _crop(blip: etree._Element) -> tuple[float, ...]:
    """Shares of width and height cut off at left, top, right, bottom."""
    holder = blip.getparent()
    cut = holder.find(A + "srcRect") if holder is not None else None
    if cut is None:
        return (0.0, 0.0, 0.0, 0.0)
    return tuple(max(0, _whole(cut.get(side), 0)) / _PER_HUNDRED_THOUSAND for side in "ltrb")


def _turn(blip: etree._Element) -> tuple[int, bool]:
    """(quarter turns clockwise, mirrored) as the frame of the picture says."""
    picture = next(blip.iterancestors(_PIC + "pic"), None)
    frame = picture.find(f"{_PIC}spPr/{A}xfrm") if picture is not None else None
    if frame is None:
        return 0, False
    return round(_whole(frame.get("rot"), 0) / 5_400_000) % 4, frame.get("flipH") in ("1", "true")


def _vml_share(value: str | None) -> float:
    text = str(value or "0")
    if text.endswith("f"):
        return max(0, _whole(text[:-1], 0)) / _VML_ONE
    try:
        return max(0.0, float(text[:12]))
    except ValueError:
        return 0.0


def _whole(value: object, default: int) -> int:
    text = str(value)
    return int(text) if text.removeprefix("-").isdecimal() and len(text) < 12 else default


def _is_path(name: str) -> bool:
    return "\\" in name or "/" in name
