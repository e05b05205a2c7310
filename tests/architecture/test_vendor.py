"""The third-party browser files are exactly what their manifests say, and nothing lies beside them."""

import base64
import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("reviewapp/static/vendor", "tests/vendor")


def manifest(folder: str) -> list[dict]:
    return json.loads((ROOT / folder / "MANIFEST.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("folder", FOLDERS)
def test_vendored_files_are_the_ones_listed(folder):
    present = {path.name for path in (ROOT / folder).iterdir()} - {"MANIFEST.json"}
    assert present == {line["file"] for line in manifest(folder)}


@pytest.mark.parametrize("folder", FOLDERS)
def test_vendored_bytes_match_size_and_hash(folder):
    for line in manifest(folder):
        data = (ROOT / folder / line["file"]).read_bytes()
        digest = "sha384-" + base64.b64encode(hashlib.sha384(data).digest()).decode()
        assert (line["file"], len(data), digest) == (line["file"], line["bytes"], line["sha384"])


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_package_brings_its_licence(folder):
    packages = {line["package"] for line in manifest(folder)}
    assert packages == {line["package"] for line in manifest(folder) if "LICENSE" in line["file"]}


def test_served_packages_have_permissive_licences():
    assert {line["licence"] for line in manifest("reviewapp/static/vendor")} <= {"MIT", "0BSD"}
