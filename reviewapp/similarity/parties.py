"""Words for a unit must not name the other party: not its unit, recommender, author, title or receipt number, nor
whose a library text is.  Pure.

Both sides are compared folded: compatibility forms, case, blanks and what cannot be seen make no difference.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence

from reviewapp.models.library import LibraryText
from reviewapp.similarity.rows import MemberView
from reviewapp.words import Sentence, say

SHORTEST = 2  # characters of a name that is looked for: one character is no name
# between several names of one field; a blank only where it does not stand inside a short name (王 小满)
_BETWEEN = re.compile(r"[、,，;；/／]|(?<=\S\S)\s+(?=\S\S)")
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and signs by category, blank on every screen
_AND = r"\s*[、,和与及~-]\s*"  # of a list that says 号 once, after compatibility folding


def named(
    text: str,
    views: Mapping[int, MemberView],
    recipients: Collection[int],
    library: Collection[LibraryText] = (),
) -> list[str]:
    """Names in `text` that one of the recipients (entry ids) may not read: those of other works of the case and
    of its library texts that are not the recipient's own too.  A name inside one of the recipient's own, as
    西辽河医院 in 通辽市西辽河医院, is the recipient's."""
    found: dict[str, None] = {}
    plain = folded(text)
    for recipient in recipients:
        own = {folded(n) for n in names_of(views[recipient])} if recipient in views else set()
        covered = [span for name in own for span in _places(plain, name)]
        for entry_id, view in views.items():
            if entry_id == recipient:
                continue
            found |= dict.fromkeys(_read(names_of(view), plain, own, covered))
            if numbered(text, view.entry.number):
                found[f"{view.entry.number} 号"] = None
        for held in library:
            found |= dict.fromkeys(_read(library_names(held), plain, own, covered))
    return list(found)


def _read(
    names: Iterable[str], plain: str, own: Collection[str], covered: Sequence[tuple[int, int]]
) -> list[str]:
    """Which of the names stand in the folded text otherwise than as (part of) the reader's own."""

    def foreign(name: str) -> bool:
        return name not in own and any(
            not any(a <= start and end <= b for a, b in covered) for start, end in _places(plain, name)
        )

    return sorted(name for name in names if foreign(folded(name)))


def _places(plain: str, name: str) -> list[tuple[int, int]]:
    """Everywhere a folded name stands, overlapping places too."""
    if len(name) < SHORTEST:
        return []
    return [(m.start(), m.start() + len(name)) for m in re.finditer(f"(?={re.escape(name)})", plain)]


def folded(text: str, *, blanks: bool = False) -> str:
    """`text` as it is compared: NFKC, small letters, nothing invisible; blanks only where asked for."""
    seen = (c for c in unicodedata.normalize("NFKC", text).casefold() if blanks or not c.isspace())
    return "".join(c for c in seen if c.isspace() or _visible(c))


def _visible(character: str) -> bool:
    """Not a control, format character, joiner, variation selector or filler."""
    return character not in _FILLERS and unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Cn", "Mn")


def numbered(text: str, number: int) -> bool:
    """Is the work of this receipt number meant: 13号, 编号13, No.13, 第13篇, 作品13, or 12、13号?"""
    told = rf"(?<!\d)0*{number}(?!\d)"
    before = r"(?:编\s*号|收\s*件\s*号|作\s*品|no\s*\.?|#)\s*[:为是]?\s*"
    ways = (rf"{told}(?:{_AND}\d+)*\s*号", rf"{before}{told}", rf"第\s*{told}\s*[篇件份]")
    pattern = re.compile("|".join(ways))
    # a blank may stand inside a number (1 3号) or between two (附件1 13号)
    return any(pattern.search(folded(text, blanks=kept)) for kept in (False, True))


def names_of(view: MemberView) -> set[str]:
    """Everything by which a work can be known."""
    authors = {a.name for a in view.entry.authors}
    return _long({view.unit_name, *view.unit_aliases, view.recommender_name, view.entry.title, *authors})


def library_names(held: LibraryText) -> set[str]:
    """Everything by which a library text can be known; several authors may stand in one field."""
    return _long({held.title, held.source, held.author, *_BETWEEN.split(held.author)})


def _long(names: Iterable[str]) -> set[str]:
    return {name.strip() for name in names if len(folded(name)) >= SHORTEST}


def refusal(names: Sequence[str]) -> Sentence:
    """What is said of such a text."""
    return say(
        "这段话会给单位看，不能提到另一方：%(names)s。请改用“另一篇作品”一类的说法。", names="、".join(names)
    )
