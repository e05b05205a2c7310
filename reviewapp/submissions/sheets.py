"""Tables of this stage to download: the blank 汇总表 and the report of an upload."""

from __future__ import annotations

from collections.abc import Callable

from reviewapp.models.entry import IntakeBatch
from reviewapp.spreadsheets import FormColumn, official_heading, write_form
from reviewapp.submissions.progress import OUTCOMES
from reviewapp.words import Sentence, say

BLANK_ROWS = 20
TEMPLATE_FIELDS = (
    "order", "title", "authors", "unit", "department", "post", "political", "is_young", "is_collective",
    "genre", "words", "phone", "email", "file_name", "note",
)  # fmt: skip
WIDTHS = {"order": 6.0, "title": 34.0, "unit": 28.0, "phone": 15.0, "email": 20.0, "file_name": 34.0}

Speak = Callable[[Sentence], str]


def blank_register(contest_title: str) -> bytes:
    """A 汇总表 to fill in, with the official headings."""
    columns = [FormColumn(official_heading(f), width=WIDTHS.get(f, 12.0)) for f in TEMPLATE_FIELDS]
    rows = [[""] * len(columns) for _row in range(BLANK_ROWS)]
    footer = [
        "填报人：",
        "联系电话：",
        "填报日期：",
        "单位（盖章）：",
    ]  # first a word the reader knows as a table's foot
    return write_form(f"{contest_title}推荐作品汇总表", columns, rows, footer)


def batch_report(batch: IntakeBatch, speak: Speak) -> bytes:
    """The lines of an intake report, in the language of `speak`."""
    headings = (say("行"), say("文件"), say("题目"), say("结果"), say("编号"), say("说明"))
    columns = [FormColumn(speak(h), kind="number" if i in (0, 4) else "text") for i, h in enumerate(headings)]
    rows = []
    for line in batch.report:
        said = [line["sentence"]] if line["sentence"] else []
        words = "；".join(speak(Sentence.from_json(s)) for s in (*said, *line["notices"]))
        state = speak(OUTCOMES[line["outcome"]][0])
        rows.append([line["row"], line["filename"], line["title"], state, line["number"], words])
    return write_form(speak(say("来件报告")), columns, rows)
