"""The journeys hold on SQLite and, once more, on a real PostgreSQL that the tests start themselves."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def backend(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name
