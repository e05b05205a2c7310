"""A gunicorn of the product or of the bare page, its processor time and memory, and clients that cost it nothing."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = (
    "--workers",
    "4",
    "--threads",
    "4",
    "--worker-class",
    "gthread",
    "--preload",
)  # as the README says
BOOT = 180.0  # seconds to start, at most
QUIET = ("--log-level", "error")
REUSED = 10  # requests of one connection, as a proxy in front would
IDLE = 1.0  # seconds after which a connection is not used again: gunicorn closes it after two


@dataclass(frozen=True, slots=True)
class Server:
    """A running gunicorn."""

    port: int
    master: subprocess.Popen[bytes]

    def pids(self) -> list[int]:
        """The master and its workers."""
        pid = self.master.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        return [pid, *map(int, children.split())]

    def cpu(self) -> float:
        """Seconds of processor time used by the processes that run now, to the nanosecond (Linux)."""
        nanoseconds = 0
        for pid in self.pids():
            for task in Path(f"/proc/{pid}/task").iterdir():
                nanoseconds += int((task / "schedstat").read_text().split()[0])
        return nanoseconds / 1e9

    def memory(self) -> float:
        """MB of memory, pages that several processes share counted once (PSS)."""
        kilobytes = 0
        for pid in self.pids():
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.M)
            kilobytes += int(found[1]) if found else 0
        return kilobytes / 1024


@contextmanager
def serve(app: str, environment: Mapping[str, str], *options: str) -> Iterator[Server]:
    """Gunicorn with the README's settings and `options`; ends with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        *PRODUCTION,
        *QUIET,
        *options,
        "--bind",
        f"127.0.0.1:{port}",
        app,
    ]
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    master = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **threads, **environment})
    server = Server(port, master)
    try:
        _wait(port)
        yield server
    finally:
        master.terminate()
        try:
            master.wait(timeout=30)
        except subprocess.TimeoutExpired:  # a very busy machine
            for pid in server.pids():
                os.kill(pid, signal.SIGKILL)


def _wait(port: int) -> None:
    """Until the server answers.  Raises RuntimeError when it does not within `BOOT` seconds."""
    until = time.monotonic() + BOOT
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=BOOT)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError("the server did not start")


@dataclass(slots=True)
class Answer:
    """What came back; `size`: bytes as sent."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def size(self) -> int:
        return len(self.body)

    @property
    def text(self) -> str:
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()


@dataclass(slots=True)
class Client:
    """A browser's cookies and one connection at a time."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    _connection: http.client.HTTPConnection | None = None
    _used: int = 0
    _last: float = 0.0

    def get(self, path: str, *, compressed: bool = True) -> Answer:
        return self._ask("GET", path, None, {"Accept-Encoding": "gzip"} if compressed else {})

    def post(self, path: str, body: bytes, kind: str) -> Answer:
        return self._ask("POST", path, body, {"Content-Type": kind, "X-CSRFToken": self.token})

    def sign_in(self, username: str, password: str) -> None:
        """Raises RuntimeError when the server does not let in."""
        self.take_token(self.get("/login").text)
        form = urlencode({"username": username, "password": password, "csrf_token": self.token})
        answer = self.post("/login", form.encode(), "application/x-www-form-urlencoded")
        if answer.status != 302:
            raise RuntimeError(f"{username}: {answer.status}")

    def take_token(self, page: str) -> None:
        """The CSRF token of a page, for later saves."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        self.token = found[1] if found else self.token

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        """One request; raises OSError or http.client.HTTPException when the connection breaks."""
        if self._connection is None or self._used >= REUSED or time.monotonic() - self._last > IDLE:
            self.close()
            self._connection, self._used = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60), 0
        self._used += 1
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            self._connection.request(method, path, body, {**headers, **({"Cookie": jar} if jar else {})})
            response = self._connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        self._last = time.monotonic()
        for line in response.headers.get_all("Set-Cookie", []):
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        if response.will_close:
            self.close()
        return Answer(response.status, {k.lower(): v for k, v in response.headers.items()}, content)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None
