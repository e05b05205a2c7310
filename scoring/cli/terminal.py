"""A progress bar for people who wait."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

_WIDTH = 40


class Progress:
    """``progress(done, total)`` inside a ``with`` block; shown on stderr, and only where that is a terminal."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._since = time.monotonic()
        self._shown = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            sys.stderr.write("\n")

    def __call__(self, done: int, total: int) -> None:
        """Show how far it is; as cheap as a comparison where nothing changes."""
        if not self._terminal:
            return
        share = done / max(1, total)
        minutes, seconds = divmod(int(time.monotonic() - self._since), 60)
        line = f"[{'#' * int(share * _WIDTH):<{_WIDTH}}] {share:4.0%}  {minutes}:{seconds:02}"
        if line != self._shown:
            self._shown = line
            sys.stderr.write(f"\r{line}")
            sys.stderr.flush()
