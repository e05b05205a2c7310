"""The migrations lead to exactly what the models say, up and down, without loss of the way back."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from reviewapp import migrate
from reviewapp.db import Database
from reviewapp.models.rubric import Criterion
from tests import factories


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def backend(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def test_head_equals_metadata(database: Database) -> None:
    assert migrate.current(database) == migrate.head()
    assert migrate.differences(database) == []


def test_migrations_go_down_to_nothing_and_up_again(database: Database) -> None:
    migrate.downgrade(database, "base")
    assert sa.inspect(database.engine).get_table_names() == ["alembic_version"]
    migrate.upgrade(database)
    assert migrate.differences(database) == []


def test_criteria_of_an_old_database_begin_at_zero(database: Database) -> None:
    with database.transaction() as session:
        factories.make_world(session)
    migrate.downgrade(database, "0f6bea707e06")
    assert "minimum" not in {c["name"] for c in sa.inspect(database.engine).get_columns("criterion")}
    migrate.upgrade(database)
    with database.session() as session:
        found = session.execute(sa.select(Criterion.minimum, Criterion.maximum).order_by(Criterion.id)).all()
    assert found == [(0, 40), (0, 30), (0, 30)]
