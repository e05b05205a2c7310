"""The reading process: ``python -m reviewapp.documents``; see ``isolation`` for the protocol.

It imports nothing heavy before the first file asks for it, and never Flask or a database.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
from typing import Any, BinaryIO

from reviewapp.documents.limits import CHILD_CPU_SECONDS, CHILD_MEMORY_BYTES
from reviewapp.documents.refusal import Refusal

# Task → function (data, filename) → value with to_json().  By name, so that only what is asked is loaded.
TASKS = {
    "extract": ("reviewapp.documents.reading", "extract"),
    "draw": ("reviewapp.documents.pictures", "draw"),
    "read_table": ("reviewapp.spreadsheets.reading", "read_table"),
    "read_lines": ("reviewapp.spreadsheets.plain", "read_lines"),
}


def main() -> None:
    """Answer requests until the parent closes the pipe."""
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr  # a library that prints must not break the protocol
    resource.setrlimit(resource.RLIMIT_AS, (CHILD_MEMORY_BYTES, CHILD_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    requests = sys.stdin.buffer
    while line := requests.readline():
        answer = _answer(json.loads(line), requests)
        answers.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        answers.flush()


def _answer(request: dict[str, Any], requests: BinaryIO) -> dict[str, Any]:
    data = requests.read(request["size"])
    _allow_cpu()
    module, function = TASKS[request["task"]]
    try:
        work = getattr(importlib.import_module(module), function)
        result = work(data, request["filename"], **request["options"])
        return {"result": result.to_json()}
    except Refusal as refusal:
        return {"refusal": [refusal.code, refusal.facts]}
    except MemoryError:
        return {"refusal": ["unreadable", {}]}


def _allow_cpu() -> None:
    """Give the next file its own processor time: the limit counts from the start of the process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (used + CHILD_CPU_SECONDS, hard))


if __name__ == "__main__":
    main()
