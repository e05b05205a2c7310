"""What the overview says of given numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reviewapp.contests import rail
from reviewapp.contests.queries import Counts, RecommenderRow
from reviewapp.contests.rail import Owing
from reviewapp.models.contest import Obligation, ObligationObject, Recommender, Round, Stage
from reviewapp.models.people import Unit
from tests.factories import DUE, OPENED

BEFORE, AFTER = DUE - timedelta(days=1), DUE + timedelta(seconds=1)
JUDGED = DUE + timedelta(days=30)
ROW = RecommenderRow(Recommender(id=1, category_id=7, name="赤峰市"), Unit(name="赤峰市卫生局"), 3)


def round_in(stage: Stage, **values: object) -> Round:
    moments = {"opens_at": OPENED, "submissions_until": DUE, "judging_until": JUDGED, "rubric_id": 1}
    return Round(id=1, stage=stage, **(moments | values))


def owing(received: int, minimum: int, maximum: int | None = None, *, late: bool = False) -> Owing:
    return Owing(RecommenderRow(ROW.recommender, ROW.unit, received), minimum, maximum, DUE, late)


@pytest.mark.parametrize(("item", "words"), [
    (owing(3, 5), "还差 2 篇"), (owing(3, 5, late=True), "逾期，还差 2 篇"), (owing(5, 5), "已报足"),
    (owing(6, 5, 5), "超出 1 篇"), (owing(2, 0), "未规定篇数"), (owing(6, 5), "已报足"),
])  # fmt: skip
def test_shortfall_in_words(item: Owing, words: str) -> None:
    assert str(item.sentence) == words


def test_board_takes_essays_only_and_the_due_of_the_obligation() -> None:
    obligations = [
        Obligation(category_id=7, object=ObligationObject.REPORT, minimum=1, due=None),
        Obligation(category_id=7, object=ObligationObject.ESSAY, minimum=5, due=DUE - timedelta(days=3)),
    ]
    (found,) = rail.board([ROW], obligations, round_in(Stage.SUBMISSION), DUE - timedelta(days=2))
    assert (found.minimum, found.short, found.late) == (5, 2, True)


def test_board_falls_back_to_the_rounds_deadline() -> None:
    at_deadline, a_second_later = (
        rail.board([ROW], [], round_in(Stage.SUBMISSION), at)[0].late for at in (DUE, AFTER)
    )
    assert (at_deadline, a_second_later) == (False, True)


FRESH = Counts()
IN_SEALING = Counts(recommenders=3, judges=4, entries=10, unsealed=4, papers=6)
IN_JUDGING = Counts(entries=10, papers=10, scans=1, cases=2, plans=1, readings=30, marked=28)
AT_END = Counts(
    entries=10, papers=9, scans=1, cases=2, plans=1, readings=30, marked=30, standings=2, frozen_standings=1,
    selections=1, confirmed_selections=1, selected=5, recommended=5, notices=1,
)  # fmt: skip
W, A, D, L = "waiting", "active", "done", "late"


@pytest.mark.parametrize(("stage", "counts", "now", "states"), [
    (Stage.SETUP, FRESH, BEFORE, [W, W, W, W, W, W, W, W, W]),
    (Stage.SUBMISSION, FRESH, BEFORE, [A, W, W, W, W, W, W, W, W]),
    (Stage.SUBMISSION, IN_SEALING, AFTER, [L, A, W, W, W, W, W, W, W]),
    (Stage.SEALING, IN_SEALING, AFTER, [D, A, A, A, W, W, W, W, W]),
    (Stage.JUDGING, IN_SEALING, AFTER, [D, L, A, L, A, W, W, W, W]),
    (Stage.JUDGING, IN_JUDGING, AFTER, [D, D, D, D, A, W, W, W, W]),
    (Stage.JUDGING, IN_JUDGING, JUDGED + timedelta(seconds=1), [D, D, D, D, L, W, W, W, W]),
    (Stage.PUBLICATION, AT_END, AFTER, [D, D, D, D, D, D, D, D, A]),
    (Stage.CLOSED, AT_END, AFTER, [D, D, D, D, D, D, D, D, D]),
])  # fmt: skip
def test_states_of_the_nine_steps(stage: Stage, counts: Counts, now: object, states: list[str]) -> None:
    found = rail.stops(round_in(stage), counts, [], now)  # type: ignore[arg-type]
    assert [s.state for s in found] == states


def test_open_case_is_late_once_works_are_selected() -> None:
    counts = Counts(entries=10, papers=10, scans=1, cases=2, open_cases=1)
    states = [rail.stops(round_in(s), counts, [], AFTER)[2].state for s in (Stage.SEALING, Stage.SELECTION)]
    assert states == [A, L]


def test_notice_is_late_when_its_day_has_come() -> None:
    round_ = round_in(Stage.PUBLICATION, notice_from=DUE)
    assert [rail.stops(round_, FRESH, [], at)[8].state for at in (DUE, AFTER)] == [A, L]


def test_numbers_say_what_is_counted() -> None:
    found = rail.stops(round_in(Stage.JUDGING), IN_JUDGING, [owing(3, 5)], AFTER)
    assert [(s.number, str(s.sub)) for s in found[:5]] == [
        ("10", "1 个单位未报足"), ("10", "篇已匿名"), ("2", "例，均已认定"), ("30", "次评阅"),
        ("28/30", "还差 2 次"),
    ]  # fmt: skip


@pytest.mark.parametrize(("stage", "counts", "sentences"), [
    (Stage.SETUP, FRESH, ["还没有推荐单位。", "还没有评委。"]),
    (Stage.SUBMISSION, IN_SEALING, ["1 个推荐单位未报足。", "截稿时间未到。"]),
    (Stage.SEALING, IN_SEALING, ["4 篇作品还没有核对匿名。", "还没有做文字比对。", "还没有采用分配方案。"]),
    (Stage.JUDGING, IN_JUDGING, ["还有 2 次评阅没有提交。"]),
    (Stage.SELECTION, IN_JUDGING, ["合分结果还没有冻结。", "入选名单还没有确认。", "推荐名单还没有报送。"]),
    (Stage.PUBLICATION, AT_END, ["公示期还没有结束。"]),
    (Stage.CLOSED, AT_END, []),
])  # fmt: skip
def test_what_still_waits(stage: Stage, counts: Counts, sentences: list[str]) -> None:
    found = rail.waits(round_in(stage), counts, [owing(3, 5)], BEFORE)
    assert [str(w.sentence) for w in found] == sentences


def test_next_step_is_the_first_wait_then_the_next_stage_then_nothing() -> None:
    waiting = rail.waits(round_in(Stage.SETUP), FRESH, [], BEFORE)
    first = rail.next_step(round_in(Stage.SETUP), waiting)
    onward = rail.next_step(round_in(Stage.SETUP), [])
    assert first is waiting[0]
    assert onward is not None
    assert (str(onward.sentence), onward.endpoint) == ("可以进入“征集”阶段。", "contests.stage")
    assert rail.next_step(round_in(Stage.CLOSED), []) is None
