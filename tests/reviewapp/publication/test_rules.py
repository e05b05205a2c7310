"""Role × stage × verb of publication, and the period in which anybody may read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from reviewapp.access import Actor
from reviewapp.models.contest import Stage
from reviewapp.models.publication import Publication, PublicationKind
from reviewapp.publication import rules
from reviewapp.publication.period import PeriodState, state_of, state_word
from tests.factories import World
from tests.reviewapp.publication.builders import NOW, UNTIL

ROLES = ("admin", "organizer", "clerk", "leader", "judge1", "bureau1", "hospital1", "anonymous")
TABLE: dict[Any, set[Stage]] = {
    rules.manage: set(Stage),
    rules.take_down: set(Stage),
    rules.publish: {Stage.PUBLICATION},
    rules.release: {Stage.PUBLICATION},
}


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("role", ROLES)
def test_only_the_organizer_publishes_in_the_stages_of_the_table(
    world: World, role: str, stage: Stage
) -> None:
    world.round.stage = stage
    actor = Actor.anonymous() if role == "anonymous" else world.actors[role]
    for rule, stages in TABLE.items():
        denial = rule(actor, world.round, now=NOW)
        if role == "organizer":
            assert (denial is None) == (stage in stages), rule.__name__
        else:
            assert denial is not None
            assert denial.hide == (role not in ("clerk", "leader"))


def _publication(**changes: Any) -> Publication:
    return Publication(**{"kind": PublicationKind.NOTICE, "published_at": NOW, "until": UNTIL, **changes})


SECOND = timedelta(seconds=1)
TIMELINE = (
    (NOW - SECOND, PeriodState.AHEAD, "未开始"),
    (NOW, PeriodState.OPEN, "公示中"),
    (UNTIL, PeriodState.OPEN, "公示中"),
    (UNTIL + SECOND, PeriodState.OVER, "已结束"),
)


@pytest.mark.parametrize(("moment", "state", "word"), TIMELINE)
@pytest.mark.parametrize("role", ROLES)
def test_everybody_reads_inside_the_period_and_nobody_outside(
    world: World, role: str, moment: Any, state: PeriodState, word: str
) -> None:
    actor = Actor.anonymous() if role == "anonymous" else world.actors[role]
    publication = _publication()
    assert state_of(publication, moment) == state
    assert str(state_word(publication, moment)) == word
    denial = rules.read(actor, publication, now=moment)
    assert (denial is None) == (state == PeriodState.OPEN)
    assert denial is None or denial.hide
    assert rules.read(actor, _publication(taken_down_at=NOW), now=moment) is not None
    open_ended = rules.read(actor, _publication(until=None), now=moment)
    assert (open_ended is None) == (moment >= NOW)
