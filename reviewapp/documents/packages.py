"""Reading zip packages on no trust: the table of contents is checked before a byte is unpacked.

Used for zip archives of essays and for the formats that are zips themselves (.docx, .odt, .xlsx).
``zipfile`` alone is not enough: it believes the stated sizes, and on older Pythons reads members that
overlap (CVE-2024-0450).  Here members are read in 64 KB steps up to a limit.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable
from types import TracebackType

from reviewapp.documents.limits import (
    CHUNK_BYTES,
    MAX_ARCHIVE_ENTRIES,
    MAX_ARCHIVE_UNPACKED_BYTES,
    MAX_PACKAGE_ENTRIES,
    MAX_PACKAGE_UNPACKED_BYTES,
    MAX_RATIO,
    MAX_XML_PART_BYTES,
    RATIO_FREE_BYTES,
)
from reviewapp.documents.names import shown
from reviewapp.documents.refusal import Refusal

_LOCAL_HEADER_BYTES = 30
_ENCRYPTED_FLAG = 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
# What zipfile raises on damaged input; a RuntimeError also for a version or method it does not know.
ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, LookupError, OverflowError,
    RuntimeError, OSError,
)  # fmt: skip
_CENTRAL_ENTRY, _END_RECORD, _END_RECORD_BYTES = b"PK\x01\x02", b"PK\x05\x06", 22


class Package:
    """A checked zip: every limit that the table of contents can show has been applied.

    ``infos`` are its files (no folders) in stored order; ``names`` maps each to its decoded name.
    """

    def __init__(self, archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> None:
        self._archive = archive
        self.infos = infos
        self._by_name = {decoded_name(info): info for info in infos}

    def __enter__(self) -> Package:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._archive.close()

    @property
    def names(self) -> Iterable[str]:
        return self._by_name.keys()

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def read(self, name: str, limit: int = MAX_XML_PART_BYTES) -> bytes:
        """Content of the part ``name``.  Raises Refusal ``damaged`` (absent, unsound), ``bomb``."""
        info = self._by_name.get(name)
        if info is None:
            raise Refusal("damaged", part=shown(name))
        return self.read_member(info, limit)

    def read_member(self, info: zipfile.ZipInfo, limit: int) -> bytes:
        """Content of one member, read in steps; stops as soon as ``limit`` bytes are exceeded."""
        part = shown(decoded_name(info))
        chunks: list[bytes] = []
        size = 0
        try:
            with self._archive.open(info) as stream:
                while chunk := stream.read(CHUNK_BYTES):
                    size += len(chunk)
                    if size > limit:
                        raise Refusal("bomb", part=part)
                    chunks.append(chunk)
        except Refusal:
            raise
        except ZIP_ERRORS as error:
            raise Refusal("damaged", part=part) from error
        return b"".join(chunks)


def open_package(
    data: bytes,
    *,
    max_entries: int = MAX_PACKAGE_ENTRIES,
    max_unpacked: int = MAX_PACKAGE_UNPACKED_BYTES,
) -> Package:
    """Check the table of contents of a zip and open it.

    Raises Refusal ``damaged``, ``too_many_entries``, ``encrypted``, ``overlapping_entries``, ``bomb``.
    """
    count = _count_entries(data)
    if count > max_entries:
        raise Refusal("too_many_entries", count=count, limit=max_entries)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except ZIP_ERRORS as error:
        raise Refusal("damaged", part="zip") from error
    try:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        _check_methods(infos)
        _check_overlap(infos, archive.start_dir)
        _check_sizes(infos, max_unpacked)
    except Refusal:
        archive.close()
        raise
    return Package(archive, infos)


def open_for_names(data: bytes) -> Package:
    """Open a zip only to tell what it is, before the limits of its format are known."""
    return open_package(data, max_entries=MAX_ARCHIVE_ENTRIES, max_unpacked=MAX_ARCHIVE_UNPACKED_BYTES)


def decoded_name(info: zipfile.ZipInfo) -> str:
    """The member's name: UTF-8 if flagged or valid as such, else GB18030 (Chinese Windows), with ``/``.

    ``zipfile`` reads unflagged names as cp437 and cuts them at NUL; both are undone here.
    """
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        raw = name.encode("cp437", errors="replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def is_symlink(info: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(info.external_attr >> 16)


def _count_entries(data: bytes) -> int:
    """Entries of the central directory, counted before ``zipfile`` builds an object for each."""
    end = len(data) - _END_RECORD_BYTES
    if end < 0 or data[end : end + 4] != _END_RECORD or data[-2:] != b"\0\0":
        end = data.rfind(_END_RECORD, max(0, len(data) - (1 << 16) - _END_RECORD_BYTES))
    if end < 0:
        raise Refusal("damaged", part="zip")
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    start = 0 if size == 0xFFFFFFFF else max(0, end - size)
    return data.count(_CENTRAL_ENTRY, start, end)


def _check_methods(infos: list[zipfile.ZipInfo]) -> None:
    for info in infos:
        if info.flag_bits & _ENCRYPTED_FLAG:
            raise Refusal("encrypted")
        if info.compress_type not in _METHODS:
            raise Refusal("damaged", part=shown(decoded_name(info)))


def _check_overlap(infos: list[zipfile.ZipInfo], end: int) -> None:
    """Members must follow one another; sharing bytes is how a small file unpacks to terabytes."""
    ordered = sorted(infos, key=lambda info: info.header_offset)
    limits = [info.header_offset for info in ordered[1:]] + [end]
    for info, limit in zip(ordered, limits, strict=False):  # an empty zip has one limit too many
        name_bytes = len(info.orig_filename.encode("utf-8", "replace")) if info.flag_bits & 0x800 else 0
        if info.header_offset + _LOCAL_HEADER_BYTES + name_bytes + info.compress_size > limit:
            raise Refusal("overlapping_entries")


def _check_sizes(infos: list[zipfile.ZipInfo], max_unpacked: int) -> None:
    if sum(info.file_size for info in infos) > max_unpacked:
        raise Refusal("bomb", part="zip")
    for info in infos:
        big = info.file_size > RATIO_FREE_BYTES
        if big and info.file_size > MAX_RATIO * max(1, info.compress_size):
            raise Refusal("bomb", part=shown(decoded_name(info)))
