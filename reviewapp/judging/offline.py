"""The score sheet to take away: one workbook with a line per paper, filled in anywhere, brought back later.

Every line carries the version its paper's sheet had when the workbook was made.  A line whose sheet was
changed since on the server is stale and stores nothing.  Writing and reading are pure; what is stored goes
through the same actions as a save at the desk, each line by itself, so one bad line costs no other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reviewapp.errors import Invalid
from reviewapp.judging.actions import SheetDraft
from reviewapp.judging.forms import remark, steps_of
from reviewapp.judging.own_queries import OwnSheetRow
from reviewapp.models.rubric import Criterion, Rubric
from reviewapp.spreadsheets.export import FormColumn, Value, write_form
from reviewapp.spreadsheets.plain import UNREADABLE, Line
from reviewapp.words import Sentence, say

CODE, VERSION, COMMENT, NOTE = "编号", "版本（勿改）", "评语", "个人备注"
SUBMITTED = "已提交"
MOST = 2000  # lines; a judge reads a few hundred papers
HEADING_WITHIN = 10  # rows in which the headings must stand; people put titles above


@dataclass(frozen=True, slots=True)
class OfflineLine:
    """One line of a workbook brought back; `row` as the spreadsheet counts.  A draft (its operation is
    named when it is stored), or all that is wrong with it.

    `blank`: no mark and no remark was filled in, so there is nothing to store.
    """

    row: int
    code: str
    draft: SheetDraft | None
    refusals: tuple[Sentence, ...] = ()
    blank: bool = False


def heading_of(criterion: Criterion) -> str:
    """The column of a criterion says its range."""
    return f"{criterion.name}（{criterion.extent}）"


def workbook(title: str, rows: Sequence[OwnSheetRow], rubric: Rubric) -> bytes:
    """The judge's papers in his own order, with what is stored now.  Same content, same bytes."""
    decimals = 1 if rubric.steps_per_point > 1 else 0
    columns = [
        FormColumn("序号", "number", width=6),
        FormColumn(CODE, width=10),
        FormColumn("题目", width=30),
        *(
            FormColumn(heading_of(c), "number", decimals, width=10, within=(c.minimum, c.maximum))
            for c in rubric.criteria
        ),
        FormColumn(COMMENT, width=36),
        FormColumn(NOTE, width=20),
        FormColumn("状态", width=9),
        FormColumn(VERSION, width=9),
    ]
    lines = [_line_of(number, row, rubric) for number, row in enumerate(rows, 1)]
    return write_form(title, columns, lines, ("评委签名：", "日期："))


def _line_of(number: int, row: OwnSheetRow, rubric: Rubric) -> list[Value]:
    step = rubric.steps_per_point
    marks: list[Value] = [row.marks[c.id] / step if c.id in row.marks else None for c in rubric.criteria]
    state = SUBMITTED if row.submitted else "草稿" if row.version else "未评"
    return [number, row.code, row.title, *marks, row.comment, row.private_note, state, str(row.version)]


def read_workbook(lines: Sequence[Line], rubric: Rubric) -> list[OfflineLine]:
    """Every line that names a paper.  Raises Invalid when the headings are not those of our workbook."""
    place = next((n for n, line in enumerate(lines[:HEADING_WITHIN]) if CODE in line.texts), None)
    if place is None:
        raise Invalid(say("没有找到表头“%(code)s”。请上传从这里下载的评分表。", code=CODE))
    columns = _columns(lines[place].texts, rubric)
    found = []
    for line in lines[place + 1 :]:
        cells = {name: line.texts[at] if at < len(line.texts) else "" for name, at in columns.items()}
        if cells[CODE]:
            found.append(_read_line(line.number, cells, rubric))
    if not found:
        raise Invalid(say("表里没有作品。请上传从这里下载的评分表。"))
    if len(found) > MOST:
        raise Invalid(say("表格超过 %(limit)s 行。", limit=MOST))
    codes = Counter(line.code for line in found)
    return [_twice(line) if codes[line.code] > 1 else line for line in found]


def _columns(headings: Sequence[str], rubric: Rubric) -> dict[str, int]:
    """Heading → column; criteria under their ids.  A heading may have lost its range, not its name."""
    wanted = {CODE: (CODE,), VERSION: (VERSION, "版本"), COMMENT: (COMMENT,), NOTE: (NOTE,)}
    wanted |= {str(c.id): (heading_of(c), c.name) for c in rubric.criteria}
    columns, missing = {}, []
    for name, spellings in wanted.items():
        places = [at for at, heading in enumerate(headings) if heading in spellings]
        if len(places) > 1:
            raise Invalid(say("表头有重复的列：%(names)s。", names=spellings[0]))
        if places:
            columns[name] = places[0]
        else:
            missing.append(spellings[0])
    if missing:
        raise Invalid(say("表头缺少：%(missing)s。", missing=missing))
    return columns


def _read_line(row: int, cells: Mapping[str, str], rubric: Rubric) -> OfflineLine:
    code, version = cells[CODE], cells[VERSION]
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        return _refused(row, code, say("“版本”一格被改动过，不能确认这一行是否过时。请重新下载。"))
    if UNREADABLE in (cells[COMMENT], cells[NOTE]):
        return _refused(row, code, say("评语或备注被表格当成了公式，没有内容。请不要用“=”开头。"))
    try:
        marks = steps_of({str(c.id): cells[str(c.id)] for c in rubric.criteria}, rubric)
        comment, note = remark(cells[COMMENT], "comment"), remark(cells[NOTE], "private_note")
    except Invalid as error:
        return _refused(row, code, *(error.fields.values() or [error.sentence]))
    draft = SheetDraft("", int(version), marks, comment, note)
    return OfflineLine(row, code, draft, blank=not (marks or comment or note))


def _twice(line: OfflineLine) -> OfflineLine:
    return _refused(line.row, line.code, say("同一编号在表里出现了两次，两行都没有保存。"))


def _refused(row: int, code: str, *sentences: Sentence) -> OfflineLine:
    return OfflineLine(row, code, None, sentences)
