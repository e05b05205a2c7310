#!/usr/bin/env python3
"""What one needs to begin: ``python3 dev.py demo`` and ``python3 dev.py test`` (or make demo, make test).

Standard library only.  Makes .venv, installs the pinned requirements (again only when they changed),
then runs the sample contest or the tests.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
BROWSER_PACKAGES = ["chromium", "fonts-noto-cjk", "libatomic1"]
APT = ["apt-get", "-o", "DPkg::Lock::Timeout=300", "-qq", "-y", "--no-install-recommends"]


def main() -> int:
    commands = {"demo": demo, "test": test, "lock": lock, "static": static}
    if len(sys.argv) < 2 or sys.argv[1] not in commands:
        print("usage: python3 dev.py demo | test | lock | static")
        return 2
    if sys.version_info < (3, 11):  # noqa: UP036  (this file runs before anything is installed)
        return start_again_with_newer_python()
    return commands[sys.argv[1]](sys.argv[2:])


def start_again_with_newer_python() -> int:
    for name in ("python3.13", "python3.12", "python3.11"):
        found = shutil.which(name)
        if found:
            return subprocess.call([found, *sys.argv])
    print("Python 3.11 or newer is needed (Debian 12: apt-get install python3 python3-venv).")
    return 1


def demo(arguments: list[str]) -> int:
    """Load the sample contest if absent, run the main job, serve on 127.0.0.1:8000."""
    install("requirements.txt")
    return run("-m", "flask", "--app", "wsgi", "demo", *arguments)


def test(arguments: list[str]) -> int:
    """ruff, mypy, import contracts (as tests), all tests, then the journeys on PostgreSQL."""
    install("requirements-dev.txt")
    prepare_browser()
    checks = [
        ("ruff", ["-m", "ruff", "check", "."]),
        ("mypy", ["-m", "mypy"]),
        ("tests", ["-m", "pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", *arguments]),
    ]
    for name, command in checks:
        print(f"── {name}", flush=True)
        code = run(*command)
        if code:
            print(f"{name} failed")
            return code
    return 0


def lock(_arguments: list[str]) -> int:
    """Compile the pinned files from requirements*.in (needs uv)."""
    flags = ["-q", "--no-header", "--no-annotate", "--no-emit-index-url", "--upgrade"]
    for name, extra in (("requirements", []), ("requirements-dev", ["-c", "requirements.txt"])):
        command = ["uv", "pip", "compile", *flags, f"{name}.in", *extra, "-o", f"{name}.txt"]
        code = subprocess.call(command, cwd=ROOT)
        if code:
            return code
    return 0


def static(_arguments: list[str]) -> int:
    """Put style sheets and scripts together for browsers, after one of them was edited (needs npm)."""
    install("requirements.txt")
    return run("-m", "tools.bundle")


def install(requirements: str) -> None:
    """Install once: a stamp remembers what was installed for which Python."""
    if not PYTHON.exists():
        print("making .venv", flush=True)
        made = subprocess.call([sys.executable, "-m", "venv", str(VENV)])
        if made:
            shutil.rmtree(VENV, ignore_errors=True)
            sys.exit("The venv module is missing (Debian: apt-get install python3-venv).")
    files = sorted({"requirements.txt", requirements})
    wanted = hashlib.sha256(
        sys.version.encode() + b"".join((ROOT / f).read_bytes() for f in files)
    ).hexdigest()
    stamp = VENV / f".installed-{requirements}"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"installing {requirements}", flush=True)
    uv = shutil.which("uv")
    if uv:
        command = [uv, "pip", "install", "-q", "--python", str(PYTHON), "-r", requirements]
    else:
        quiet = ["-q", "--disable-pip-version-check", "--no-compile"]
        command = [str(PYTHON), "-m", "pip", "install", *quiet, "-r", requirements]
    if subprocess.call(command, cwd=ROOT):
        sys.exit(f"Could not install {requirements}; see the message above.")
    stamp.write_text(wanted)


def prepare_browser() -> None:
    """Browser tests use the system's Chromium: as root it is installed, else the command is named."""
    if shutil.which("chromium") or shutil.which("google-chrome"):
        return
    if os.name != "nt" and os.geteuid() == 0 and shutil.which("apt-get"):
        print("installing " + " ".join(BROWSER_PACKAGES), flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.call([*APT, "update"], env=environment, stdout=subprocess.DEVNULL)
        subprocess.call([*APT, "install", *BROWSER_PACKAGES], env=environment, stdout=subprocess.DEVNULL)
    else:
        print("browser tests need: apt-get install --no-install-recommends " + " ".join(BROWSER_PACKAGES))


def run(*arguments: str) -> int:
    return subprocess.call([str(PYTHON), *arguments], cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main())
