"""A further round takes over settings and a copy of the rubric, and is added only once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from reviewapp.contests import queries, structure
from reviewapp.errors import Forbidden, Invalid
from reviewapp.models.contest import Round
from tests import factories
from tests.conftest import NOW


def test_next_round_takes_over_settings_and_a_copy_of_the_rubric(
    session: Session, world: factories.World
) -> None:
    world.round.tie_break = [c.id for c in world.rubric.criteria[:2]]
    world.rubric.criteria[1].minimum = 5
    world.rubric.frozen_at = NOW
    above = structure.add_next_round(session, world.actors["organizer"], world.round, "复评", now=NOW)
    copy = queries.rubric_of(session, above)
    assert world.round.next_round_id == above.id
    assert (above.readings, above.level_id) == (world.round.readings, world.round.level_id)
    assert copy is not None
    assert copy.id != world.rubric.id
    assert copy.frozen_at is None
    assert [(c.name, c.minimum, c.maximum) for c in copy.criteria] == [
        (c.name, c.minimum, c.maximum) for c in world.rubric.criteria
    ]
    assert above.tie_break == [c.id for c in copy.criteria[:2]]


def test_next_round_is_added_once_with_a_name_by_the_organizer(
    session: Session, world: factories.World
) -> None:
    organizer = world.actors["organizer"]
    with pytest.raises(Forbidden):
        structure.add_next_round(session, world.actors["clerk"], world.round, "复评", now=NOW)
    with pytest.raises(Invalid):
        structure.add_next_round(session, organizer, world.round, " ", now=NOW)
    structure.add_next_round(session, organizer, world.round, "复评", now=NOW)
    with pytest.raises(Invalid):
        structure.add_next_round(session, organizer, world.round, "再评", now=NOW)


def test_next_round_is_added_in_pages(
    stored_world: factories.World, client_for: Callable[[str | None], FlaskClient], database: object
) -> None:
    client = client_for("organizer")
    assert "建立下一轮" in client.get("/rounds/1/settings/structure").get_data(as_text=True)
    answer = client.post("/rounds/1/settings/next-round", data={"title": "复评"})
    assert answer.status_code == 302
    assert client.get(answer.headers["Location"]).status_code == 200
    with database.session() as session:  # type: ignore[attr-defined]
        assert session.get_one(Round, 1).next_round_id == 2
    assert client_for("clerk").post("/rounds/1/settings/next-round", data={"title": "x"}).status_code in (
        403,
        404,
    )
