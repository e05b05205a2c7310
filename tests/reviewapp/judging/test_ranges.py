"""A scale that does not begin at 0 ("5 to 10"): every way in refuses what lies below, and the range is named."""

from __future__ import annotations

import io

import openpyxl
import pytest
from sqlalchemy import select, update

from reviewapp import invariants
from reviewapp.contests.totals import steps_allowed
from reviewapp.errors import Invalid
from reviewapp.judging import anchors, forms, trial
from reviewapp.judging.keyed import read_keyed
from reviewapp.judging.offline import read_workbook, workbook
from reviewapp.judging.own_queries import OwnSheetRow
from reviewapp.models.judging import Anchor, Mark
from reviewapp.models.rubric import Criterion, Rubric, RubricMode
from reviewapp.spreadsheets.plain import read_lines
from tests import factories
from tests.reviewapp.judging import test_anchors, test_offline

REFUSED = "“主题思想”应在 5 到 10 分之间。"


@pytest.fixture
def scale(stored, database):
    """The stored rubric: three criteria from 5 to 10, in half points."""
    with database.transaction() as session:
        session.execute(update(Criterion).values(minimum=5, maximum=10))
        session.execute(update(Rubric).values(full_marks=30))
    return stored


@pytest.fixture
def rubric(judged, session):
    """The same in the session of the test."""
    for criterion in judged.world.rubric.criteria:
        criterion.minimum, criterion.maximum = 5, 10
    session.flush()
    return judged.world.rubric


def save(client, stored, *marks, base=0):
    given = dict(zip(map(str, stored.criteria), marks, strict=True))
    return client.post(
        "/judging/1/KKKKA/save", json={"op_id": f"operation-{base}", "base_version": base, "marks": given}
    )


def test_save_below_the_range_is_refused_and_a_blank_stays_a_blank(scale, client_for, database):
    judge = client_for("judge1")
    assert save(judge, scale, "5", "", "10").status_code == 200
    for mark in ("0", "1", "4.5"):
        answer = save(judge, scale, mark, "7", "8", base=1)
        assert answer.status_code == 422
        assert answer.get_json()["fields"] == {str(scale.criteria[0]): REFUSED}
    with database.session() as session:
        assert sorted(session.scalars(select(Mark.steps))) == [10, 20]


def test_plain_form_below_the_range_is_refused_and_the_page_says_the_range(scale, client_for):
    judge = client_for("judge1")
    form = {f"mark-{c}": mark for c, mark in zip(scale.criteria, ("0", "7", "8"), strict=True)}
    answer = judge.post("/judging/1/KKKKA", data=form | {"base_version": "0", "submit": "1"})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert REFUSED in page
    assert 'min="5" max="10"' in page
    assert "</span> 5–10</span>" in page
    assert '<span class="total-max">/ 15–30</span>' in page
    assert 'data-set="4"' not in page  # a button gives no mark that is refused
    assert [f'data-set="{n}"' in page for n in (5, 10)] == [True, True]


@pytest.mark.parametrize(("minimum", "ten", "zero"), [(0, True, True), (1, True, False), (5, False, False)])
def test_help_tells_of_ten_and_of_zero_where_they_are_marks(scale, client_for, database, minimum, ten, zero):
    with database.transaction() as session:
        session.execute(update(Criterion).values(minimum=minimum))
    page = client_for("judge1").get("/judging/1/KKKKA").get_data(as_text=True)
    assert ("1 之后按 0 是 10 分" in page, "零分也要打出来" in page) == (ten, zero)


def test_sheet_from_zero_looks_as_ever(stored, client_for):
    page = client_for("judge1").get("/judging/1/KKKKA").get_data(as_text=True)
    assert "</span> 40</span>" in page
    assert '<span class="total-max">/ 100</span>' in page


def test_printed_and_offline_sheets_name_the_range(scale, client_for):
    judge = client_for("judge1")
    assert judge.get("/judging/1/booklet").get_data(as_text=True).count("5–10") == 9
    sheet = test_offline.taken(judge).active
    assert [cell.value for cell in sheet[2]][3:6] == ["主题思想（5–10）", "内容结构（5–10）", "语言文字（5–10）"]
    rules = sheet.data_validations.dataValidation
    assert {(float(r.formula1), float(r.formula2), r.type, r.error) for r in rules} == {
        (5, 10, "decimal", "请填 5 到 10 之间的数字。")
    }
    assert sorted(str(r.sqref) for r in rules) == ["D3:D5", "E3:E5", "F3:F5"]


def test_line_of_an_offline_sheet_below_the_range_is_refused(rubric):
    own = [OwnSheetRow(code, "题目", False, 0, {}, "", "") for code in ("KKKKA", "KKKKB")]
    book = openpyxl.load_workbook(io.BytesIO(workbook("评分表", own, rubric)))
    test_offline.fill(book, "KKKKA", (0, 7, None))
    test_offline.fill(book, "KKKKB", (5, 7.5, None))
    buffer = io.BytesIO()
    book.save(buffer)
    low, sound = read_workbook(read_lines(buffer.getvalue(), "x.xlsx").lines, rubric)
    assert (low.draft, [str(s) for s in low.refusals]) == (None, [REFUSED])
    assert sound.draft is not None
    assert list(sound.draft.marks.values()) == [10, 15]


def test_keyed_line_below_the_range_is_refused(rubric):
    (line,) = read_keyed("评委,编号,主题思想,内容结构,语言文字\n评委01,KKKKA,4,7,8\n", rubric)
    assert (line.draft, str(line.refusal)) == (None, REFUSED)


def test_anchor_and_trial_below_the_range_are_refused(rubric, judged, session):
    with pytest.raises(Invalid) as refused:
        test_anchors.add(session, judged, marks=(8, 14, 20))
    assert [str(s) for s in refused.value.fields.values()] == [REFUSED]
    anchor = test_anchors.add(session, judged, marks=(10, 14, 20), trial=True)
    assert not anchors.incomplete(anchor, rubric)
    with pytest.raises(Invalid) as refused:
        test_anchors.score(session, judged, anchor, marks=(9, 14, 20))
    assert [str(s) for s in refused.value.fields.values()] == [REFUSED]
    assert trial.compare(anchor, test_anchors.score(session, judged, anchor, (10, 14, 20)), rubric).own == 22


def test_agreed_marks_below_a_minimum_given_later_are_incomplete(rubric):
    marks = {str(c.id): 8 for c in rubric.criteria}
    assert anchors.incomplete(Anchor(marks=marks), rubric)


def test_stored_mark_below_the_range_is_found_by_the_check(rubric, judged, session):
    factories.submit_marks(session, judged.world, judged.a, (5, 5, 5))
    assert "mark_bounds" not in {v.code for v in invariants.check_all(session)}
    session.scalars(select(Mark)).first().steps = 9
    session.flush()
    assert "mark_bounds" in {v.code for v in invariants.check_all(session)}


def one(minimum: float, maximum: int, steps: int, **more) -> Rubric:
    rubric = Rubric(id=1, mode=RubricMode.POINTS, full_marks=maximum, steps_per_point=steps)
    for name, value in more.items():
        setattr(rubric, name, value)
    rubric.criteria = [
        Criterion(id=11, position=0, name="总评", minimum=minimum, maximum=maximum, weight=100)
    ]
    return rubric


@pytest.mark.parametrize(("minimum", "maximum", "steps", "low", "high", "words"), [
    (1, 5, 1, "1", "5", "1–5"),
    (0.5, 5, 2, "0.5", "5", "0.5–5"),
    (0.7, 9, 10, "0.7", "9", "0.7–9"),
    (60.0, 100, 1, "60", "100", "60–100"),
])  # fmt: skip
def test_ends_of_the_range_are_marks_and_the_step_below_is_none(minimum, maximum, steps, low, high, words):
    rubric = one(minimum, maximum, steps)
    criterion = rubric.criteria[0]
    allowed = steps_allowed(criterion, rubric)
    assert (allowed[0], allowed[-1]) == (round(minimum * steps), maximum * steps)
    assert forms.steps_of({"11": low}, rubric) == {11: allowed[0]}
    assert forms.steps_of({"11": high}, rubric) == {11: allowed[-1]}
    with pytest.raises(Invalid, match="总评"):
        forms.steps_of({"11": str(round(minimum - 1 / steps, 1))}, rubric)
    assert criterion.extent == words
    with pytest.raises(Invalid) as refused:
        forms.steps_of({"11": "好"}, rubric)
    assert str(refused.value.sentence) == f"“总评”请填 {low} 到 {high} 之间的数字。"


def test_least_total_counts_weights():
    rubric = one(5, 10, 1, mode=RubricMode.PERCENT, full_marks=100)
    assert rubric.out_of == "50–100"
    assert one(0, 10, 1).out_of == "10"
