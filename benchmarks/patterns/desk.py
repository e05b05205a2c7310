"""One contest in the making: base essays that are still unused, entries, library, planted truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from benchmarks.patterns.clips import Body, assemble, body_of
from benchmarks.patterns.wordlists import entities
from scoring.similarity.scan import Document

UNITS = 16
GENERATION = "国永志明玉秀文建德春"
Places = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class BaseEssay:
    """An essay of somebody who copied from nobody."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """``a`` was made from ``b`` (or both from one hidden source: then without spans).

    Spans are (a0, a1, b0, b1) in code points of the texts as entered.
    """

    a: str
    b: str
    spans: tuple[Places, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """Planted copying. ``members`` of a group must come out in one case. No links: "thin" is expected."""

    pattern: str
    strength: int
    links: tuple[Link, ...]
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Harmless:
    """Planted likeness that is no copying: no pair of ``members`` may be reported.

    In ``of_one_author`` a case of the kind "same_author" is right and everything else is wrong.
    """

    kind: str
    strength: int
    members: tuple[str, ...]
    of_one_author: bool = False


@dataclass(slots=True)
class Desk:
    """What recipes work with. Every base essay serves once: as a source, as a host, or as it is."""

    rng: Random
    unused: list[BaseEssay]
    documents: list[Document] = field(default_factory=list)
    library: list[Document] = field(default_factory=list)
    units: tuple[str, ...] = ()
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        names = [stem + suffix for stem in entities()["stem"] for suffix in entities()["unitsuffix"]]
        self.units = self.units or tuple(self.rng.sample(names, UNITS))

    def take(self) -> BaseEssay:
        """A base essay nobody has used. Raises IndexError when there is none left."""
        return self.unused.pop()

    def source(self, *, library: bool = False) -> Document:
        """An unused base essay, entered as it is (or put in the library)."""
        essay = self.take()
        return self.enter(essay.text, essay.id, library=library)

    def enter(
        self,
        text: str,
        name: str,
        *,
        unit: str = "",
        author: str = "",
        received: int = 0,
        library: bool = False,
    ) -> Document:
        """Enter a text; unit, author and place in the order of receipt are drawn where not given."""
        name = name if name not in self.taken else f"{name}.{len(self.taken)}"
        self.taken.add(name)
        document = Document(
            name,
            text,
            unit or self.rng.choice(self.units),
            author or self.name(),
            0 if library else received or self.rng.randint(1, 10**6),
        )
        (self.library if library else self.documents).append(document)
        return document

    def copied(
        self, body: Body, name: str, *, unit: str = "", author: str = "", received: int = 0
    ) -> tuple[Link, ...]:
        """Enter a body; the links to all it was made from."""
        text, spans = assemble(body)
        document = self.enter(text, name, unit=unit, author=author, received=received)
        sources = dict.fromkeys(span.source for span in spans)
        return tuple(
            Link(document.id, source, tuple((s.a0, s.a1, s.b0, s.b1) for s in spans if s.source == source))
            for source in sources
        )

    def host(self, piece: Body) -> Body:
        """An unused essay, a stretch of which as long as ``piece`` has been replaced by it."""
        mine = [[type(clip)(clip.text) for clip in clips] for clips in body_of("", self.take().text)]
        at, gone = self.rng.randint(0, max(0, len(mine) - 2)), sum(len(c.text) for cs in piece for c in cs)
        kept = mine[:at]
        for clips in mine[at:]:
            if gone > 0 and len(mine) > 2:
                gone -= sum(len(clip.text) for clip in clips)
            else:
                kept.append(clips)
        return [*kept[:at], *piece, *kept[at:]]

    def other_units(self, count: int) -> Sequence[str]:
        """Different units; some come again when there are not enough."""
        rounds = count // len(self.units) + 1
        return [unit for _ in range(rounds) for unit in self.rng.sample(self.units, len(self.units))][:count]

    def name(self) -> str:
        """An author."""
        parts = (entities()["surname"], ("", *GENERATION), entities()["given"])
        return "".join(self.rng.choice(part) for part in parts)
