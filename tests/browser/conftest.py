"""Browser tests with the system's Chromium, driven by Playwright; `playwright install` is never used.

Needs ``apt-get install -y --no-install-recommends chromium fonts-noto-cjk libatomic1``. Without a browser
the tests are skipped, or fail when CI is set. Any JavaScript error, console error (a refused style or script
is one) or request to another site fails the test that caused it.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

NEEDS = "apt-get install -y --no-install-recommends chromium fonts-noto-cjk libatomic1"
AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FLAGS = ["--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--font-render-hinting=none"]
if hasattr(os, "geteuid") and os.geteuid() == 0:
    FLAGS.append("--no-sandbox")  # Chromium refuses to start as root without it


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    setattr(item, f"report_{report.when}", report)
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the session."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no Chromium: {NEEDS}")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def live_url(app: Flask) -> Iterator[str]:
    """The application on a free port, served by threads as in the demo."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(5)
    server.server_close()


@pytest.fixture
def new_page(browser: Any, live_url: str, request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """``new_page(width=390, color_scheme="dark")``: a page in a fresh profile."""
    contexts: list[Any] = []
    problems: list[str] = []

    def make(width: int = 1280, height: int = 900, **options: Any) -> Any:
        context = browser.new_context(
            base_url=live_url, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce",
            viewport={"width": width, "height": height}, **options)  # fmt: skip
        contexts.append(context)

        def refuse(route: Any) -> None:
            problems.append(f"off-site: {route.request.url}")
            route.abort()

        def keep_errors(line: Any) -> None:
            if line.type == "error":
                problems.append(f"console: {line.text}")

        context.route(lambda url: not url.startswith((live_url, "data:", "blob:")), refuse)
        page = context.new_page()
        page.set_default_timeout(30_000)  # a busy machine is slow, not wrong
        page.on("pageerror", lambda error: problems.append(f"js: {error}"))
        page.on("console", keep_errors)
        page.problems = problems  # a test that provokes an error on purpose clears this list
        return page

    yield make
    report = getattr(request.node, "report_call", None)
    if report is not None and report.failed and contexts and contexts[-1].pages:
        shot = Path("test-artifacts") / f"{request.node.name}.png"
        shot.parent.mkdir(exist_ok=True)
        contexts[-1].pages[-1].screenshot(path=shot, full_page=True)
    for context in contexts:
        context.close()
    assert not problems, problems


@pytest.fixture
def page(new_page: Callable[..., Any]) -> Any:
    """A desktop page in the light theme."""
    return new_page()


@pytest.fixture(scope="session")
def axe() -> Callable[[Any], list[Any]]:
    """``axe(page)``: violations of WCAG 2.2 A and AA; goes through DevTools, so the policy stays in force."""
    source = AXE.read_text(encoding="utf-8")

    def run(page: Any) -> list[Any]:
        page.evaluate(source)
        result = page.evaluate(f"axe.run(document, {{runOnly: {{type: 'tag', values: {TAGS!r}}}}})")
        return [(v["id"], v["impact"], [n["target"] for n in v["nodes"]]) for v in result["violations"]]

    return run


@pytest.fixture(scope="session")
def overflow() -> Callable[[Any], int]:
    """``overflow(page)``: CSS pixels by which the page is wider than its window, never below 0."""

    def measure(page: Any) -> int:
        wide: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        return max(wide, 0)

    return measure
