"""Doing things at the same moment, and what must hold afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import func, select

from reviewapp import audit, invariants
from reviewapp.db import Database
from reviewapp.models.log import AuditEvent

T = TypeVar("T")


def at_once(jobs: Sequence[Callable[[], T]]) -> list[T]:
    """Run all jobs in threads that start together."""
    ready = threading.Barrier(len(jobs))

    def start(job: Callable[[], T]) -> T:
        ready.wait()
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(start, jobs))


def count_events(database: Database, *where: Any) -> int:
    """Events of the log for which this holds."""
    with database.session() as session:
        return session.scalar(select(func.count()).select_from(AuditEvent).where(*where)) or 0


def assert_sound(database: Database) -> None:
    """The log's chains are whole and every statement of `flask check` holds."""
    with database.session() as session:
        assert audit.verify(session) == []
        assert [str(v.sentence) for v in invariants.check_all(session)] == []
