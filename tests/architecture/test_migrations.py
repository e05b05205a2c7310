"""The migrations lead to exactly what the models say, up and down, without loss of the way back."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from reviewapp import migrate
from reviewapp.db import Database


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
