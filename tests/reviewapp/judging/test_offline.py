"""The score sheet that is taken away and brought back: what comes back is stored, what is stale is not."""

from __future__ import annotations

import io

import openpyxl
import pytest
from sqlalchemy import select

from reviewapp.errors import Invalid
from reviewapp.judging import offline
from reviewapp.models.judging import ScoreSheet
from reviewapp.spreadsheets.plain import Line, read_lines

URL = "/judging/1/offline"


@pytest.fixture
def judge(stored, client_for):
    return client_for("judge1")


@pytest.fixture
def bring(judge):
    """Upload a workbook; the answer's status and text."""

    def upload(book, *, submits=False, name="评分表.xlsx"):
        buffer = io.BytesIO()
        book.save(buffer)
        form = {"file": (io.BytesIO(buffer.getvalue()), name)} | ({"submits": "y"} if submits else {})
        answer = judge.post(URL, data=form, content_type="multipart/form-data")
        return answer.status_code, answer.get_data(as_text=True)

    return upload


def taken(judge):
    return openpyxl.load_workbook(io.BytesIO(judge.get("/judging/1/offline.xlsx").data))


def fill(book, code, marks, comment=""):
    """Type marks into the line of a code, as a person would: under the headings."""
    sheet = book.active
    headings = {cell.value: cell.column for cell in sheet[2]}
    row = next(r for r in range(3, sheet.max_row + 1) if sheet.cell(r, headings["编号"]).value == code)
    first = headings["题目"] + 1
    for column, mark in enumerate(marks, first):
        sheet.cell(row, column).value = mark
    sheet.cell(row, headings["评语"]).value = comment
    return book


def stored_sheets(database):
    with database.session() as session:
        sheets = session.scalars(select(ScoreSheet).order_by(ScoreSheet.assignment_id)).all()
        return [(s.assignment_id, s.state.value, s.version, s.comment) for s in sheets]


def test_workbook_holds_ones_own_papers_in_order_and_the_same_bytes_each_time(judge):
    rows = list(taken(judge).active.values)
    assert [row[1] for row in rows[2:5]] == ["KKKKA", "KKKKB", "KKKKC"]
    assert rows[1][3].endswith("）")
    assert rows[1][3].count("0–") == 1
    first, second = (judge.get("/judging/1/offline.xlsx") for _ in range(2))
    assert first.headers["Cache-Control"] == "no-store"  # nothing stays for who comes next
    assert first.data == second.data


def test_filled_lines_become_drafts_or_submissions_and_a_second_upload_changes_nothing(
    judge, bring, database
):
    book = fill(taken(judge), "KKKKA", (18.5, 20, 0), "-评语\n第二行")
    fill(book, "KKKKC", (10, None, 3))
    status, page = bring(book, submits=True)
    assert status == 200
    assert "提交 1 篇，保存草稿 1 篇，未作改动 1 篇，没有写入 0 篇" in page
    expected = [(1, "submitted", 1, "-评语\n第二行"), (3, "draft", 1, "")]
    assert stored_sheets(database) == expected
    assert "提交 0 篇，保存草稿 0 篇，未作改动 3 篇" in bring(book, submits=True)[1]
    assert stored_sheets(database) == expected


def test_draft_brought_back_a_second_time_can_be_submitted(judge, bring, database):
    book = fill(taken(judge), "KKKKA", (18.5, 20, 0))
    assert "保存草稿 1 篇" in bring(book)[1]
    for done in ("提交 1 篇，保存草稿 0 篇", "提交 0 篇，保存草稿 0 篇，未作改动 3 篇"):
        assert done in bring(book, submits=True)[1]
        assert stored_sheets(database) == [(1, "submitted", 2, "")]


def test_round_trip_without_a_change_stores_nothing(judge, bring, database):
    bring(fill(taken(judge), "KKKKB", (1, 2, 3.5), "好"))
    before = stored_sheets(database)
    assert "未作改动 3 篇" in bring(taken(judge))[1]
    assert stored_sheets(database) == before


def test_line_changed_on_the_web_meanwhile_is_stale_and_the_others_are_stored(stored, judge, bring, database):
    book = taken(judge)
    marks = {str(stored.criteria[0]): "7"}
    judge.post("/judging/1/KKKKA/save", json={"op_id": "on-the-web", "base_version": 0, "marks": marks})
    fill(fill(book, "KKKKA", (1, 1, 1)), "KKKKB", (2, 2, 2))
    status, page = bring(book)
    assert status == 200
    assert "保存草稿 1 篇，未作改动 1 篇，没有写入 1 篇" in page
    assert "在下载之后改动过" in page
    assert [(a, v) for a, _s, v, _c in stored_sheets(database)] == [(1, 1), (2, 1)]


def test_wrong_mark_foreign_code_double_line_and_changed_version_are_refused_line_by_line(
    judge, bring, database
):
    book = fill(fill(taken(judge), "KKKKA", (999, 1, "好")), "KKKKC", (3, 3, 3))
    fill(book, "KKKKB", (1, 1, 1), "=SUM(A1)")
    status, page = bring(book)
    assert "被表格当成了公式" in page
    sheet = book.active
    sheet.append([9, "KKKKZ", "别人的", 1, 1, 1, "", "", "", "0"])
    sheet.append([10, "KKKKB", "同一篇", 1, 1, 1, "", "", "", "0"])
    status, page = bring(book)
    assert status == 200
    assert "应在 0 到" in page
    assert "请填 0 到" in page  # all that is wrong with a line is said at once
    assert "这个编号不在您的评阅之内。" in page
    assert page.count("出现了两次") == 2
    assert [a for a, *_rest in stored_sheets(database)] == [3]  # stored by the first upload


def test_file_that_is_not_the_score_sheet_is_refused_and_says_what_to_do(judge, bring, database):
    other = openpyxl.Workbook()
    other.active.append(["姓名", "单位"])
    status, page = bring(other)
    assert status == 422
    assert "请上传从这里下载的评分表" in page
    answer = judge.post(URL, data={"file": (io.BytesIO(b"PK\3\4nothing"), "x.xlsx")})
    assert answer.status_code == 422
    assert judge.post(URL, data={}).status_code == 422
    assert stored_sheets(database) == []


def test_more_lines_than_a_judge_can_have_are_refused_as_a_whole(stored):
    heading = ("编号", *(c.name for c in stored.world.rubric.criteria), "评语", "个人备注", "版本")
    lines = [Line(n, (f"C{n:05d}", "1", "1", "1", "", "", "0")) for n in range(2, offline.MOST + 3)]
    with pytest.raises(Invalid, match="行"):
        offline.read_workbook([Line(1, heading), *lines], stored.world.rubric)
    assert len(offline.read_workbook([Line(1, heading), *lines[1:]], stored.world.rubric)) == offline.MOST


def test_pages_are_for_the_rounds_judges_only(stored, client_for):
    for name in ("organizer", "clerk", "bureau1"):
        client = client_for(name)
        assert {client.get(p).status_code for p in (URL, f"{URL}.xlsx", "/judging/1/booklet")} == {404}


def test_booklet_prints_every_own_paper_with_an_empty_sheet(judge):
    page = judge.get("/judging/1/booklet").get_data(as_text=True)
    assert page.count("booklet-paper") == 3
    assert page.count("<tbody>") == 3


def test_heading_without_its_range_is_known_and_one_that_stands_twice_is_not(stored):
    rubric = stored.world.rubric
    names = [c.name for c in rubric.criteria]
    for headings, refused in ((names, False), ([*names, names[0]], True)):
        book = openpyxl.Workbook()
        book.active.append(["编号", *headings, "评语", "个人备注", "版本"])
        book.active.append(["KKKKA", *("1" for _ in headings), "", "", "0"])
        buffer = io.BytesIO()
        book.save(buffer)
        lines = read_lines(buffer.getvalue(), "x.xlsx").lines
        if not refused:
            draft = offline.read_workbook(lines, rubric)[0].draft
            assert draft is not None
            assert set(draft.marks) == set(stored.criteria)
        else:
            with pytest.raises(offline.Invalid) as caught:
                offline.read_workbook(lines, rubric)
            assert "重复" in caught.value.sentence.msgid
