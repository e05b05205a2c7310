"""What browsers get is made from the style sheets and scripts as they are now, and by nobody's hand."""

from __future__ import annotations

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
