"""Words for a unit must not name the other party: not its unit, recommender, author, title or receipt number.  Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from reviewapp.similarity.rows import MemberView
from reviewapp.words import Sentence, say

SHORTEST = 2  # characters of a name that is looked for: one character is no name


def named(text: str, views: Mapping[int, MemberView], recipients: Collection[int]) -> list[str]:
    """Names in `text` that one of the recipients (entry ids) may not read: those of other works of the case
    that are not the recipient's own too."""
    found: dict[str, None] = {}
    for recipient in recipients:
        own = names_of(views[recipient]) if recipient in views else set()
        for entry_id, view in views.items():
            if entry_id == recipient:
                continue
            found |= dict.fromkeys(sorted(n for n in names_of(view) - own if n in text))
            if re.search(rf"(?<!\d){view.entry.number} ?号", text):
                found[f"{view.entry.number} 号"] = None
    return list(found)


def names_of(view: MemberView) -> set[str]:
    """Everything by which a work can be known."""
    authors = {a.name for a in view.entry.authors}
    names = {view.unit_name, view.recommender_name, view.entry.title, *authors}
    return {name for name in names if len(name) >= SHORTEST}


def refusal(names: Sequence[str]) -> Sentence:
    """What is said of such a text."""
    return say(
        "这段话会给单位看，不能提到另一方：%(names)s。请改用“另一篇作品”一类的说法。", names="、".join(names)
    )
