"""Where a work stands among those of its body, and how clear the line is, in words.  Pure."""

from __future__ import annotations

from reviewapp.selection.queries import DecisionRow, Firmness
from reviewapp.words import Sentence, say


def band(found: Firmness | None) -> Sentence:
    """Which ranks around the line cannot be told apart by the marks."""
    if found is None or found.first is None or found.last is None:
        return say("入选线清楚。")
    if found.first == found.last:
        return say("第%(rank)s名在入选线上，说不准进出。", rank=found.first)
    return say("第%(first)s–%(last)s名难以区分。", first=found.first, last=found.last)


def place(row: DecisionRow, eligible: int) -> Sentence:
    """Its rank among the works of its recommending body, or why it has none."""
    if row.selection.group_rank is None:
        return say("不参加遴选。")
    return say(
        "%(body)s %(of)s 篇中第 %(rank)s 名。",
        body=row.recommender.name,
        of=eligible,
        rank=row.selection.group_rank,
    )
