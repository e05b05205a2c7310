"""A worker in a process of its own that stops in the middle of a run and waits to be killed.

Arguments: database URL, run id.  It says "calculating" at the first step of the calculation.
"""

from __future__ import annotations

import sys
import time
from typing import Never

from reviewapp import runs, worker
from reviewapp.db import Database
from reviewapp.models.result import Run


def stand_still(done: int, total: int) -> Never:
    """The progress callable: never comes back."""
    print("calculating", flush=True)
    while True:
        time.sleep(60)


def main(url: str, run_id: int) -> None:
    database = Database(url, audit_key=b"a" * 32)
    with database.session() as session:
        kind = session.get_one(Run, run_id).kind
    runs.perform(database, worker.task_for(kind), run_id, on_progress=stand_still)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
