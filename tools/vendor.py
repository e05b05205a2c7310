"""Fetch the third-party browser files kept in the repository, and write down what was fetched.

A developer runs this by hand when a version changes; users and tests never need node or a network:

    python3 tools/vendor.py

Each package is fetched with ``npm pack``, its tarball is checked against the integrity value the registry
publishes, and only the files named below, with the licence, are copied. A ``MANIFEST.json`` beside the copies
records package, version, licence, size and sha384 of every file; tests/architecture/test_vendor.py
re-hashes them.
"""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Package:
    """One npm package: where its files go, and for each (path inside the package, name of the copy)."""

    name: str
    version: str
    folder: str
    files: tuple[tuple[str, str], ...]


PACKAGES = (
    Package(
        "htmx.org",
        "2.0.11",
        "reviewapp/static/vendor",
        (("dist/htmx.min.js", "htmx.min.js"), ("LICENSE", "htmx.LICENSE")),
    ),
    # MPL-2.0: used by the accessibility tests only, never served.
    Package("axe-core", "4.14.1", "tests/vendor", (("axe.min.js", "axe.min.js"), ("LICENSE", "axe.LICENSE"))),
)


def npm(*arguments: str, cwd: str) -> str:
    """Run npm quietly and return what it printed; raises CalledProcessError when npm fails."""
    done = subprocess.run(
        ["npm", "--silent", *arguments], cwd=cwd, check=True, capture_output=True, text=True
    )
    return done.stdout


def fetch(package: Package, folder: str) -> tuple[bytes, str]:
    """The checked tarball of a package and its licence name; raises SystemExit when the hash differs."""
    wanted = f"{package.name}@{package.version}"
    facts = json.loads(npm("view", wanted, "dist.integrity", "license", "--json", cwd=folder))
    packed = json.loads(npm("pack", wanted, "--json", cwd=folder))
    # npm 11 answers with a mapping by package name, earlier versions with a list.
    entry = next(iter(packed.values())) if isinstance(packed, dict) else packed[0]
    tarball = (Path(folder) / entry["filename"]).read_bytes()
    algorithm, _, expected = facts["dist.integrity"].partition("-")
    found = base64.b64encode(hashlib.new(algorithm, tarball).digest()).decode()
    if found != expected:
        raise SystemExit(f"{wanted}: {algorithm} is {found}, the registry says {expected}")
    return tarball, facts["license"]


def sha384(data: bytes) -> str:
    """Hash in the form of subresource integrity, ``sha384-<base64>``."""
    return "sha384-" + base64.b64encode(hashlib.sha384(data).digest()).decode()


def copy_files(package: Package, licence: str, tarball: Path) -> list[dict[str, str | int]]:
    """Write the package's chosen files into its folder; returns their manifest lines."""
    lines: list[dict[str, str | int]] = []
    with tarfile.open(tarball) as archive:
        for inside, copy in package.files:
            member = archive.extractfile(f"package/{inside}")
            if member is None:
                raise SystemExit(f"{package.name}: {inside} is not a file")
            data = member.read()
            (ROOT / package.folder / copy).write_bytes(data)
            lines.append(
                {
                    "file": copy,
                    "package": package.name,
                    "version": package.version,
                    "licence": licence,
                    "bytes": len(data),
                    "sha384": sha384(data),
                }
            )
    return lines


def main() -> int:
    """Fetch every package and write one manifest a folder."""
    manifests: dict[str, list[dict[str, str | int]]] = {}
    for package in PACKAGES:
        (ROOT / package.folder).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            data, licence = fetch(package, folder)
            tarball = Path(folder) / "checked.tgz"
            tarball.write_bytes(data)
            manifests.setdefault(package.folder, []).extend(copy_files(package, licence, tarball))
        print(f"{package.name} {package.version}")
    for folder, lines in manifests.items():
        text = json.dumps(lines, indent=1, ensure_ascii=False) + "\n"
        (ROOT / folder / "MANIFEST.json").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
