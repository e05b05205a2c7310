"""Small lists and obligations."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from reviewapp.contests import queries, structure
from reviewapp.contests.structure import Named, Owed
from reviewapp.errors import Invalid, Missing
from reviewapp.models.contest import Category, Division, Level, LevelKind, ObligationObject
from tests import factories
from tests.conftest import NOW


def test_categories_are_renamed_reordered_and_added(session: Session, world: factories.World) -> None:
    first, second = queries.categories(session, world.contest.id)
    rows = (
        Named("附属医院", aliases=("医学院附属医院",)),
        Named("直属单位", second.id),
        Named(" 各盟市 ", first.id),
        Named(""),
    )
    structure.set_names(session, world.actors["organizer"], world.round, Category, rows, now=NOW)
    stored = queries.categories(session, world.contest.id)
    assert [c.name for c in stored] == ["附属医院", "直属单位", "各盟市"]
    assert (stored[0].aliases, stored[2].id) == (["医学院附属医院"], first.id)


def test_category_in_use_stays(session: Session, world: factories.World) -> None:
    first = queries.categories(session, world.contest.id)[0]
    with pytest.raises(Invalid, match="盟市"):
        structure.set_names(
            session,
            world.actors["organizer"],
            world.round,
            Category,
            (Named("直属单位", first.id + 1),),
            now=NOW,
        )


def test_levels_swap_their_places(session: Session, world: factories.World) -> None:
    organizer, level_id = world.actors["organizer"], world.round.level_id
    rows = (Named("盟市", kind=LevelKind.LEAGUE), Named("自治区", level_id, LevelKind.REGION))
    structure.set_names(session, organizer, world.round, Level, rows, now=NOW)
    league, region = queries.named_rows(session, Level, world.contest.id)
    swapped = (Named("自治区", region.id, LevelKind.REGION), Named("盟市", league.id, LevelKind.LEAGUE))
    structure.set_names(session, organizer, world.round, Level, swapped, now=NOW)
    assert [(lv.position, lv.name) for lv in queries.named_rows(session, Level, world.contest.id)] == [
        (0, "自治区"), (1, "盟市"),
    ]  # fmt: skip


def test_doubled_names_are_refused(session: Session, world: factories.World) -> None:
    with pytest.raises(Invalid):
        structure.set_names(
            session,
            world.actors["organizer"],
            world.round,
            Division,
            (Named("征文"), Named("征文 ")),
            now=NOW,
        )


def test_obligations_replace_each_other(session: Session, world: factories.World) -> None:
    organizer = world.actors["organizer"]
    category = world.recommenders[0].category_id
    for minimum in (5, 3):
        owed = Owed(category, ObligationObject.ESSAY, minimum, None, factories.DUE)
        structure.set_obligations(session, organizer, world.round, (owed,), now=NOW)
    assert [o.minimum for o in queries.obligations(session, world.contest.id)] == [3]


@pytest.mark.parametrize(("minimum", "maximum"), [(5, 4), (-1, None)])
def test_impossible_obligation_is_refused(
    minimum: int, maximum: int | None, session: Session, world: factories.World
) -> None:
    owed = Owed(world.recommenders[0].category_id, ObligationObject.ESSAY, minimum, maximum, None)
    with pytest.raises(Invalid):
        structure.set_obligations(session, world.actors["organizer"], world.round, (owed,), now=NOW)


def test_category_of_another_contest_does_not_exist(session: Session, world: factories.World) -> None:
    with pytest.raises(Missing):
        structure.set_obligations(
            session,
            world.actors["organizer"],
            world.round,
            (Owed(999, ObligationObject.ESSAY, 1, None, None),),
            now=NOW,
        )
