"""Sheets that judges filled on paper, keyed into a table: one line per judge and paper.

The heading names 评委 (the judge's alias), 编号 (the paper's code) and every criterion by its name; 评语 is
optional, other columns are passed over.  Reading is pure: each line becomes a draft or a sentence.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass

from reviewapp.errors import Invalid
from reviewapp.judging.actions import SheetDraft
from reviewapp.judging.forms import remark, steps_of
from reviewapp.models.rubric import Rubric
from reviewapp.words import Sentence, say

JUDGE, CODE, COMMENT = "评委", "编号", "评语"


@dataclass(frozen=True, slots=True)
class KeyedLine:
    """One line of the table: a draft, or why there is none.  `line` counts from 1, the heading included."""

    line: int
    alias: str
    code: str
    draft: SheetDraft | None
    refusal: Sentence | None = None


def read_keyed(text: str, rubric: Rubric) -> list[KeyedLine]:
    """Every line that is not blank.  Raises Invalid when a column is missing or stands twice."""
    reader = csv.reader(io.StringIO(text.replace("\0", "�"), newline=""))
    try:
        table = [
            (reader.line_num, [cell.strip() for cell in row]) for row in reader if any(map(str.strip, row))
        ]
    except csv.Error as error:
        raise Invalid(say("表格第 %(line)s 行无法读取。", line=reader.line_num)) from error
    if not table:
        raise Invalid(say("表格是空的。"))
    heading = table[0][1]
    _check_heading(heading, rubric)
    return [_line(number, dict(zip(heading, cells, strict=False)), rubric) for number, cells in table[1:]]


def _check_heading(heading: list[str], rubric: Rubric) -> None:
    wanted = [JUDGE, CODE, *(c.name for c in rubric.criteria)]
    missing = [name for name in wanted if name not in heading]
    if missing:
        raise Invalid(say("表头缺少：%(missing)s。", missing=missing))
    twice = [name for name in wanted if heading.count(name) > 1]
    if twice:
        raise Invalid(say("表头有重复的列：%(names)s。", names=twice))


def _line(number: int, cells: Mapping[str, str], rubric: Rubric) -> KeyedLine:
    alias, code = cells.get(JUDGE, ""), cells.get(CODE, "")
    try:
        marks = steps_of({str(c.id): cells.get(c.name, "") for c in rubric.criteria}, rubric)
        comment = remark(cells.get(COMMENT), "comment")
    except Invalid as error:
        return KeyedLine(number, alias, code, None, error.sentence)
    name = hashlib.sha256(repr((alias, code, sorted(marks.items()), comment)).encode()).hexdigest()
    # the same line again is the same operation; a sheet that was begun otherwise is not overwritten
    return KeyedLine(number, alias, code, SheetDraft(f"keyed-{name[:40]}", 0, marks, comment))
