"""What reading one essay file yields: visible text, what was left out of it, and what to look at."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from reviewapp.documents.limits import MAX_HIDDEN_CHARACTERS, MAX_HIDDEN_ITEMS
from reviewapp.documents.refusal import Notice

HiddenKind = Literal["hidden", "deleted", "comment", "margin", "side"]

# Stands in a line where a picture stands: characters that no XML can hold and every reader takes out.
_MARK, _MARK_END = "\x02", "\x03"
PICTURE_MARK = re.compile(f"{_MARK}(\\d+){_MARK_END}")
# Which notice tells of which kind of hidden text.
_NOTICE_OF_KIND: dict[HiddenKind, str] = {
    "hidden": "hidden_text",
    "deleted": "deleted_text",
    "comment": "comments",
    "margin": "margin_text",
    "side": "side_text",
}


@dataclass(frozen=True, slots=True)
class Hidden:
    """One piece of text that a reader of the printed page would not take for the essay.

    ``kind``: ``hidden`` (hidden format, white or tiny letters), ``deleted`` (tracked deletion),
    ``comment``, ``margin`` (header or footer), ``side`` (alternative text, identity fields, link
    targets, ruby).  ``text`` is cut to MAX_HIDDEN_CHARACTERS characters.
    """

    kind: HiddenKind
    text: str


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a picture lies in the file, and how the page shows it.

    ``part``: its name in a package, or ``""`` for the picture ``index`` of page ``page`` of a PDF.
    ``crop``: shares of width and height cut off at left, top, right and bottom; ``cut``: the same in inches.
    ``turn``: quarter turns clockwise.
    """

    part: str = ""
    page: int = 0
    index: int = 0
    crop: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    cut: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    turn: int = 0
    mirrored: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture drawn anew: a JPEG or PNG that says nothing but what it shows.

    ``after_line``: it stands below this line of the text, from 0; -1 above the first.
    """

    after_line: int
    media_type: str
    width: int  # pixels
    height: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Extracted:
    """The reading of one file.

    ``text``: visible text as written (not NFKC-folded), one paragraph a line, no empty line and no
    white space at either end of a line; ``""`` only with the notice ``no_text``.
    ``format``: ``docx``, ``doc``, ``odt``, ``pdf`` or ``txt``: what the content is, whatever its name.
    ``properties``: author, company, title … as the file states them.  They and ``hidden`` are for the
    clerk only and must never reach a judge.
    ``pictures`` are drawn by a second pass (``pictures.draw``); ``to_json`` leaves them out.
    """

    text: str
    format: str
    notices: tuple[Notice, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[Hidden, ...] = ()
    pictures: tuple[Drawn, ...] = ()

    @property
    def held(self) -> bool:
        """True when a person must look at the file before it is used."""
        return any(notice.holds for notice in self.notices)

    def to_json(self) -> dict[str, Any]:
        """Plain data; ``from_json`` restores an equal value."""
        return {
            "text": self.text,
            "format": self.format,
            "notices": [[n.code, dict(n.facts)] for n in self.notices],
            "properties": dict(self.properties),
            "hidden": [[h.kind, h.text] for h in self.hidden],
        }

    def with_pictures(self, drawing: dict[str, Any]) -> Extracted:
        """With the pictures and notices of ``pictures.Drawing.to_json``; notices count what was drawn."""
        drawn = tuple(
            Drawn(line, media_type, width, height, base64.b64decode(data))
            for line, media_type, width, height, data in drawing["pictures"]
        )
        notices = [n for n in self.notices if n.code != "pictures"]
        if drawn:
            notices.append(Notice("pictures", {"count": len(drawn)}))
        notices += [Notice(code, facts) for code, facts in drawing["notices"]]
        return replace(self, notices=tuple(_added_up(notices)), pictures=drawn)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Extracted:
        return cls(
            text=data["text"],
            format=data["format"],
            notices=tuple(Notice(code, facts) for code, facts in data["notices"]),
            properties=data["properties"],
            hidden=tuple(Hidden(kind, text) for kind, text in data["hidden"]),
        )


def _added_up(notices: list[Notice]) -> list[Notice]:
    """Two notices of pictures elsewhere are one."""
    elsewhere = [n for n in notices if n.code == "pictures_elsewhere"]
    if len(elsewhere) < 2:
        return notices
    total = sum(int(n.facts["count"]) for n in elsewhere)
    rest = [n for n in notices if n.code != "pictures_elsewhere"]
    return [*rest, Notice("pictures_elsewhere", {"count": total})]


@dataclass(slots=True)
class Draft:
    """What a format reader collects before the text is cleaned: raw lines, hidden pieces, notices.

    The one mutable value of the package: readers append, ``reading.extract`` turns it into Extracted.
    """

    format: str
    lines: list[str] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    dropped: dict[str, int] = field(default_factory=dict)  # notice code → how many things it counts
    pictures: list[Placed] = field(default_factory=list)  # in the order of their marks
    media: list[str] = field(default_factory=list)  # parts of the package that hold pictures, used or not

    def place(self, picture: Placed) -> str:
        """Keep a picture; the mark to put into the text where it stands."""
        self.pictures.append(picture)
        return f"{_MARK}{len(self.pictures) - 1}{_MARK_END}"

    @staticmethod
    def is_mark(text: str) -> bool:
        """True for a text that is nothing but marks of pictures."""
        return bool(PICTURE_MARK.search(text)) and not PICTURE_MARK.sub("", text).strip()

    @staticmethod
    def plain(text: str) -> str:
        """``text`` without marks of pictures."""
        return PICTURE_MARK.sub("", text)

    def hide(self, kind: HiddenKind, text: str) -> None:
        """Report ``text`` as hidden; blank pieces and the surplus over the limit are left out."""
        text = self.plain(text).strip()
        if text and len(self.hidden) < MAX_HIDDEN_ITEMS:
            self.hidden.append(Hidden(kind, text[:MAX_HIDDEN_CHARACTERS]))

    def count(self, code: str, number: int = 1) -> None:
        """Add to the things one counting notice will tell of."""
        if number:
            self.dropped[code] = self.dropped.get(code, 0) + number

    def all_notices(self) -> list[Notice]:
        """Notices given, then one for each counted kind, then one for each kind of hidden text."""
        counted = dict(self.dropped)
        used = {picture.part for picture in self.pictures}
        if self.pictures:
            counted["pictures"] = len(self.pictures)
        if unplaced := sum(name not in used for name in self.media):
            counted["pictures_elsewhere"] = unplaced
        for piece in self.hidden:
            code = _NOTICE_OF_KIND[piece.kind]
            counted[code] = counted.get(code, 0) + 1
        return self.notices + [Notice(code, {"count": number}) for code, number in counted.items()]
