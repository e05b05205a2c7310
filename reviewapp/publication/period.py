"""Where a publication stands in its period.  Pure."""

from __future__ import annotations

import enum
from datetime import datetime

from reviewapp.models.publication import Publication, PublicationKind
from reviewapp.words import Sentence, say


class PeriodState(enum.StrEnum):
    """What the organizer is told; the public reads it only while OPEN."""

    AHEAD = "ahead"
    OPEN = "open"
    OVER = "over"
    TAKEN_DOWN = "taken_down"


KINDS: dict[PublicationKind, Sentence] = {
    PublicationKind.NOTICE: say("公示"),
    PublicationKind.FINAL: say("通报"),
}


def state_of(publication: Publication, now: datetime) -> PeriodState:
    """The last moment of the period still counts."""
    if publication.taken_down_at is not None:
        return PeriodState.TAKEN_DOWN
    if now < publication.published_at:
        return PeriodState.AHEAD
    if publication.until is not None and now > publication.until:
        return PeriodState.OVER
    return PeriodState.OPEN


def state_word(publication: Publication, now: datetime) -> Sentence:
    """公示中, 已结束, 已撤下."""
    state = state_of(publication, now)
    if state == PeriodState.OPEN:
        return say("公示中") if publication.kind == PublicationKind.NOTICE else say("已发布")
    return {
        PeriodState.AHEAD: say("未开始"),
        PeriodState.OVER: say("已结束"),
        PeriodState.TAKEN_DOWN: say("已撤下"),
    }[state]
