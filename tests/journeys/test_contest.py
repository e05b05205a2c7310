"""One whole contest through the pages alone, from an empty installation to the public notice.

Fifteen real files of three recommending units.  What must come of it was decided beforehand: `DESERVED` says
how good each work is, and from that follow places, shortfall, reserves and reasons.
"""

from __future__ import annotations

import hashlib
import re

import pytest
from flask import Flask
from sqlalchemy import select

import sample
from reviewapp import audit, invariants, runs, worker
from reviewapp.models.assignment import AssignmentPlan
from reviewapp.models.contest import Round, Stage
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.judging import Assignment, AssignmentKind, AssignmentState
from reviewapp.models.log import AuditEvent
from reviewapp.models.paper import Paper
from reviewapp.models.result import Run, RunState, Selection, Standing
from reviewapp.models.similarity import SimilarityCase, Verdict
from sample import packages
from tests.journeys.marking import Panel
from tests.journeys.opening import BODIES, Opened, open_contest
from tests.journeys.visitor import Page, Visitor, file

# what each work deserves, in points; P01 is copied (10 taken off), P03 is out before anybody reads it
DESERVED = {
    "A16": 93, "A17": 88, "A18": 78, "A19": 60, "A20": 59, "A21": 58, "A22": 55,
    "B11": 98, "B12": 83, "P01": 83, "B13": 60, "B14": 59, "B15": 57,
    "B28": 68,
}  # fmt: skip
TORN = {
    "A22": (40, 66, 53, 56),  # too far apart, the third between them is too far from both: the leader decides
    "B15": (46, 62, 60),  # too far apart, the third agrees with the second
}
CHOSEN = {"A16", "A17", "A18", "B11", "B12", "P01", "B28"}


class Sent:
    """The sample's works by the receipt number they got."""

    def __init__(self, opened: Opened) -> None:
        keys = {hashlib.sha256(e.file.read_bytes()).hexdigest(): e.key for e in sample.load().entries}
        with opened.database.session() as session:
            rows = session.execute(
                select(Entry.sha256, Entry.number, Entry.id).where(Entry.round_id == opened.round_id)
            ).all()
        self.number = {keys[sha256]: number for sha256, number, _id in rows}
        self.id = {keys[sha256]: entry_id for sha256, _number, entry_id in rows}
        self.key = {number: key for key, number in self.number.items()}
        self.key_of_id = {entry_id: key for key, entry_id in self.id.items()}


@pytest.fixture
def opened(app: Flask) -> Opened:
    return open_contest(app)


def test_whole_contest_through_the_pages(opened: Opened) -> None:
    opened.onward("submission")
    sent = take_in(opened)
    opened.onward("sealing")
    seal(opened, sent)
    compare(opened, sent)
    assign(opened)
    opened.onward("judging")
    judge(opened, sent)
    aggregate(opened, sent)
    opened.onward("selection")
    select_works(opened, sent)
    above = recommend(opened, sent)
    opened.onward("publication")
    publish(opened, sent)
    tell_units(opened, sent)
    opened.onward("closed")
    arrived_above(opened, above, sent)
    everything_holds(opened)


def take_in(opened: Opened) -> Sent:
    """Each unit uploads its zip; a second time nothing is taken twice; receipts name file and digest."""
    entries = {b.key: b.entries for b in sample.load().recommenders if b.key in BODIES}
    for body in BODIES:
        unit = opened.people[body]
        report = hand_in(opened, unit, body)
        assert f"新收 {len(entries[body])} 篇，已收过 0 篇，未收 0 项" in report.words
        again = hand_in(opened, unit, body)
        assert f"新收 0 篇，已收过 {len(entries[body])} 篇，未收 0 项" in again.words
    sent = Sent(opened)
    assert set(sent.number) == {e.key for own in entries.values() for e in own}
    assert sorted(sent.key) == list(range(1, 16))
    for entry in (e for own in entries.values() for e in own):
        number, owner = sent.number[entry.key], opened.people[entry.recommender]
        receipt = owner.open(opened.url(f"receipts/{number}"))
        assert hashlib.sha256(entry.file.read_bytes()).hexdigest() in receipt.words.replace(" ", "")
        original = owner.client.get(opened.url(f"entries/{number}/original"))
        assert original.get_data() == entry.file.read_bytes()
    stranger = opened.people["chifeng"]
    stranger.open(opened.url(f"receipts/{sent.number['B28']}"), expect=404)
    return sent


def hand_in(opened: Opened, unit: Visitor, body: str) -> Page:
    recommender = next(r for r in sample.load().recommenders if r.key == body)
    upload = file(packages.package_name(recommender), packages.package(body))
    return unit.send(opened.url("upload"), "upload", {"sender": opened.recommenders[body], "files": [upload]})


def seal(opened: Opened, sent: Sent) -> None:
    """Masks are proposed, the clerk adds one and drops one at the desk, the others are confirmed together."""
    clerk, people = opened.people["clerk"], {e.key: e.authors for e in sample.load().entries}
    assert clerk.fill(opened.url("redaction"), "redaction/seal").path.startswith("/runs/")
    number = sent.number["A16"]
    desk = clerk.open(opened.url(f"redaction/{number}"))
    accepted = [value for name, value in desk.form("", ("accept",)).fields if name == "accept"]
    assert accepted, "the sample's works name their authors"
    word = sample.load().texts["A16"][-12:-8]
    clerk.send(desk, "", {"accept": accepted[1:], "words": word, "words_kind": "person", "do": "confirm"})
    with opened.database.session() as session:
        text = session.scalars(
            select(Paper.text).join(Entry, Entry.paper_id == Paper.id).where(Entry.id == sent.id["A16"])
        ).one()
    assert word not in text
    clerk.send(desk, "", {"do": "confirm"}, expect=409)  # the page is older than the masks
    clerk.send(opened.url("redaction"), "redaction/confirm", {"all": "1", "reason": "已逐篇核对"})
    with opened.database.session() as session:
        papers = session.execute(
            select(Entry, Paper)
            .join(Paper, Paper.id == Entry.paper_id)
            .where(Entry.state == EntryState.SEALED)
        ).all()
        assert len(papers) == 15
        assert all(p.confirmed_at is not None for _e, p in papers)
        for entry, paper in papers:
            for author in people[sent.key_of_id[entry.id]]:
                assert author.phone not in paper.text
                assert author.email not in paper.text
                assert author.name not in paper.text, (sent.key_of_id[entry.id], author.name)


def compare(opened: Opened, sent: Sent) -> None:
    """Two cases, both planted; a penalty for the whole copy, the swapped one is out."""
    organizer = opened.organizer
    organizer.fill(opened.url("similarity"), "similarity/scan")
    organizer.fill(opened.url("similarity"), "similarity/rewording")
    with opened.database.session() as session:
        cases = session.scalars(
            select(SimilarityCase).where(SimilarityCase.round_id == opened.round_id)
        ).all()
        members = {
            frozenset(sent.key_of_id[int(i)] for i in case.members_key.split("-")): case.number
            for case in cases
        }
    assert set(members) == {frozenset({"P01", "A20"}), frozenset({"P03", "B15"})}
    copy, swap = members[frozenset({"P01", "A20"})], members[frozenset({"P03", "B15"})]
    for number, verdict, key, points in (
        (copy, Verdict.PENALTY, "P01", 10),
        (swap, Verdict.DISQUALIFIED, "P03", None),
    ):
        page = organizer.open(opened.url(f"similarity/{number}"))
        decision = {
            "verdict": verdict.value, "affected": [sent.id[key]], "penalty_points": points,
            "reason": "经核对属实",
        }  # fmt: skip
        refused = organizer.send(page, "verdict", {**decision, "reason": ""}, expect=422)
        assert "请写明认定的理由" in refused.words
        organizer.send(page, "verdict", decision)
    with opened.database.session() as session:
        touched = {
            sent.key_of_id[entry.id]: (paper.penalty_points, paper.excluded)
            for entry, paper in session.execute(select(Entry, Paper).join(Paper, Paper.id == Entry.paper_id))
            if paper.penalty_points or paper.excluded
        }
    assert touched == {"P01": (10, False), "P03": (0, True)}


def assign(opened: Opened) -> None:
    """A plan of two readings for each of the fourteen works that take part, applied once."""
    organizer = opened.organizer
    organizer.fill(opened.url("assignment"), "assignment/compute")
    with opened.database.session() as session:
        plan = session.scalars(select(AssignmentPlan)).one()
        assert len(plan.pairs) == 28
        assert plan.quality["load_spread"] <= 1
        assert len(plan.quality["components"]) == 1
    page = organizer.open(opened.url(f"assignment/{plan.id}"))
    assert "新增 28 次评阅" in organizer.send(page, f"{plan.id}/apply", {}).words
    organizer.send(page, f"{plan.id}/apply", {}, expect=409)


def judge(opened: Opened, sent: Sent) -> None:
    """28 planned readings, a third for the two works whose readers differ, the leader for one of them."""
    panel = Panel(
        opened,
        {sent.number[key]: points for key, points in DESERVED.items()},
        {sent.number[key]: points for key, points in TORN.items()},
    )
    assert panel.read_all() == 28 + 2 + 1
    assert {sent.key[n]: count for n, count in panel.given.items() if count > 2} == {"A22": 4, "B15": 3}
    with opened.database.session() as session:
        kinds = [
            (sent.key[panel.numbers[code]], kind)
            for code, kind, state in session.execute(
                select(Paper.code, Assignment.kind, Assignment.state).join(
                    Assignment, Assignment.paper_id == Paper.id
                )
            )
            if kind != AssignmentKind.READING and state == AssignmentState.SUBMITTED
        ]
    assert sorted(kinds) == [
        ("A22", AssignmentKind.LEADER), ("A22", AssignmentKind.THIRD), ("B15", AssignmentKind.THIRD)
    ]  # fmt: skip


def aggregate(opened: Opened, sent: Sent) -> None:
    """The order is the one the works deserve; the penalty counts; the work that is out has no place."""
    organizer = opened.organizer
    organizer.fill(opened.url("standings"), "standings/compute")
    with opened.database.session() as session:
        found = {
            sent.key_of_id[entry_id]: standing
            for entry_id, standing in session.execute(
                select(Entry.id, Standing).join(Standing, Standing.paper_id == Entry.paper_id)
            )
        }
    assert found.get("P03") is None or found["P03"].rank is None
    ranked = sorted((k for k, s in found.items() if s.rank is not None), key=lambda k: found[k].rank or 0)
    assert set(ranked) == set(DESERVED)
    assert ranked[:7] == ["B11", "A16", "A17", "B12", "A18", "P01", "B28"]
    assert found["P01"].facts["penalty"] == 10
    page = organizer.fill(opened.url("standings"), "standings/freeze")
    assert "已冻结" in page.words


def select_works(opened: Opened, sent: Sent) -> None:
    """Three of each league, the one the directly subordinate unit has; every work has its reason."""
    organizer = opened.organizer
    organizer.fill(opened.url("selection"), "selection/run")
    page = organizer.fill(opened.url("selection"), "selection/confirm")
    assert "应推荐至少2篇，实有1篇，差1篇" in page.words
    with opened.database.session() as session:
        decisions = {sent.key_of_id[s.entry_id]: s for s in session.scalars(select(Selection))}
    assert {key for key, s in decisions.items() if s.selected} == CHOSEN
    assert set(decisions) == {*DESERVED, "P03"}
    assert decisions["P03"].code == "ineligible"
    assert all(s.facts["sentence"]["msgid"] for s in decisions.values())


def recommend(opened: Opened, sent: Sent) -> int:
    """The list with its last work as a reserve goes up; six works arrive in the next round."""
    organizer, above = opened.organizer, next_round(opened)
    listed = organizer.fill(opened.url("recommendation"), "recommendation/draft")
    rows = [n for n in listed.form("arrange").names if n.startswith("place-")]
    assert {int(n.removeprefix("place-")) for n in rows} == {sent.id[k] for k in CHOSEN}
    arranged = organizer.send(
        listed, "arrange", {"reserve": [sent.id["B28"]], "reason": "按主办单位会议纪要列为备选"}
    )
    answer = organizer.fill(arranged, "recommendation/submit")
    assert "上一级新收 6 篇" in answer.words
    again = organizer.fill(arranged, "recommendation/submit")
    assert "推荐名单已经提交，不能再改" in again.words
    return above


def next_round(opened: Opened) -> int:
    """The round above, taking works.  Rounds are added by the installer so far, not in the pages."""
    with opened.database.transaction() as session:
        first = session.get_one(Round, opened.round_id)
        above = Round(
            contest_id=first.contest_id, level_id=first.level_id, rubric_id=first.rubric_id, title="全国评审",
            stage=Stage.SUBMISSION,
        )  # fmt: skip
        session.add(above)
        session.flush()
        first.next_round_id = above.id
        return above.id


def publish(opened: Opened, sent: Sent) -> None:
    """What was previewed is published, and anybody can read it: six works, no scores, no contacts."""
    organizer = opened.organizer
    form = organizer.open(opened.url("publication"))
    preview = organizer.fill(form, "publication/preview", heading="关于入选作品的公示")
    managed = organizer.fill(preview, "publication/publish")
    slug = next(link for link in managed.links if link.startswith("/notices/"))
    public = Visitor(opened.app)
    notice = public.open(slug)
    works = {e.key: e for e in sample.load().entries}
    for key in sent.number:
        listed = key in CHOSEN - {"B28"}
        assert (works[key].title in notice.words) is listed, key
        assert all(a.phone not in notice.html and a.email not in notice.html for a in works[key].authors)
    assert not re.search(r"\d+(\.\d+)?\s*分", notice.words)
    assert slug in public.open("/notices").links
    assert "/login" in public.open(opened.url("publication")).path


def tell_units(opened: Opened, sent: Sent) -> None:
    """Nothing before the release; then each unit reads what became of its works, and no other's."""
    works = {e.key: e for e in sample.load().entries}
    before = opened.people["ulanqab"].open(opened.url("mine")).words
    assert "结果待公布" in before
    assert "入选：" not in before
    opened.organizer.fill(opened.url("publication"), "publication/release")
    for body in BODIES:
        page = opened.people[body].open(opened.url("mine"))
        for key in sent.number:
            assert (works[key].title in page.words) is (works[key].recommender == body), (body, key)
    mine = opened.people["ulanqab"].open(opened.url("mine")).words
    assert mine.count("已入选，已推荐至上一级") == 3
    assert "入选：本单位第1名" in mine
    assert "未入选：本单位第4名" in mine
    blood = opened.people["qingcheng-blood"].open(opened.url("mine")).words
    assert "递补" in blood
    assert "取消资格：雷同案例" in blood


def arrived_above(opened: Opened, above: int, sent: Sent) -> None:
    """The works stand in the next round in the order of the list, to be sealed anew."""
    with opened.database.session() as session:
        copies = session.scalars(select(Entry).where(Entry.round_id == above).order_by(Entry.recommended_rank)).all()
        order = [sent.key_of_id[c.origin_id or 0] for c in copies]
        assert order == ["B11", "A16", "A17", "B12", "A18", "P01"]
        assert all(c.state == EntryState.RECEIVED and c.paper_id is None for c in copies)
    page = opened.organizer.open(f"/rounds/{above}/entries")
    assert all(copy.title in page.words for copy in copies)


def everything_holds(opened: Opened) -> None:
    """The log is whole, every statement holds, and every run gives the same bytes again."""
    with opened.database.session() as session:
        assert audit.verify(session) == []
        assert invariants.check_all(session) == []
        finished = session.scalars(select(Run).where(Run.state == RunState.DONE).order_by(Run.id)).all()
        # these are asked for beside the way; each stage rebuilds its own
        beside = {"rehearsal", "quality", "preview", "borderline"}
        assert {r.kind for r in finished} == set(worker.TASKS) - beside
        assert {r.kind for r in session.scalars(select(Run)) if r.state != RunState.DONE} == set()
        for run in finished:
            recorded, rebuilt = runs.rebuild(session, worker.task_for(run.kind), run.id)
            assert recorded == rebuilt, (run.kind, run.id)
        verbs = set(session.scalars(select(AuditEvent.verb)))
    assert verbs >= {
        "contests.created", "submissions.imported", "submissions.sealed", "similarity.decided",
        "assignment.applied", "assignment.adjudicated", "judging.submitted", "standings.frozen",
        "selection.seal_opened", "selection.confirmed", "recommendation.submitted", "publication.published",
        "publication.released", "contests.stage_moved",
    }  # fmt: skip
