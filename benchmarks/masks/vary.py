"""The same essay by somebody else: other names, areas and telephone numbers in the labelled spans and the form.

The second reader would learn by heart who lives where; of the varied essays it learns what stands around them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import replace

from benchmarks.masks.invent import Inventor, disguised_number
from benchmarks.masks.labelled import Labelled
from scoring.text.divisions import prefectures, short_county, short_town, towns
from scoring.text.name_letters import GIVEN_BANDS, RANKED_SURNAMES
from scoring.text.name_model import SURNAMES, composed_name

_AREAS = sorted({short_county(county) for one in prefectures() for county in one.counties})
_AREAS_OF = {length: [area for area in _AREAS if len(area) == length] for length in (2, 3, 4)}
_TOWNS = sorted({short_town(town) for town in towns()})
_SETTLEMENT = re.compile("([\u4e00-\u9fff]{2,4}?)(?:镇|乡|苏木|村|嘎查|街道|小区|社区|屯)")
_SURNAMES = [surname for surname in RANKED_SURNAMES[:300] if len(surname) == 1]
_SHARES = [1 / (rank + 3) for rank in range(len(_SURNAMES))]
_GIVEN = "".join(letters for letters, _ in GIVEN_BANDS)
_MOBILE = re.compile(r"1\d{10}|0\d{3}-?\d{7}")


class Varied:
    """What gives way to what in one essay."""

    def __init__(self, essay: Labelled, rng: random.Random) -> None:
        self.rng, self.inventor = rng, Inventor(rng, "dev")
        spans = [(essay.text[start:end], kind) for start, end, kind in essay.labels]
        named = [said for said, kind in spans if kind in ("author", "person")]
        names = [name for name in dict.fromkeys([*essay.identity.authors, *named]) if _whole_name(name)]
        self.people = {
            name: self._somebody(name)
            for name in names
            if not any(name in other and name != other for other in names)
        }
        said = [text for text, kind in spans if kind in ("unit", "otherunit", "place", "honour")]
        self.areas = dict(self._areas([*said, *essay.identity.units, essay.identity.region]))

    def _somebody(self, name: str) -> str:
        if composed_name(name):
            return self.inventor.mongolian()
        surname = self.rng.choices(_SURNAMES, _SHARES)[0]
        return surname + "".join(self.rng.choice(_GIVEN) for _ in name[1:])

    def _areas(self, said: Iterable[str]) -> Iterable[tuple[str, str]]:
        for text in said:
            for length, areas in _AREAS_OF.items():
                for part in (text[at : at + length] for at in range(len(text) - length + 1)):
                    if part in areas:
                        yield part, self.rng.choice(areas)
            town = _SETTLEMENT.fullmatch(text)
            if town:
                yield town[1], self.rng.choice(_TOWNS)

    def name(self, said: str) -> str:
        """A name or a part of one."""
        for name, other in self.people.items():
            at = name.find(said)
            if at >= 0 and len(said) > 1 and len(name) == len(other):
                return other[at : at + len(said)]
        return _replaced(said, self.people)

    def span(self, said: str, kind: str) -> str:
        """What stands for a labelled span."""
        if kind in ("author", "person"):
            return self.name(said)
        if kind == "contact":
            return _MOBILE.sub(lambda _: disguised_number(self.inventor.phone(), self.rng), said)
        return _replaced(_replaced(said, self.areas), self.people) if kind != "post" else said


def _whole_name(name: str) -> bool:
    return composed_name(name) or (2 <= len(name) <= 3 and name[0] in SURNAMES)


def _replaced(said: str, instead: dict[str, str]) -> str:
    for word in sorted(instead, key=len, reverse=True):
        said = said.replace(word, instead[word])
    return said


def vary(essay: Labelled, rng: random.Random) -> Labelled:
    """The varied essay with its labels and form."""
    varied = Varied(essay, rng)
    text, labels, at = "", [], 0
    for start, end, kind in sorted(essay.labels):
        text += essay.text[at:start]
        said = varied.span(essay.text[start:end], kind)
        labels.append((len(text), len(text) + len(said), kind))
        text, at = text + said, end
    form = essay.identity
    identity = replace(
        form,
        authors=tuple(varied.people.get(name, name) for name in form.authors),
        units=tuple(_replaced(unit, varied.areas) for unit in form.units),
        region=_replaced(form.region, varied.areas),
        phones=(),
        emails=(),
    )
    return Labelled(f"{essay.id}, varied", text + essay.text[at:], tuple(labels), identity)
