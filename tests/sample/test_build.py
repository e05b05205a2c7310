"""A rebuild from the texts gives what is committed, without LibreOffice."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sample import ROOT, load
from sample.build.essays import paragraphs_of, read_essays, untagged
from sample.build.filing import file_essay
from sample.build.planting import INVISIBLE, reordered_points, swapped, with_invisible
from sample.build.register import register_bytes


def unpacked(path: Path) -> dict[str, bytes] | bytes:
    """Members of a zip container (deflate differs between zlib builds), or the bytes of another file."""
    if path.suffix not in {".docx", ".odt", ".xlsx"}:
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2026, 6, 20, 9, 0, 0)}
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """In a process of its own: odfpy writes every namespace the process has met so far."""
    target = tmp_path_factory.mktemp("rebuilt")
    code = "import pathlib, sys, sample.build.__main__ as b; b.build(pathlib.Path(sys.argv[1]), office=False)"
    subprocess.run([sys.executable, "-c", code, str(target)], cwd=ROOT.parent, check=True)
    return target


def test_rebuild_gives_the_committed_files(rebuilt: Path) -> None:
    made = {path.relative_to(rebuilt) for path in rebuilt.rglob("*") if path.is_file()}
    assert len(made) == 85 - 12 - 7 + 19 + 3
    for path in sorted(made):
        assert unpacked(rebuilt / path) == unpacked(ROOT / path), path


def test_rebuild_leaves_out_only_pdf_and_legacy_doc(rebuilt: Path) -> None:
    missing = [e.format for e in load().entries if not (rebuilt / e.file.relative_to(ROOT)).exists()]
    assert sorted(missing) == ["doc"] * 7 + ["pdf"] * 12


def test_mention_broken_over_two_lines_becomes_two_parts() -> None:
    assert paragraphs_of("作者：⟦AUTHOR|王立\n华⟧\n完") == ("作者：⟦AUTHOR|王立⟧", "⟦AUTHOR|华⟧", "完")


def test_swapped_does_not_swap_a_replacement_again() -> None:
    assert swapped("甲乙和甲", {"甲": "乙", "乙": "丙", "甲乙": "丁"}) == "丁和乙"


def test_reordered_points_are_numbered_anew() -> None:
    points = ["第一，甲第二。", "第二，乙。", "第三，丙。"]
    assert reordered_points(points, (2, 0, 1)) == [
        ("第一，丙。", 2),
        ("第二，甲第二。", 0),
        ("第三，乙。", 1),
    ]


def test_with_invisible_never_leaves_more_than_seven_visible_characters_together() -> None:
    text = "一二三四五六七八九十" * 5
    marked = with_invisible(text)
    runs = marked.translate(dict.fromkeys(map(ord, INVISIBLE), "|")).split("|")
    assert "".join(runs) == text
    assert {len(run) for run in runs[:-1]} == {3, 4, 5, 6, 7}


def test_byline_and_signature_are_labelled_where_they_stand() -> None:
    essay = read_essays()[4]
    filed = file_essay(essay, "signature_contact")
    *_, unit_line, contact_line = filed.text.split("\n")
    assert untagged(unit_line) == f"{essay.unit}　{essay.authors[0].name}"
    assert contact_line == f"联系电话：{essay.authors[0].phone}　邮箱：{essay.authors[0].email}"
    tail = filed.mentions()[-4:]
    assert [mention.kind for mention in tail] == ["UNIT", "AUTHOR", "CONTACT", "CONTACT"]
    assert [filed.text[m.start : m.end] for m in tail] == [m.text for m in tail]


def test_unknown_styles_and_layouts_are_refused() -> None:
    with pytest.raises(ValueError, match="byline style"):
        file_essay(read_essays()[0], "nowhere")
    with pytest.raises(ValueError, match="register layout"):
        register_bytes("nowhere", "甲", "盟市", [])
