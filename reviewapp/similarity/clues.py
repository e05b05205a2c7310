"""What a copier may have forgotten to change, for the staff: each work's text against what its entry says of itself.

Computed when the page is read (about 15 ms a text), from the entry as it stands now.  A clue is a question
for a reader and proves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewapp.models.similarity import SimilarityCase
from reviewapp.similarity.evidence import Pairing
from reviewapp.similarity.rows import MemberView
from reviewapp.words import Sentence, say

if TYPE_CHECKING:
    from scoring.similarity.residue import Own, Residue

MOST_READ = 24  # works of one case; of larger ones only the two on the page are read
SENTENCES: Mapping[str, Sentence] = {
    "source": say("留有另一篇的名称“%(found)s”"),
    "unit": say("自称或写到外单位“%(found)s”，报送单位是“%(expected)s”"),
    "units": say("自称的单位前后不一：“%(found)s”，另一处是“%(expected)s”"),
    "place": say("写到外地的“%(found)s”，报送单位在“%(expected)s”"),
    "role": say("自称“%(found)s”，与“%(expected)s”不符"),
    "date": say("时间“%(found)s”与征文年份不合（%(expected)s）"),
}


@dataclass(frozen=True, slots=True)
class Clue:
    """One place of one text; number: as marked in it, from 1; near: in or beside a copied passage."""

    number: int
    start: int
    end: int
    sentence: Sentence
    near: bool


def clues_of(
    case: SimilarityCase,
    pairs: Sequence[Pairing],
    views: Mapping[int, MemberView],
    chosen: Pairing,
    year: int | None,
) -> dict[int, list[Clue]]:
    """Entry id → its clues, without the entries that have none; in the order of `views`."""
    from scoring.similarity.residue import residues  # gazetteers: only where it is shown

    read = views if len(views) <= MOST_READ else {k: v for k, v in views.items() if k in (chosen.a, chosen.b)}
    found: dict[int, list[Clue]] = {}
    for key, view in read.items():
        clues = residues(
            view.entry.text,
            own=_own(view, year),
            spans=_spans(pairs, key),
            sources=[_own(views[k], year) for k in _sources(case, pairs, key) if k in views],
        )
        if clues:
            found[key] = [_clue(number, clue) for number, clue in enumerate(clues, start=1)]
    return found


def _own(view: MemberView, year: int | None) -> Own:
    """What the entry says of itself; with several authors, no one post is the author's."""
    from scoring.similarity.residue import Own

    authors = view.entry.authors
    return Own(
        unit=view.unit_name,
        aliases=view.unit_aliases,
        region=view.region_name,
        authors=tuple(a.name for a in authors),
        role=authors[0].post if len(authors) == 1 else "",
        department=view.entry.department,
        year=year or 0,
    )


def _spans(pairs: Sequence[Pairing], key: int) -> list[tuple[int, int]]:
    left = [(p.a_start, p.a_end) for pair in pairs if pair.a == key for p in pair.passages]
    return left + [(p.b_start, p.b_end) for pair in pairs if pair.b == key for p in pair.passages]


def _sources(case: SimilarityCase, pairs: Sequence[Pairing], key: int) -> list[int]:
    """Texts this one may be copied from: the likely sources, or, where the receipt does not tell, its partners."""
    likely = [m.entry_id for m in case.members if m.likely_source]
    if key in likely:
        return []
    return likely or [p.b if p.a == key else p.a for p in pairs if key in (p.a, p.b)]


def _clue(number: int, clue: Residue) -> Clue:
    expected: object = clue.expected
    if clue.kind == "date":
        expected = _years(clue.expected)
    sentence = Sentence(SENTENCES[clue.kind].msgid, {"found": clue.found.strip(), "expected": expected})
    return Clue(number, clue.start, clue.end, sentence, clue.in_passage)


def _years(written: str) -> Sentence:
    """2011-2013, -2013, 2020-: in words."""
    first, _dash, last = written.partition("-")
    if first and last:
        return say("应在 %(first)s 年至 %(last)s 年之间", first=first, last=last)
    return say("应不晚于 %(last)s 年", last=last) if last else say("应不早于 %(first)s 年", first=first)
