"""Files sent to be saved, with their names in the manner of RFC 6266."""

from __future__ import annotations

import io

from flask import Response, send_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# an original is somebody else's file: it may only be saved, never shown as a page of ours
ORIGINAL_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


def workbook(data: bytes, name: str) -> Response:
    return _attachment(data, name, XLSX)


def original_file(data: bytes, name: str) -> Response:
    """Bytes without a type a browser would act on, under a policy that lets nothing run."""
    response = _attachment(data, name, "application/octet-stream")
    response.headers["Content-Security-Policy"] = ORIGINAL_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _attachment(data: bytes, name: str, mimetype: str) -> Response:
    return send_file(io.BytesIO(data), mimetype=mimetype, as_attachment=True, download_name=name)
