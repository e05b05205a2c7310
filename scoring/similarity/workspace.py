"""A folder of arrays, texts and objects: what the tasks of a scan share, what a library is kept in.

Every file is written under another name and then renamed, so it is either whole or absent. That is all
that processes and machines share, all that a scan needs to go on after it was interrupted, and it keeps
what grows with the contest on disk: arrays are mapped into memory, not read.
"""

from __future__ import annotations

import mmap
import pickle
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

# Type, number of axes and lengths before the values. A tenth of the cost of reading the header of an .npy file,
# and a scan opens hundreds of them.
_HEADER = struct.Struct("<8sqqq")


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Texts on disk; ``ends`` int64 (N + 1,) in bytes."""

    ends: NDArray[np.int64]
    kept: mmap.mmap | None

    def __getitem__(self, number: int) -> str:
        """The text as it was given, lone surrogates included."""
        if self.kept is None:
            return ""
        found = self.kept[int(self.ends[number]) : int(self.ends[number + 1])]
        return found.decode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder of arrays, texts and objects by name."""

    folder: Path

    def has(self, name: str) -> bool:
        """Whether the object ``name`` is there."""
        return (self.folder / f"{name}.pickle").exists()

    def save(self, name: str, value: object) -> None:
        """Keep a Python object; the last thing a task writes, as it stands for the task being done."""
        self._write(f"{name}.pickle", lambda file: pickle.dump(value, file, pickle.HIGHEST_PROTOCOL))

    def load(self, name: str) -> Any:
        """An object kept before. The folder is ours: nobody else writes what is unpickled here."""
        with (self.folder / f"{name}.pickle").open("rb") as file:
            return pickle.load(file)  # noqa: S301

    def save_array(self, name: str, values: NDArray[Any]) -> None:
        """Keep an array of one or two axes."""
        shape = (*values.shape, 0)[:2]

        def write(file: IO[bytes]) -> None:
            file.write(_HEADER.pack(values.dtype.str.encode(), values.ndim, *shape))
            np.ascontiguousarray(values).tofile(file)

        self._write(f"{name}.array", write)

    def array(self, name: str) -> NDArray[Any]:
        """An array kept before, mapped into memory, read-only."""
        with (self.folder / f"{name}.array").open("rb") as file:
            kept = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        code, axes, *lengths = _HEADER.unpack_from(kept)
        kind, shape = np.dtype(code.rstrip(b"\0").decode()), lengths[:axes]
        values: NDArray[Any] = np.ndarray(shape, kind, kept, _HEADER.size)
        return values

    def save_texts(self, name: str, texts: Iterable[str]) -> None:
        """Keep texts, lone surrogates included, one behind the other."""
        ends = [0]

        def write(file: IO[bytes]) -> None:
            for text in texts:
                ends.append(ends[-1] + file.write(text.encode("utf-8", "surrogatepass")))

        self._write(f"{name}.utf8", write)
        self.save_array(name, np.array(ends, np.int64))

    def texts(self, name: str) -> Texts:
        """Texts kept before, by number."""
        ends = self.array(name)
        if not ends[-1]:
            return Texts(ends, None)
        with (self.folder / f"{name}.utf8").open("rb") as file:
            return Texts(ends, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))

    def _write(self, name: str, fill: Callable[[IO[bytes]], object]) -> None:
        unfinished = self.folder / f"{name}.{uuid4().hex}"
        with unfinished.open("wb") as file:
            fill(file)
        unfinished.replace(self.folder / name)
