"""Names said by some of their letters: 林总医 for 牙克石市林业总医院, 鼠防科 for 鼠疫防治科, 盟血站, 四院.

A row of letters shortens a name where its letters come in the name in the same order, and each one either follows
the letter before it in the name, too, or begins a word there. Where such a row ends as the name ends, or as units and
departments do, it is no accident.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from scoring.text.segment import segmenter, tagged

_RANKS = "旗县市盟州区省"
_COUNTS = "一二三四五六七八九十"
_LONGEST = 12


@lru_cache(maxsize=1 << 12)
def _heads(name: str) -> frozenset[int]:
    """Where a letter of a name may follow one that does not stand right before it there."""
    heads = {word.start for word in tagged(name)}
    heads |= {at for at in range(len(name)) if segmenter().known(name[at : at + 2]) > 5}
    heads |= {at for at, letter in enumerate(name) if letter in _RANKS or letter in _COUNTS}
    return frozenset(heads)


def shortenings(text: str, name: str, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, int]]:
    """The longest shortening of ``name`` from every offset of ``text[start:stop]``, two letters at least."""
    heads = _heads(name)
    places: dict[str, list[int]] = {}
    for at, letter in enumerate(name):
        places.setdefault(letter, []).append(at)
    stop = len(text) if stop is None else min(stop, len(text))
    for first in range(start, stop - 1):
        here = {at for at in places.get(text[first], ()) if at in heads}
        end = first + 1
        while here and end < stop and end - first < _LONGEST:
            least = min(here)
            here = {at for at in places.get(text[end], ()) if at - 1 in here or (at in heads and at > least)}
            end += bool(here)
        if end - first > 1:
            yield first, end
