"""A worker's hold on a run: claimed by one attempt, kept by a heartbeat, lost after a silent lease.

The heartbeat comes from two places.  The `Reporter` is what a calculation calls with its progress; it is
also where the calculation learns that it should stop.  The `Pulse` beats beside it, because one long step
of an engine may report nothing for minutes.  Only a worker that died, or whose process stands still, misses
both.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType

from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from reviewapp.db import Database
from reviewapp.models.result import Run, RunState

LEASE = timedelta(seconds=60)  # a running Run without a heartbeat for so long has lost its worker
HEARTBEAT_SECONDS = 1.0  # progress is written at most so often
PULSE_SECONDS = 5.0  # and a worker whose calculation is silent still says that it lives
STORING = "store"  # the phase behind those of the task

Progress = Callable[[int, int], None]

logger = logging.getLogger(__name__)


class Cancelled(Exception):
    """Raised inside `calculate` through its progress callable when somebody asked to stop."""


@dataclass(frozen=True, slots=True)
class Hold:
    """The claim of one attempt on a run."""

    database: Database
    run_id: int
    attempt: int

    def holds(self, run: Run) -> bool:
        """Is the run still that of the worker which claimed it as this attempt?

        A worker that stood still for longer than its lease has lost it: another may have stored the result.
        """
        return run.state == RunState.RUNNING and run.attempts == self.attempt

    def beat(self, **values: object) -> bool:
        """Note these values and that the worker lives; True when the work should stop."""
        with self.database.transaction() as session:
            session.execute(
                update(Run)
                .where(Run.id == self.run_id, Run.attempts == self.attempt, Run.state == RunState.RUNNING)
                .values(heartbeat_at=datetime.now(UTC), **values)
            )
            run = session.get_one(Run, self.run_id)
            return run.cancel_requested or not self.holds(run)


class Reporter:
    """The progress callable: writes progress and phase at most once a second, and stops the work when asked
    to, or when another worker took the run over."""

    def __init__(
        self, hold: Hold, on_progress: Progress | None, phases: tuple[tuple[float, str], ...]
    ) -> None:
        self.hold, self.on_progress, self.phases = hold, on_progress, phases
        self.written = 0.0
        self.heard = time.monotonic()  # when the calculation last said anything

    def __call__(self, done: int, total: int) -> None:
        self.heard = time.monotonic()
        if self.on_progress is not None:
            self.on_progress(done, total)
        if self.heard - self.written < HEARTBEAT_SECONDS:
            return
        self.written = self.heard
        if self.hold.beat(done=done, total=total, phase=self.phase(done / max(total, 1))):
            raise Cancelled

    def phase(self, share: float) -> str:
        """The code of what is done at this share of the progress; "" where the task names no phases."""
        return next((code for end, code in self.phases if share < end), STORING if self.phases else "")


class Pulse:
    """Beats beside the calculation while it lasts.

    A calculation that was asked to stop and has been silent for a whole lease is given up: the run ends as
    cancelled, and whatever the calculation may still answer finds that it holds nothing any more.
    """

    def __init__(self, reporter: Reporter, give_up: Callable[[], None]) -> None:
        self.reporter, self.give_up = reporter, give_up
        self.over = threading.Event()
        name = f"pulse-{reporter.hold.run_id}"
        self.thread = threading.Thread(target=self._beat, name=name, daemon=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self.thread.join()

    def _beat(self) -> None:
        reporter = self.reporter
        while not self.over.wait(PULSE_SECONDS):
            try:
                if reporter.hold.beat() and time.monotonic() - reporter.heard > LEASE.total_seconds():
                    self.give_up()
            except SQLAlchemyError:  # a database that is busy for a moment: the next beat will do
                logger.warning("run %d: heartbeat not written", reporter.hold.run_id, exc_info=True)
