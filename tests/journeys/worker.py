"""A worker in a process of its own that stops in the middle of a run and waits to be killed.

Arguments: database URL, run id, and optionally the folder for finished parts and the share of the progress
(percent) at which it stops; 101 lets it finish.  It says "calculating" where it stops, the state at the end.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from reviewapp import runs, worker
from reviewapp.db import Database
from reviewapp.models.result import Run


def main(url: str, run_id: int, work: Path | None, stop_at: int) -> None:
    database = Database(url, audit_key=b"a" * 32)
    with database.session() as session:
        kind = session.get_one(Run, run_id).kind

    def stand_still(done: int, total: int) -> None:
        """The progress callable: does not come back from where it was told to stop."""
        if 100 * done >= stop_at * total:
            print("calculating", flush=True)
            while True:
                time.sleep(60)

    state = runs.perform(database, worker.task_for(kind), run_id, on_progress=stand_still, work=work)
    print(state.value, flush=True)


if __name__ == "__main__":
    folder = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    main(sys.argv[1], int(sys.argv[2]), folder, int(sys.argv[4]) if len(sys.argv) > 4 else 0)
