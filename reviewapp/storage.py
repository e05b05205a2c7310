"""Content-addressed files: the originals as they came, kept under their SHA-256 and never changed.

Layout under the root: ``ab/cdef…`` (first two hex digits, then the other 62).  Names from uploads are
never used on disk.  A file is written to a temporary name, flushed to the disk and then linked to its
place, so a crash leaves the whole file or none; reading verifies the hash.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

_DIGEST = re.compile(r"[0-9a-f]{64}")


class StorageError(Exception):
    """A stored file cannot be had as it was saved."""


class FileMissing(StorageError):
    """No file with this digest is stored."""


class FileDamaged(StorageError):
    """The stored bytes no longer have the digest they are stored under."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What was saved: hex SHA-256 of the content and its size in bytes."""

    sha256: str
    size: int


def save(root: Path, data: bytes) -> Stored:
    """Keep ``data``; saving the same content again changes nothing and returns the same value.

    Raises FileDamaged if a file with this digest exists with other content (it is left as it is), and
    OSError if the disk refuses.
    """
    stored = Stored(hashlib.sha256(data).hexdigest(), len(data))
    target = _path(root, stored.sha256)
    if target.exists():
        read(root, stored.sha256)
        return stored
    _make_folder(target.parent, root)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o440)
        _link(temporary, target)
    finally:
        temporary.unlink()
    _sync_folder(target.parent)
    return stored


def read(root: Path, sha256: str) -> bytes:
    """Content stored under ``sha256``, verified.

    Raises FileMissing, FileDamaged, and ValueError if ``sha256`` is no digest.
    """
    try:
        data = _path(root, sha256).read_bytes()
    except FileNotFoundError as error:
        raise FileMissing(sha256) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise FileDamaged(sha256)
    return data


def _path(root: Path, sha256: str) -> Path:
    if not _DIGEST.fullmatch(sha256):
        raise ValueError("not a SHA-256 digest in lower-case hex")
    return root / sha256[:2] / sha256[2:]


def _link(temporary: Path, target: Path) -> None:
    """Give the finished file its name; a link never overwrites, so a race has one winner."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        return  # the other writer had the same content: the name is its digest


def _make_folder(folder: Path, root: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        _sync_folder(root)


def _sync_folder(folder: Path) -> None:
    """A new name is only safe on the disk when its folder is."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
