"""Anchor essays: what the organizer may do, what is refused and recorded, what judges are shown and when."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import select

from reviewapp.errors import Forbidden, Invalid, StageClosed
from reviewapp.judging import anchor_queries, anchors, trial
from reviewapp.judging.anchors import AnchorDraft, taken_from
from reviewapp.models.contest import Stage
from reviewapp.models.judging import Anchor, TrialSheet
from reviewapp.models.log import AuditEvent
from tests import factories, results

NOW = datetime(2026, 7, 10, 4, 0, tzinfo=UTC)
TEXT = "夜里一点，走廊的灯坏了一盏，护士长搬来凳子自己换灯。\n换好以后她说，亮着，心里就不慌，明天再报修。"


def essay(judged, marks=(70, 50, 40), **values):
    given = marks if isinstance(marks, dict) else dict(zip(judged.criteria, marks, strict=True))
    return replace(AnchorDraft("灯下", TEXT, given, "主题实在。"), **values)


def add(session, judged, actor="organizer", **values):
    world = judged.world
    return anchors.add_anchor(
        session, world.actors[actor], world.round, world.rubric, essay(judged, **values), now=NOW
    )


def edit(session, judged, anchor, draft):
    world = judged.world
    anchors.edit_anchor(session, world.actors["organizer"], world.round, world.rubric, anchor, draft, now=NOW)


def score(session, judged, anchor, marks=(70, 50, 40), actor="judge1"):
    world = judged.world
    given = dict(zip(judged.criteria, marks, strict=True))
    return trial.submit_trial(session, world.actors[actor], world.round, world.rubric, anchor, given, now=NOW)


def test_essays_are_added_edited_ordered_and_removed_with_a_record_of_each(session, judged):
    world = judged.world
    one, two = add(session, judged), add(session, judged, title="雪路")
    edit(session, judged, one, essay(judged, marks=(60, 50, 40), reason="改了"))
    subject = (session, world.actors["organizer"], world.round)
    anchors.move_anchor(*subject, two, True, now=NOW)
    assert [a.title for a in anchor_queries.anchors(session, world.round.id)] == ["雪路", "灯下"]
    anchors.move_anchor(*subject, two, True, now=NOW)  # already the first
    score(session, judged, one_for_trial(session, one))
    anchors.remove_anchor(*subject, one, now=NOW)
    assert session.scalars(select(Anchor.title)).all() == ["雪路"]
    assert session.scalars(select(TrialSheet)).all() == []
    events = session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
    assert [e.verb.removeprefix("judging.") for e in events] == [
        "anchor_added", "anchor_added", "anchor_edited", "anchor_moved", "anchor_moved", "trial_submitted",
        "anchor_removed",
    ]  # fmt: skip
    assert events[2].facts["before"]["marks"] != events[2].facts["marks"]
    assert events[-1].facts["trials"] == {
        str(world.judges[0].id): {str(c): m for c, m in zip(judged.criteria, (70, 50, 40), strict=True)}
    }


def one_for_trial(session, anchor):
    anchor.trial = True
    session.flush()
    return anchor


@pytest.mark.parametrize("name", ["judge1", "clerk", "leader", "bureau1", "admin"])
def test_only_the_organizer_gives_essays(session, judged, name):
    with pytest.raises(Forbidden):
        add(session, judged, actor=name)


def test_essays_are_given_until_judging_ends(session, judged):
    for stage in Stage:
        judged.world.round.stage = stage
        if stage in (Stage.SETUP, Stage.SUBMISSION, Stage.SEALING, Stage.JUDGING):
            add(session, judged)
        else:
            with pytest.raises(StageClosed):
                add(session, judged)


def test_everything_wrong_is_named_at_once(session, judged):
    first, second, third = judged.criteria
    with pytest.raises(Invalid) as refused:
        add(session, judged, title=" ", text="", marks=(81, 50, 40))
    assert set(refused.value.fields) == {"title", "text", f"mark-{first}"}
    with pytest.raises(Invalid) as refused:
        add(session, judged, marks={second: 1, third: 1})
    assert set(refused.value.fields) == {f"mark-{first}"}


def test_a_work_of_the_round_is_no_anchor(session, judged):
    with pytest.raises(Invalid) as refused:
        add(session, judged, text=f"{factories.PARAGRAPH}第1篇。")
    assert "参评" in str(refused.value.sentence)
    long = "这一行有二十多个字，足以看出是从哪一篇文章里来的。"
    assert taken_from(long, [f"前面\n{long}\n后面"])
    assert not taken_from(f"{long}\n另一行也有二十多个字，而且别处从来没有出现过的。\n{long[::-1]}", [long])
    assert not taken_from("短句", ["短句"])


def test_text_and_marks_stay_once_a_judge_was_compared_with_them(session, judged):
    anchor = add(session, judged, trial=True)
    score(session, judged, anchor)
    edit(session, judged, anchor, essay(judged, reason="说得更清楚", shown=False))
    assert (anchor.reason, anchor.shown, anchor.trial) == ("说得更清楚", False, False)
    for other in (essay(judged, text=TEXT + "又及。"), essay(judged, marks=(1, 1, 1))):
        with pytest.raises(Invalid):
            edit(session, judged, anchor, other)


def test_marks_the_rubric_no_longer_fits_are_pointed_out(session, judged):
    anchor, rubric = add(session, judged), judged.world.rubric
    assert not anchors.incomplete(anchor, rubric)
    rubric.criteria[0].maximum = 30
    assert anchors.incomplete(anchor, rubric)
    rubric.criteria[0].maximum = 40
    del anchor.marks[str(judged.criteria[0])]
    assert anchors.incomplete(anchor, rubric)


# pages

PAGES = ("/rounds/1/anchors", "/rounds/1/anchors/new", "/rounds/1/anchors/1", "/rounds/1/trial")


def form(stored, **more):
    marks = {f"mark-{c}": m for c, m in zip(stored.criteria, ("35", "25.5", "20"), strict=True)}
    return {"title": "灯下", "text": TEXT, "reason": "实在", "shown": "y", **marks, **more}


@pytest.fixture
def kept(stored, database):
    """An essay to look up, one for the trial that is shown too, and one that nobody is shown."""
    marks = dict(zip(map(str, stored.criteria), (70, 50, 40), strict=True))
    uses = {"灯下": (True, False), "雪路": (True, True), "藏着": (False, False)}
    with database.transaction() as session:
        for position, (title, (shown, tried)) in enumerate(uses.items()):
            words = {"title": title, "text": TEXT, "reason": f"{title}的理由"}
            session.add(Anchor(round_id=1, position=position, marks=marks, shown=shown, trial=tried, **words))
    return stored


@pytest.mark.parametrize("name", ["judge1", "clerk", "bureau1", "hospital1", "admin"])
def test_pages_of_the_organizer_are_for_nobody_else(kept, client_for, name):
    client = client_for(name)
    assert [client.get(path).status_code for path in PAGES] == [404] * 4
    for path in (
        "/rounds/1/anchors/new",
        "/rounds/1/anchors/1",
        "/rounds/1/anchors/1/remove",
        "/rounds/1/trial/1/excuse",
    ):
        assert client.post(path, data=form(kept, reason="x")).status_code == 404
    if name != "judge1":
        assert client.get("/judging/1/anchors").status_code == 404
    assert client_for(None).get("/judging/1/anchors").status_code == 302


def test_organizer_pastes_corrects_and_removes(stored, client_for, database):
    client = client_for("organizer")
    assert "还没有样卷" in client.get("/rounds/1/anchors").get_data(as_text=True)
    first = stored.criteria[0]
    refused = client.post("/rounds/1/anchors/new", data=form(stored) | {f"mark-{first}": "41"})
    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert "应在 0 到 40 分之间" in page
    assert "护士长搬来凳子" in page  # what was typed stays
    assert client.post("/rounds/1/anchors/new", data=form(stored)).status_code == 302
    listed = client.get("/rounds/1/anchors").get_data(as_text=True)
    assert "灯下" in listed
    assert "80.5" in listed
    page = client.get("/rounds/1/anchors/1").get_data(as_text=True)
    assert 'value="25.5"' in page
    assert client.post("/rounds/1/anchors/1/remove").status_code == 302
    assert client.get("/rounds/1/anchors/1").status_code == 404


def test_a_file_is_read_and_its_first_line_is_the_title(stored, client_for, database):
    client = client_for("organizer")
    upload = (io.BytesIO(f"路上\n{TEXT}".encode()), "样卷.txt")
    answer = client.post("/rounds/1/anchors/new", data=form(stored, title="", text="", file=upload))
    assert answer.status_code == 302
    with database.session() as session:
        assert session.scalars(select(Anchor.title)).all() == ["路上"]
    broken = (io.BytesIO(b"PK\x03\x04 no document"), "样卷.docx")
    answer = client.post("/rounds/1/anchors/new", data=form(stored, file=broken))
    assert answer.status_code == 422


def test_judge_is_shown_what_is_to_be_shown_and_the_trials_essay_only_after_it(kept, client_for, database):
    client = client_for("judge1")
    page = client.get("/judging/1/anchors").get_data(as_text=True)
    part = client.get("/judging/1/anchors?part=1").get_data(as_text=True)
    assert "<html" in page
    assert "<html" not in part
    for body in (page, part):
        assert "灯下的理由" in body
        assert "雪路" not in body
        assert "藏着" not in body
        assert "还有 1 篇样卷" in body
    assert len(re.findall('class="anchor-chip"', part)) == 3  # its mark beside the band, for every criterion
    client.post("/judging/1/trial/2", data={f"mark-{c}": "20" for c in kept.criteria})
    assert "雪路的理由" in client.get("/judging/1/anchors").get_data(as_text=True)
    assert "雪路" not in client_for("judge2").get("/judging/1/anchors").get_data(as_text=True)
    assert "雪路的理由" in client_for("leader").get("/judging/1/anchors").get_data(as_text=True)


def test_number_of_statements_does_not_grow_with_essays_and_judges(kept, client_for, database):
    views = {
        "judge1": ("/judging", "/judging/1/anchors", "/judging/1/trial", "/judging/1/review"),
        "organizer": ("/rounds/1/anchors", "/rounds/1/trial"),
    }
    looks = [
        partial(client.get, path) for name in views for client in (client_for(name),) for path in views[name]
    ]

    def costs():
        return [results.statements(database, look) for look in looks]

    few = costs()
    with database.transaction() as session:
        world = kept.world
        for n in range(4):
            marks = dict(zip(map(str, kept.criteria), (70, 50, 40), strict=True))
            session.add(
                Anchor(
                    round_id=1, position=9 + n, title=f"又{n}", text=TEXT, marks=marks, shown=True, trial=True
                )
            )
        session.flush()
        for anchor_id in (2, 4, 5):
            session.add(
                TrialSheet(
                    anchor_id=anchor_id,
                    judge_id=world.judges[1].id,
                    marks={str(kept.criteria[0]): 4},
                    submitted_at=NOW,
                )
            )
        for assignment in (kept.a, kept.b, kept.a2):
            factories.submit_marks(session, world, session.merge(assignment), (1, 2, 3))
    assert costs() == few
