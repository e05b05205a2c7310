"""The rubric, the way scores are made, and the places."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from reviewapp.contests import marking, queries
from reviewapp.contests.marking import MethodDraft, QuotaDraft
from reviewapp.contests.rubrics import BandDraft, CriterionDraft, RubricDraft, draft_of
from reviewapp.errors import Invalid, Missing, StageClosed, Stale
from reviewapp.models.contest import ScoreMethod, Stage
from reviewapp.models.log import AuditEvent
from reviewapp.models.result import Run
from tests import factories
from tests.conftest import NOW

NEW = RubricDraft(
    "新标准",
    (
        CriterionDraft(
            "主题", 60, "立意", bands=(BandDraft("优", 50.5, 60, "突出"), BandDraft("差", 0, 50, "不足"))
        ),
        CriterionDraft("语言", 40),
    ),
)


def test_rubric_is_replaced_and_kept_criteria_keep_their_id(session: Session, world: factories.World) -> None:
    kept = world.rubric.criteria[2].id
    data = RubricDraft("新标准", (NEW.criteria[0], CriterionDraft("语言文字", 40, id=kept)))
    marking.edit_rubric(session, world.actors["organizer"], world.round, data, now=NOW)
    stored = queries.rubric_of(session, world.round)
    assert stored is not None
    assert [(c.position, c.name, c.maximum) for c in stored.criteria] == [
        (0, "主题", 60),
        (1, "语言文字", 40),
    ]
    assert stored.criteria[1].id == kept
    assert [(b.low, b.high) for b in stored.criteria[0].bands] == [(50.5, 60.0), (0.0, 50.0)]


def test_rubric_read_and_saved_unchanged_is_the_same(session: Session, world: factories.World) -> None:
    before = queries.rubric_of(session, world.round)
    assert before is not None
    draft = draft_of(before)
    marking.edit_rubric(session, world.actors["organizer"], world.round, draft, now=NOW)
    after = queries.rubric_of(session, world.round)
    assert after is not None
    assert draft_of(after).criteria == draft.criteria


def test_rubric_that_does_not_add_up_is_refused_whole(session: Session, world: factories.World) -> None:
    with pytest.raises(Invalid) as refused:
        marking.edit_rubric(
            session,
            world.actors["organizer"],
            world.round,
            RubricDraft("错", (CriterionDraft("主题", 60),)),
            now=NOW,
        )
    assert [str(s) for s in refused.value.fields.values()] == ["各维度满分之和是 60 分，应当是 100 分。"]
    assert [c.name for c in world.rubric.criteria] == ["主题思想", "内容结构", "语言文字"]


def test_frozen_rubric_does_not_change(session: Session, world: factories.World) -> None:
    world.rubric.frozen_at = NOW
    with pytest.raises(StageClosed):
        marking.edit_rubric(session, world.actors["organizer"], world.round, NEW, now=NOW)


def test_rubric_changed_meanwhile_is_stale(session: Session, world: factories.World) -> None:
    before = draft_of(world.rubric)
    first, *others = before.criteria
    other = replace(before, criteria=(replace(first, minimum=5, bands=()), *others))  # nothing of the rubric's own row
    marking.edit_rubric(session, world.actors["organizer"], world.round, other, now=NOW)
    with pytest.raises(Stale):
        marking.edit_rubric(session, world.actors["organizer"], world.round, before, now=NOW)


def test_quotas_replace_each_other(session: Session, world: factories.World) -> None:
    category = world.recommenders[0].category_id
    data = (QuotaDraft("recommender", category, 2, 2, True), QuotaDraft("total", None, 0, 9, False))
    marking.set_quotas(session, world.actors["organizer"], world.round, data, now=NOW)
    stored = queries.quotas(session, world.round.id)
    assert [(q.scope, q.category_id, q.minimum, q.maximum, q.hard) for q in stored] == [
        ("recommender", category, 2, 2, True), ("total", None, 0, 9, False),
    ]  # fmt: skip


def test_quota_with_more_minimum_than_maximum_is_refused(session: Session, world: factories.World) -> None:
    with pytest.raises(Invalid):
        marking.set_quotas(
            session, world.actors["organizer"], world.round, (QuotaDraft("total", None, 5, 4, True),), now=NOW
        )


@pytest.mark.parametrize("quota", [("total", None, 0, 50), ("category", 1, 0, 101), ("category", 1, 101, None)])
def test_percentage_that_is_none_or_of_nobody_is_refused(
    session: Session, world: factories.World, quota: tuple[str, int | None, int, int | None]
) -> None:
    scope, category, low, high = quota
    draft = QuotaDraft(scope, category and world.recommenders[0].category_id, low, high, True, percent=True)
    with pytest.raises(Invalid):
        marking.set_quotas(session, world.actors["organizer"], world.round, (draft,), now=NOW)


def test_quota_of_an_unknown_category_does_not_exist(session: Session, world: factories.World) -> None:
    with pytest.raises(Missing):
        marking.set_quotas(
            session,
            world.actors["organizer"],
            world.round,
            (QuotaDraft("category", 999, 1, 2, True),),
            now=NOW,
        )


def test_quotas_close_with_publication(session: Session, world: factories.World) -> None:
    world.round.stage = Stage.PUBLICATION
    with pytest.raises(StageClosed):
        marking.set_quotas(session, world.actors["organizer"], world.round, (), now=NOW)


def choose(session: Session, world: factories.World, method: ScoreMethod, reason: str = "") -> None:
    marking.choose_method(
        session, world.actors["organizer"], world.round, MethodDraft(method, reason), now=NOW
    )


def test_method_is_declared_before_judging_and_recorded(session: Session, world: factories.World) -> None:
    world.round.stage = Stage.SEALING
    choose(session, world, ScoreMethod.MEAN)
    event = session.query(AuditEvent).order_by(AuditEvent.seq.desc()).first()
    assert event is not None
    assert (event.verb, event.facts["before"], event.facts["after"]) == (
        "contests.method_chosen", "adjusted", "mean",
    )  # fmt: skip


def test_method_changes_during_judging_only_with_a_reason(session: Session, world: factories.World) -> None:
    world.round.stage = Stage.JUDGING
    with pytest.raises(Invalid) as refused:
        choose(session, world, ScoreMethod.ROBUST, " ")
    assert set(refused.value.fields) == {"reason"}
    assert world.round.score_method == ScoreMethod.ADJUSTED
    choose(session, world, ScoreMethod.ADJUSTED)  # no change, no reason
    choose(session, world, ScoreMethod.ROBUST, "评委尺度相差太大")
    event = session.query(AuditEvent).order_by(AuditEvent.seq.desc()).first()
    assert event is not None
    assert event.facts["reason"] == "评委尺度相差太大"


def test_trimmed_mean_needs_five_readings(session: Session, world: factories.World) -> None:
    world.round.stage, world.round.readings = Stage.SEALING, 4
    with pytest.raises(Invalid) as refused:
        choose(session, world, ScoreMethod.TRIMMED)
    assert set(refused.value.fields) == {"score_method"}
    world.round.readings = 3
    assert "也就是中位数" in str(marking.cannot_trim(world.round, ScoreMethod.TRIMMED))
    world.round.readings = 5
    choose(session, world, ScoreMethod.TRIMMED)
    assert world.round.score_method == ScoreMethod.TRIMMED


def test_method_stands_while_a_selection_is_confirmed(session: Session, world: factories.World) -> None:
    world.round.stage = Stage.SELECTION
    session.add(Run(round_id=world.round.id, kind="selection", frozen=True, created_at=NOW))
    with pytest.raises(StageClosed):
        choose(session, world, ScoreMethod.MEAN, "想改")
    assert world.round.score_method == ScoreMethod.ADJUSTED
