"""Files given and files written by the commands: refusals say which file, which line, and what to do."""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
NOT_UTF8 = (
    "is not UTF-8; save it as UTF-8 (from Windows it is often GB18030: iconv -f GB18030 -t UTF-8 OLD > NEW)"
)


class Refused(Exception):
    """What was given cannot be used; the message is one for people, a line for each fault."""


def check_readable(*paths: Path) -> None:
    """Refuse a path that is no file, or that may not be read."""
    for path in paths:
        if path.is_dir():
            raise Refused(f"{path} is a folder, not a file")
        if not path.exists():
            raise Refused(f"there is no file {path}")
        if not os.access(path, os.R_OK):
            raise Refused(f"{path} may not be read; check its permissions")


def check_writable(path: Path, inputs: Iterable[Path]) -> None:
    """Refuse, before anything is computed, a place where a result cannot be written."""
    folder = path.parent
    if path.is_dir():
        raise Refused(f"{path} is a folder; name a file to write")
    if not folder.is_dir():
        raise Refused(f"there is no folder {folder} to write {path.name} to")
    if not os.access(folder, os.W_OK):
        raise Refused(f"nothing may be written in the folder {folder}; check its permissions")
    if any(path.exists() and path.samefile(other) for other in inputs):
        raise Refused(f"{path} would be written over what is read; name another file")


def text_lines(path: Path) -> Iterator[tuple[int, str | None]]:
    """Lines that are not blank, with their numbers from 1; None for a line that is not UTF-8.

    A byte order mark is taken off. Raises Refused for a file in UTF-16.
    """
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if number == 1:
                check_not_wide(path, line)
                line = line.removeprefix(codecs.BOM_UTF8)
            if line.strip():
                yield number, _decoded(line)


def check_not_wide(path: Path, line: bytes) -> None:
    """Refuse a file in UTF-16, told by its first line."""
    if line.startswith(_WIDE) or b"\0" in line:
        raise Refused(f"{path} looks like UTF-16; save it as UTF-8 (iconv -f UTF-16 -t UTF-8)")


def _decoded(line: bytes) -> str | None:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return None


def whole_text(path: Path) -> str:
    """The text of a file."""
    lines = []
    for number, line in text_lines(path):
        if line is None:
            raise Refused(f"{path}, line {number}: {NOT_UTF8}")
        lines.append(line)
    return "".join(lines)


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write the file whole or not at all: under another name first, then renamed."""
    if path.exists() and not path.is_file():  # a pipe or a device takes lines, not a new file in its place
        with path.open("wb") as out:
            out.writelines(_encoded(line) for line in lines)
        return
    target = path.resolve()
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("wb") as out:
            out.writelines(_encoded(line) for line in lines)
        unfinished.replace(target)
    except OSError as error:
        raise Refused(f"{path} could not be written: {error.strerror}") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _encoded(line: str) -> bytes:
    return line.encode("utf-8") + b"\n"
