"""Zip containers (.docx, .odt, .xlsx) with fixed member times, so that a rebuild gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

FIXED_TIME = (2026, 6, 20, 9, 0, 0)


def repacked(
    data: bytes, replace: Mapping[str, bytes] | None = None, drop: frozenset[str] = frozenset()
) -> bytes:
    """The container again with fixed times, some members replaced or left out; `mimetype` stays first and stored."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: name != "mimetype"):
            if name in drop:
                continue
            info = zipfile.ZipInfo(name, date_time=FIXED_TIME)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(info, (replace or {}).get(name, old.read(name)))
    return buffer.getvalue()
