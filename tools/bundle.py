"""Put the style sheets and scripts together for delivery: static/css and static/js become static/built.

A developer runs this after changing one of them; users and tests never need node or a network:

    python3 dev.py static

Every file that lies directly in css/ or js/ is one that pages ask for; what it imports is put into it.  Comments and
long names go.  ``MANIFEST.json`` says from which sources (their digest) and by which esbuild it was made: the server
takes the built files only while that is so, and tests/architecture/test_bundles.py fails when it is not.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

from reviewapp.delivery import BUILT, SOURCES, STATIC, digest, files_in, source_digest

ESBUILD = "0.28.2"
OPTIONS = (
    "--bundle",
    "--minify",
    "--format=iife",
    "--target=es2022,chrome111,edge111,firefox115,safari16.4",
    "--charset=utf8",
    "--legal-comments=none",
    "--log-level=warning",
)


def main() -> int:
    """Make the files anew; the exit code of esbuild."""
    entries = [
        f"{folder}/{path.name}" for folder in SOURCES for path in sorted((STATIC / folder).glob("*.*"))
    ]
    shutil.rmtree(BUILT, ignore_errors=True)
    command = ["npm", "exec", "--yes", f"--package=esbuild@{ESBUILD}", "--", "esbuild"]
    code = subprocess.call([*command, *entries, *OPTIONS, "--outbase=.", "--outdir=built"], cwd=STATIC)
    if code:
        return code
    made = {"esbuild": ESBUILD, "sources": source_digest(), "files": digest(files_in(BUILT))}
    (BUILT / "MANIFEST.json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
