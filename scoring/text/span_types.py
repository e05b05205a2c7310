"""What every detector returns: spans with a kind, a level and the short code of the reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a span tells: who wrote it, who is named in it, where it comes from."""

    AUTHOR = "author"
    PERSON = "person"
    UNIT = "unit"
    OTHERUNIT = "otherunit"
    PLACE = "place"
    POST = "post"
    CONTACT = "contact"
    HONOUR = "honour"


class Level(StrEnum):
    """CERTAIN is masked at once, LIKELY proposed to the clerk, HINT only shown."""

    CERTAIN = "certain"
    LIKELY = "likely"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Identity:
    """What the entry form and the contest's lists know; every field may be empty.

    ``people`` and ``other_units`` are the authors, teachers and units of other entries.
    """

    authors: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    unit_aliases: tuple[str, ...] = ()
    department: str = ""
    region: str = ""
    places: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    other_units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """Half open span ``[start, end)`` in code points of the given text; ``rule`` is a short code."""

    start: int
    end: int
    kind: Kind
    level: Level
    rule: str
