"""The indexes that make comparing fast: caches below the instance folder, never the truth.

A text is known there by its id *and* the digest of what it was made from, so that neither a restored
database nor a reused id can make an index answer for another text.  Opening an index brings it in line with
what the database holds now; one written by another engine, or damaged, is made anew.  One process works
with the indexes at a time.
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

from reviewapp.library.queries import Named
from reviewapp.runs import CODE_VERSION

if TYPE_CHECKING:
    from scoring.similarity.library import Library

PATIENCE_SECONDS = 5.0  # a process waits so long for its turn; the sweep comes back for the work
PORTION = 500  # texts that are read and added at a time

Bodies = Callable[[Collection[int]], Mapping[int, str]]

logger = logging.getLogger(__name__)


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
    """The name of a text in an index."""
    return f"{named.id}-{named.sha256[:16]}"


def current(folder: Path, texts: Sequence[Named], bodies: Bodies) -> Library:
    """The index of exactly these texts; made anew when it is not ours or cannot be read."""
    try:
        return _in_line(folder, texts, bodies)
    except Exception:  # a cache may be damaged in any way
        logger.exception("index %s is made anew", folder.name)
        shutil.rmtree(folder, ignore_errors=True)
        return _in_line(folder, texts, bodies)


def _in_line(folder: Path, texts: Sequence[Named], bodies: Bodies) -> Library:
    from scoring.similarity.library import Library  # loads numpy: worker only

    from scoring.similarity.cases import Document

    _stamp(folder)
    library = Library.open(folder / "texts")
    wanted = {key(t): t for t in texts}
    held = set(library.ids())
    if held - wanted.keys():
        library.remove(sorted(held - wanted.keys()))
    missing = sorted(wanted.keys() - held)
    for start in range(0, len(missing), PORTION):
        portion = {name: wanted[name].id for name in missing[start : start + PORTION]}
        found = bodies(list(portion.values()))
        library.add([Document(name, found[row]) for name, row in portion.items() if row in found])
    return library


def _stamp(folder: Path) -> None:
    """An index of another engine is thrown away."""
    stamp = folder / "engine"
    if folder.exists() and (not stamp.exists() or stamp.read_text(encoding="ascii") != CODE_VERSION):
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    stamp.write_text(CODE_VERSION, encoding="ascii")
