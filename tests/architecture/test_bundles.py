"""What browsers get is made from the style sheets and scripts as they are now, and by nobody's hand."""

from __future__ import annotations

import gzip
import json

from reviewapp.delivery import BUILT, SOURCES, STATIC, digest, files_in, source_digest

MADE = json.loads((BUILT / "MANIFEST.json").read_text(encoding="utf-8"))
AGAIN = "run python3 dev.py static"


def test_built_files_are_made_from_the_sources_as_they_are() -> None:
    assert MADE["sources"] == source_digest(), AGAIN


def test_built_files_are_as_they_were_made() -> None:
    files = [path for path in files_in(BUILT) if path.name != "MANIFEST.json"]
    assert MADE["files"] == digest(files), AGAIN
    entries = {path.relative_to(STATIC) for folder in SOURCES for path in (STATIC / folder).glob("*.*")}
    assert {path.relative_to(BUILT) for path in files} == entries, AGAIN


def test_desk_leaves_room_for_its_page() -> None:
    """A judge's first visit weighs at most 40 KB (benchmarks/pages.py measures it); a page takes about 11."""
    names = (
        "built/css/base.css",
        "built/css/desk.css",
        "built/css/print.css",
        "built/js/app.js",
        "built/js/desk.js",
    )
    sizes = {
        name: len(gzip.compress((STATIC / name).read_bytes(), 9, mtime=0)) for name in (*names, "mark.svg")
    }
    assert sum(sizes.values()) <= 28.5 * 1024, sizes
