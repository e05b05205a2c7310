"""The command ``select`` on files: decisions, sentences, refusals."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from scoring.cli import main

STANDINGS = """\
essay,score,low,high,region,unit,theme,main,eligible,ineligible_reason
e1,88.2,85,91,North,u1,a,30,,
e2,86.0,83,89,North,u1,a,30,,
e3,85.1,82,88,North,u1,b,30,,
e4,84,81,87,North,u2,a,31,,
e5,84,81,87,South,u3,b,30,,
e6,80,77,83,South,u3,b,30,no,disqualified by case 12
e7,79,76,82,South,u4,a,30,,
e8,,,,South,u4,b,30,,
"""
Row = dict[str, str]


def select(folder: Path, quota: str, *more: str, standings: str = STANDINGS) -> int:
    (folder / "s.csv").write_text(standings, encoding="utf-8")
    (folder / "q.csv").write_text(quota, encoding="utf-8")
    files = ["--standings", folder / "s.csv", "--quota", folder / "q.csv", "--out", folder / "r.csv"]
    return main(["select", *map(str, files), *more])


def result(folder: Path) -> dict[str, Row]:
    with (folder / "r.csv").open(encoding="utf-8", newline="") as file:
        return {row["essay"]: row for row in csv.DictReader(file)}


def chosen(folder: Path) -> str:
    return " ".join(essay for essay, row in result(folder).items() if row["selected"] == "1")


def test_every_essay_gets_its_decision_and_its_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert select(tmp_path, "region,min,max,reserves\n*,2,3,1\n,,4,\n") == 0
    rows = result(tmp_path)
    assert chosen(tmp_path) == "e1 e2 e5 e7"
    assert [rows["e3"][name] for name in ("rank", "reserve", "code", "points_needed")] == [
        "3", "1", "below_line", "0.91"
    ]  # fmt: skip
    assert rows["e3"]["reason"] == (
        "not chosen: 3rd of 4 in North; the total is full with 4 places and region South is to have at least 2 places; "
        "needed +0.91 (the line is 86.00); 1st substitute"
    )
    assert rows["e7"]["reason"] == (
        "chosen 2nd of 2 in South; region South has at least 2 places, without which it would be out"
    )
    assert rows["e6"]["reason"] == "takes no part: disqualified by case 12"
    assert rows["e8"]["reason"] == "takes no part: no score"
    assert [rows[e]["p_selected"] for e in ("e5", "e6")] == ["1.0000", ""]
    assert 0.5 < float(rows["e2"]["p_selected"]) < 0.65
    assert capsys.readouterr().out == "4 of 8 essays selected\n"


KINDS = """\
essay,score,region,unit,author,theme
e1,95,N,u1,li,poem
e2,94,N,u1,li,poem
e3,93,N,u1,wu,poem
e4,92,N,u2,wu,poem
e5,91,N,u2,an,prose
e6,90,S,u3,bo,poem
e7,89,S,u3,bo,poem
e8,88,S,u3,ce,prose
e9,87,S,u4,de,prose
e10,86,S,u4,fu,prose
"""


@pytest.mark.parametrize(
    ("quota", "told"),
    [
        (  # at least
            "scope,key,min,max\nregion,S,2,\ntotal,,,4\n",
            {
                "e7": "chosen 2nd of 2 in S; region S has at least 2 places, without which it would be out",
                "e3": "not chosen: 3rd of 5 in N; the total is full with 4 places and region S is to have at least 2 "
                "places; needed +1.01 (the line is 94.00)",
            },
        ),
        (  # at most
            "scope,key,max\nregion,*,2\n",
            {
                "e2": "chosen 2nd of 2 in N",
                "e3": "not chosen: 3rd of 5 in N; region N is full with 2 places; needed +1.01 (the line is 94.00)",
            },
        ),
        (  # a range
            "scope,key,min,max\nregion,*,1,2\n",
            {
                "e1": "chosen 1st of 2 in N; region N has at least 1 place",
                "e2": "chosen 2nd of 2 in N",
                "e8": "not chosen: 3rd of 5 in S; region S is full with 2 places; needed +1.01 (the line is 89.00)",
            },
        ),
        ("scope,key,exact\nregion,*,1\n", {"e1": "chosen 1st of 1 in N; region N has at least 1 place"}),
        (  # per cent of the entries
            "scope,key,max_percent\nregion,*,40\n",
            {"e10": "not chosen: 5th of 5 in S; region S is full with 2 places; needed +3.01 (the line is 89.00)"},
        ),
        (  # by headcount
            "scope,key,apportion,headcount\nregion,*,4,\nregion,N,,10\nregion,S,,30\n",
            {
                "e1": "chosen 1st of 1 in N; region N has at least 1 place",
                "e9": "not chosen: 4th of 5 in S; region S is full with 3 places; needed +1.01 (the line is 88.00)",
            },
        ),
        (  # per unit, beside the region
            "scope,key,max\nregion,*,2\nunit,*,1\n",
            {
                "e2": "not chosen: 2nd of 5 in N; unit u1 is full with 1 place; needed +1.00 (the line is 95.00)",
                "e4": "chosen 2nd of 2 in N (4th of 5 entries)",
            },
        ),
        (  # per author, who may lie across units
            "scope,key,max\nregion,*,5\nauthor,*,1\n",
            {
                "e2": "not chosen: 2nd of 5 in N; author li is full with 1 place; needed +1.00 (the line is 95.00)",
                "e3": "chosen 2nd of 3 in N (3rd of 5 entries)",
            },
        ),
        (  # a least share of those chosen
            "scope,key,at_least,max\ntotal,,,4\ntheme,prose,75,\n",
            {
                "e2": "not chosen: 2nd of 6 in poem; the total is full with 4 places and theme prose is to have at "
                "least 75 % of those chosen; needed +1.00 (the line is 95.00)",
                "e8": "chosen 2nd of 3 in prose; without the minima and least shares it would be out",
                "e10": "not chosen: 4th of 4 in prose; the total is full with 4 places; "
                "needed +1.00 (the line is 87.00)",
            },
        ),
        (  # a largest share of those chosen in a body
            "scope,key,at_most,of\ntheme,poem,50,region=N\n",
            {
                "e2": "not chosen: 2nd of 6 in poem; theme poem is to have at most 50 % of those chosen in region N; "
                "needed +1.00 (the line is 95.00)",
                "e6": "chosen 2nd of 3 in poem (5th of 6 entries)",
            },
        ),
        (  # the national total alone
            "scope,key,max\ntotal,,4\n",
            {
                "e4": "chosen 4th of 4",
                "e5": "not chosen: 5th of 10; the total is full with 4 places; needed +1.01 (the line is 92.00)",
            },
        ),
        (  # nested: unit in region in the whole
            "scope,key,min,max\nunit,*,,1\nregion,*,,2\ntotal,,,3\n",
            {
                "e4": "chosen 2nd of 2 in N (4th of 5 entries)",
                "e9": "not chosen: 4th of 5 in S; the total is full with 3 places; needed +3.01 (the line is 90.00)",
            },
        ),
        (  # crossing bodies
            "scope,key,max\nregion+theme,*+*,1\n",
            {
                "e8": "chosen 4th of 4 (8th of 10 entries)",
                "e3": "not chosen: 3rd of 10; region N with theme poem is full with 1 place; needed +2.00 "
                "(the line is 95.00)",
            },
        ),
        (  # substitutes
            "scope,key,max,reserves\nregion,*,2,2\n",
            {
                "e4": "not chosen: 4th of 5 in N; region N is full with 2 places; needed +2.01 (the line is 94.00); "
                "2nd substitute",
            },
        ),
    ],
)  # fmt: skip
def test_every_kind_of_quota_is_told_as_it_is(tmp_path: Path, quota: str, told: dict[str, str]) -> None:
    assert select(tmp_path, quota, standings=KINDS) == 0
    rows = result(tmp_path)
    assert {essay: rows[essay]["reason"] for essay in told} == told


def test_share_that_cannot_be_kept_is_told_with_its_direction(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at_most = "scope,key,min,at_most,hard\ntheme,poem,6,,yes\ntheme,poem,,50,no\n"
    assert select(tmp_path, at_most, standings=KINDS) == 0
    assert "theme poem: 6 chosen, its share allows 5" in capsys.readouterr().out
    at_least = "scope,key,min,at_least,hard\ntheme,poem,6,,yes\ntheme,prose,,50,no\n"
    assert select(tmp_path, at_least, standings=KINDS) == 0
    assert "theme prose: 4 chosen, its share asks for 5" in capsys.readouterr().out


def test_stated_points_bring_the_essay_in_and_less_does_not(tmp_path: Path) -> None:
    quota = "region,max\n*,3\n,4\n"
    select(tmp_path, quota)
    needed = float(result(tmp_path)["e7"]["points_needed"])
    for points, inside in ((needed, True), (needed - 0.01, False)):
        standings = STANDINGS.replace("e7,79,76,82", f"e7,{79 + points:.2f},70,99")
        select(tmp_path, quota, standings=standings)
        assert ("e7" in chosen(tmp_path)) == inside


def test_what_is_missing_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert select(tmp_path, "region,places\n*,3\n") == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "region South: not enough entries, 2 of at least 3, 2 chosen"
    ]


def test_hard_quotas_that_cannot_be_kept_are_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quota = "scope,key,min,max,hard\nregion,North,4,,yes\ntheme,a,,2,yes\ntheme,b,,1,\nunit,u4,2,,yes\n"
    assert select(tmp_path, quota) == 1
    assert capsys.readouterr().err.splitlines() == [
        "the hard quotas cannot all be kept:",
        "unit u4 must have at least 2, but has 1 entry",
        "these cannot be kept together: region North is to have at least 4 places; theme a is to have at most 2 places",
    ]
    assert not (tmp_path / "r.csv").exists()


def test_columns_decide_equal_scores_and_the_rest_is_drawn(tmp_path: Path) -> None:
    assert select(tmp_path, "region,max\n*,9\n,4\n", "--ties", "main") == 0
    rows = result(tmp_path)
    assert (chosen(tmp_path), rows["e5"]["code"]) == ("e1 e2 e3 e4", "tie_lost")
    assert "equal score with e4, main decided" in rows["e5"]["reason"]
    select(tmp_path, "region,max\n*,9\n,4\n", "--ties", "main-")
    assert chosen(tmp_path) == "e1 e2 e3 e5"
    select(tmp_path, "region,max\n*,9\n,4\n", "--all-tied-enter")
    assert chosen(tmp_path) == "e1 e2 e3 e4 e5"


def test_earlier_result_wins_where_only_the_lot_decides(tmp_path: Path) -> None:
    winners = set()
    for before in ("e4", "e5"):
        (tmp_path / "before.csv").write_text(f"essay,selected\n{before},1\ne1,0\n", encoding="utf-8")
        select(tmp_path, "region,max\n*,9\n,4\n", "--previous", str(tmp_path / "before.csv"))
        winners.add(chosen(tmp_path))
    assert winners == {"e1 e2 e3 e4", "e1 e2 e3 e5"}


def test_regions_may_stand_in_the_table_of_papers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    papers = tmp_path / "p.csv"
    papers.write_text("id,region\na,North\nb,North\nc,South\n", encoding="utf-8")
    standings = "essay,score\nc,70\nb,80\na,90\n"
    assert select(tmp_path, "region,max\n*,1\n", "--papers", str(papers), standings=standings) == 0
    assert chosen(tmp_path) == "c a"
    assert list(result(tmp_path)["a"]) == [
        "essay", "score", "rank", "selected", "reserve", "reason", "code", "points_needed"
    ]  # fmt: skip
    capsys.readouterr()
    assert select(tmp_path, "region,max\n*,1\n", standings=standings) == 1
    assert "the quotas speak of region, but" in capsys.readouterr().err
    papers.write_text("id,region\na,North\nb,North\n", encoding="utf-8")
    assert select(tmp_path, "region,max\n*,1\n", "--papers", str(papers), standings=standings) == 1
    assert "line 2: there is no paper in" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("standings", "complaint"),
    [
        ("essay\n1\n", "has no column score"),
        ("essay,score,region\n1,x,N\n", "line 2: score must be a number, not 'x'"),
        ("essay,score,region\n1,nan,N\n", "line 2: score must be a number, not 'nan'"),
        ("essay,score,region\n1,8,N\n1,9,N\n", "line 3: essay '1' stands in line 2 already"),
        ("essay,score,region,eligible\n1,8,N,perhaps\n", "line 2: eligible must be yes or no"),
        ("essay,score,region,low,high\n1,8,N,9,7\n", "line 2: a score needs low and high"),
        ("essay,score,region,low,high\n1,8,N,,\n", "line 2: a score needs low and high"),
    ],
)
def test_standings_that_make_no_sense_are_refused_with_their_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], standings: str, complaint: str
) -> None:
    assert select(tmp_path, "region,max\n*,1\n", standings=standings) == 1
    assert complaint in capsys.readouterr().err


def test_nobody_eligible_is_an_answer(tmp_path: Path) -> None:
    assert select(tmp_path, "region,max\n*,1\n", standings="essay,score,region\n1,,N\n") == 0
    assert chosen(tmp_path) == ""


def test_scores_are_compared_as_they_stand_unless_rounded(tmp_path: Path) -> None:
    standings = "essay,score,region\na,80.0012,N\nb,80.0013,N\n"
    for seed in range(4):  # no lot decides
        assert select(tmp_path, "region,max\n*,1\n", "--seed", str(seed), standings=standings) == 0
        assert chosen(tmp_path) == "b"
    assert result(tmp_path)["a"]["points_needed"] in ("0.0001", "0.0002")
    select(tmp_path, "region,max\n*,1\n", "--decimals", "2", standings=standings)
    assert "the lot decided" in result(tmp_path)["a"]["reason"]


def test_quotas_and_essays_that_miss_each_other_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    standings = "essay,score,region\na,80,North\nb,70,\n"
    assert select(tmp_path, "region,max\nNorth,1\nNroth,2\n", standings=standings) == 0
    told = capsys.readouterr().err
    assert "line 3: no essay is in region Nroth" in told
    assert "region is blank, so that its quotas do not count, in: b" in told


@pytest.mark.parametrize("seed", ["-1", "x", "1" * 40])
def test_seed_that_is_none_is_a_wrong_argument(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], seed: str
) -> None:
    with pytest.raises(SystemExit) as left:
        select(tmp_path, "region,max\n*,1\n", "--seed", seed)
    assert left.value.code == 2
    assert "must be a whole number from 0 on" in capsys.readouterr().err


def test_order_of_the_lines_changes_no_probability(tmp_path: Path) -> None:
    head, *lines = STANDINGS.splitlines()
    told = []
    for standings in (lines, lines[::-1]):
        assert select(tmp_path, "region,max\n*,1\n", standings="\n".join([head, *standings])) == 0
        told.append(result(tmp_path))
    assert told[0] == told[1]
