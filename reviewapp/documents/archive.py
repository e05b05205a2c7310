"""Opening a zip of essays: every member is taken, ignored or refused, and each is listed.

A zip whose table of contents is hostile (paths that climb out, links, overlaps, bombs, encryption) is
refused whole: nobody packs essays that way.  A single unreadable or nested member is refused alone.
"""

from __future__ import annotations

import logging
import posixpath
import re
from dataclasses import dataclass
from zipfile import ZipInfo

from reviewapp.documents.limits import (
    MAX_ARCHIVE_BYTES,
    MAX_ARCHIVE_ENTRIES,
    MAX_ARCHIVE_UNPACKED_BYTES,
    MAX_DOCUMENT_BYTES,
    readable_size,
)
from reviewapp.documents.names import extension, is_deceptive, shown
from reviewapp.documents.packages import Package, decoded_name, is_symlink, open_package
from reviewapp.documents.refusal import Notice, Refusal
from reviewapp.documents.sniff import KIND_NAMES

logger = logging.getLogger(__name__)

_NOISE_FOLDERS = frozenset({"__MACOSX", ".git", ".svn"})
_NOISE_NAMES = frozenset({".ds_store", "thumbs.db", "desktop.ini", "ehthumbs.db"})
_NOISE_PREFIXES = ("~$", "._", ".~")
_NESTED = frozenset({".zip", ".rar", ".7z", ".gz", ".tar", ".tgz"})
_DRIVE = re.compile(r"^[A-Za-z]:")
_DEVICE = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the archive.

    ``name``: its name without folders, fit to be shown; ``path``: with folders, as packed, decoded.
    ``position``: its number in the archive, from 1.
    """

    name: str
    data: bytes
    path: str
    position: int


@dataclass(frozen=True, slots=True)
class RefusedMember:
    """A member that was not taken, and why."""

    name: str
    refusal: Refusal
    position: int


@dataclass(frozen=True, slots=True)
class Archive:
    """All members of a zip: taken, ignored as noise of an operating system (names), and refused."""

    members: tuple[Member, ...]
    ignored: tuple[str, ...]
    refused: tuple[RefusedMember, ...]
    notices: tuple[Notice, ...]


def open_archive(data: bytes) -> Archive:
    """Unpack a zip into memory.  At most MAX_ARCHIVE_UNPACKED_BYTES are read.

    Raises Refusal, and nothing else: ``empty_file``, ``too_large``, ``wrong_type``, ``unsafe_path``,
    ``symlink``, ``archive_without_files``, and what ``packages.open_package`` raises.
    """
    try:
        return _open_archive(data)
    except Refusal:
        raise
    except Exception as error:  # the promise of this function: damage nobody foresaw is a refusal too
        logger.warning("unforeseen %s while opening a zip", type(error).__name__, exc_info=True)
        raise Refusal("unreadable") from error


def _open_archive(data: bytes) -> Archive:
    _check_outside(data)
    with open_package(
        data, max_entries=MAX_ARCHIVE_ENTRIES, max_unpacked=MAX_ARCHIVE_UNPACKED_BYTES
    ) as package:
        for info in package.infos:
            _refuse_unsafe(info)
        archive = _read_members(package)
    if not archive.members:
        raise Refusal("archive_without_files", ignored=len(archive.ignored), refused=len(archive.refused))
    return archive


def _check_outside(data: bytes) -> None:
    if not data:
        raise Refusal("empty_file")
    if len(data) > MAX_ARCHIVE_BYTES:
        raise Refusal("too_large", size=readable_size(len(data)), limit=readable_size(MAX_ARCHIVE_BYTES))
    for magic, kind in ((b"Rar!\x1a\x07", "rar"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"%PDF-", "pdf")):
        if data.startswith(magic):
            raise Refusal("wrong_type", extension=".zip", actual=KIND_NAMES[kind])


def _refuse_unsafe(info: ZipInfo) -> None:
    name = decoded_name(info)
    if name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/"):
        raise Refusal("unsafe_path", name=shown(name))
    if is_symlink(info):
        raise Refusal("symlink", name=shown(name))


def _read_members(package: Package) -> Archive:
    members: list[Member] = []
    ignored: list[str] = []
    refused: list[RefusedMember] = []
    notices: list[Notice] = []
    paths: set[str] = set()
    for position, info in enumerate(package.infos, 1):
        path = decoded_name(info)
        name = shown(path)
        if _is_noise(path):
            ignored.append(name)
            continue
        try:
            _refuse_member(path, name)
            content = package.read_member(info, MAX_DOCUMENT_BYTES)
        except Refusal as refusal:
            refused.append(RefusedMember(name, refusal, position))
            continue
        if path in paths:
            notices.append(Notice("duplicate_name", {"name": name, "position": position}))
        if name != posixpath.basename(path):
            notices.append(Notice("renamed", {"name": name}))
        paths.add(path)
        members.append(Member(name, content, path, position))
    return Archive(tuple(members), tuple(ignored), tuple(refused), tuple(notices))


def _refuse_member(path: str, name: str) -> None:
    base = posixpath.basename(path)
    if is_deceptive(path) or _DEVICE.match(base) or not base.strip(" .") or base != base.strip():
        raise Refusal("bad_name")
    if extension(path) in _NESTED:
        raise Refusal("nested_archive", name=name)


def _is_noise(path: str) -> bool:
    folders, base = path.split("/")[:-1], posixpath.basename(path)
    if not _NOISE_FOLDERS.isdisjoint(folders):
        return True
    return base.lower() in _NOISE_NAMES or base.startswith(_NOISE_PREFIXES)
