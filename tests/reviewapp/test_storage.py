"""Content-addressed files: whole or absent, never overwritten, verified when read."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from reviewapp import storage

DATA = "那天凌晨".encode()
DIGEST = hashlib.sha256(DATA).hexdigest()


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_saved_content_comes_back_under_its_digest(tmp_path: Path) -> None:
    assert storage.save(tmp_path, DATA) == storage.Stored(DIGEST, 12)
    assert storage.read(tmp_path, DIGEST) == DATA
    assert files(tmp_path) == [tmp_path / DIGEST[:2] / DIGEST[2:]]


def test_saving_again_leaves_one_untouched_file(tmp_path: Path) -> None:
    storage.save(tmp_path, DATA)
    before = files(tmp_path)[0].stat()
    storage.save(tmp_path, DATA)
    after = files(tmp_path)[0].stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_many_writers_of_one_content_leave_one_file(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        results = set(pool.map(lambda _: storage.save(tmp_path, DATA), range(40)))
    assert results == {storage.Stored(DIGEST, 12)}
    assert len(files(tmp_path)) == 1


def test_changed_bytes_are_reported_and_never_repaired_silently(tmp_path: Path) -> None:
    storage.save(tmp_path, DATA)
    path = files(tmp_path)[0]
    path.chmod(0o600)
    path.write_bytes(b"changed")
    with pytest.raises(storage.FileDamaged):
        storage.read(tmp_path, DIGEST)
    with pytest.raises(storage.FileDamaged):
        storage.save(tmp_path, DATA)
    assert path.read_bytes() == b"changed"


def test_failed_write_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full_disk)
    (tmp_path / DIGEST[:2]).mkdir()
    with pytest.raises(OSError, match="No space"):
        storage.save(tmp_path, DATA)
    assert files(tmp_path) == []
    with pytest.raises(storage.FileMissing):
        storage.read(tmp_path, DIGEST)


def test_absent_file_and_bad_digest(tmp_path: Path) -> None:
    with pytest.raises(storage.FileMissing):
        storage.read(tmp_path, DIGEST)
    for name in ("../../etc/passwd", DIGEST.upper(), DIGEST[:-1], ""):
        with pytest.raises(ValueError, match="digest"):
            storage.read(tmp_path, name)
