"""The folder in which a scan keeps its finished pieces.

Every piece is written under another name and then renamed, so it is either whole or absent. That is all
that processes and machines share, all that a scan needs to go on after it was interrupted, and it keeps
what grows with the contest on disk: arrays are mapped into memory, not read.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Texts on disk; ``ends`` int64 (N + 1,) in bytes."""

    ends: NDArray[np.int64]
    kept: NDArray[np.uint8] | None

    def __getitem__(self, number: int) -> str:
        """The text as it was given, lone surrogates included."""
        if self.kept is None:
            return ""
        found = self.kept[self.ends[number] : self.ends[number + 1]].tobytes()
        return found.decode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder of arrays and objects by name."""

    folder: Path

    def has(self, name: str) -> bool:
        """Whether the object ``name`` is finished."""
        return (self.folder / f"{name}.pickle").exists()

    def save(self, name: str, value: object) -> None:
        """Keep a Python object; the last thing a task writes, as it stands for the task being done."""
        self._write(f"{name}.pickle", lambda file: pickle.dump(value, file, pickle.HIGHEST_PROTOCOL))

    def load(self, name: str) -> Any:
        """An object kept before. The folder is ours: nobody else writes what is unpickled here."""
        with (self.folder / f"{name}.pickle").open("rb") as file:
            return pickle.load(file)  # noqa: S301

    def save_array(self, name: str, values: NDArray[Any]) -> None:
        """Keep an array."""
        self._write(f"{name}.npy", lambda file: np.save(file, values))

    def array(self, name: str) -> NDArray[Any]:
        """An array kept before, mapped into memory, read-only."""
        path = self.folder / f"{name}.npy"
        values: NDArray[Any] = np.load(path, mmap_mode="r").view(np.ndarray)
        return values

    def save_texts(self, name: str, texts: Iterable[str]) -> None:
        """Keep texts, lone surrogates included, one behind the other."""
        ends = [0]

        def write(file: Any) -> None:
            for text in texts:
                ends.append(ends[-1] + file.write(text.encode("utf-8", "surrogatepass")))

        self._write(f"{name}.utf8", write)
        self.save_array(name, np.array(ends, np.int64))

    def texts(self, name: str) -> Texts:
        """Texts kept before, by number."""
        ends = self.array(name)
        return Texts(ends, np.memmap(self.folder / f"{name}.utf8", np.uint8, "r") if ends[-1] else None)

    def _write(self, name: str, fill: Any) -> None:
        unfinished = self.folder / f"{name}.{os.getpid()}"
        with unfinished.open("wb") as file:
            fill(file)
        unfinished.replace(self.folder / name)
