"""What the organizer sets about judges: who joins late, who is kept apart, who has a minimum."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from reviewapp.assignment import actions
from reviewapp.errors import Invalid
from tests.factories import World
from tests.reviewapp.assignment import builders


def test_judge_who_joins_late_gets_a_share_and_little_else_moves(session: Session, world: World) -> None:
    builders.ready(session, world, papers=12, judges=1)
    builders.assign(session, world)
    before = {(a.paper_id, a.judge_id) for a in builders.base(session, world)}
    late = builders.add_judge(session, world, "评委99")
    plan = builders.assign(session, world)
    after = {(a.paper_id, a.judge_id) for a in builders.base(session, world)}
    share = sum(judge == late.id for _paper, judge in after)
    assert 4 <= share <= 5  # 24 readings by five judges
    assert len(before - after) == share == plan.quality["added"] == plan.quality["dropped"]
    assert plan.quality["changed"] == share
    assert plan.quality["violations"] == 0
    assert builders.make_plan(session, world).quality["added"] == 0


def test_judges_kept_apart_never_read_the_same_work(session: Session, world: World) -> None:
    builders.ready(session, world, papers=12, judges=2)
    builders.assign(session, world)
    one, other = world.judges[1], world.judges[2]
    draft = actions.ConflictDraft(one.id, None, None, "夫妻", other_judge_id=other.id)
    organizer = world.actors["organizer"]
    together = {a.paper_id for a in builders.base(session, world) if a.judge_id == one.id} & {
        a.paper_id for a in builders.base(session, world) if a.judge_id == other.id
    }
    _conflict, taken = actions.declare_conflict(session, organizer, world.round, draft, now=builders.NOW)
    assert taken == len(together)
    builders.assign(session, world)
    readers: dict[int, set[int]] = {}
    for a in builders.base(session, world):
        readers.setdefault(a.paper_id, set()).add(a.judge_id)
    assert {len(found) for found in readers.values()} == {2}
    assert not any({one.id, other.id} <= found for found in readers.values())
    turned = actions.ConflictDraft(other.id, None, None, "夫妻", other_judge_id=one.id)
    with pytest.raises(Invalid, match="已经登记过"):
        actions.declare_conflict(session, organizer, world.round, turned, now=builders.NOW)
    same = actions.ConflictDraft(one.id, None, None, "本人", other_judge_id=one.id)
    with pytest.raises(Invalid, match="两位不同的评委"):
        actions.declare_conflict(session, organizer, world.round, same, now=builders.NOW)


def test_minimum_load_is_kept(session: Session, world: World) -> None:
    builders.ready(session, world, papers=6, judges=2)
    world.judges[2].load_min = 6
    session.flush()
    builders.assign(session, world)
    found = builders.base(session, world)
    assert builders.loads(found, [world.judges[2]]) == [6]
