"""The library on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Flask

from tests.factories import World
from tests.reviewapp.library.conftest import ESSAY


def run(app: Flask, *args: str) -> tuple[int, str]:
    with app.app_context():  # as the flask command itself does
        result = app.test_cli_runner().invoke(args=["contest", "library", *args])
    return result.exit_code, result.output


def test_files_join_are_listed_and_refused_ones_are_named(
    app: Flask, stored_world: World, tmp_path: Path
) -> None:
    good, bad = tmp_path / "灯.txt", tmp_path / "坏.docx"
    good.write_text(f"灯\n{ESSAY}", encoding="utf-8")
    bad.write_bytes(b"PK\x03\x04broken")
    code, output = run(app, "add", str(good), str(bad), "--kind", "winner", "--year", "2025", "--json")
    said = json.loads(output)
    assert (code, len(said["added"]), [r["file"] for r in said["refused"]]) == (1, 1, ["坏.docx"])
    code, output = run(app, "add", str(good), "--kind", "winner")
    assert (code, output) == (0, "收入 0 篇，库中已有 1 篇，未收 0 项。\n")
    code, output = run(app, "list", "--words", "灯", "--json")
    assert [(t["title"], t["kind"], t["year"]) for t in json.loads(output)["texts"]] == [
        ("灯", "winner", 2025)
    ]
    assert run(app, "list", "--kind", "official") == (0, "\n")


def test_forgotten_index_is_gone(app: Flask, stored_world: World, tmp_path: Path) -> None:
    (tmp_path / "index" / "library").mkdir(parents=True)
    assert run(app, "forget-index")[0] == 0
    assert [p.name for p in (tmp_path / "index").iterdir()] == ["lock"]
