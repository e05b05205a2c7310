"""Reading files in a child process that may die.

Native parsers can crash, hang or eat memory on a hostile file.  The child has limits on memory and
processor time (set by itself, see ``__main__``) and the parent holds a clock; whatever happens to the
child is one Refusal ``unreadable`` for the file it was reading.  A child reads file after file, so a
batch of essays pays its start once; after a death the next file starts a new one.

Protocol: the parent writes a JSON line ``{"task", "filename", "size", "options"}`` and ``size`` bytes;
the child answers with one JSON line, ``{"result": …}`` or ``{"refusal": [code, facts]}``.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from reviewapp.documents.extracted import Extracted
from reviewapp.documents.limits import CHILD_WALL_SECONDS
from reviewapp.documents.refusal import Refusal

logger = logging.getLogger(__name__)

_PROJECT_ROOT = Path(__file__).resolve().parents[2]


class IsolatedReader:
    """A reading process for one thread; use it as a context manager for a batch."""

    def __init__(self, wall_seconds: float = CHILD_WALL_SECONDS) -> None:
        self._wall_seconds = wall_seconds
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> IsolatedReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def extract(self, data: bytes, filename: str) -> Extracted:
        """``reading.extract`` in the child, then ``pictures.draw`` where there are pictures.

        Raises Refusal, ``unreadable`` if the child died or hung over the text; over the pictures only they
        are lost, with a notice.
        """
        found = Extracted.from_json(self.run("extract", data, filename))
        placed = next((notice for notice in found.notices if notice.code == "pictures"), None)
        if placed is None:
            return found
        try:
            answer = self.run("draw", data, filename)
        except Refusal:
            lost = {"pictures": [], "notices": [["pictures_unreadable", dict(placed.facts)]]}
            return found.with_pictures(lost)
        return found.with_pictures(answer)

    def run(self, task: str, data: bytes, filename: str, **options: object) -> dict[str, Any]:
        """Let the child do one of the tasks of ``__main__.TASKS`` and return its plain-data answer."""
        request = {"task": task, "filename": filename, "size": len(data), "options": options}
        line = self._exchange(self._child or self._start(), request, data)
        try:
            answer: dict[str, Any] = json.loads(line)
        except ValueError:
            logger.warning("reading process died or hung on a file of %d bytes", len(data))
            self.close()
            raise Refusal("unreadable") from None
        if "refusal" in answer:
            code, facts = answer["refusal"]
            raise Refusal(code, **facts)
        result: dict[str, Any] = answer["result"]
        return result

    def close(self) -> None:
        """End the child; the next file starts another."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()

    def _start(self) -> subprocess.Popen[bytes]:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "reviewapp.documents"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_PROJECT_ROOT,
            env={"PYTHONPATH": str(_PROJECT_ROOT), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        )
        return self._child

    def _exchange(self, child: subprocess.Popen[bytes], request: dict[str, Any], data: bytes) -> bytes:
        """One request and its answer; the clock kills the child, which ends both pipes."""
        clock = threading.Timer(self._wall_seconds, child.kill)
        clock.daemon = True
        clock.start()
        try:
            assert child.stdin is not None
            assert child.stdout is not None
            child.stdin.write(json.dumps(request).encode() + b"\n")
            child.stdin.write(data)
            child.stdin.flush()
            return child.stdout.readline()
        except OSError:
            return b""
        finally:
            clock.cancel()


def extract_isolated(data: bytes, filename: str) -> Extracted:
    """``reading.extract`` in a process of its own, started for this file (about 0.1 s)."""
    with IsolatedReader() as reader:
        return reader.extract(data, filename)
