"""``python -m benchmarks.saves [--database sqlite postgresql] [--seconds 60] [--kills 5] [--json OUT]``.

Saving marks as judges do: 50 judges with two tabs each and 2 s of thought between saves, against gunicorn with the
workers and threads of the README.  Both tabs of a judge work on the same papers, so that saves meet: the later one
is told 409 with what the server holds, takes that version and saves anew.  In the middle third workers are killed
(-9); a save that was cut is sent again under its operation id until it is answered.

Afterwards every acknowledged save is looked for in the database: none lost (its version is there with its marks),
none twice (versions of a sheet without a gap, as many as were acknowledged), the newest version is what the sheet
holds, and the audit chain is whole with one event for each.  Times are those a client waits for one answer.
Processor time of a save is also given as a ratio to a bare Flask save of one row under the same gunicorn.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import signal
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks.web import contest
from benchmarks.web.bench import Bench, Saver, databases, prepare, signed_in
from benchmarks.web.serving import Answer, Client, Server, serve
from reviewapp.audit import verify
from reviewapp.db import Database
from reviewapp.models.judging import Mark, ScoreSheet, SheetVersion
from reviewapp.models.log import AuditEvent

JUDGES, TABS, THINK = 50, 2, 2.0
SIZE = contest.Size(papers=500, judges=JUDGES, readings=3, submitted=0.5)


@dataclass(slots=True)
class Diary:
    """What the clients saw: operation id → marks of every acknowledged save, seconds of every answer, answers."""

    saved: dict[str, dict[str, str]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)


class Tab:
    """One window of a judge: opens a paper, saves it a few times, goes to another."""

    def __init__(self, name: str, bench: Bench, server: Server, diary: Diary) -> None:
        self.client: Client = signed_in(server, name.split(".")[0])
        self.name, self.diary = name, diary
        self.rng = random.Random(name)
        codes = bench.made.open_codes[name.split(".")[0]][:3]
        self.saver = Saver(self.client, [f"/judging/{bench.made.round_id}/{code}" for code in codes])
        for sheet in self.saver.sheets:
            self.saver.opened(sheet)

    def work(self, until: float) -> None:
        time.sleep(self.rng.uniform(0, THINK))
        for number in range(10**6):
            if time.monotonic() > until:
                return
            self._save(self.rng.choice(self.saver.sheets), f"save-{self.name}-{number:05d}")
            time.sleep(self.rng.expovariate(1 / THINK))

    def _save(self, sheet: str, operation: str) -> None:
        """One change, sent until it is acknowledged; after a conflict as a new operation on what is held."""
        version, criteria = self._patient(lambda: self.saver.opened(sheet))
        marks = {c: str(self.rng.randint(0, 9)) for c in criteria}
        for attempt in range(20):
            op_id = f"{operation}-{attempt:02d}"
            body = json.dumps({"op_id": op_id, "base_version": version, "marks": marks}).encode()
            answer = self._patient(lambda body=body: self._timed(sheet, body))
            said = json.loads(answer.text)
            self.diary.answers[str(answer.status)] += 1
            if answer.status == 200:
                self.diary.answers["replayed"] += bool(said["replayed"])
                self.diary.saved[op_id] = marks
                self.saver.state[sheet] = (said["version"], criteria)
                return
            if answer.status != 409:
                raise RuntimeError(f"{answer.status}: {answer.text[:200]}")
            version = said["held"]["version"]

    def _timed(self, sheet: str, body: bytes) -> Any:
        started = time.perf_counter()
        answer = self.client.post(f"{sheet}/save", body, "application/json")
        if answer.status >= 500:
            raise OSError(answer.status)
        self.diary.seconds.append(time.perf_counter() - started)
        return answer

    def _patient(self, ask: Any) -> Any:
        """Ask again while the line is cut, as the page does."""
        while True:
            try:
                return ask()
            except (OSError, http.client.HTTPException):
                self.diary.answers["cut"] += 1
                time.sleep(0.2)


def crowd(bench: Bench, server: Server, seconds: float, kills: int) -> Diary:
    """All tabs open their papers, then save for so long, workers killed in the middle third."""
    diary = Diary()
    names = [f"{judge}.{tab}" for judge in bench.made.judges for tab in range(TABS)]
    tabs = [Tab(name, bench, server, diary) for name in names]
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=tab.work, args=(until,)) for tab in tabs]
    for thread in threads:
        thread.start()
    time.sleep(seconds / 3)
    for _ in range(kills):
        os.kill(random.choice(server.pids()[1:]), signal.SIGKILL)
        time.sleep(seconds / 3 / kills)
    for thread in threads:
        thread.join()
    return diary


def faults(url: str, diary: Diary) -> dict[str, int]:
    """Acknowledged saves that are not there, versions nobody was told of, gaps, sheets that differ from their
    newest version, breaks of the chain, saves without their event."""
    database = Database(url, audit_key=contest.SETTINGS["audit_key"].encode())
    with database.session() as session:
        found = _faults(session, diary)
    database.dispose()
    return found


def _faults(session: Session, diary: Diary) -> dict[str, int]:
    rows = session.execute(
        sa.select(SheetVersion.sheet_id, SheetVersion.version, SheetVersion.op_id, SheetVersion.marks)
        .where(SheetVersion.op_id.like("save-%"))
        .order_by(SheetVersion.sheet_id, SheetVersion.version)
    ).all()
    stored = {r.op_id: {c: str(s // 2) for c, s in r.marks.items()} for r in rows}
    versions: dict[int, list[int]] = defaultdict(list)
    newest: dict[int, dict[str, int]] = {}
    for row in rows:
        versions[row.sheet_id].append(row.version)
        newest[row.sheet_id] = row.marks
    held: dict[int, dict[str, int]] = defaultdict(dict)
    for sheet, criterion, steps in session.execute(sa.select(Mark.sheet_id, Mark.criterion_id, Mark.steps)):
        held[sheet][str(criterion)] = steps
    current = {
        sheet: version for sheet, version in session.execute(sa.select(ScoreSheet.id, ScoreSheet.version))
    }
    told = sa.select(sa.func.count()).where(AuditEvent.verb == "judging.saved")
    events = session.scalar(told)
    others = session.scalar(sa.select(sa.func.count()).where(SheetVersion.op_id.like("bench-%")))
    return {
        "lost": sum(stored.get(op_id) != marks for op_id, marks in diary.saved.items()),
        "unacknowledged": sum(op_id not in diary.saved for op_id in stored),
        "gaps or doubles": sum(v != list(range(1, len(v) + 1)) for v in versions.values()),
        "sheets that differ": sum(
            held[s] != marks or current[s] != len(versions[s]) for s, marks in newest.items()
        ),
        "breaks of the chain": len(verify(session)),
        "events too many or too few": abs((events or 0) - len(rows) - (others or 0)),
    }


def bare_cost(bench: Bench, times: int = 300) -> float:
    """CPU seconds of a bare save."""
    with serve("benchmarks.web.bare:app", bench.environment) as server:
        client, numbers = Client(server.port), count()

        def save() -> Answer:
            body = json.dumps({"op_id": f"bare-{next(numbers)}", "steps": 3}).encode()
            return client.post("/bare/save", body, "application/json")

        return _cost(server, save, times)


def save_cost(bench: Bench, server: Server, times: int = 200) -> float:
    """CPU seconds of saving a mark, one after the other."""
    name = bench.made.judges[-1]
    sheets = [f"/judging/{bench.made.round_id}/{code}" for code in bench.made.open_codes[name][-3:]]
    return _cost(server, Saver(signed_in(server, name), sheets).save, times)


def _cost(server: Server, save: Callable[[], Answer], times: int) -> float:
    for _ in range(40):
        save()
    before = server.cpu()
    for _ in range(times):
        answer = save()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {answer.text[:200]}")
    return (server.cpu() - before) / times


def measure(kind: str, seconds: float, kills: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name, databases(kind, Path(name)) as new:
        bench = prepare(new("saves"), Path(name) / "instance", SIZE, standings=False)
        bare = bare_cost(bench)
        with serve("wsgi:app", bench.environment) as server:
            cpu = save_cost(bench, server)
            diary = crowd(bench, server, seconds, kills)
        times = sorted(diary.seconds)
        quantile = {f"p{p}": times[min(len(times) - 1, len(times) * p // 100)] for p in (50, 95, 99)}
        return {
            "acknowledged": len(diary.saved), "per_second": len(times) / seconds, **quantile,
            "answers": dict(diary.answers), "faults": faults(bench.url, diary), "cpu": cpu, "bare_cpu": bare,
        }  # fmt: skip


def report(kind: str, found: dict[str, Any], kills: int) -> None:
    """One database's figures as lines."""
    waits = ", ".join(f"{p} {1000 * found[p]:.0f} ms" for p in ("p50", "p95", "p99"))
    print(f"\n{kind}; load average {os.getloadavg()[0]:.1f}; {found['acknowledged']} saves acknowledged")
    print(f"  {found['per_second']:.1f}/s; {waits} (wanted on an idle machine: p95 300, p99 1000)")
    print(
        f"  CPU of a save {1000 * found['cpu']:.2f} ms, {found['cpu'] / found['bare_cpu']:.1f} x a bare save"
    )
    print(f"  {kills} workers killed; answers {found['answers']}")
    print("  " + ", ".join(f"{name} {number}" for name, number in found["faults"].items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    kinds = ["sqlite", "postgresql"]
    parser.add_argument("--database", nargs="+", choices=kinds, default=kinds)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    found = {kind: measure(kind, arguments.seconds, arguments.kills) for kind in arguments.database}
    for kind, figures in found.items():
        report(kind, figures, arguments.kills)
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1))
    if any(sum(figures["faults"].values()) for figures in found.values()):
        raise SystemExit("saves were lost or doubled")


if __name__ == "__main__":
    main()
