"""Where the pieces of a scan are computed: in this process, in a pool of processes, on a Dask cluster.

An executor runs one task for many numbers and reports each as it is done. All share the workspace, so a
cluster needs a folder that all its machines see.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from scoring.errors import InvalidProblem
from scoring.similarity.tasks import Task

if TYPE_CHECKING:
    from distributed import Client

MOST_LOSSES = 3  # times that processes may die before the scan gives up


class Executor(Protocol):
    """Runs tasks inside a ``with`` block; ``width`` is how many at a time."""

    width: int

    def __enter__(self) -> Self: ...

    def __exit__(self, *raised: object) -> None: ...

    def run(self, task: Task, folder: Path, numbers: range) -> Iterator[int]:
        """Run the task for all numbers; yields each when it is done, in any order."""
        ...


class InProcess:
    """One after the other, here."""

    width = 1

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
        self.width = width
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
            self._pool = ProcessPoolExecutor(self.width, mp_context=get_context("spawn"))
        return self._pool

    def _close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


class Cluster:
    """A Dask cluster, by the address of its scheduler. Needs the package ``distributed``."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.width = 1
        self._client: Client | None = None

    def __enter__(self) -> Self:
        try:
            from distributed import Client
        except ImportError as missing:
            raise InvalidProblem("the package 'distributed' is not installed") from missing
        self._client = Client(self.address, set_as_default=False)
        self.width = max(1, sum(self._client.nthreads().values()))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, *raised: BaseException | TracebackType | None
    ) -> None:
        if self._client is not None:
            self._client.close()

    def run(self, task: Task, folder: Path, numbers: range) -> Iterator[int]:
        """See :class:`Executor`."""
        from distributed import as_completed as completed

        assert self._client is not None, "run inside a with block"
        futures = [
            self._client.submit(task, folder, number, pure=False, retries=MOST_LOSSES) for number in numbers
        ]
        of = {future.key: number for future, number in zip(futures, numbers, strict=True)}
        for future in completed(futures):
            future.result()
            yield of[future.key]
