"""The official form parses back, keeps leading zeros and formula-like titles as text, same bytes twice."""

from __future__ import annotations

import io

import openpyxl
import pytest
from werkzeug.datastructures import MultiDict

from reviewapp.db import Database
from reviewapp.errors import Invalid
from reviewapp.models.entry import Entry
from reviewapp.models.people import Author
from reviewapp.models.result import Recommendation
from reviewapp.recommendation import queries, summary
from reviewapp.recommendation.forms import arrangement_from
from reviewapp.spreadsheets.reading import read_table
from tests import results

HEADINGS = (
    "推荐单位", "类别", "序号", "作品编号", "作品题目", "作者", "单位及职务", "政治面貌",
    "是否青年(35岁及以下)", "体裁", "字数", "组别", "初评得分", "查重率", "联系电话", "备注",
)  # fmt: skip


def workbook(database: Database, list_id: int) -> bytes:
    with database.session() as session:
        listed = session.get_one(Recommendation, list_id)
        return summary.workbook("汇总表", queries.rows(session, listed), "征文")


def sheet(data: bytes) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))


def test_form_has_the_official_columns_rows_and_footer(database: Database) -> None:
    world = results.judged(database)
    with database.transaction() as session:
        entry = session.get_one(Entry, 1)
        entry.title, entry.department, entry.collective = "=那年夏天", "急诊科", True
        author = session.query(Author).filter(Author.entry_id == 1).one()
        author.phone, author.political, author.is_young = "0476-001", "中共党员", True
    found = sheet(workbook(database, results.listed(database, world)))
    assert found[1] == HEADINGS
    assert found[2][:6] == ("赤峰市", "盟市", 1, "P0001", "=那年夏天", "王小满")
    assert found[2][6:10] == ("赤峰市卫生局 急诊科 医生", "中共党员", "是", "随笔")
    assert found[2][11] == "征文"
    assert found[2][13:] == (None, "0476-001", "集体创作")
    assert [row[2] for row in found[2:10]] == list(range(1, 9))
    footer = [c for c in found[-1] if c] + [c for c in found[-2] if c]
    assert {"填报人：", "审核人：", "负责人：", "盖章：", "日期："} <= set(footer)


def test_same_list_gives_the_same_bytes(database: Database) -> None:
    list_id = results.listed(database, results.judged(database))
    assert workbook(database, list_id) == workbook(database, list_id)


def test_form_is_read_by_our_own_intake(database: Database) -> None:
    data = workbook(database, results.listed(database, results.judged(database)))
    table = read_table(data, "汇总表.xlsx")
    assert len(table.rows) == 8


def typed(**places: str) -> MultiDict[str, str]:
    return MultiDict({f"place-{entry[1:]}": text for entry, text in places.items()} | {"reason": "x"})


@pytest.mark.parametrize(
    ("form", "order"),
    [
        (typed(e5="1", e6="2", e7="3", e8="4"), (5, 6, 7, 8)),
        (typed(e5="1", e6="2", e7="3", e8="2"), (5, 8, 6, 7)),  # the fourth moves up, the others make room
        (typed(e5="4", e6="2", e7="3", e8="4"), (6, 7, 8, 5)),
        (typed(e5="2", e6="1", e7="3", e8="4"), (6, 5, 7, 8)),
        (typed(e5="4", e6="3", e7="2", e8="1"), (8, 7, 6, 5)),
    ],
)
def test_changed_numbers_move_their_works(form: MultiDict[str, str], order: tuple[int, ...]) -> None:
    form.add("reserve", "7")
    found = arrangement_from(form, [5, 6, 7, 8])
    assert (found.order, found.reserves, found.reason) == (order, {7}, "x")


@pytest.mark.parametrize("text", ["", "0", "-1", "1.5", "二", "٣", "99999", "4"])
def test_number_that_is_no_place_is_named(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        arrangement_from(typed(e5="4", e6="2", e7=text, e8="4"), [5, 6, 7, 8])
    assert list(refused.value.fields) == ["place-7"]
