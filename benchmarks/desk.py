"""``python -m benchmarks.desk [--papers 20] [--json OUT]``: a judge's way through a pile, in Chromium.

Every paper is scored with real key presses and nothing else.  Printed: keys per paper; milliseconds from the last
key to the next paper readable (in the page's own time, two frames after it is there), with a line without delay
and with 300 ms of latency, in place and by full navigation (the sheets fetched ahead are refused, so that the desk
has to load the next page); bytes of the first sheet with all its files and of every later one, compressed.

Scales: five criteria to 10 in whole points (six keys), and the contest's own to 25 in halves.  The application runs
under gunicorn (one worker) with one judge on it; reading is a pause of a second and a half.  Needs
Chromium and Playwright.
"""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from playwright.sync_api import Browser, Page, Request, Route, sync_playwright

from benchmarks.web import contest
from benchmarks.web.serving import serve
from reviewapp.db import Database
from reviewapp.models.judging import Assignment, AssignmentState
from reviewapp.models.rubric import Band, Criterion, Rubric

FIRST_VISIT, LATER_VISIT = 40 * 1024, 12 * 1024  # bytes
PAUSE = 1500  # ms of reading
TENS = [("8", "9", "7", "1", "6"), ("6", "7", "m", "8", "9")]  # m: full marks
HALVES = [("2", "2", "1", "9", ".", "1", "8", "8", "9"), ("m", "2", "0", "1", "7", "1", "6", ".", "7")]
WATCH = """
addEventListener("keydown", (event) => {
  if (event.key === "Enter") window.name = String(performance.timeOrigin + performance.now());
}, true);
new MutationObserver(() => {
  const paper = document.querySelector("main [data-save]")?.dataset.paper;
  if (!paper || paper === window.shown) return;
  window.shown = paper;
  requestAnimationFrame(() => requestAnimationFrame(() => {
    window.read = { paper, ms: performance.timeOrigin + performance.now() - Number(window.name) };
  }));
}).observe(document, { childList: true, subtree: true });
"""


@contextmanager
def desk_of(papers: int, tens: bool) -> Iterator[tuple[str, str, Database]]:
    """A contest whose judge01 has `papers` papers; (address of the server, path of the first sheet, database)."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/contest.db"
        size = contest.Size(papers=papers, judges=1, readings=1, submitted=0.0)
        made = contest.make(url, Path(folder), size, standings=False)
        database = Database(url, audit_key=contest.SECRETS["audit_key"].encode())
        if tens:
            with database.transaction() as session:
                session.execute(sa.update(Rubric).values(full_marks=50, steps_per_point=1))
                session.execute(sa.delete(Band))
                session.execute(sa.update(Criterion).values(maximum=10))
        environment = {"REVIEW_INSTANCE": folder, "REVIEW_DATABASE_URL": url}
        environment |= {f"REVIEW_{name.upper()}": value for name, value in contest.SECRETS.items()}
        with serve("wsgi:app", environment, "--workers", "1", "--threads", "8", "--timeout", "120") as server:
            first = f"/judging/{made.round_id}/{made.open_codes['judge01'][0]}"
            yield f"http://127.0.0.1:{server.port}", first, database
        database.dispose()


def signed_in(browser: Browser, base: str) -> Page:
    page = browser.new_context(
        base_url=base, locale="zh-CN", viewport={"width": 1280, "height": 900}
    ).new_page()
    page.set_default_timeout(120_000)  # the server may still be starting
    page.goto("/login")
    page.fill("#username", "judge01")
    page.fill("#password", contest.LOGIN_WORDS)
    with page.expect_navigation():
        page.click("main button[type=submit]")
    page.add_init_script(WATCH)
    return page


def slow_down(page: Page, latency: int) -> None:
    tools = page.context.new_cdp_session(page)
    line = {"offline": False, "latency": latency, "downloadThroughput": -1, "uploadThroughput": -1}
    tools.send("Network.emulateNetworkConditions", line)


def refuse_fetched(route: Route, request: Request) -> None:
    """Sheets fetched by script do not come: the desk loads the next page as a browser does."""
    fetched = request.method == "GET" and request.resource_type == "fetch"
    route.abort() if fetched else route.continue_()


def score(page: Page, papers: int, marks: list[tuple[str, ...]]) -> tuple[list[int], list[float]]:
    """Keys pressed and milliseconds to the next paper, paper by paper."""
    keys, waits = [], []
    for place in range(papers):
        here = page.evaluate("window.shown")
        page.wait_for_timeout(PAUSE)
        pressed = [*marks[place % len(marks)], "Enter"]
        for key in pressed:
            page.keyboard.press(key)
        keys.append(len(pressed))
        if place + 1 < papers:
            waits.append(next_paper(page, here))
    return keys, waits


def next_paper(page: Page, here: str) -> float:
    for _ in range(2000):
        try:
            read = page.evaluate("window.read")
        except Exception:  # the page is being replaced
            read = None
        if read and read["paper"] != here:
            return float(read["ms"])
        page.wait_for_timeout(5)
    raise RuntimeError("the next paper did not come")


def weights(page: Page, first: str) -> tuple[int, int]:
    """Compressed bytes of the first sheet with its files, and of the heaviest sheet fetched afterwards."""
    asked: dict[str, bool] = {}  # address → is it a sheet fetched by script

    def keep(request: Request) -> None:
        asked[request.url] = request.resource_type == "fetch"

    page.on("request", keep)
    page.goto(first)
    page.wait_for_load_state("networkidle")
    page.remove_listener("request", keep)
    sizes = {url: len(gzip.compress(page.request.get(url).body(), 6)) for url in asked}
    later = [size for url, size in sizes.items() if asked[url]]
    return sum(sizes.values()) - sum(later), max(later)


def walk(browser: Browser, papers: int, *, tens: bool, latency: int, in_place: bool) -> dict[str, Any]:
    """One judge through one pile."""
    with desk_of(papers, tens) as (base, first, database):
        page = signed_in(browser, base)
        first_visit, later = weights(page, first)
        if not in_place:
            page.route("**/*", refuse_fetched)
        slow_down(page, latency)
        page.goto(first)
        page.wait_for_load_state("networkidle")
        keys, waits = score(page, papers, TENS if tens else HALVES)
        page.wait_for_url("**/judging?*", timeout=60_000)
        with database.session() as session:
            submitted = sa.select(sa.func.count()).where(Assignment.state == AssignmentState.SUBMITTED)
            stored = session.scalar(submitted)
        page.context.close()
    return {
        "scale": "5 x 0-10" if tens else "25, 25, 20, 20, 10 in halves",
        "latency_ms": latency,
        "way": "in place" if in_place else "full navigation",
        "papers": papers,
        "stored": stored,
        "keys_mean": statistics.mean(keys),
        "ms_median": statistics.median(waits),
        "ms_worst": max(waits),
        "first_visit": first_visit,
        "later_visit": later,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--papers", type=int, default=20)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    rows = []
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        ways = [(True, 0, True), (True, 0, False), (True, 300, True), (True, 300, False), (False, 0, True)]
        for tens, latency, in_place in ways:
            row = walk(browser, given.papers, tens=tens, latency=latency, in_place=in_place)
            rows.append(row)
            print(
                f"{row['scale']:<30} {latency:>4} ms line  {row['way']:<16} {row['keys_mean']:.1f} keys a paper  "
                f"next paper after {row['ms_median']:.0f} ms (worst {row['ms_worst']:.0f})  "
                f"{row['stored']} of {row['papers']} stored",
                flush=True,
            )
        browser.close()
    first_visit, later = (max(row[name] for row in rows) for name in ("first_visit", "later_visit"))
    print(f"first visit {first_visit / 1024:.1f} KB (at most {FIRST_VISIT / 1024:.0f}), ", end="")
    print(f"later {later / 1024:.1f} KB (at most {LATER_VISIT / 1024:.0f})")
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    if any(row["stored"] != row["papers"] for row in rows):
        raise SystemExit("a submission is missing")


if __name__ == "__main__":
    main()
