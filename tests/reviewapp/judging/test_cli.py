"""Progress on the command line, and keyed-in sheets: every line answered, none half stored."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select

from reviewapp.errors import Invalid
from reviewapp.judging.keyed import read_keyed
from reviewapp.models.judging import Mark, ScoreSheet
from tests.reviewapp.judging.test_forms import make_rubric

HEADING = "评委,编号,主题思想,内容结构,语言文字,评语"


@pytest.fixture
def run(app, stored):
    """``run("marks")``: the JSON answer; with code=1 what was said on stderr."""

    def invoke(*arguments, code=0):
        with app.app_context():
            result = app.test_cli_runner().invoke(args=["contest", *arguments, "--json"])
        assert result.exit_code == code, result.output
        return json.loads(result.stdout) if code == 0 else result.stderr

    return invoke


@pytest.fixture
def key_in(run, tmp_path):
    def invoke(*lines, heading=HEADING, encoding="utf-8"):
        file = tmp_path / "sheets.csv"
        file.write_bytes("\r\n".join((heading, *lines)).encode(encoding))
        return run("import-marks", str(file))

    return invoke


def count(database, table):
    with database.session() as session:
        return session.scalar(select(func.count()).select_from(table))


def test_progress_counts_every_judge(run, key_in):
    key_in("评委01,KKKKA,30,20,25")
    found = run("marks")
    assert (found["assigned"], found["submitted"]) == (5, 1)
    assert [(j["alias"], j["submitted"], j["assigned"]) for j in found["judges"]][:2] == [
        ("评委01", 1, 3),
        ("评委02", 0, 2),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("评委01,KKKKA,-1,20,25", "0 到 40"),
        ("评委01,KKKKA,nan,20,25", "0 到 40"),
        ("评委01,KKKKA,41,20,25", "0 到 40"),
        ("评委01,KKKKA,30,,25", "还有 1 项"),
        ("评委01,KKKKA,30,20", "还有 1 项"),
        ("评委02,KKKKC,30,20,25", "没有分到这篇"),
        ("评委99,KKKKA,30,20,25", "没有分到这篇"),
        ("评委01,=KKKKA,30,20,25", "没有分到这篇"),
    ],
)
def test_line_that_cannot_be_used_is_refused_and_the_good_one_beside_it_is_stored(
    key_in, database, line, said
):
    found = key_in(line, "评委02,KKKKB,１８．５,0,30,很好")
    assert found["counts"] == {"stored": 1, "already": 0, "refused": 1}
    assert said in found["rows"][0]["said"]
    assert found["rows"][0]["line"] == 2
    assert (count(database, ScoreSheet), count(database, Mark)) == (1, 3)


def test_same_file_again_changes_nothing_and_another_value_is_refused(key_in, database):
    key_in("评委01,KKKKA,30,20,25")
    assert key_in("评委01,KKKKA,30,20,25")["counts"] == {"stored": 0, "already": 1, "refused": 0}
    replayed = key_in("评委01,KKKKA,31,20,25")
    assert replayed["counts"]["refused"] == 1
    assert "已经提交" in replayed["rows"][0]["said"]
    with database.session() as session:
        assert sorted(session.scalars(select(Mark.steps))) == [40, 50, 60]


def test_sheet_a_judge_has_begun_is_not_overwritten(key_in, client_for, stored):
    marks = {str(stored.criteria[0]): "10"}
    client_for("judge1").post(
        "/judging/1/KKKKA/save", json={"op_id": "operation-1", "base_version": 0, "marks": marks}
    )
    assert "别处改动" in key_in("评委01,KKKKA,30,20,25")["rows"][0]["said"]


def test_file_from_excel_in_gb18030_with_more_columns_is_read(key_in):
    found = key_in(
        "x,评委01,KKKKA,30,20,25", heading="序号,评委,编号,主题思想,内容结构,语言文字", encoding="gb18030"
    )
    assert found["counts"]["stored"] == 1


def test_missing_column_stops_before_anything_is_stored(run, tmp_path, database):
    file = tmp_path / "sheets.csv"
    file.write_text("评委,编号,主题思想\n评委01,KKKKA,30\n", encoding="utf-8")
    assert "内容结构、语言文字" in run("import-marks", str(file), code=1)
    assert count(database, ScoreSheet) == 0


@pytest.mark.parametrize("text", ["", "\n\n", "评委,编号\n", "评委,编号,主题思想,语言文字,语言文字\n"])
def test_heading_that_is_not_clear_is_refused(text):
    with pytest.raises(Invalid):
        read_keyed(text, make_rubric())
