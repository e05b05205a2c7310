"""Browser tests with the system's Chromium, driven by Playwright; `playwright install` is never used.

Needs ``apt-get install -y --no-install-recommends chromium fonts-noto-cjk libatomic1``. Without a browser
the tests are skipped, or fail when CI is set. Any JavaScript error, console error (a refused style or script
is one) or request to another site fails the test that caused it.

Every test has a profile, an application and a database of its own. What costs and isolates nothing is shared:
compiled templates, and signing in (the cookie comes from a test client; test_trial fills in the form).
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from tests import factories

NEEDS = "apt-get install -y --no-install-recommends chromium fonts-noto-cjk libatomic1"
AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# the rules whose answer hangs on colours, on the width and on what is shown; the others read the same document
PAINTED = [
    "color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable", "aria-hidden-focus",
    "button-name", "link-name", "label", "select-name", "summary-name", "nested-interactive",
]  # fmt: skip
FINDINGS = """async (options) => {
  const found = await axe.run(document, { ...options, resultTypes: ["violations"] });
  return found.violations.map((v) => [v.id, v.impact, v.nodes.map((n) => n.target)]);
}"""
PATIENCE = 30_000  # ms; a busy machine is slow, not wrong
FLAGS = [
    "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--font-render-hinting=none",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # a route would switch the browser's cache off
]  # fmt: skip
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


def close(opened: Any) -> None:
    """Close a context or the browser.  Once in some thousands of tests Chromium does not answer, and Playwright's own
    `close` waits without an end: the driver's end takes such a context along."""
    with suppress(TimeoutError):
        opened._sync(asyncio.wait_for(opened._impl_obj.close(reason=None), PATIENCE / 1000))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the session."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no Chromium: {NEEDS}")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        sync_api.expect.set_options(timeout=PATIENCE)
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        close(running)


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
def password() -> str:
    """That of every account; another over the demo."""
    return factories.PASSWORD


@pytest.fixture
def session_of(app: Flask, password: str) -> Callable[[str], str]:
    """``session_of("judge1")``: the value of the session cookie of somebody who has just signed in."""

    def sign_in(username: str) -> str:
        client = app.test_client()
        form = client.get("/login").get_data(as_text=True)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
        assert token is not None
        given = {"csrf_token": token[1], "username": username, "password": password}
        assert client.post("/login", data=given).status_code == 302, username
        cookie = client.get_cookie("session")
        assert cookie is not None
        return str(cookie.value)

    return sign_in


@pytest.fixture
def new_page(
    browser: Any, live_url: str, session_of: Callable[[str], str], request: pytest.FixtureRequest
) -> Iterator[Callable[..., Any]]:
    """``new_page("judge1", width=390, color_scheme="dark")``: a page in a fresh profile, of nobody or a user."""
    contexts: list[Any] = []
    problems: list[str] = []

    def make(username: str = "", *, width: int = 1280, height: int = 900, **options: Any) -> Any:
        context = browser.new_context(
            base_url=live_url, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce",
            viewport={"width": width, "height": height}, **options)  # fmt: skip
        contexts.append(context)
        if username:
            context.add_cookies([{"name": "session", "value": session_of(username), "url": live_url}])

        fetched: set[str] = set()  # by the page that is shown now

        def keep_off_site(asked: Any) -> None:
            if asked.is_navigation_request():
                fetched.clear()
            if not asked.url.startswith((live_url, "data:", "blob:")):
                problems.append(f"off-site: {asked.url}")

        def keep_errors(line: Any) -> None:
            if line.type == "error":
                problems.append(f"console: {line.text}")

        context.on("request", keep_off_site)
        context.on("requestfinished", lambda asked: fetched.add(asked.url))
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: problems.append(f"js: {error}"))
        page.on("console", keep_errors)
        page.fetched = fetched
        page.problems = problems  # a test that provokes an error on purpose clears this list
        return page

    yield make
    report = getattr(request.node, "report_call", None)
    if report is not None and report.failed and contexts and contexts[-1].pages:
        shot = Path("test-artifacts") / f"{request.node.name}.png"
        shot.parent.mkdir(exist_ok=True)
        contexts[-1].pages[-1].screenshot(path=shot, full_page=True)
    for context in contexts:
        close(context)
    assert not problems, problems


@pytest.fixture
def page(new_page: Callable[..., Any]) -> Any:
    """A desktop page in the light theme."""
    return new_page()


@pytest.fixture(scope="session")
def axe() -> Callable[..., list[Any]]:
    """``axe(page)``: violations of WCAG 2.2 A and AA; goes through DevTools, so the policy stays in force.
    ``axe(page, PAINTED)``: of these rules only."""
    source = AXE.read_text(encoding="utf-8")

    def run(page: Any, rules: list[str] | None = None) -> list[Any]:
        page.wait_for_load_state()  # after a click a page may be there in part, or without its styles
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
        found = page.evaluate(FINDINGS, {"runOnly": only})
        return [tuple(violation) for violation in found]

    return run


@pytest.fixture(scope="session")
def faults(axe: Callable[..., list[Any]], overflow: Callable[[Any], int]) -> Callable[..., list[Any]]:
    """``faults(page)``: what is wrong with the page as it stands, and with the same page in the dark on a phone:
    violations of WCAG, sideways scroll.  `looks`: other (scheme, width) to look at after the first."""

    def look(page: Any, looks: tuple[tuple[str, int], ...] = (("dark", 390),)) -> list[Any]:
        size = page.viewport_size
        found = [(size["width"], *violation) for violation in axe(page)]
        found += [("overflow", overflow(page))] if overflow(page) else []
        for scheme, width in looks:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 844})
            found += [(scheme, width, *violation) for violation in axe(page, PAINTED)]
            found += [(width, "overflow", overflow(page))] if overflow(page) else []
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(size)
        return found

    return look


@pytest.fixture(scope="session")
def overflow() -> Callable[[Any], int]:
    """``overflow(page)``: CSS pixels by which the page is wider than its window, never below 0."""

    def measure(page: Any) -> int:
        wide: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        return max(wide, 0)

    return measure
