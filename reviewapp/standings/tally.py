"""统分表: one line per paper with every judge's total, as the form that is signed and filed.  Pure.

A small panel has a column for each judge.  With a large one most of those cells would be empty and no sheet of
paper wide enough: then each reading has two columns, who gave it and how much.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from reviewapp.models.judging import AssignmentKind, Judge
from reviewapp.runs import Json
from reviewapp.spreadsheets.export import FormColumn, Value
from reviewapp.standings.table_queries import FormRow

FOOTER = ("统分人：", "复核人：", "监督人：", "日期：")
SMALL_PANEL = 12  # judges who have a column each


class Given(NamedTuple):
    """One reading as the run saw it: who gave how many points, and the points per criterion (None: blank)."""

    judge_id: int
    total: float
    criteria: tuple[float | None, ...]
    kind: AssignmentKind


_number = lru_cache(maxsize=4096)(lambda total: float(Fraction(total)))  # a scale has few hundred totals


def readings_by_paper(inputs: Json) -> dict[int, list[Given]]:
    """Paper id → its readings, from a run's recorded inputs."""
    step = inputs["steps_per_point"]
    found: dict[int, list[Given]] = {}
    for paper, judge, total, steps, kind in inputs["readings"]:
        points = tuple([None if s is None else s / step for s in steps])
        given = Given(judge, _number(total), points, AssignmentKind(kind))
        found.setdefault(paper, []).append(given)
    return found


def form(
    rows: Sequence[FormRow], judges: Sequence[Judge], inputs: Json
) -> tuple[list[FormColumn], list[list[Value]]]:
    """Columns and lines of the form; only judges who read something have a column."""
    readings = readings_by_paper(inputs)
    active = {g.judge_id for given in readings.values() for g in given}
    reading = [j for j in judges if j.id in active]
    most = max(map(len, readings.values()), default=0) if len(reading) > SMALL_PANEL else None
    columns = [
        FormColumn("作品编号"),
        *(_panel_columns(reading) if most is None else _reading_columns(most)),
        *(FormColumn(name, "number", 2) for name in ("最高", "最低", "平均")),
        FormColumn("三评/仲裁"),
        FormColumn("宽严调整后", "number", 2),
        FormColumn("扣分", "number", 0),
        FormColumn("最终得分", "number", 2),
        FormColumn("名次", "number"),
    ]
    aliases = {j.id: alias_of(j) for j in reading}
    return columns, [_line(row, readings.get(row.paper_id, []), aliases, most) for row in rows]


def _panel_columns(judges: Sequence[Judge]) -> list[FormColumn]:
    return [FormColumn(alias_of(j), "number", 2) for j in judges]


def _reading_columns(most: int) -> list[FormColumn]:
    """`most`: readings of the paper that has most."""
    return [
        column
        for n in range(1, most + 1)
        for column in (FormColumn(f"评阅{n} 评委"), FormColumn(f"评阅{n} 分数", "number", 2))
    ]


def alias_of(judge: Judge) -> str:
    """What others see of a judge; a simulated one is always said to be one."""
    return f"{judge.alias}（模拟）" if judge.simulated else judge.alias


def _line(row: FormRow, given: Sequence[Given], aliases: Mapping[int, str], most: int | None) -> list[Value]:
    """aliases: judges who read something.  most: readings that have columns; None: every judge has one."""
    totals = {g.judge_id: g.total for g in given}
    extra = [g for g in given if g.kind != AssignmentKind.READING]
    values: list[Value] = [row.code]
    if most is None:
        values += [totals.get(judge_id) for judge_id in aliases]
    else:
        pairs = [(aliases[g.judge_id], g.total) for g in given]
        values += [value for pair in pairs + [("", None)] * (most - len(pairs)) for value in pair]
    values += [max(totals.values(), default=None), min(totals.values(), default=None), row.mean]
    values.append("；".join(f"{aliases[g.judge_id]} {g.total:.2f}" for g in extra))
    values += [row.adjusted, row.penalty or None, row.final]
    values.append("不排名" if row.rank is None else row.rank)
    return values
