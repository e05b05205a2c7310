"""遴选结果 as a form: every entry with its place, its decision and the reason.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from reviewapp.models.result import Selection
from reviewapp.selection.queries import DecisionRow
from reviewapp.spreadsheets.export import FormColumn, Value, write_form

COLUMNS = (
    FormColumn("推荐单位"),
    FormColumn("单位内名次", "number"),
    FormColumn("总名次", "number"),
    FormColumn("收件号", "number"),
    FormColumn("作品编号"),
    FormColumn("作品题目"),
    FormColumn("作者"),
    FormColumn("单位"),
    FormColumn("得分", "number", 2),
    FormColumn("入选可能", "number", 3),
    FormColumn("结果"),
    FormColumn("理由"),
)
FOOTER = ("填报人：", "审核人：", "负责人：", "日期：")


def workbook(title: str, rows: Sequence[DecisionRow], speak: Callable[[Mapping[str, Any]], str]) -> bytes:
    """The form as .xlsx; same run, same bytes."""
    return write_form(title, COLUMNS, [_line(row, speak) for row in rows], FOOTER)


def _outcome(decided: Selection) -> str:
    if decided.selected:
        return "入选"
    place = decided.facts.get("reserve")  # runs of the first version name no substitutes
    return f"备选第{place}" if place else "未入选"


def _line(row: DecisionRow, speak: Callable[[Mapping[str, Any]], str]) -> list[Value]:
    decided, facts = row.selection, row.selection.facts
    return [
        row.recommender.name,
        decided.group_rank,
        decided.position,
        row.entry.number,
        row.code,
        row.entry.title,
        row.authors,
        row.unit_name,
        facts["score"],
        facts.get("probability"),
        _outcome(decided),
        speak(facts["sentence"]),
    ]
