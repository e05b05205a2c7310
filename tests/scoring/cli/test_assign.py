"""The command from files to file: every rule seen in the plan that is written, every refusal with its place."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from scoring.cli import main

REGIONS = ("北区", "南区", "东区")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """60 papers of three regions and 15 units, nine judges of the same regions."""
    monkeypatch.chdir(tmp_path)
    papers = [(f"文{i:02}", f"{i % 15}中", REGIONS[i % 3], ("诗", "文")[i % 2]) for i in range(60)]
    judges = [(f"评{j}", f"{j}中", REGIONS[j % 3], 30) for j in range(9)]
    write("P.csv", ["id,unit,region,track", *(",".join(row) for row in papers)])
    write("J.csv", ["id,unit,region,max", *(",".join(map(str, row)) for row in judges)])
    return tmp_path


def write(name: str, lines: list[str]) -> None:
    Path(name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def table(name: str) -> list[dict[str, str]]:
    with Path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def assign(*more: str, reads: int = 3) -> int:
    """The exit code of the command on the files of the folder."""
    return main(
        ["assign", "--papers", "P.csv", "--judges", "J.csv", "--reads", str(reads), "--out", "A.csv", *more]
    )


def plan() -> list[tuple[str, str]]:
    return [(row["paper"], row["judge"]) for row in table("A.csv")]


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_plan_keeps_unit_and_region_apart_and_loads_even(capsys: pytest.CaptureFixture[str]) -> None:
    assert assign() == 0
    pairs = plan()
    papers, judges = {row["id"]: row for row in table("P.csv")}, {row["id"]: row for row in table("J.csv")}
    assert Counter(paper for paper, _ in pairs) == dict.fromkeys(papers, 3)
    assert len(set(pairs)) == 180
    for paper, judge in pairs:
        assert papers[paper]["region"] != judges[judge]["region"]
        assert papers[paper]["unit"] != judges[judge]["unit"]
    assert set(Counter(judge for _, judge in pairs).values()) == {20}
    assert "20 to 20 readings a judge" in said(capsys)


@pytest.mark.usefixtures("folder")
def test_own_region_is_allowed_when_told_so_and_own_unit_is_not() -> None:
    assert assign("--own-region") == 0
    papers, judges = {row["id"]: row for row in table("P.csv")}, {row["id"]: row for row in table("J.csv")}
    assert any(papers[p]["region"] == judges[j]["region"] for p, j in plan())
    assert not any(papers[p]["unit"] == judges[j]["unit"] for p, j in plan())


@pytest.mark.usefixtures("folder")
def test_declared_conflicts_of_every_sort_hold() -> None:
    write(
        "C.csv", ["judge,paper,unit,region,other", "评0,文01,,,", "评1,,3中,,", "评2,,,北区,", "评0,,,,评4"]
    )
    assert assign("--conflicts", "C.csv", "--own-region") == 0
    papers = {row["id"]: row for row in table("P.csv")}
    pairs = set(plan())
    assert ("文01", "评0") not in pairs
    assert not any(judge == "评1" and papers[paper]["unit"] == "3中" for paper, judge in pairs)
    assert not any(judge == "评2" and papers[paper]["region"] == "北区" for paper, judge in pairs)
    assert not any((paper, "评0") in pairs and (paper, "评4") in pairs for paper in papers)


@pytest.mark.usefixtures("folder")
def test_languages_bind_and_tracks_are_wished_for() -> None:
    write("P.csv", ["id,language,track", *(f"文{i},{'mn' if i < 10 else 'zh'},{i % 2}" for i in range(40))])
    write(
        "J.csv", ["id,languages,tracks", *(f"评{j},{'mn；zh' if j < 3 else 'zh'},{j % 2}" for j in range(8))]
    )
    assert assign("--report", "R.json", reads=2) == 0
    assert {judge for paper, judge in plan() if int(paper[1:]) < 10} <= {"评0", "评1", "评2"}
    report = json.loads(Path("R.json").read_text(encoding="utf-8"))
    # Of the five papers in mn of track 1 the second reading falls outside; even loads then make it five more.
    assert report["preferred"] == pytest.approx(70 / 80)
    assert report["load_spread"] == 0


@pytest.mark.usefixtures("folder")
def test_fixed_readings_stay_and_third_readings_come_beside_them() -> None:
    assert assign(reads=2) == 0
    first = plan()
    Path("A.csv").rename("F.csv")
    rows = table("P.csv")
    write("P.csv", ["id,unit,region,reads", *(
        f"{row['id']},{row['unit']},{row['region']},{3 if at < 18 else ''}" for at, row in enumerate(rows)
    )])  # fmt: skip
    assert assign("--fixed", "F.csv", reads=2) == 0
    added = set(plan()) - set(first)
    assert set(first) <= set(plan())
    assert sorted(paper for paper, _ in added) == [f"文{i:02}" for i in range(18)]


@pytest.mark.usefixtures("folder")
def test_earlier_plan_loses_only_what_a_judge_who_left_had() -> None:
    assert assign() == 0
    first = plan()
    Path("A.csv").rename("E.csv")
    write("J.csv", ["id,unit,region,max", *(",".join(row.values()) for row in table("J.csv")[:8])])
    assert assign("--previous", "E.csv") == 0
    assert set(first) - set(plan()) == {(paper, judge) for paper, judge in first if judge == "评8"}


@pytest.mark.usefixtures("folder")
def test_hidden_repeats_are_rows_of_their_own_and_an_anchor_goes_to_all() -> None:
    write("P.csv", ["id,unit,reads", "标准,,all", *(f"文{i},{i % 15}中," for i in range(40))])
    assert assign("--repeats", "2", reads=2) == 0
    rows = table("A.csv")
    again = [(row["paper"], row["judge"]) for row in rows if row["repeat"] == "1"]
    once = [(row["paper"], row["judge"]) for row in rows if row["repeat"] == "0"]
    assert Counter(judge for _, judge in again) == dict.fromkeys((f"评{j}" for j in range(9)), 2)
    assert set(again) <= set(once)
    assert sum(paper == "标准" for paper, _ in once) == 9
    Path("A.csv").rename("E.csv")
    assert assign("--repeats", "3", "--previous", "E.csv", "--seed", "5", reads=2) == 0
    more = {(row["paper"], row["judge"]) for row in table("A.csv") if row["repeat"] == "1"}
    assert set(again) < more
    assert len(more) == 27


@pytest.mark.usefixtures("folder")
def test_same_bytes_again_and_rows_in_another_order_give_the_same_readings() -> None:
    assert assign() == 0
    first, content = set(plan()), Path("A.csv").read_bytes()
    assert assign() == 0
    assert Path("A.csv").read_bytes() == content
    for name in ("P.csv", "J.csv"):
        head, *rows = Path(name).read_text(encoding="utf-8").splitlines()
        write(name, [head, *reversed(rows)])
    assert assign() == 0
    assert set(plan()) == first
    assert assign("--seed", "1") == 0
    assert set(plan()) != first


@pytest.mark.usefixtures("folder")
def test_judges_whom_links_join_in_part_only_are_said_to_fall_apart(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Two of the four papers can be read by the same two judges only: one linking reading, and still two parts."""
    write("P.csv", ["id,unit,region,language", "甲,,东区,蒙", "乙,一中,,蒙", "丙,二中,,汉", "丁,一中,东区,"])
    judges = ["a,,,,,汉;蒙", "b,一中,东区,,3,汉", "c,一中,西区,,,", "d,一中,西区,,,", "e,,,2,5,"]
    write("J.csv", ["id,unit,region,min,max,languages", *judges])
    write("C.csv", ["judge,paper,other", "a,丙,", "b,,e"])
    assert assign("--conflicts", "C.csv", reads=2) == 0
    assert "the judges fall into 2 parts" in said(capsys)


@pytest.mark.usefixtures("folder")
def test_missing_region_column_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    write("J.csv", ["id,unit", *(f"评{j},{j}中" for j in range(9))])
    assert assign() == 0
    assert "J.csv has no column region: nobody is kept from papers of his own region" in said(capsys)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("judges", "sentence"), [
    (["id,region", "甲,北区", "乙,北区", "丙,东区"], "20 papers (东区 20): 3 more readings each, but the judges"),
    (["id,region", "甲,北区", "乙,北区", "丙,东区"], "who may read them are 甲, 乙. Lift conflicts of 1 of 丙,"),
    (["id", "甲", "乙"], "who may read them are 甲, 乙. Add 1 judge without a conflict there, or want fewer readings."),
    (["id,region", "甲,北区", "乙,东区"], "are 甲. Add 2 judges without a conflict there, one fewer for each of 乙"),
    (["id,region", "甲,东区"], "but nobody may read them. Add 3 judges without"),
    (["id,max", "甲,50", "乙,60", "丙,60"], "can take 170. Raise their maxima by 10 together, or add 1 judge"),
    (["id,min,max", "甲,60,60", "乙,60,60", "丙,60,60", "丁,9,60"], "want 189 readings, but there are 180"),
])  # fmt: skip
def test_impossible_plan_is_explained_and_nothing_is_written(
    judges: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write("J.csv", judges)
    assert assign() == 1
    assert sentence in said(capsys)
    assert not Path("A.csv").exists()


@pytest.mark.usefixtures("folder")
def test_judges_kept_apart_who_leave_no_way_out_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    write("J.csv", ["id", "甲", "乙", "丙"])
    write("C.csv", ["judge,other", "甲,乙"])
    assert assign("--conflicts", "C.csv") == 1
    assert "Judges who must be apart leave too few readers: 甲 and 乙. Lift one of these" in said(capsys)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("name", "lines", "sentence"), [
    ("P.csv", ["id", "文1", "文1"], "P.csv, line 3: id '文1' stands in line 2 already"),
    ("P.csv", ["id,reads", "文1,viele"], "P.csv, line 2: reads must be a whole number or 'all'"),
    ("P.csv", ["id,quality", "文1,x"], "P.csv, line 2: quality must be a number"),
    ("J.csv", ["id,max", "评1,-3"], "J.csv, line 2: max must be a whole number"),
    ("J.csv", ["id,min,max", "评1,5,3"], "J.csv, line 2: min 5 is above max 3"),
    ("C.csv", ["judge,paper", "评0,文99"], "C.csv, line 2: there is no paper '文99'"),
    ("C.csv", ["judge,paper", "王,文01"], "C.csv, line 2: there is no judge '王'"),
    ("C.csv", ["judge,other", "评0,评0"], "C.csv, line 2: '评0' is kept apart from himself"),
    ("C.csv", ["judge,paper", "评0,"], "C.csv, line 2: says nothing"),
    ("C.csv", ["judge,why", "评0,kin"], "C.csv needs a column paper, unit, region or other"),
    ("F.csv", ["paper,judge", "文00,评9"], "F.csv, line 2: there is no judge '评9'"),
    ("F.csv", ["paper,judge", "文00,评0"], "F.csv, line 2: '评0' reads '文00', but may not"),
])  # fmt: skip
def test_unusable_file_is_refused_with_its_line(
    name: str, lines: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(name, lines)
    assert assign(*{"C.csv": ["--conflicts", "C.csv"], "F.csv": ["--fixed", "F.csv"]}.get(name, [])) == 1
    assert sentence in said(capsys)
    assert not Path("A.csv").exists()


@pytest.mark.usefixtures("folder")
def test_numbers_beyond_all_measure_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        assign("--repeats", "9" * 20)
    write("P.csv", ["id,reads", f"文1,{'9' * 5000}"])
    assert assign() == 1
    assert "P.csv, line 2: reads must be a whole number or 'all'" in said(capsys)
    write("P.csv", ["id", "文1"])
    write("J.csv", ["id,max", "评1,1e30"])
    assert assign() == 1
    assert "J.csv, line 2: max must be" in said(capsys)
