"""Tables of the commands: what is refused, with which line; what is understood."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from scoring.cli.files import Refused
from scoring.cli.rows import read_rows, write_rows


def given(folder: Path, text: str | bytes) -> Path:
    path = folder / "given.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_read_rows_understands_what_spreadsheets_write(tmp_path: Path) -> None:
    path = given(tmp_path, '\ufeffID , 姓名,Value\r\n\r\n a1,"甲, 乙",80.5\r\na2,丙 , 7e1\r\n')
    rows = read_rows(path, ["essay", "value"], {"id": "essay"})
    assert rows.texts("essay") == ["a1", "a2"]
    assert rows.texts("姓名") == ["甲, 乙", "丙"]
    assert rows.numbers("value").tolist() == [80.5, 70.0]
    assert rows.lines == [3, 4]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_read_rows_reads_what_windows_saves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], delimiter: str, encoding: str
) -> None:
    lines = ["", "essay,姓名,value", "a1,模,80.5", 'a2,"丙; 丁",7', "a3,赤峰市第一医院,8"]
    text = "\r\n".join(line.replace(",", delimiter) for line in lines) + "\r\n"
    rows = read_rows(given(tmp_path, text.encode(encoding)), ["essay", "value"])
    assert rows.texts("姓名") == ["模", "丙; 丁", "赤峰市第一医院"]
    assert rows.numbers("value").tolist() == [80.5, 7, 8]
    assert ("read as GB18030" in capsys.readouterr().err) == (encoding == "gb18030")


def test_read_rows_counts_lines_of_the_file_not_records(tmp_path: Path) -> None:
    rows = read_rows(given(tmp_path, 'id,note\na,"1\n2\r\n3"\n , \nb,x\n\n,,\nc,y\n'), ["id"])
    assert (rows.texts("id"), rows.lines) == (["a", "b", "c"], [4, 6, 9])


def test_read_rows_prefers_a_column_under_its_own_name(tmp_path: Path) -> None:
    rows = read_rows(given(tmp_path, "id,essay\n1,a\n"), ["essay"], {"id": "essay"})
    assert (rows.texts("essay"), rows.texts("id")) == (["a"], ["1"])


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "no column id; its first line names: nothing"),
        ("name,region\n甲,1\n", "no column id; its first line names: name, region"),
        ("id,ID\n1,2\n", "column id more than once"),
        ("id,value\n", "no records"),
        ("id,value\na,1,2\n", "line 2: 3 fields, but the header has 2"),
        ('id,value\na,"1\n', "line 2: unexpected end of data"),
        ("id,value\n甲,1\n".encode() + b"a\xff,2\n", "line 3: is not UTF-8"),
        (b"id,value\n\xff\xff,1\n", "line 2: is not UTF-8"),
        ("id,value\na,1\n".encode("utf-16"), "looks like UTF-16"),
    ],
)
def test_read_rows_refuses(tmp_path: Path, text: str | bytes, complaint: str) -> None:
    with pytest.raises(Refused) as refused:
        read_rows(given(tmp_path, text), ["id"])
    assert complaint in str(refused.value)


@pytest.mark.parametrize("value", ["", "x", "nan", "inf", "1,5", "１２%", "8_5", "1e308"])
def test_numbers_name_the_line_and_the_text(tmp_path: Path, value: str) -> None:
    rows = read_rows(given(tmp_path, f'id,value\na,1\nb,"{value}"\n'), ["id", "value"])
    with pytest.raises(Refused) as refused:
        rows.numbers("value")
    assert f"line 3: value must be a number, not {value!r}" in str(refused.value)


def test_numbers_take_a_blank_where_one_is_allowed(tmp_path: Path) -> None:
    rows = read_rows(given(tmp_path, "id,max\na,\nb,3\n"), ["id"])
    assert rows.numbers("max", 9).tolist() == [9, 3]
    assert rows.counts("other", 4).tolist() == [4, 4]


@pytest.mark.parametrize("value", ["-1", "2.5", "1e12"])
def test_counts_are_whole_and_not_negative(tmp_path: Path, value: str) -> None:
    rows = read_rows(given(tmp_path, f"id,max\na,{value}\n"), ["id", "max"])
    with pytest.raises(Refused, match=r"must be a whole number from 0 (on|to a billion), not"):
        rows.counts("max")


def test_ids_and_positions_name_what_is_repeated_and_unknown(tmp_path: Path) -> None:
    rows = read_rows(given(tmp_path, "id\na\nb\na\n"), ["id"])
    with pytest.raises(Refused, match="line 4: id 'a' stands in line 2 already"):
        rows.ids()
    with pytest.raises(Refused, match="line 3: there is no essay 'b'"):
        rows.positions("id", {"a": 0}, "essay")


def test_faults_are_listed_up_to_ten(tmp_path: Path) -> None:
    rows = read_rows(given(tmp_path, "value\n" + "x\n" * 30), ["value"])
    with pytest.raises(Refused) as refused:
        rows.numbers("value")
    assert str(refused.value).count("\n") == 10


def test_write_rows_can_be_read_back(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_rows(path, ["id", "score", "reason"], [("甲", 80.25, 'first, "best"'), ("乙", float("nan"), None)])
    rows = read_rows(path, ["id"])
    assert rows.numbers("score", 0).tolist() == [80.25, 0]
    assert rows.optional("reason") == ['first, "best"', ""]


def test_read_rows_passes_over_empty_edges_of_a_sheet(tmp_path: Path) -> None:
    rows = read_rows(given(tmp_path, "id,value,,\na,1,,\n,,,\nb,2,,\n"), ["id"])
    assert (rows.texts("id"), list(rows.columns), rows.lines) == (["a", "b"], ["id", "value"], [2, 4])


def test_write_rows_keeps_line_breaks_inside_their_field(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_rows(path, ["id", "score"], [("a\nb", 1), ("c\rd", 2)])
    with path.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [["id", "score"], ["a\nb", "1"], ["c\rd", "2"]]


def test_read_rows_knows_the_line_after_breaks_blanks_and_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scoring.cli.rows.BLOCK", 2)
    text = ' \n\nid,name\na,"one\n\ntwo"\n \t \nb, x \n , \nc,y\n'
    rows = read_rows(given(tmp_path, text), ["id"])
    assert (rows.texts("id"), rows.lines) == (["a", "b", "c"], [6, 8, 10])
    assert rows.texts("name") == ["one\n\ntwo", "x", "y"]
    with pytest.raises(Refused, match="line 11: 3 fields, but the header has 2"):
        read_rows(given(tmp_path, text + "d,1,2\ne\n"), ["id"])
    with pytest.raises(Refused, match="line 4: is not UTF-8"):
        read_rows(given(tmp_path, b"id\na\nb\n\xff\xa1\n"), ["id"])
