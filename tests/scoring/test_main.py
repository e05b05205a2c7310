"""The command line as a stranger uses it: what it writes, and what it says about files that cannot be used."""

from __future__ import annotations

import json
import os
import pty
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from benchmarks.patterns.contest import sample_essays
from scoring.cli import main
from scoring.similarity.scan import Document, Settings, scan
from scoring.text.segment import words

ROOT = Path(__file__).resolve().parents[2]
NOTICE = "本次征文以弘扬优秀传统文化为主题，请各单位认真组织，按时报送，逾期不再受理，特此通知。"
WORDS = [
    first + last
    for first in "山水风云草木灯火夜晨雪雨路桥门窗"
    for last in "高远近深长明暗静急缓冷暖新旧轻来"
]


def essay(seed: int) -> str:
    rng = random.Random(seed)
    return "，".join("".join(rng.choices(WORDS, k=4)) for _ in range(50)) + "。"


def write_rows(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def read_rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


DOCS: list[dict[str, Any]] = [
    {"id": "甲", "text": essay(0), "unit": "一中", "received": 1},
    {"id": "乙", "text": f"{essay(1)[:200]}\n{essay(0)[100:300]}", "unit": "二中", "received": 2},
    {"id": "丁", "text": f"{essay(2)[:200]}{essay(5)[50:250]}", "author": None, "received": 3},
    {"id": "戊", "text": essay(3)[:200] + NOTICE, "received": 4},
    {
        "id": "己",
        "text": NOTICE + essay(4)[:200],
        "received": 5,
        "title": "keys not asked for are passed over",
    },
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder: 乙 copied a page of 甲, 丁 one of the library; 戊 and 己 share the notice only."""
    monkeypatch.chdir(tmp_path)
    write_rows(Path("docs.jsonl"), DOCS)
    write_rows(Path("library.jsonl"), [{"id": "旧文", "text": essay(5)}])
    Path("notice.txt").write_text(NOTICE, encoding="utf-8-sig")
    return tmp_path


def similarity(*more: str, docs: str = "docs.jsonl", out: str = "pairs.jsonl") -> int:
    return main(["similarity", "--docs", docs, "--out", out, *more])


def test_rewordings_go_to_a_file_of_their_own_and_make_no_case(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    essays = [one.text[:600] for one in sample_essays()[:24]]
    turned = "，".join(word for word in reversed(words(essays[7])) if len(word) > 1)
    rows = [{"id": f"{number:02}", "text": text} for number, text in enumerate([*essays, turned])]
    write_rows(folder / "many.jsonl", rows)
    assert similarity("--cases", "cases.jsonl", "--rewording", "advice.jsonl", docs="many.jsonl") == 0
    assert read_rows(folder / "pairs.jsonl") == read_rows(folder / "cases.jsonl") == []
    (row,) = read_rows(folder / "advice.jsonl")
    assert (row["a"], row["b"], row["kind"]) == ("07", "24", "rewording")
    assert 0.25 < row["similarity"] <= 1
    assert all(word in essays[7] for word in row["words"])
    assert "for reference, they make no case" in capsys.readouterr().out


def refusal(
    capsys: pytest.CaptureFixture[str], *more: str, docs: str = "docs.jsonl", out: str = "new.jsonl"
) -> str:
    """What is said when it ends with 1; nothing has been written."""
    assert similarity(*more, docs=docs, out=out) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert not Path(out).is_file() or out == docs
    return said.err


def test_pairs_are_those_of_the_scan_with_spans_in_the_given_text(folder: Path) -> None:
    assert similarity("--library", "library.jsonl", "--official", "notice.txt") == 0
    rows = read_rows(folder / "pairs.jsonl")
    expected = scan(
        [Document(row["id"], row["text"], row.get("unit", ""), "", row["received"]) for row in DOCS],
        official=[NOTICE],
        library=[Document("旧文", essay(5))],
    )
    assert [(row["a"], row["b"], row["score"], row["kind"]) for row in rows] == [
        (pair.a, pair.b, pair.score, pair.kind) for pair in expected.pairs
    ]
    assert [(row["a"], row["b"]) for row in rows] == [("甲", "乙"), ("丁", "旧文")]
    texts = {row["id"]: row["text"] for row in DOCS}
    [(a0, a1, b0, b1)] = rows[0]["spans"]
    assert texts["甲"][a0:a1] == texts["乙"][b0:b1]
    assert a1 - a0 >= 195
    assert rows[0]["net"] == pytest.approx(200 / 400, abs=0.02)


def test_shared_official_language_is_no_span_and_no_pair(folder: Path) -> None:
    copied = essay(0)[:120]
    texts = {
        "a": f"{copied}。{essay(1)[:150]}。{NOTICE}",
        "b": f"{NOTICE}。{essay(2)[:150]}。{copied}",
    }
    write_rows(folder / "docs.jsonl", [{"id": name, "text": text} for name, text in texts.items()])
    assert similarity("--official", "notice.txt") == 0
    [row] = read_rows(folder / "pairs.jsonl")
    [(a0, a1, b0, b1)] = row["spans"]
    assert texts["a"][a0:a1] == texts["b"][b0:b1]
    assert 110 <= a1 - a0 <= len(copied)
    assert row["raw"] > row["net"]


def test_cases_are_written_beside_the_pairs(folder: Path) -> None:
    assert similarity("--library", "library.jsonl", "--cases", "cases.jsonl") == 0
    by_kind = {row["kind"]: row for row in read_rows(folder / "cases.jsonl")}
    assert by_kind["copy"]["likely_source"] == "甲"
    assert by_kind["copy"]["facts"]["relation"] == "several_units"
    assert by_kind["archive"]["pairs"] == [["丁", "旧文"]]
    assert by_kind["archive"]["facts"]["library"] == ["旧文"]


def test_two_processes_write_the_same_bytes_and_a_workspace_can_be_used_again(folder: Path) -> None:
    assert similarity("--library", "library.jsonl") == 0
    one = Path("pairs.jsonl").read_bytes()
    assert similarity("--library", "library.jsonl", "--workers", "2", "--workspace", "work") == 0
    assert Path("pairs.jsonl").read_bytes() == one
    pieces = {path: path.stat().st_mtime_ns for path in Path("work").iterdir()}
    assert similarity("--library", "library.jsonl", "--workspace", "work") == 0
    assert Path("pairs.jsonl").read_bytes() == one
    unchanged = [path for path in pieces if path.name.startswith(("block", "lists", "postings", "found"))]
    assert unchanged
    assert all(path.stat().st_mtime_ns == pieces[path] for path in unchanged)


def test_a_workspace_of_other_documents_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert similarity("--workspace", "work") == 0
    capsys.readouterr()
    write_rows(Path("docs.jsonl"), DOCS[1:])
    assert "other documents" in refusal(capsys, "--workspace", "work")


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        (b'{"id": "a", "text": "x"}\n\nhello', "line 3", "not JSON"),
        (b'[{"id": "a", "text": "x"}]', "line 1", "a list; write one object a line"),
        (b'"a"', "line 1", "is text"),
        (b'{"text": "x"}', "line 1", 'no "id"'),
        (b'{"id": "a"}', "line 1", 'no "text"'),
        (b'{"id": "a", "text": null}', "line 1", '"text" is null; it must be a text in quotes'),
        (b'{"id": "a", "text": ["x"]}', "line 1", '"text" is a list'),
        (b'{"id": 7, "text": "x"}', "line 1", '"id" is a number'),
        (b'{"id": "", "text": "x"}', "line 1", '"id" is empty'),
        (b'{"id": "a", "text": "x", "unit": false}', "line 1", '"unit" is true or false'),
        (b'{"id": "a", "text": "x", "received": "1"}', "line 1", '"received" must be a whole number'),
        (b'{"id": "a", "text": "x", "received": true}', "line 1", '"received" must be a whole number'),
        (
            b'{"id": "a", "text": "x", "received": ' + b"1" * 5000 + b"}",
            "line 1",
            "a number that is too long",
        ),
        (b"[" * 100_000, "line 1", "nested too deeply"),
        (b'{"id": "a", "text": "x"}\n{"id": "a", "text": "y"}', "line 2", "already in bad.jsonl, line 1"),
        ('{"id": "a", "text": "中文"}'.encode("gb18030"), "line 1", "GB18030"),
    ],
)
def test_a_bad_line_is_named_with_what_to_do(
    folder: Path, capsys: pytest.CaptureFixture[str], content: bytes, place: str, reason: str
) -> None:
    Path("bad.jsonl").write_bytes(content)
    said = refusal(capsys, docs="bad.jsonl")
    assert said.startswith(f"bad.jsonl, {place}: ")
    assert reason in said


def test_several_bad_lines_are_told_at_once_but_not_all_of_a_wrong_file(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("bad.jsonl").write_text("no\n" * 1000, encoding="utf-8")
    said = refusal(capsys, docs="bad.jsonl").splitlines()
    assert [line.split(":")[0] for line in said[:-1]] == [
        f"bad.jsonl, line {number}" for number in range(1, 6)
    ]
    assert said[-1] == "and perhaps more"


def test_an_id_of_the_library_must_not_be_one_of_the_documents(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_rows(Path("library.jsonl"), [{"id": "乙", "text": "x"}])
    said = refusal(capsys, "--library", "library.jsonl")
    assert said.startswith('library.jsonl, line 1: the id "乙" stands already in docs.jsonl, line 2')


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_utf16_is_told(folder: Path, capsys: pytest.CaptureFixture[str], encoding: str) -> None:
    Path("wide.jsonl").write_text('{"id": "a", "text": "x"}\n', encoding=encoding)
    assert "looks like UTF-16" in refusal(capsys, docs="wide.jsonl")
    assert "looks like UTF-16" in refusal(capsys, "--official", "wide.jsonl")


def test_a_byte_order_mark_blank_lines_and_windows_line_ends_are_fine(folder: Path) -> None:
    lines = "\r\n\r\n".join(json.dumps(row, ensure_ascii=False) for row in DOCS)
    Path("windows.jsonl").write_bytes(lines.encode("utf-8-sig"))
    assert similarity() == 0
    plain = Path("pairs.jsonl").read_bytes()
    assert similarity(docs="windows.jsonl") == 0
    assert Path("pairs.jsonl").read_bytes() == plain


def test_files_that_cannot_be_read_or_written_are_told_before_the_work(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "there is no file none.jsonl" in refusal(capsys, docs="none.jsonl")
    assert "there is no file none.txt" in refusal(capsys, "--official", "notice.txt", "none.txt")
    assert "is a folder, not a file" in refusal(capsys, docs=".")
    assert "there is no folder nowhere" in refusal(capsys, out="nowhere/pairs.jsonl")
    assert "written over what is read" in refusal(capsys, out="docs.jsonl")
    assert "name the same file" in refusal(capsys, "--cases", "./new.jsonl")
    assert "--cases and --rewording name the same file" in refusal(
        capsys, "--cases", "more.jsonl", "--rewording", "more.jsonl"
    )
    assert "notice.txt is not a folder" in refusal(capsys, "--workspace", "notice.txt")
    assert "no Dask scheduler answers at nowhere" in refusal(capsys, "--dask", "nowhere://x")
    assert read_rows(Path("docs.jsonl")) == DOCS


@pytest.mark.parametrize(
    "more", [["--workers", "0"], ["--workers", "two"], ["--workers", "2", "--dask", "tcp://h:1"]]
)
def test_wrong_arguments_end_with_two(folder: Path, more: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        similarity(*more)
    assert ended.value.code == 2


def test_an_old_result_stays_when_the_new_one_cannot_be_finished(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("pairs.jsonl").write_text("old", encoding="utf-8")
    Path("bad.jsonl").write_text("no", encoding="utf-8")
    assert similarity(docs="bad.jsonl") == 1
    assert Path("pairs.jsonl").read_text(encoding="utf-8") == "old"


def test_ids_and_texts_with_half_character_pairs_pass_through(folder: Path) -> None:
    write_rows_ascii = [{"id": "a\ud800", "text": essay(0)}, {"id": "b", "text": "\ud800" + essay(0)}]
    Path("docs.jsonl").write_text("\n".join(map(json.dumps, write_rows_ascii)), encoding="utf-8")
    assert similarity() == 0
    [row] = read_rows(folder / "pairs.jsonl")
    assert (row["a"], row["b"]) == ("a\ud800", "b")
    assert row["spans"][0][2] == 1


def test_no_texts_give_no_pairs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("docs.jsonl").write_text("", encoding="utf-8")
    assert similarity() == 0
    assert Path("pairs.jsonl").read_bytes() == b""
    assert "0 texts" in capsys.readouterr().out


def test_the_result_may_go_into_a_pipe(folder: Path) -> None:
    ended = _command("--out", "/dev/stdout", stdout=subprocess.PIPE)
    assert json.loads(ended.stdout.splitlines()[0])["b"] == "乙"


def test_a_progress_bar_is_shown_on_a_terminal_only(folder: Path) -> None:
    assert _command("--out", "pairs.jsonl", stderr=subprocess.PIPE).stderr == b""
    ours, theirs = pty.openpty()
    _command("--out", "pairs.jsonl", stderr=theirs)
    os.close(theirs)
    assert b"100%" in os.read(ours, 100_000)
    os.close(ours)


def _command(*arguments: str, **streams: int) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "scoring", "similarity", "--docs", "docs.jsonl", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
        **{"stdout": subprocess.DEVNULL, **streams},  # type: ignore[call-overload]
    )


def test_help_says_from_which_score_pairs_are_written(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["similarity", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert f"pairs below {Settings().least_evidence} are left out" in said


def test_help_and_mistakes_need_nothing_heavy() -> None:
    """Who mistypes an argument does not wait for numpy."""
    code = (
        "import sys; from scoring.cli import main\n"
        "try: main(['similarity', '--docs', 'none'])\n"
        "except SystemExit: pass\n"
        "main(['similarity', '--docs', 'none', '--out', 'x'])\n"
        "sys.exit('numpy' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
