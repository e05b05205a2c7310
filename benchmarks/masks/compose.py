"""Labelled essays composed from templates: a head, a dozen paragraphs of stories and plain talk, a tail.

A slot ``{X}`` in a template becomes an invented name, labelled; see :class:`Slots` for the letters.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path

from benchmarks.masks.invent import Inventor, disguised_mail, disguised_name, disguised_number
from benchmarks.masks.labelled import Labelled, untag, with_lists
from scoring.text.span_types import Identity

HERE = Path(__file__).parent
_SLOT = re.compile(r"\{([A-Z]+)\}")
_PLAIN_SHARE = 0.12  # essays that name nobody


@dataclass(frozen=True, slots=True)
class Templates:
    """Paragraphs by section."""

    head: tuple[str, ...]
    tail: tuple[str, ...]
    story: tuple[str, ...]
    plain: tuple[str, ...]


def templates(part: str) -> Templates:
    """The templates of "dev" or "test"."""
    sections: dict[str, tuple[str, ...]] = {}
    for block in re.split(
        r"^\[", (HERE / f"templates_{part}.txt").read_text(encoding="utf-8"), flags=re.MULTILINE
    ):
        name, _, lines = block.partition("]\n")
        sections[name] = tuple(line for line in lines.splitlines() if line)
    return Templates(sections["head"], sections["tail"], sections["story"], sections["plain"])


def compose(part: str, count: int, seed: int) -> list[Labelled]:
    """``count`` essays; the same for the same arguments."""
    rng = random.Random(seed)
    parts = templates(part)
    inventor = Inventor(rng, part)
    return with_lists(_essay(f"{part}-{number}", parts, inventor, rng) for number in range(count))


def _essay(name: str, parts: Templates, inventor: Inventor, rng: random.Random) -> Labelled:
    slots = Slots(inventor, rng)
    lines = rng.sample(parts.plain, 5)
    if rng.random() >= _PLAIN_SHARE:
        lines += rng.sample(parts.story, 7)
        rng.shuffle(lines)
        if rng.random() < 0.5:
            lines.insert(0, rng.choice(parts.head))
        if rng.random() < 0.6:
            lines.append(rng.choice(parts.tail))
    text, labels = untag("\n".join(_SLOT.sub(lambda match: slots.fill(match[1]), line) for line in lines))
    return Labelled(name, text, labels, slots.identity())


class Slots:
    """One essay's own author and unit, and strangers on demand.

    A author, U unit, P colleague, M Mongolian name, O other unit, T town, V village, H honour, PH telephone,
    EM e-mail, QQ and WX numbers, ID identity number.
    """

    def __init__(self, inventor: Inventor, rng: random.Random) -> None:
        self.invent, self.rng = inventor, rng
        self.author, self.phone, self.mail = inventor.name(), inventor.phone(), inventor.mail()
        self.region, self.unit, self.unit_forms = inventor.unit()

    def identity(self) -> Identity:
        """What the entry form would know; half the phones and addresses in the text are on it."""
        return Identity(
            authors=(self.author,),
            units=(self.unit,),
            region=self.region,
            phones=(self.phone,) if self.rng.random() < 0.5 else (),
            emails=(self.mail,) if self.rng.random() < 0.5 else (),
        )

    def fill(self, slot: str) -> str:
        """A slot's words, tagged."""
        kind, words = self._words(slot)
        return f"⟦{kind}|{words}⟧"

    def _words(self, slot: str) -> tuple[str, str]:
        rng, invent = self.rng, self.invent
        match slot:
            case "A":
                return "AUTHOR", disguised_name(self.author, rng)
            case "U":
                return "UNIT", rng.choice((self.unit, *self.unit_forms, *self.unit_forms))
            case "P":
                return "PERSON", invent.chinese()
            case "M":
                return "PERSON", invent.mongolian()
            case "O":
                return "OTHERUNIT", invent.other_unit()
            case "T":
                return "PLACE", invent.town()
            case "V":
                return "PLACE", invent.village()
            case "H":
                return "HONOUR", invent.honour()
            case "PH":
                return "CONTACT", disguised_number(self.phone, rng)
            case "EM":
                return "CONTACT", disguised_mail(self.mail, rng)
            case "QQ":
                return "CONTACT", invent.digits(rng.randint(6, 10))
            case "WX":
                return "CONTACT", rng.choice((invent.mail().partition("@")[0], self.phone.replace("-", "")))
            case "ID":
                return "CONTACT", invent.identity_number()
        raise ValueError(f"no slot {slot}")
