"""The command from files to file: every method, a selection under quotas, refusals, the same bytes again."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from scoring.cli import main

STRICT = {"j1": 0, "j2": 6, "j3": -4}  # points less than the average judge
READ_BY = (("j1", "j2"), ("j2", "j3"), ("j1", "j3"))


def contest(folder: Path, papers: int = 18) -> list[str]:
    """Papers of falling quality in two regions, each read by two of three judges; the command's arguments."""
    ids = [f"e{i:02d}" for i in range(papers)]
    regions = ["north" if i % 3 else "south" for i in range(papers)]
    marks = [
        (ids[i], judge, criterion, points)
        for i in range(papers)
        for judge in READ_BY[i % 3]
        for criterion, points in (("ideas", 50 - 2 * i - STRICT[judge]), ("language", 40 - i))
    ]
    tables = {
        "papers": [("id", "region"), *zip(ids, regions, strict=True)],
        "criteria": [("criterion", "weight", "max"), ("ideas", 1, 60), ("language", 1, 40)],
        "marks": [("essay", "judge", "criterion", "value"), *marks],
        "quota": [("region", "places"), ("*", 2)],
    }
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
    options = [(f"--{name}", str(folder / f"{name}.csv")) for name in ("marks", "papers", "criteria")]
    return ["standings", *(word for option in options for word in option), "--out", str(folder / "out.csv")]


def result(folder: Path) -> list[dict[str, str]]:
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_adjusted_standings_undo_strictness_and_say_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(contest(tmp_path)) == 0
    rows = result(tmp_path)
    assert list(rows[0]) == ["essay", "score", "low", "high", "rank", "reason"]
    assert "no --quota was given" in capsys.readouterr().err
    assert [int(row["rank"]) for row in rows] == list(range(1, 19))
    second = rows[1]
    assert float(second["low"]) < float(second["score"]) < float(second["high"])
    assert second["reason"].startswith("mean 86.00; its 2 judges were ")
    assert " lenient on average" not in rows[0]["reason"]
    assert rows[0]["reason"].endswith("; 1st of 6 in region south")


def test_standings_with_or_without_a_quota_can_be_selected_from(tmp_path: Path) -> None:
    """The scores and ranks do not depend on the quota, and the table is one that the command select takes."""
    told = []
    quota = str(tmp_path / "quota.csv")
    for more in ([], ["--quota", quota]):
        assert main([*contest(tmp_path), *more]) == 0
        told.append([list(row.values())[:5] for row in result(tmp_path)])
        files = ["--standings", tmp_path / "out.csv", "--quota", quota, "--papers", tmp_path / "papers.csv"]
        assert main(["select", *map(str, files), "--out", str(tmp_path / "chosen.csv")]) == 0
    assert told[0] == told[1]


@pytest.mark.parametrize("method", ["adjusted", "robust", "mean", "trimmed", "standardised"])
def test_every_method_selects_under_the_quotas(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], method: str
) -> None:
    options = [*contest(tmp_path), "--quota", str(tmp_path / "quota.csv"), "--method", method]
    assert main(options) == 0
    assert ("for comparison only" in capsys.readouterr().err) == (method == "standardised")
    rows = result(tmp_path)
    assert list(rows[0]) == ["essay", "score", "low", "high", "rank", "p_selected", "selected", "reason"]
    assert all(row["reason"] for row in rows)
    assert sum(int(row["selected"]) for row in rows) == 4
    assert sum(float(row["p_selected"]) for row in rows) == pytest.approx(4, abs=0.01)
    for row in rows:
        assert ("; chosen " in row["reason"]) == (row["selected"] == "1")
        assert 0 <= float(row["p_selected"]) <= 1
    first = (tmp_path / "out.csv").read_bytes()
    assert main(options) == 0
    assert (tmp_path / "out.csv").read_bytes() == first


def test_order_of_lines_changes_nothing(tmp_path: Path) -> None:
    options = [*contest(tmp_path), "--quota", str(tmp_path / "quota.csv")]
    assert main(options) == 0
    first = (tmp_path / "out.csv").read_bytes()
    head, *lines = (tmp_path / "marks.csv").read_text().splitlines(keepends=True)
    (tmp_path / "marks.csv").write_text(head + "".join(reversed(lines)))
    assert main(options) == 0
    assert (tmp_path / "out.csv").read_bytes() == first


def test_unread_paper_has_no_score_and_is_never_selected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = [*contest(tmp_path), "--quota", str(tmp_path / "quota.csv")]
    with (tmp_path / "papers.csv").open("a", encoding="utf-8") as file:
        file.write("late,east\n")
    assert main(options) == 0
    row = result(tmp_path)[-1]
    assert (row["score"], row["rank"], row["selected"], row["p_selected"]) == ("", "", "0", "0.0")
    assert row["reason"] == "no reading, no score; takes no part: no reading"
    assert "some papers have no reading" in capsys.readouterr().err


def test_parts_without_a_common_judge_are_ranked_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = contest(tmp_path, papers=6)
    with (tmp_path / "marks.csv").open("a", encoding="utf-8") as file:
        for paper in ("x", "y"):
            for judge in ("k1", "k2"):
                file.write(
                    f"{paper},{judge},ideas,{40 if paper == 'x' else 30}\n{paper},{judge},language,20\n"
                )
    with (tmp_path / "papers.csv").open("a", encoding="utf-8") as file:
        file.write("x,north\ny,north\n")
    assert main(options) == 0
    rows = {row["essay"]: row for row in result(tmp_path)}
    assert (rows["e00"]["rank"], rows["x"]["rank"], rows["y"]["rank"]) == ("1", "1", "2")
    assert rows["y"]["reason"].endswith("2nd of 2 in region north part 2")
    assert "ranked apart" in capsys.readouterr().err


def test_scale_ends_at_the_least_total(tmp_path: Path) -> None:
    """No paper has less than 12 and 23: as least marks they end the intervals."""
    options = [*contest(tmp_path), "--method", "mean"]
    assert main(options) == 0
    assert float(result(tmp_path)[-1]["low"]) < 35
    criteria = "criterion,weight,min,max\nideas,1,12,60\nlanguage,1,23,40\n"
    (tmp_path / "criteria.csv").write_text(criteria, encoding="utf-8")
    assert main(options) == 0
    last = result(tmp_path)[-1]
    assert float(last["low"]) == 35
    assert "(35.00 to " in last["reason"]


def test_refusals_name_the_file_and_write_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = contest(tmp_path)
    with (tmp_path / "marks.csv").open("a", encoding="utf-8") as file:
        file.write("e00,j1,ideas,7\n")
    assert main(options) == 1
    assert "marks.csv, line 74: this mark was given before" in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()


def test_places_that_cannot_be_divided_are_refused_with_their_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = [*contest(tmp_path), "--quota", str(tmp_path / "quota.csv"), "--method", "mean"]
    (tmp_path / "quota.csv").write_text(
        "scope,key,apportion,max\nregion,*,50,\nregion,north,,1\nregion,south,,1\n", encoding="utf-8"
    )
    assert main(options) == 1
    told = capsys.readouterr().err
    assert "line 2: 50 places are divided, but its bodies may have only 2 together" in told
    assert not (tmp_path / "out.csv").exists()


def test_seed_below_zero_is_a_wrong_argument(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([*contest(tmp_path), "--seed", "-1"])
    assert "must be a whole number from 0 on" in capsys.readouterr().err


def test_order_of_the_lines_changes_nothing(tmp_path: Path) -> None:
    options = [*contest(tmp_path), "--quota", str(tmp_path / "quota.csv")]
    assert main(options) == 0
    first = result(tmp_path)
    for name in ("papers", "marks"):
        head, *lines = (tmp_path / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        (tmp_path / f"{name}.csv").write_text("\n".join([head, *reversed(lines)]), encoding="utf-8")
    assert main(options) == 0
    assert result(tmp_path) == first[::-1]


def test_selection_across_panels_without_a_common_judge_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = [*contest(tmp_path), "--quota", str(tmp_path / "quota.csv")]
    marks = [
        (f"e{i:02d}", f"j{2 * (i // 9) + j}", criterion, 30 + (i * 7 + 3 * j) % 9)
        for i in range(18)
        for j in range(2)
        for criterion in ("ideas", "language")
    ]
    with (tmp_path / "marks.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("essay", "judge", "criterion", "value"), *marks])
    assert main(options) == 0
    assert "takes panels without a common judge for equally strict" in capsys.readouterr().err


@pytest.mark.parametrize(("method", "told"), [("adjusted", True), ("robust", False), ("mean", False)])
def test_groups_of_judges_with_hardly_a_paper_in_common_are_told_where_it_does_harm(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], method: str, told: bool
) -> None:
    """Each region has a panel of its own; one reading joins them."""
    arguments = contest(tmp_path)
    rows = [
        [f"e{i:02d}", f"{'north' if i % 3 else 'south'}{(i + k) % 4}", "ideas", 50 - i + k]
        for i in range(18)
        for k in range(3)
    ]
    rows[0][1] = "north0"
    with (tmp_path / "marks.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("essay", "judge", "criterion", "value"), *rows])
    assert main([*arguments[:5], *arguments[7:], "--method", method]) == 0
    assert ("hardly any paper in common" in capsys.readouterr().err) is told
