"""What reading one essay file yields: visible text, what was left out of it, and what to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from reviewapp.documents.limits import MAX_HIDDEN_CHARACTERS, MAX_HIDDEN_ITEMS
from reviewapp.documents.refusal import Notice

HiddenKind = Literal["hidden", "deleted", "comment", "margin", "side"]

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
class Extracted:
    """The reading of one file.

    ``text``: visible text as written (not NFKC-folded), one paragraph a line, no empty line and no
    white space at either end of a line; ``""`` only with the notice ``no_text``.
    ``format``: ``docx``, ``doc``, ``odt``, ``pdf`` or ``txt``: what the content is, whatever its name.
    ``properties``: author, company, title … as the file states them.  They and ``hidden`` are for the
    clerk only and must never reach a judge.
    """

    text: str
    format: str
    notices: tuple[Notice, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[Hidden, ...] = ()

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

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Extracted:
        return cls(
            text=data["text"],
            format=data["format"],
            notices=tuple(Notice(code, facts) for code, facts in data["notices"]),
            properties=data["properties"],
            hidden=tuple(Hidden(kind, text) for kind, text in data["hidden"]),
        )


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

    def hide(self, kind: HiddenKind, text: str) -> None:
        """Report ``text`` as hidden; blank pieces and the surplus over the limit are left out."""
        text = text.strip()
        if text and len(self.hidden) < MAX_HIDDEN_ITEMS:
            self.hidden.append(Hidden(kind, text[:MAX_HIDDEN_CHARACTERS]))

    def count(self, code: str, number: int = 1) -> None:
        """Add to the things one counting notice will tell of."""
        if number:
            self.dropped[code] = self.dropped.get(code, 0) + number

    def all_notices(self) -> list[Notice]:
        """Notices given, then one for each counted kind, then one for each kind of hidden text."""
        counted = dict(self.dropped)
        for piece in self.hidden:
            code = _NOTICE_OF_KIND[piece.kind]
            counted[code] = counted.get(code, 0) + 1
        return self.notices + [Notice(code, {"count": number}) for code, number in counted.items()]
