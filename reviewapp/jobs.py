"""Background work: Huey carries run ids, the Run rows are the truth.

Huey forgets a task whose worker was killed; the sweeper puts back every Run that waits or whose
heartbeat stopped, so nothing is lost.  A task is harmless when delivered twice: `runs.perform` lets
only one worker claim a Run.  SqliteHuey by default; RedisHuey when the setting names a Redis.

Beside runs there are chores (`runs.Chore`): small work that leaves no result to rebuild and knows itself
what is still to be done, so that a lost delivery is made up by the sweep.
"""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from huey import Huey, RedisHuey, SqliteHuey
from huey.consumer import Consumer

from reviewapp import runs, worker
from reviewapp.db import Database
from reviewapp.models.result import Run

SWEEP_SECONDS = 10.0

logger = logging.getLogger(__name__)


class _Consumer(Consumer):
    """Huey's consumer without its signal handlers: it may run in a thread of the web process (the demo), and
    in `flask worker` the command decides how to stop."""

    def _set_signal_handlers(self) -> None:
        pass


class Jobs:
    """The queue of one application.  `instance`: the folder for what workers keep between two steps (finished
    parts of a run, indexes); without it runs keep nothing and chores are not done."""

    def __init__(
        self, database: Database, url: str, *, immediate: bool = False, instance: Path | None = None
    ) -> None:
        self.database, self.instance = database, instance
        self.huey = _open(url, immediate)
        self._task = self.huey.task(name="perform_run")(self._perform)
        self._chore = self.huey.task(name="perform_chore")(self._perform_chore)

    def enqueue(self, run_id: int) -> None:
        """Hand a committed Run to a worker (call it after the commit, never inside the transaction)."""
        self._task(run_id)

    def _perform(self, run_id: int) -> None:
        with self.database.session() as session:
            run = session.get(Run, run_id)
        if run is not None:
            work = self.instance / "work" if self.instance is not None else None
            runs.perform(self.database, worker.task_for(run.kind), run_id, work=work)

    def enqueue_chore(self, name: str, round_id: int) -> None:
        """Ask for a chore of this round.  Never raises: what asked for it is done already, and the sweep
        finds what was not delivered."""
        try:
            self._chore(name, round_id)
        except Exception:
            logger.exception("chore %s of round %d was not queued", name, round_id)

    def _perform_chore(self, name: str, round_id: int) -> None:
        if self.instance is not None:
            worker.chore_for(name).perform(self.database, self.instance, round_id, datetime.now(UTC))

    def enqueue_queued(self, round_id: int) -> None:
        """Hand over what an action queued for this round without saying its id (adjudications)."""
        with self.database.session() as session:
            ids = runs.queued(session, round_id)
        for run_id in ids:
            self.enqueue(run_id)

    def sweep(self) -> list[int]:
        """Put back what a dead worker dropped, and ask for the chores that wait; returns the runs' ids."""
        with self.database.session() as session:
            ids = runs.abandoned(session, datetime.now(UTC))
            chores = [(name, i) for name in worker.CHORES for i in worker.chore_for(name).waiting(session)]
        for run_id in ids:
            self.enqueue(run_id)
        for name, round_id in chores:
            self.enqueue_chore(name, round_id)
        return ids

    def consume(self, stop: threading.Event, workers: int = 1) -> None:
        """Work until `stop` is set: Huey's consumer with threads, plus the sweeper."""
        consumer = _Consumer(self.huey, workers=workers, periodic=False, check_worker_health=False)
        consumer.start()
        try:
            while not stop.wait(SWEEP_SECONDS):
                self.sweep()
        finally:
            consumer.stop(graceful=False)


def _open(url: str, immediate: bool) -> Huey:
    options: dict[str, Any] = {"name": "jianwen", "results": False, "immediate": immediate, "utc": True}
    if url.startswith("redis"):
        return RedisHuey(url=url, **options)
    Path(url).parent.mkdir(parents=True, exist_ok=True)
    return SqliteHuey(filename=url, **options)
