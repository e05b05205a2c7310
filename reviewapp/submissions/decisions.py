"""What a clerk decides on one entry, and what becomes of its paper and pictures.  Pure: nothing is stored here."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace

from reviewapp.errors import Invalid
from reviewapp.models.entry import Entry, Mention, MentionState
from reviewapp.models.paper import Paper, Picture
from reviewapp.submissions.masking import (
    KINDS,
    MASKED_LEVELS,
    Spans,
    length_of,
    paper_text,
    paper_words,
    shown_lines,
)
from reviewapp.submissions.reading import TITLE_LIMIT
from reviewapp.words import say


@dataclass(frozen=True, slots=True)
class Redactions:
    """What the clerk decided on one entry.

    version: of the entry as the clerk saw it; accepted: mention ids to mask; added: new spans (start, end,
    kind) in code points of the entry's text; title: the title judges will see; pictures: positions of the
    pictures that judges may see; seen: mention ids the clerk was shown (None: all there are)
    """

    version: int
    accepted: frozenset[int]
    added: tuple[tuple[int, int, str], ...]
    title: str
    pictures: frozenset[int] = frozenset()
    seen: frozenset[int] | None = None


def is_masked(mention: Mention) -> bool:
    """As decided, or, before anybody decided, as proposed."""
    if mention.state == MentionState.PROPOSED:
        return mention.level in MASKED_LEVELS
    return mention.state == MentionState.ACCEPTED


def settled(entry: Entry, data: Redactions) -> Redactions:
    """The same decisions with every span that is a mention already told by its id, and with the mentions
    that others added meanwhile left as those decided."""
    known = {(m.start, m.end): m.id for m in entry.mentions}
    accepted = set(data.accepted)
    accepted |= {known[span[:2]] for span in data.added if span[:2] in known}
    if data.seen is not None:
        accepted |= {m.id for m in entry.mentions if m.id not in data.seen and is_masked(m)}
    added = tuple(dict.fromkeys(span for span in data.added if span[:2] not in known))
    return replace(data, accepted=frozenset(accepted), added=added)


def proposed_redactions(entry: Entry, paper: Paper) -> Redactions:
    """What confirming the paper as it stands would decide: certain and likely masked, hints not."""
    accepted = frozenset(m.id for m in entry.mentions if is_masked(m))
    return Redactions(entry.version, accepted, (), paper.title)


def check(entry: Entry, data: Redactions) -> None:
    """Raises Invalid for spans outside the text, kinds there are not, and a title that is empty or too long."""
    title = paper_words(data.title, ()).strip()
    if not title:
        raise Invalid(say("请填写评委看到的题目。"), {"title": say("必填。")})
    if len(title) > TITLE_LIMIT:
        long = say("题目有 %(count)s 字，超过 %(limit)s 字。", count=len(title), limit=TITLE_LIMIT)
        raise Invalid(long, {"title": long})
    for start, end, kind in data.added:
        if not 0 <= start < end <= len(entry.text):
            raise Invalid(say("遮盖的位置超出正文，请刷新后重选。"))
        if kind not in KINDS:
            raise Invalid(say("没有这一类遮盖。"))


def apply(entry: Entry, paper: Paper, pictures: Iterable[Picture], data: Redactions) -> int:
    """Make paper, mentions and pictures say what was decided; the number of masks."""
    for mention in entry.mentions:
        mention.state = MentionState.ACCEPTED if mention.id in data.accepted else MentionState.REJECTED
    for start, end, kind in dict.fromkeys(data.added):
        entry.mentions.append(
            Mention(
                start=start, end=end, kind=kind, level="certain", rule="clerk", by_clerk=True,
                state=MentionState.ACCEPTED,
            )
        )  # fmt: skip
    accepted = [(m.start, m.end, m.kind) for m in entry.mentions if m.state == MentionState.ACCEPTED]
    paper.text = paper_text(entry.text, entry.title, accepted)
    paper.characters = length_of(paper.text)
    paper.title = paper_words(data.title, ()).strip()
    seat(entry, pictures, accepted)
    return len(accepted)


def new_pictures(entry: Entry, paper_id: int, masked: Spans) -> list[Picture]:
    """The entry's pictures as pictures of its paper; none is shown before a clerk allows it."""
    pictures = [
        Picture(
            paper_id=paper_id, position=position, after_line=-1, sha256=kept["sha256"],
            media_type=kept["media_type"], width=kept["width"], height=kept["height"], allowed=False,
        )
        for position, kept in enumerate(entry.pictures or [])
    ]  # fmt: skip
    seat(entry, pictures, masked)
    return pictures


def seat(entry: Entry, pictures: Iterable[Picture], masked: Spans) -> None:
    """Put each picture below the line of the paper that its line of the entry has become; where that line
    was left out, below the one before."""
    kept = [number for number, _shown in shown_lines(entry.text, entry.title, masked)]
    for picture in pictures:
        line = entry.pictures[picture.position]["after_line"]
        picture.after_line = bisect_right(kept, line) - 1
