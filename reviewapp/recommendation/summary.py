"""汇总表: the list as the official form that is stamped and sent up.  Pure."""

from __future__ import annotations

from collections.abc import Sequence

from reviewapp.recommendation.queries import ListRow
from reviewapp.spreadsheets.export import FormColumn, Value, write_form

COLUMNS = (
    FormColumn("推荐单位"),
    FormColumn("类别"),
    FormColumn("序号", "number"),
    FormColumn("作品编号"),
    FormColumn("作品题目"),
    FormColumn("作者"),
    FormColumn("单位及职务"),
    FormColumn("政治面貌"),
    FormColumn("是否青年(35岁及以下)", width=12),
    FormColumn("体裁"),
    FormColumn("字数", "number"),
    FormColumn("组别"),
    FormColumn("初评得分", "number", 2),
    FormColumn("查重率"),
    FormColumn("联系电话"),
    FormColumn("备注"),
)
FOOTER = ("填报人：", "审核人：", "负责人：", "盖章：", "日期：")


def workbook(title: str, rows: Sequence[ListRow], division: str) -> bytes:
    """The form as .xlsx, rows in the order of recommendation; same list, same bytes."""
    return write_form(title, COLUMNS, [_line(row, division) for row in rows], FOOTER)


def _line(row: ListRow, division: str) -> list[Value]:
    people = row.entry.authors
    return [
        row.recommender.name,
        row.category_name,
        row.item.position,
        row.paper.code if row.paper else "",
        row.entry.title,
        row.authors,
        _unit_and_posts(row),
        "、".join(dict.fromkeys(a.political for a in people if a.political)),
        "、".join(dict.fromkeys("是" if a.is_young else "否" for a in people if a.is_young is not None)),
        row.entry.genre,
        row.paper.characters if row.paper else None,
        division,
        row.score,
        "" if row.copied is None else f"{100 * row.copied:.1f}%",
        "、".join(a.phone for a in people if a.phone),
        "；".join(_notes(row)),
    ]


def _unit_and_posts(row: ListRow) -> str:
    posts = "、".join(dict.fromkeys(a.post for a in row.entry.authors if a.post))
    return " ".join(part for part in (row.unit_name, row.entry.department, posts) if part)


def _notes(row: ListRow) -> list[str]:
    notes = ["备选"] if row.item.reserve else []
    return [*notes, "集体创作"] if row.entry.collective else notes
