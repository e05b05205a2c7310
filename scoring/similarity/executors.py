"""Where the pieces of a scan are computed: in this process or in a pool of processes; a cluster is in ``cluster``.

An executor runs one task for many numbers and reports each as it is done. All share the workspace.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Protocol, Self

from scoring.similarity.tasks import Task

MOST_LOSSES = 3  # times that processes may die before the scan gives up


class Executor(Protocol):
    """Runs tasks inside a ``with`` block."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *raised: object) -> None: ...

    def run(self, task: Task, folder: Path, numbers: range) -> Iterator[int]:
        """Run the task for all numbers; yields each when it is done, in any order."""
        ...


class InProcess:
    """One after the other, here."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        pass

    def run(self, task: Task, folder: Path, numbers: range) -> Iterator[int]:
        """See :class:`Executor`."""
        for number in numbers:
            task(folder, number)
            yield number


class Processes:
    """A pool of processes on this machine. A killed process is replaced and its task done again."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._close()

    def run(self, task: Task, folder: Path, numbers: range) -> Iterator[int]:
        """See :class:`Executor`."""
        waiting = set(numbers)
        losses = 0
        while waiting:
            try:
                futures = {self._open().submit(task, folder, number): number for number in sorted(waiting)}
                for future in as_completed(futures):
                    future.result()
                    waiting.discard(futures[future])
                    yield futures[future]
            except BrokenProcessPool:
                self._close()
                losses += 1
                if losses > MOST_LOSSES:
                    raise

    def _open(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Spawned, not forked: the caller may have threads and database connections.
            self._pool = ProcessPoolExecutor(
                self._width, mp_context=get_context("spawn"), initializer=_serve_parent
            )
        return self._pool

    def _close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


def _serve_parent() -> None:
    """A process of the pool leaves an interrupt to its parent, and goes when the parent was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
