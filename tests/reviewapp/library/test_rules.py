"""Who may do what with the library: role × verb, and for works of a round role × stage."""

from __future__ import annotations

import pytest

from reviewapp.access import Actor
from reviewapp.library import rules
from reviewapp.models.contest import Stage
from tests.conftest import NOW
from tests.factories import World

ROLES = ("admin", "organizer", "clerk", "leader", "judge1", "bureau1", "hospital1", "anonymous")


@pytest.fixture
def actors(world: World) -> dict[str, Actor]:
    return {**world.actors, "anonymous": Actor.anonymous()}


@pytest.mark.parametrize("verb", [rules.see_library, rules.change_library])
def test_library_is_for_administrators_and_organizers(verb: object, actors: dict[str, Actor]) -> None:
    denials = {role: verb(actors[role], now=NOW) for role in ROLES}  # type: ignore[operator]
    assert {role for role, denial in denials.items() if denial is None} == {"admin", "organizer"}
    assert all(denial.hide for denial in denials.values() if denial is not None)


@pytest.mark.parametrize("stage", list(Stage))
def test_works_of_a_round_join_through_its_organizer_once_they_are_public(
    stage: Stage, world: World, actors: dict[str, Actor]
) -> None:
    world.round.stage = stage
    denials = {role: rules.add_round(actors[role], world.round, now=NOW) for role in ROLES}
    allowed = {role for role, denial in denials.items() if denial is None}
    public = stage in (Stage.PUBLICATION, Stage.CLOSED)
    assert allowed == ({"organizer"} if public else set())
    organizer = denials["organizer"]
    assert organizer is None or organizer.closed
    assert all(d.hide for role, d in denials.items() if d is not None and role not in ("admin", "organizer"))


def test_hints_are_written_by_the_worker_only(actors: dict[str, Actor]) -> None:
    assert all(rules.compare(actors[role], now=NOW) for role in ROLES)
    assert rules.compare(Actor.system(), now=NOW) is None
