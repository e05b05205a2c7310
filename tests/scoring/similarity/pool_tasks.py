"""Tasks for processes of a pool; they import little, as every new process has to."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path


def die_once(task: Callable[[Path, int], None], folder: Path, number: int) -> None:
    """Kills the first process that gets here, and does the task in all others."""
    try:
        (folder / f"killed-{task.__name__}").touch(exist_ok=False)
    except FileExistsError:
        task(folder, number)
    else:
        os.kill(os.getpid(), signal.SIGKILL)


def die(folder: Path, number: int) -> None:
    """Kills its process every time."""
    os.kill(os.getpid(), signal.SIGKILL)


def note(folder: Path, number: int) -> None:
    """Writes down who does the task; fails where it was done before."""
    with (folder / str(number)).open("x") as file:
        file.write(str(os.getpid()))


def refuse(folder: Path, number: int) -> None:
    """Fails."""
    raise ValueError(f"piece {number}")
