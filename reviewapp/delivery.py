"""How answers travel: compressed for browsers that take it; style sheets, scripts and pictures under addresses
that change with their content, so that they are fetched once.

A proxy in front may compress too: it leaves alone what already is.  Compressed pages are padded by a random
length, for a page holds a secret (the CSRF token) beside text that others wrote, and the length must not tell
how alike they are (BREACH; the same remedy as Django's).
"""

from __future__ import annotations

import gzip
import hashlib
import io
import secrets
from functools import cache
from typing import Any

from flask import Flask, Response, request, send_from_directory

from reviewapp.config import ROOT

STATIC = ROOT / "reviewapp" / "static"
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
QUICK, THOROUGH = 1, 9  # of an answer made for one reader; of a file, done once
PADDING = 64  # bytes, at most
FOR_GOOD = "public, max-age=31536000, immutable"


def install(app: Flask) -> None:
    """Serve the static files (endpoint "static") and compress answers.  `app` has no static folder of its own."""
    version = f"v-{content_version()}"

    def static_file(filename: str) -> Response:
        folder, _, rest = filename.partition("/")
        response = send_from_directory(STATIC, rest if folder == version else filename)
        if folder == version:
            response.headers["Cache-Control"] = FOR_GOOD
        return response

    def versioned(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and not app.debug:  # in development files change under the running server
            values["filename"] = f"{version}/{values['filename']}"

    app.add_url_rule("/static/<path:filename>", "static", static_file)
    app.url_default_functions.setdefault(None, []).append(versioned)
    app.after_request(_compress)


@cache
def content_version() -> str:
    """Names the content of all static files together: scripts import each other by relative addresses."""
    digest = hashlib.sha256()
    for path in sorted(p for p in STATIC.rglob("*") if p.is_file()):
        digest.update(path.relative_to(STATIC).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


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
    return gzip.compress(data, THOROUGH, mtime=0)


def _page(data: bytes) -> bytes:
    packed = io.BytesIO()
    name = secrets.token_hex(PADDING // 2)[: secrets.randbelow(PADDING)]
    with gzip.GzipFile(name, "wb", QUICK, packed, mtime=0) as file:
        file.write(data)
    return packed.getvalue()
