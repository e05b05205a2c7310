"""How answers travel: compressed for browsers that take it; style sheets, scripts and pictures under addresses
that change with their content, so that they are fetched once.

What browsers get is `static/built`: the style sheets and scripts of `static/css` and `static/js`, each with what it
imports in one file and without comments (tools/bundle.py, by ``python3 dev.py static``).  In development, or when
something was edited since, they get the sources themselves, which work as they are.

A proxy in front may compress too: it leaves alone what already is.  libdeflate packs a page in two fifths of zlib's
time, and a file a thirtieth smaller.  Compressed pages are padded by a random length, for a page holds a secret (the
CSRF token) beside text that others wrote, and the length must not tell how alike they are (BREACH; the same remedy
as Django's).
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import deflate
from flask import Flask, Response, request, send_from_directory

from reviewapp.config import ROOT

STATIC = ROOT / "reviewapp" / "static"
BUILT = STATIC / "built"
SOURCES = ("css", "js")  # folders of STATIC that are put together
COMPRESSED = frozenset(
    {
        "text/html",
        "text/css",
        "text/javascript",
        "application/javascript",
        "application/json",
        "image/svg+xml",
    }
)
SMALLEST = 600  # bytes below which compression gains nothing
QUICK, THOROUGH = 5, 12  # of an answer made for one reader; of a file, done once
PADDING = 64  # bytes, at most
_HEAD = bytes((0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 255))  # of gzip, RFC 1952: a name follows
FOR_GOOD = "public, max-age=31536000, immutable"


def install(app: Flask) -> None:
    """Serve the static files (endpoint "static") and compress answers.  `app` has no static folder of its own."""
    version = f"v-{digest(files_in(STATIC))[:12]}"
    built = is_current()
    if not built:
        app.logger.warning("static/built is older than its sources, which are served instead: dev.py static")

    def static_file(filename: str) -> Response:
        folder, _, rest = filename.partition("/")
        if folder != version:
            return send_from_directory(STATIC, filename)
        made = built and rest.startswith(SOURCES)
        response = send_from_directory(BUILT if made else STATIC, rest)
        response.headers["Cache-Control"] = FOR_GOOD
        return response

    def versioned(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and not app.debug:  # in development files change under the running server
            values["filename"] = f"{version}/{values['filename']}"

    app.add_url_rule("/static/<path:filename>", "static", static_file)
    app.url_default_functions.setdefault(None, []).append(versioned)
    app.after_request(_compress)


def is_current() -> bool:
    """Whether `static/built` was made from the sources as they are now."""
    manifest = BUILT / "MANIFEST.json"
    return manifest.exists() and json.loads(manifest.read_text("utf-8"))["sources"] == source_digest()


def source_digest() -> str:
    """Names the content of all style sheets and scripts together: they import each other."""
    return digest(path for folder in SOURCES for path in files_in(STATIC / folder))


def digest(paths: Iterable[Path]) -> str:
    """SHA-256 of the files' names (within STATIC) and bytes, in hexadecimal."""
    found = hashlib.sha256()
    for path in paths:
        found.update(path.relative_to(STATIC).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def files_in(folder: Path) -> list[Path]:
    """All files below a folder, in a fixed order."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _compress(response: Response) -> Response:
    static = request.endpoint == "static" and response.status_code == 200
    if response.mimetype not in COMPRESSED or (response.is_streamed and not static):
        return response
    response.vary.add("Accept-Encoding")
    if (
        request.accept_encodings["gzip"] <= 0
        or response.status_code not in (200, 404, 409, 422)
        or "Content-Encoding" in response.headers
    ):
        return response
    response.direct_passthrough = False
    data = response.get_data()
    if len(data) < SMALLEST:
        return response
    response.set_data(_file(data) if static else _page(data))
    response.headers["Content-Encoding"] = "gzip"
    if static:
        response.set_etag(response.get_etag()[0] or "", weak=True)
    return response


@cache
def _file(data: bytes) -> bytes:
    return _packed(data, THOROUGH)


def _page(data: bytes) -> bytes:
    return _packed(data, QUICK, secrets.token_hex(PADDING // 2)[: secrets.randbelow(PADDING)].encode())


def _packed(data: bytes, level: int, name: bytes = b"") -> bytes:
    tail = deflate.crc32(data).to_bytes(4, "little") + len(data).to_bytes(4, "little")
    return b"".join((_HEAD, name, b"\0", deflate.deflate_compress(data, level), tail))
