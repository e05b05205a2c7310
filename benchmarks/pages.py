"""``python -m benchmarks.pages [--database sqlite postgresql] [--requests 100] [--rounds 3] [--json OUT] [--only …]``.

What a request costs, page by page: processor time of gunicorn's processes (4 workers with 4 threads, as the
README says) per request, as a ratio to a bare Flask page with one indexed query (`benchmarks.web.bare`) under the
same gunicorn, in turns with it in the same run, so that a busy machine slows both.  The client's own time does
not count.  A contest of 1,000 papers of 2,000 characters, 40 judges and 3 readings, 85 % of them submitted.

Pages of a run are also asked of workers that remember nothing ("first look", `benchmarks.web.forgetful`).

Then: the statements of each page with 100 and 1,000 papers (must be as many), requests per second of 32 clients
at once, as a share of the bare page's in the same run, memory of all workers, the first request after a start, and
the weight of a judge's pages.

--only: the costs of the pages whose name contains one of these texts, and none of the other figures.

Linux only (/proc).  gunicorn is a runtime requirement; PostgreSQL comes with requirements-dev.txt.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.web import contest
from benchmarks.web.bench import Bench, Saver, databases, prepare, signed_in
from benchmarks.web.serving import Answer, Client, Server, serve
from benchmarks.web.weight import weights
from reviewapp import create_app

BARE, BARE_APP = "bare page", "benchmarks.web.bare:app"
FIRST_LOOK = "first look: "  # before the name of a page that is asked of workers without a memory
# page → highest ratio to the bare page
LIMITS = {
    "judge's list": 8.0,
    "open a sheet": 6.0,
    "save a mark": 5.0,
    "progress of judging": 14.0,
    "works, first 50": 14.0,
    "standings, first 50": 14.0,
    "standings, all 1,000": 60.0,
    "ranking as .xlsx": 55.0,
    "ranking as .csv": 55.0,
    "first look: standings, first 50": 14.0,
    "first look: standings, all 1,000": 60.0,
    "first look: ranking as .xlsx": 55.0,
}
HEAVY = ("all 1,000", "ranking", FIRST_LOOK)  # in the names of pages asked for less often
CLIENTS, RATE = 32, 280.0  # requests per second of 32 clients on two idle cores
STATED = 0.7e-3  # seconds that a bare page costs where that rate is wanted
FIRST_VISIT, LATER_VISIT = 40 * 1024, 12 * 1024  # bytes, compressed
REQUESTS = 8  # of a first visit
CORES = 2

Ask = Callable[[], Answer]


def journeys(bench: Bench, server: Server) -> dict[str, Ask]:
    """Every page as a call; a save goes to the next paper still open and stays a draft."""
    judge, organizer = signed_in(server, "judge01"), signed_in(server, "organizer")
    home, codes = f"/rounds/{bench.made.round_id}", bench.made.open_codes["judge01"]
    sheets = [f"/judging/{bench.made.round_id}/{code}" for code in codes]
    turn = cycle(sheets)
    return {
        "judge's list": lambda: judge.get("/judging"),
        "open a sheet": lambda: judge.get(next(turn)),
        "save a mark": Saver(judge, sheets).save,
        "progress of judging": lambda: organizer.get(f"{home}/judging"),
        "works, first 50": lambda: organizer.get(f"{home}/entries"),
        "standings, first 50": lambda: organizer.get(f"{home}/standings"),
        "standings, all 1,000": lambda: organizer.get(f"{home}/standings?print=1"),
        "ranking as .xlsx": lambda: organizer.get(f"{home}/standings/export/{bench.made.run_id}.xlsx"),
        "ranking as .csv": lambda: organizer.get(f"{home}/standings/export/{bench.made.run_id}.csv"),
    }


def heavy(name: str) -> bool:
    return any(part in name for part in HEAVY)


def ask(page: Ask, times: int) -> None:
    """Raises RuntimeError when a page does not come."""
    for _ in range(times):
        answer = page()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {answer.text[:300]}")


def costs(bench: Bench, requests: int, rounds: int, only: Sequence[str] = ("",)) -> dict[str, list[float]]:
    """CPU seconds per request of the bare page and of every page with one of `only` in its name, in each round."""
    found: dict[str, list[float]] = {}
    with (
        serve(BARE_APP, bench.environment) as bare,
        serve("wsgi:app", bench.environment) as product,
        serve("benchmarks.web.forgetful:app", bench.environment) as forgetful,
    ):
        visitor, numbers = Client(bare.port), cycle(range(1, 101))
        pages = {BARE: (bare, lambda: visitor.get(f"/bare/{next(numbers)}"))}
        pages |= {name: (product, page) for name, page in journeys(bench, product).items()}
        without = {FIRST_LOOK + name: (forgetful, page) for name, page in journeys(bench, forgetful).items()}
        pages |= {name: found for name, found in without.items() if name in LIMITS}
        pages = {
            name: page for name, page in pages.items() if name == BARE or any(part in name for part in only)
        }
        for name, (_server, page) in pages.items():
            ask(page, 8 if heavy(name) else 40)  # the workers have compiled what they need
        for _ in range(rounds):
            for name, (server, page) in pages.items():
                times = max(4, requests // 10) if heavy(name) else requests * (3 if name == BARE else 1)
                before = server.cpu()
                ask(page, times)
                found.setdefault(name, []).append((server.cpu() - before) / times)
    return found


def statements(bench: Bench) -> dict[str, int]:
    """SQL statements of every page, counted inside this process."""
    app = create_app(
        {
            "instance": Path(bench.environment["REVIEW_INSTANCE"]),
            "database_url": bench.url,
            **contest.SETTINGS,
        }
    )
    app.config["WTF_CSRF_ENABLED"] = False
    engine = app.extensions["jianwen"].database.engine
    seen: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_rest: seen.append(statement))
    home, sheet = (
        f"/rounds/{bench.made.round_id}",
        f"/judging/{bench.made.round_id}/{bench.made.open_codes['judge01'][0]}",
    )
    asked = {
        "judge's list": ("judge01", "/judging"),
        "open a sheet": ("judge01", sheet),
        "progress of judging": ("organizer", f"{home}/judging"),
        "works, first 50": ("organizer", f"{home}/entries"),
        "standings, first 50": ("organizer", f"{home}/standings"),
        "standings, all 1,000": ("organizer", f"{home}/standings?print=1"),
        "ranking as .xlsx": ("organizer", f"{home}/standings/export/{bench.made.run_id}.xlsx"),
    }
    counts = {}
    for name, (user, path) in asked.items():
        client = app.test_client()
        client.post("/login", data={"username": user, "password": contest.LOGIN_WORDS})
        seen.clear()
        assert client.get(path).status_code == 200
        counts[name] = len([s for s in seen if not s.startswith(("BEGIN", "PRAGMA"))])
    engine.dispose()
    return counts


@dataclass(frozen=True, slots=True)
class Rush:
    """32 clients at once: requests per second as measured here, and CPU seconds of the servers per request."""

    rate: float
    cpu: float
    failed: int
    p95: float

    @property
    def bound(self) -> float:
        """Requests per second that two cores could answer, had they nothing else to do."""
        return CORES / self.cpu


def rush(bench: Bench, page: str, each: int) -> Rush:
    """`each` requests by every one of 32 judges for the list, for one of their sheets, or for the bare page."""
    with serve(BARE_APP if page == BARE else "wsgi:app", bench.environment) as server:
        judges = bench.made.judges[:CLIENTS]
        clients = [Client(server.port) if page == BARE else signed_in(server, name) for name in judges]
        times: list[float] = []
        failed: list[int] = []

        def work(client: Client, codes: Sequence[str], number: int) -> None:
            for k in range(number):
                sheet = f"/judging/{bench.made.round_id}/{codes[k % len(codes)]}"
                path = {BARE: f"/bare/{k % 100 + 1}", "list": "/judging"}.get(page, sheet)
                started = time.perf_counter()
                answer = client.get(path)
                times.append(time.perf_counter() - started)
                if answer.status != 200 or not answer.text.rstrip().endswith(("</html>", "</p>")):
                    failed.append(answer.status)

        def together(number: int) -> None:
            with ThreadPoolExecutor(CLIENTS) as pool:
                codes = [bench.made.open_codes[name] for name in bench.made.judges]
                list(pool.map(work, clients, codes, [number] * CLIENTS))

        together(2)
        times.clear()
        before, started = server.cpu(), time.perf_counter()
        together(each)
        seconds, cpu = time.perf_counter() - started, server.cpu() - before
    times.sort()
    asked = each * CLIENTS
    return Rush(asked / seconds, cpu / asked, len(failed), times[int(0.95 * len(times))])


def start(bench: Bench) -> tuple[float, float, float]:
    """Seconds of the first signed-in request after a start, MB of all processes then and after 200 requests."""
    with serve("wsgi:app", bench.environment) as server:
        judge = signed_in(server, "judge01")
        started = time.perf_counter()
        judge.get("/judging")
        first, memory = time.perf_counter() - started, server.memory()
        for page in journeys(bench, server).values():
            ask(page, 25)
        return first, memory, server.memory()


def measure_costs(kind: str, requests: int, rounds: int, only: Sequence[str]) -> dict[str, Any]:
    """The costs of some pages on one kind of database."""
    with tempfile.TemporaryDirectory() as name, databases(kind, Path(name)) as new:
        bench = prepare(new("large"), Path(name) / "large", contest.Size())
        return {"costs": costs(bench, requests, rounds, only)}


def measure(kind: str, requests: int, rounds: int) -> dict[str, Any]:
    """All figures on one kind of database."""
    with tempfile.TemporaryDirectory() as name, databases(kind, Path(name)) as new:
        folder = Path(name)
        small = statements(prepare(new("small"), folder / "small", contest.Size(papers=100)))
        bench = prepare(new("large"), folder / "large", contest.Size())
        many = statements(bench)  # before anybody has saved a mark, as with 100
        found = costs(bench, requests, rounds)
        rushed = {page: rush(bench, page, requests // 4) for page in (BARE, "list", "open")}
        first, memory, later = start(bench)
        return {
            "costs": found,
            "statements": {"100": small, "1000": many},
            "rush": rushed,
            "first_request": first,
            "memory": [memory, later],
            "weights": weights(bench),
        }


def report_costs(kind: str, found: dict[str, Any]) -> None:
    """What each page that was asked for costs, as lines."""
    bare = found["costs"][BARE]
    print(
        f"\n{kind}; load average {os.getloadavg()[0]:.1f}; bare page {1000 * statistics.median(bare):.2f} ms CPU"
    )
    for page, cpu in found["costs"].items():
        if page == BARE:
            continue
        limit = LIMITS[page]
        ratio = statistics.median(c / b for c, b in zip(cpu, bare, strict=True))
        few, many = (found.get("statements", {}).get(n, {}).get(page, "–") for n in ("100", "1000"))
        verdict = "" if ratio <= limit else "  MISSED"
        cost = f"{1000 * statistics.median(cpu):8.2f} ms {ratio:6.1f} x (limit {limit:4.0f})"
        print(f"  {page:32} {cost}  SQL {few} / {many}{verdict}")


def report(found: dict[str, Any]) -> None:
    """Clients at once, start, memory and weight, as lines."""
    plain = found["rush"][BARE]
    for page, rushed in found["rush"].items():
        print(
            f"  32 clients, {page:9} {rushed.rate:6.0f}/s here, {rushed.bound:6.0f}/s by CPU on {CORES} cores"
            f" (wanted {RATE:.0f}); p95 {1000 * rushed.p95:.0f} ms; failed {rushed.failed}; of the bare page's rate"
            f" {rushed.rate / plain.rate:.3f} here, {plain.cpu / rushed.cpu:.3f} by CPU (wanted"
            f" {RATE * STATED / CORES:.3f})"
        )
    first, later = found["memory"]
    print(
        f"  first request after start {found['first_request']:.2f} s; memory {first:.0f} MB, later {later:.0f} MB"
    )
    for page, weight in found["weights"].items():
        print(
            f"  {page}: first visit {weight.first / 1024:.1f} KB (limit {FIRST_VISIT / 1024:.0f}) in"
            f" {weight.requests} requests (limit {REQUESTS}), later {weight.later / 1024:.1f} KB"
            f" (limit {LATER_VISIT / 1024:.0f})"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--database", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite", "postgresql"]
    )
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", nargs="+", metavar="TEXT")
    given = parser.parse_args()
    found = {
        kind: measure_costs(kind, given.requests, given.rounds, given.only)
        if given.only
        else measure(kind, given.requests, given.rounds)
        for kind in given.database
    }
    for kind, figures in found.items():
        report_costs(kind, figures)
        if "rush" in figures:
            report(figures)
    if given.json:
        given.json.write_text(
            json.dumps(found, default=lambda o: {n: getattr(o, n) for n in o.__slots__}, indent=1)
        )


if __name__ == "__main__":
    main()
