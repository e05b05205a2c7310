"""Tables of quotas: what they mean, and what is refused with which line."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from scoring.cli.files import Refused
from scoring.cli.quotas import bodies_of, read_quotas
from scoring.cli.rows import read_rows
from scoring.selection.problem import Candidate, Composition, Quota

NORTH = [Candidate(f"n{i}", 80, {"region": "North", "unit": f"u{i % 2}", "theme": "a"}) for i in range(7)]
SOUTH = [Candidate(f"s{i}", 80, {"region": "South", "unit": "u2", "theme": "b"}) for i in range(3)]


def quotas(folder: Path, text: str) -> list[Quota | Composition]:
    path = folder / "quota.csv"
    path.write_text(text, encoding="utf-8")
    return read_quotas(path).quotas([*NORTH, *SOUTH])


def bounds(folder: Path, text: str) -> set[tuple[str, str, int, int | None, bool]]:
    found = quotas(folder, text)
    return {(q.scope, q.key, q.minimum, q.maximum, q.hard) for q in found if isinstance(q, Quota)}


def test_short_form_reads_each_own_and_total(tmp_path: Path) -> None:
    assert bounds(tmp_path, "region,min,max\n*,2,5\nNorth,3,6\n,,8\n") == {
        ("region", "South", 2, None, False),
        ("region", "South", 0, 5, True),
        ("region", "North", 3, None, False),
        ("region", "North", 0, 6, True),
        ("total", "", 0, 8, True),
    }


@pytest.mark.parametrize("text", ["region,quota\nNorth,5\n", "scope,key,places\nregion,North,5\n"])
def test_places_are_a_maximum_whose_shortfall_is_told(tmp_path: Path, text: str) -> None:
    assert bounds(tmp_path, text) == {("region", "North", 5, None, False), ("region", "North", 0, 5, True)}


def test_short_form_of_two_columns_means_both_at_once(tmp_path: Path) -> None:
    text = "region,theme,maximum\nNorth,a,2\nSouth,,1\n*,*,9\ntotal,,10\n"
    assert bounds(tmp_path, text) == {
        ("region+theme", "North+a", 0, 2, True),
        ("region", "South", 0, 1, True),
        ("region+theme", "South+b", 0, 9, True),
        ("total", "", 0, 10, True),
    }


def test_hard_and_priority_are_read(tmp_path: Path) -> None:
    text = "scope,key,min,max,exact,hard,priority\nregion,*,2,,,yes,\nunit,u0,,1,,no,3\nTotal,,,,5,,\n"
    assert bounds(tmp_path, text) == {
        ("region", "North", 2, None, True),
        ("region", "South", 2, None, True),
        ("unit", "u0", 0, 1, False),
        ("total", "", 5, 5, True),
    }
    assert {q.priority for q in quotas(tmp_path, text)} == {1, 3}


def test_percent_of_the_entries_is_rounded_as_stated(tmp_path: Path) -> None:
    text = "scope,key,min_percent,percent,rounding\nregion,*,20%,33.3,\nunit,u0,,50,nearest\n"
    assert bounds(tmp_path, text) == {
        ("region", "North", 2, None, False),  # 1.4 up
        ("region", "North", 0, 2, True),  # 2.3 down
        ("region", "South", 1, None, False),
        ("region", "South", 0, 0, True),
        ("unit", "u0", 0, 2, True),
    }


def test_share_of_those_chosen_is_a_composition_of_each_region(tmp_path: Path) -> None:
    found = quotas(tmp_path, "scope,key,at_least,at_most,of\ntheme,a,30,,region=*\ntheme,b,,50%,\n")
    assert found == [
        Composition("theme", "a", Fraction(3, 10), Fraction(1), ("region", "North")),
        Composition("theme", "a", Fraction(3, 10), Fraction(1), ("region", "South")),
        Composition("theme", "b", Fraction(0), Fraction(1, 2)),
    ]


def test_places_are_divided_by_entries_or_by_headcount(tmp_path: Path) -> None:
    by_entries = bounds(tmp_path, "scope,key,apportion\nregion,*,5\n")
    assert {b for b in by_entries if b[3] is not None} == {
        ("region", "North", 0, 4, True),
        ("region", "South", 0, 1, True),
    }
    text = "scope,key,apportion,headcount,min\nregion,*,5,,\nregion,North,,100,\nregion,South,,100,3\n"
    by_headcount = bounds(tmp_path, text)
    assert {b for b in by_headcount if b[3] is not None} == {
        ("region", "North", 0, 2, True),
        ("region", "South", 0, 3, True),
    }
    with pytest.raises(Refused):
        quotas(
            tmp_path, "scope,key,apportion,headcount,min\nregion,*,2,,\nregion,South,,9,3\nregion,North,,9,\n"
        )


def test_reserves_belong_to_their_body(tmp_path: Path) -> None:
    found = quotas(tmp_path, "region,max,reserves\n*,2,1\nSouth,1,\n")
    assert [q.key for q in found if isinstance(q, Quota) and q.reserves] == ["North"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("min,max\n1,2\n", "needs a column scope"),
        ("scope,key,maximun\nregion,*,2\n", "unknown column maximun"),
        ("region,max\nNorth,two\n", "line 2: max must be a number, not 'two'"),
        ("region,max\nNorth,-1\n", "line 2: max must be a whole number from 0 on"),
        ("region,max\nNorth,1.5\n", "line 2: max must be a whole number from 0 on"),
        ("region,min,max\nNorth,3,2\n", "line 2: the minimum 3 is above the maximum 2"),
        ("region,max,hard\nNorth,2,maybe\n", "line 2: hard must be yes, y"),
        ("region,percent\nNorth,many\n", "line 2: max_percent must be a percentage, not 'many'"),
        ("theme,at_least\na,150\n", "line 2: at_least must be from 0 to 100 %, not 150"),
        ("region,max,hard,priority\nNorth,1,no,0\n", "line 2: priority must be from 1 on, not 0"),
        ("region,percent\nNorth,120\n", "line 2: max_percent must be from 0 to 100 %, not 120"),
        (
            "region,percent,rounding\nNorth,20,sideways\n",
            "line 2: rounding must be down, up, nearest or blank",
        ),
        ("scope,key,max\ntotal,North,5\n", "line 2: the total has no key"),
        ("theme,at_least,of\na,30,North\n", "line 2: of must be written region=North"),
        ("theme,at_least,at_most\na,60,40\n", "line 2: at_least 60 % is above at_most 40 %"),
        ("scope,key,apportion\nregion,North,5\n", "line 2: places are divided among all bodies"),
        ("scope,key,apportion,headcount\nregion,*,5,\nregion,North,,9\n", "line 2: no headcount for South"),
    ],
)
def test_tables_that_make_no_sense_are_refused_with_their_line(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(Refused) as refused:
        quotas(tmp_path, text)
    assert complaint in str(refused.value)


def test_bodies_are_read_from_the_columns_several_authors_divided(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text("essay,region,author\n1,North,李; 吴\n2,,周；郑\n3,South,王\n", encoding="utf-8")
    rows = read_rows(path, ["essay"])
    assert bodies_of(rows, ["region", "author"]) == [
        {"region": "North", "author": ("李", "吴")},
        {"region": "", "author": ("周", "郑")},
        {"region": "South", "author": "王"},
    ]
    with pytest.raises(Refused, match="the quotas speak of theme"):
        bodies_of(rows, ["theme"])


def test_percentages_are_read_as_people_write_them(tmp_path: Path) -> None:
    for text in ("50%", "50 ％", "50.0"):
        assert ("unit", "u0", 0, 2, True) in bounds(tmp_path, f"unit,max_percent\nu0,{text}\n")
    for text in ("1e99999999", "5_0", "half"):
        with pytest.raises(Refused, match="line 2: max_percent must be a percentage"):
            bounds(tmp_path, f"unit,max_percent\nu0,{text}\n")
