"""The command mask: spans of the given text, faults by line, nothing written unless all can be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scoring.cli import main

FULL = {
    "id": "A1",
    "text": "我叫何云舟。\n在青松县白桦岭卫生院工作，电话１３９　００００　１２３４。周淑芬护士长也在。",
    "authors": [{"name": "何云舟", "phone": "13900001234"}],
    "unit": "青松县白桦岭中心卫生院",
    "department": "内科",
    "region": "青松市",
    "people": ["周淑芬"],
    "units": ["黑水屯医院"],
}


def run(folder: Path, *rows: object, extra: tuple[str, ...] = ()) -> tuple[int, Path]:
    given, out = folder / "in.jsonl", folder / "out.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    given.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return main(["mask", str(given), str(out), *extra]), out


def spans(out: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_spans_are_code_points_of_the_text_as_given(tmp_path: Path) -> None:
    code, out = run(tmp_path, FULL)
    assert code == 0
    (row,) = spans(out)
    text = str(FULL["text"])
    found = {(s["kind"], text[s["start"] : s["end"]]) for s in row["spans"] if s["level"] != "hint"}
    assert found == {
        ("author", "何云舟"),
        ("unit", "青松县白桦岭卫生院"),
        ("contact", "１３９　００００　１２３４"),
        ("person", "周淑芬"),
    }


def test_id_and_text_suffice(tmp_path: Path) -> None:
    code, out = run(
        tmp_path, {"id": "A1", "text": "护士长周淑芬把灯关了，打13900001234找她。"}, {"id": "A2", "text": ""}
    )
    assert code == 0
    first, second = spans(out)
    assert [s["kind"] for s in first["spans"]] == ["person", "contact"]
    assert second == {"id": "A2", "spans": []}


def test_names_may_be_given_alone_and_lists_may_be_single(tmp_path: Path) -> None:
    row = {
        "id": "A1",
        "text": "何云舟说完就走了。",
        "authors": "何云舟",
        "people": [{"name": "周淑芬"}],
        "unit": None,
    }
    code, out = run(tmp_path, row)
    assert code == 0
    assert spans(out)[0]["spans"] == [{"start": 0, "end": 3, "kind": "author", "level": "certain"}]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 2: is not JSON"),
        ("[]", "line 2: is a list"),
        ('{"text": "x"}', 'line 2: has no "id"'),
        ('{"id": "B"}', 'line 2: has no "text"'),
        ('{"id": "", "text": "x"}', 'line 2: "id" is empty'),
        ('{"id": "B", "text": 5}', 'line 2: "text" is a number; it must be a text'),
        ('{"id": "B", "text": "x", "authors": [{"name": 5}]}', 'line 2: "authors" must be a list of names'),
        ('{"id": "A1", "text": "x"}', "in.jsonl, line 1; give it another"),
    ],
)
def test_fault_is_named_by_line_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, said: str
) -> None:
    code, out = run(tmp_path, {"id": "A1", "text": "x"}, line)
    assert code == 1
    assert said in capsys.readouterr().err
    assert not out.exists()


def test_many_faults_end_the_reading(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _ = run(tmp_path, *["{"] * 20)
    assert code == 1
    assert capsys.readouterr().err.count("is not JSON") == 5


def test_line_that_is_not_utf8_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = tmp_path / "in.jsonl"
    given.write_bytes('{"id": "A1", "text": "护士"}\n'.encode("gb18030"))
    assert main(["mask", str(given), str(tmp_path / "out.jsonl")]) == 1
    assert "line 1: is not UTF-8" in capsys.readouterr().err


def test_result_is_not_written_over_what_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = tmp_path / "in.jsonl"
    given.write_text('{"id": "A1", "text": "x"}\n', encoding="utf-8")
    assert main(["mask", str(given), str(given)]) == 1
    assert "written over" in capsys.readouterr().err


def test_half_a_character_pair_is_read_and_written(tmp_path: Path) -> None:
    code, out = run(tmp_path, '{"id": "\\ud800", "text": "\\ud800何云舟", "authors": ["何云舟"]}')
    assert code == 0
    assert spans(out)[0]["spans"][0]["start"] == 1
