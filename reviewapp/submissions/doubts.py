"""Why a proposed paper needs a person's eyes before judges may read it."""

from __future__ import annotations

from collections.abc import Iterable

from reviewapp.models.entry import Entry
from reviewapp.models.paper import Paper
from reviewapp.words import Sentence, say

SHORTEST = 2  # characters: a name of one letter occurs everywhere
SHORTEST_BACKWARDS = 3  # two letters read the other way round are too often a word of their own


def identity_words(entry: Entry, unit_name: str) -> tuple[str, ...]:
    """What the entry form itself says of who wrote it: names, unit, telephone, address."""
    form = [entry.form.get(key, "") for key in ("unit", "phone", "email")]
    people = [word for a in entry.authors for word in (a.name, a.phone, a.email)]
    return tuple(dict.fromkeys(w.strip() for w in (*people, unit_name, *form) if w and w.strip()))


def leftovers(shown: str, words: Iterable[str]) -> tuple[str, ...]:
    """Those of `words` that still stand in a text, white space apart, also from right to left: letters whose
    direction was turned round are shown in the order they were stored.

    >>> leftovers("我叫王 小满。四李", ["王小满", "李四"]), leftovers("把满小王倒过来", ["王小满"])
    (('王小满',), ('王小满',))
    """
    text = "".join(shown.split())

    def stands(word: str) -> bool:
        return word in text or (len(word) >= SHORTEST_BACKWARDS and word[::-1] in text)

    return tuple(w for w in words if len(w) >= SHORTEST and stands("".join(w.split())))


def shown_to_judges(title: str, genre: str, text: str) -> str:
    """Everything of a work that a judge reads."""
    return f"{title}\n{genre}\n{text}"


def doubts_of(entry: Entry, paper: Paper, unit_name: str) -> list[Sentence]:
    """Held notices of the file, hints, pictures, and identity that would stay readable."""
    found = [Sentence.from_json(n) for n in entry.notices if n.get("holds")]
    hints = sum(m.level == "hint" for m in entry.mentions)
    if hints:
        found.append(say("有 %(count)s 处只是提示，需要人来判断。", count=hints))
    if entry.pictures:
        found.append(say("有 %(count)s 幅插图，需要人来决定是否给评委看。", count=len(entry.pictures)))
    left = leftovers(shown_to_judges(paper.title, paper.genre, paper.text), identity_words(entry, unit_name))
    if left:
        found.append(say("匿名稿里仍能读到：%(words)s。", words=left))
    return found
