"""Tables, sessions and transactions; knows no Flask.

Reads use ``database.session()``.  Every write happens in ``database.transaction()``: on SQLite it takes
the write lock at once (BEGIN IMMEDIATE), because a reader that turns writer fails with "database is
locked" however long it would wait; on PostgreSQL it is an ordinary transaction.  WAL with
synchronous=FULL, so an acknowledged score survives a power cut.
"""

from __future__ import annotations

import enum
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase, Session

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(sa.types.TypeDecorator[datetime]):
    """An instant, timezone-aware and always UTC in Python, whatever the database keeps."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum_type(cls: type[enum.Enum]) -> sa.Enum:
    """Store an enum by its value in a short text column (no native type: easy to extend)."""
    return sa.Enum(
        cls,
        native_enum=False,
        length=24,
        create_constraint=False,
        values_callable=lambda e: [m.value for m in e],
    )


class Base(DeclarativeBase):
    """All tables.  Text columns are unbounded on purpose: lengths are checked where input comes in."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UTCDateTime(),
        dict[str, Any]: sa.JSON(),
        list[Any]: sa.JSON(),
        str: sa.Text(),
    }


class Memory:
    """What this process worked out from the database and need not again.  Only for what cannot go stale unseen:
    the key, or a part of the value that is compared, changes with what it was worked out from."""

    LIMIT = 64  # the ones used longest ago are forgotten

    def __init__(self) -> None:
        self._held: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable) -> Any:
        """What is remembered, or None."""
        found = self._held.get(key)
        if found is not None:
            with suppress(KeyError):  # another thread forgot it just now
                self._held.move_to_end(key)
        return found

    def put(self, key: Hashable, value: Any) -> None:
        self._held[key] = value
        while len(self._held) > self.LIMIT:
            with suppress(KeyError):
                self._held.popitem(last=False)


class Database:
    """One engine with its ways in: `session` to read, `transaction` to write."""

    def __init__(self, url: str, *, audit_key: bytes) -> None:
        self.url = sa.make_url(url)
        self.audit_key = audit_key
        self.memory = Memory()
        options: dict[str, Any] = {}
        if self.url.get_backend_name() == "postgresql":
            options["pool_pre_ping"] = True
        self.engine = sa.create_engine(self.url, **options)
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        self._writer = self.engine.execution_options(jianwen_write=True)

    def session(self) -> Session:
        """A session to read with; the caller closes it.  What it finds may be remembered (`memory_of`)."""
        info = {"audit_key": self.audit_key, "memory": self.memory}
        return Session(self.engine, expire_on_commit=False, info=info)

    def writing_session(self) -> Session:
        """A session to write with (`info["writes"]`); asks nothing of the database before its first statement."""
        info = {"audit_key": self.audit_key, "memory": self.memory, "writes": True}
        return Session(self._writer, expire_on_commit=False, info=info)

    @contextmanager
    def transaction(self, begun: Session | None = None) -> Iterator[Session]:
        """A session to write with, or the one that has `begun`: commits once at the end, rolls back on any
        error."""
        with begun or self.writing_session() as session:
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    def dispose(self) -> None:
        self.engine.dispose()


def memory_of(session: Session) -> Memory:
    """What the process remembers; nothing for a session that writes: its rows may be taken back."""
    return lasting_memory(session) if only_reads(session) else Memory()


def lasting_memory(session: Session) -> Memory:
    """The same, of rows that never change again; also a session that writes may ask."""
    found: Memory | None = session.info.get("memory")
    return Memory() if found is None else found


def only_reads(session: Session) -> bool:
    """Whether it is one of `Database.session`: nothing is decided by what it finds."""
    return "memory" in session.info and not session.info.get("writes")


@contextmanager
def taken_back(session: Session) -> Iterator[None]:
    """What is done inside is undone at the end; the transaction around it goes on."""
    savepoint = session.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()


def is_busy(error: sa.exc.OperationalError) -> bool:
    """Whether nothing is wrong but others held what was asked for longer than one may wait: try again."""
    cause = error.orig
    if getattr(cause, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return True
    state = getattr(cause, "sqlstate", None)
    return state in ("40001", "40P01", "55P03")  # no order to be found, deadlock, waited long enough for a lock


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "trusted_schema=OFF",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    write = connection.get_execution_options().get("jianwen_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
