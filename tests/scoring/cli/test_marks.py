"""Marks from CSV: totals on the scale of the criteria, what is left out, what is refused and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.cli.files import Refused
from scoring.cli.marks import Readings, read_criteria, read_marks, read_papers

PAPERS = "id,region,unit\na,n,u1\nb,s,\nc,s,u2\n"
CRITERIA = "criterion,weight,max\nideas,0.4,5\nlanguage,0.6,5\n"


def read(folder: Path, marks: str, criteria: str = "", papers: str = PAPERS) -> Readings:
    for name, text in (("papers", papers), ("criteria", criteria), ("marks", marks)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    scheme = read_criteria(folder / "criteria.csv") if criteria else None
    return read_marks(folder / "marks.csv", read_papers(folder / "papers.csv"), scheme)


def totals(found: Readings) -> dict[tuple[str, str], float]:
    table = found.table
    rows = zip(table.paper.tolist(), table.judge.tolist(), table.total.tolist(), strict=True)
    return {(table.papers[p], table.judges[j]): total for p, j, total in rows}


def test_totals_are_weighted_and_the_scale_is_that_of_the_criteria(tmp_path: Path) -> None:
    marks = "essay,judge,criterion,value\nb,j2,language,5\nb,j2,ideas,5\na,j1,ideas,2\na,j1,language,4\n"
    found = read(tmp_path, marks, CRITERIA)
    assert found.table.full_marks == 5
    assert totals(found) == {("a", "j1"): pytest.approx(3.2), ("b", "j2"): 5}
    assert found.warnings == ()


def test_without_criteria_values_are_added(tmp_path: Path) -> None:
    found = read(tmp_path, "paper,judge,criterion,score\na,j,x,30\na,j,y,41.5\n")
    assert (totals(found), found.table.full_marks) == ({("a", "j"): 71.5}, 100)


def test_without_a_column_of_criteria_a_value_is_a_total(tmp_path: Path) -> None:
    assert totals(read(tmp_path, "essay,judge,value\na,j,80\nb,j,70\n")) == {("a", "j"): 80, ("b", "j"): 70}


def test_reading_that_lacks_a_criterion_is_left_out_and_said(tmp_path: Path) -> None:
    marks = (
        "essay,judge,criterion,value\na,j1,ideas,2\na,j1,language,4\nb,j1,ideas,3\n"
        "c,j2,ideas,3\nc,j2,language,\n"
    )
    found = read(tmp_path, marks, CRITERIA)
    assert totals(found) == {("a", "j1"): pytest.approx(3.2)}
    assert found.warnings == ("2 readings lack a criterion and are left out: b by j1, c by j2",)


@pytest.mark.parametrize(
    ("marks", "complaint"),
    [
        ("a,j,ideas,nan", "marks.csv, line 2: value must be a number, not 'nan'"),
        ("a,j,ideas,1e999", "line 2: value must be a number"),
        ("a,j,ideas,5.5", "line 2: value is outside the range of its criterion"),
        ("a,j,ideas,-1", "line 2: value is outside"),
        ("a,j,ideas,5\nb,j,ideas,4\na,j,ideas,4", "line 4: this mark was given before"),
        ("z,j,ideas,5", "line 2: there is no paper 'z'"),
        ("a,j,style,5", "line 2: there is no criterion 'style'"),
        ("a,,ideas,5", "line 2: judge is blank"),
        ("a,j,ideas,5", "no reading has a mark for every criterion"),
    ],
)
def test_wrong_marks_are_refused_with_their_line(tmp_path: Path, marks: str, complaint: str) -> None:
    with pytest.raises(Refused) as refused:
        read(tmp_path, f"essay,judge,criterion,value\n{marks}\n", CRITERIA)
    assert complaint in str(refused.value)


@pytest.mark.parametrize(
    ("criteria", "complaint"),
    [
        ("criterion,weight,max\nideas,0,5\n", "criteria.csv, line 2: weight must be above 0"),
        ("criterion,max\nideas,5\nlanguage,-5\n", "line 3: max must be above 0"),
        ("criterion,min,max\nideas,,5\nlanguage,5,5\n", "line 3: min must be from 0 to below max"),
        ("criterion,minimum,maximum\nideas,-1,5\n", "line 2: min must be from 0 to below max"),
        ("criterion,max\nideas,5\nideas,5\n", "line 3: criterion 'ideas' stands in line 2 already"),
    ],
)
def test_wrong_criteria_are_refused(tmp_path: Path, criteria: str, complaint: str) -> None:
    with pytest.raises(Refused) as refused:
        read(tmp_path, "essay,judge,criterion,value\na,j,ideas,5\n", criteria)
    assert complaint in str(refused.value)


def test_marks_below_the_least_one_are_refused(tmp_path: Path) -> None:
    criteria = "criterion,min,max\nideas,1,5\n"
    with pytest.raises(Refused, match="line 3: value is outside the range of its criterion"):
        read(tmp_path, "essay,judge,criterion,value\na,j,ideas,1\nb,j,ideas,0\n", criteria)
    assert read(tmp_path, "essay,judge,criterion,value\na,j,ideas,1\n", criteria).table.total.tolist() == [1]


def test_least_total_of_the_criteria_is_that_of_the_scale(tmp_path: Path) -> None:
    criteria = "criterion,weight,min,max\nideas,0.4,1,5\nlanguage,0.6,2,5\n"
    found = read(tmp_path, "essay,judge,criterion,value\na,j,ideas,1\na,j,language,2\n", criteria).table
    assert (found.least, found.full_marks) == (1.6, 5)
    assert found.total.tolist() == [1.6]


def test_values_beyond_the_assumed_scale_ask_for_criteria(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="give the --criteria"):
        read(tmp_path, "essay,judge,criterion,value\na,j,x,60\na,j,y,60\n")


def test_paper_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"line 3: id 'a' stands in line 2 already"):
        read(tmp_path, "essay,judge,value\na,j,1\n", papers="id\na\na\n")
