"""The pieces of a scan on a Dask cluster. Needs the package ``distributed`` and a folder that all machines see.

Only names of pieces travel through the scheduler; the pieces themselves are files of the workspace. A worker that
dies loses nothing but the piece it was at, which the scheduler gives to another one.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Iterator
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

from scoring.errors import InvalidProblem
from scoring.similarity.tasks import Task

TRIES = 3  # times that a piece is tried again, e.g. where a file of another machine is not seen yet
CONNECTING = 10  # seconds in which the scheduler must answer
PATIENCE = 30  # seconds without any worker after which the scan gives up
_SOURCES = Path(__file__).parents[1]  # the package: similarity and the rooms it stands on
_LIBRARIES = ("numpy", "scipy", "opencc")


class Cluster:
    """A Dask cluster, by the address of its scheduler. Raises InvalidProblem where it is of no use."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._client: Any = None
        self._checked: set[Path] = set()

    def __enter__(self) -> Self:
        try:
            self._client = _dask().Client(self._address, timeout=CONNECTING, set_as_default=False)
        except (OSError, ValueError) as error:  # a time-out is an OSError
            raise InvalidProblem(f"no Dask scheduler answers at {self._address}: {error}") from error
        return self

    def __exit__(self, *raised: object) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def run(self, task: Task, folder: Path, numbers: range) -> Iterator[int]:
        """See :class:`executors.Executor`."""
        folder = folder.resolve()
        if folder not in self._checked:
            self._check(folder)
            self._checked.add(folder)
        futures = self._client.map(partial(task, folder), list(numbers), pure=False, retries=TRIES)
        try:
            waiting = dict(zip(futures, numbers, strict=True))
            while waiting:
                for future in self._finished(list(waiting)):
                    _outcome(future)
                    yield waiting.pop(future)
        finally:
            self._client.cancel(futures)  # those left over after an error or an interruption

    def _finished(self, futures: list[Any]) -> list[Any]:
        """Futures that are done, at least one. Waits for lost workers to be replaced, but not for ever."""
        alone_since = None
        while True:
            try:
                with self._client.as_current():
                    found = _dask().wait(futures, timeout=PATIENCE / 10, return_when="FIRST_COMPLETED")
                return list(found.done)
            except _dask().CancelledError as error:
                raise InvalidProblem(f"the Dask scheduler at {self._address} was lost") from error
            except TimeoutError:
                workers = self._workers()
            if workers:
                alone_since = None
            elif alone_since is None:
                alone_since = time.monotonic()
            elif time.monotonic() - alone_since > PATIENCE:
                raise InvalidProblem(f"the cluster at {self._address} has no worker left")

    def _workers(self) -> dict[str, int]:
        try:
            found: dict[str, int] = self._client.nthreads()
        except OSError as error:
            raise InvalidProblem(f"the Dask scheduler at {self._address} was lost") from error
        return found

    def _check(self, folder: Path) -> None:
        """Every worker runs this program, and sees the folder."""
        try:
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            raise InvalidProblem(f"the cluster at {self._address} has no workers") from error
        token = folder / f"seen.{secrets.token_hex(8)}"
        token.touch()
        try:
            found = self._client.run(_sees, token, on_error="return")
        finally:
            token.unlink()
        for worker, answer in found.items():
            if isinstance(answer, Exception):
                raise InvalidProblem(
                    f"the worker {worker} cannot import the program ({answer}); start it in the same environment"
                )
            sees, program = answer
            if program != _program():
                raise InvalidProblem(
                    f"the worker {worker} runs another version of the program or of its libraries"
                )
            if not sees:
                raise InvalidProblem(
                    f"the worker {worker} does not see the folder {folder}; name a shared workspace"
                )


def _dask() -> Any:
    """The package; its own types are partial."""
    try:
        import distributed
    except ImportError as missing:
        raise InvalidProblem(
            "a cluster needs the package distributed: pip install -r requirements-cluster.txt"
        ) from missing
    return distributed


def _outcome(future: Any) -> None:
    """Raise what the piece raised."""
    try:
        future.result()
    except _dask().KilledWorker as error:
        raise InvalidProblem(
            f"a piece of the work ended {error.allowed_failures + 1} workers one after the other; too little memory?"
        ) from error


def _sees(token: Path) -> tuple[bool, str]:
    """Asked of a worker: whether it sees the file, and which program it runs."""
    return token.exists(), _program()


def _program() -> str:
    """Digest of everything the result depends on but the input."""
    digest = hashlib.blake2b(repr([(name, version(name)) for name in _LIBRARIES]).encode())
    for room in ("similarity", "text"):
        for path in sorted((_SOURCES / room).rglob("*.py")):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
