"""The indexes that make comparing fast: caches below the instance folder, never the truth.

A text is known there by its id *and* the digest of what it was made from, so that neither a restored
database nor a reused id can make an index answer for another text.  Opening an index brings it in line with
what the database holds now; one written by another version of the engine, or damaged, is made anew.  One worker
works with the indexes at a time.
"""

from __future__ import annotations

import fcntl
import logging
import shutil
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from reviewapp.library.queries import Named

if TYPE_CHECKING:
    from scoring.similarity.library import Library

PATIENCE_SECONDS = 5.0  # a process waits so long for its turn; the sweep comes back for the work
PORTION = 500  # texts that are read and added at a time
MOST_OPEN = 4  # indexes a worker keeps open: the library and the rounds that receive most

Bodies = Callable[[Collection[int]], Mapping[int, str]]

logger = logging.getLogger(__name__)

Signature = tuple[tuple[int, int], ...]

_open: dict[Path, tuple[Signature, Library]] = {}  # by folder, the latest used last; guarded by `alone`


class Busy(Exception):
    """Another process works with the indexes."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else works with the indexes below `folder` meanwhile.  Raises Busy."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise Busy from None
                time.sleep(0.05)
        yield


def key(named: Named) -> str:
    """The name of a text in an index; an entry and a library text are never of one name."""
    return f"{'E' if named.kind is None else 'L'}{named.id}-{named.sha256[:16]}"


def current(folder: Path, texts: Sequence[Named], bodies: Bodies) -> Library:
    """The index of exactly these texts; made anew when it cannot be read.  (One that another version of the
    engine wrote opens empty.)"""
    try:
        return _in_line(folder, texts, bodies)
    except SQLAlchemyError:  # not the fault of the index
        raise
    except Exception:  # a cache may be damaged in any way
        logger.exception("index %s is made anew", folder.name)
        forget(folder)
        return _in_line(folder, texts, bodies)


def forget(folder: Path) -> None:
    """The index goes, from memory and from disk."""
    _open.pop(folder, None)
    shutil.rmtree(folder, ignore_errors=True)


def _in_line(folder: Path, texts: Sequence[Named], bodies: Bodies) -> Library:
    from scoring.similarity.cases import Document  # loads numpy: worker only

    library = _opened(folder)
    wanted = {key(t): t for t in texts}
    held = library.ids()
    if held - wanted.keys():
        library.remove(held - wanted.keys())
    missing = sorted(wanted.keys() - held)
    for start in range(0, len(missing), PORTION):
        portion = {name: wanted[name].id for name in missing[start : start + PORTION]}
        found = bodies(list(portion.values()))
        library.add([Document(name, found[row]) for name, row in portion.items() if row in found])
    _open[folder] = (_signature(folder), library)
    while len(_open) > MOST_OPEN:
        del _open[next(iter(_open))]
    return library


def _opened(folder: Path) -> Library:
    """The index as it is on disk; opening a large one takes seconds, so it stays open between two arrivals."""
    from scoring.similarity.library import Library

    signature, library = _open.pop(folder, (None, None))
    if library is None or signature != _signature(folder):
        library = Library.open(folder)
    return library


def _signature(folder: Path) -> Signature:
    """What changes when another process changes the index."""
    if not folder.is_dir():
        return ()
    return tuple(sorted((s.st_ino, s.st_mtime_ns) for s in (p.stat() for p in folder.iterdir())))
