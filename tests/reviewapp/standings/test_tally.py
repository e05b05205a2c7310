"""The form to sign: a column for each judge of a small panel, for each reading where many judged."""

from __future__ import annotations

from reviewapp.models.judging import Judge
from reviewapp.spreadsheets.export import Value
from reviewapp.standings.table_queries import FormRow
from reviewapp.standings.tally import SMALL_PANEL, form


def _found(judges: int) -> list[list[Value]]:
    """Headings and lines.  Two papers: judges 1, 2 and a third reading by the last one; judge 2 alone.  All others
    read a third paper."""
    panel = [Judge(id=n, alias=f"评委{n:02}", simulated=False) for n in range(1, judges + 1)]
    readings = [
        [1, 1, "80", [160], "reading"],
        [1, 2, "75.5", [151], "reading"],
        [1, judges, "78", [156], "third"],
    ]
    readings += [[2, 2, "60", [120], "reading"]]
    readings += [[3, n, "50", [100], "reading"] for n in range(3, judges)]
    rows = [FormRow(p, f"P{p}", p, 70.0, 71.0, 71.0, None) for p in (1, 2)]
    columns, lines = form(rows, panel, {"steps_per_point": 2, "readings": readings})
    return [[column.heading for column in columns], *lines]


def test_small_panel_has_a_column_for_each_judge() -> None:
    found = _found(SMALL_PANEL)
    assert found[0][: SMALL_PANEL + 2] == [
        "作品编号",
        *(f"评委{n:02}" for n in range(1, SMALL_PANEL + 1)),
        "最高",
    ]
    assert found[1][:3] == ["P1", 80, 75.5]
    assert found[1][SMALL_PANEL] == 78


def test_large_panel_has_who_and_how_much_of_each_reading() -> None:
    found = _found(SMALL_PANEL + 1)
    width = SMALL_PANEL - 2  # readings of the paper that has most
    heads = [head for n in range(1, width + 1) for head in (f"评阅{n} 评委", f"评阅{n} 分数")]
    assert found[0][1 : 2 * width + 2] == [*heads, "最高"]
    assert found[1][1:9] == ["评委01", 80, "评委02", 75.5, f"评委{SMALL_PANEL + 1}", 78, "", None]
    assert found[2][1:5] == ["评委02", 60, "", None]
    assert found[1][2 * width + 1 : 2 * width + 5] == [80, 75.5, 70, f"评委{SMALL_PANEL + 1} 78.00"]
