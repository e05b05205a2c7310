"""The small contest that a judge looks at, and the facts hidden from him, each as a change of it.

judge1 reads 甲 (AAAAA), 乙 (BBBBB) and 丁 (RRRRR, whose text is that of 甲), not 丙 (CCCCC); judge2 has read 甲
too.  Whatever a fact changes, judge1's own rows keep their ids and codes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from flask import Flask, g
from sqlalchemy.orm import Session, selectinload

import sample
from reviewapp import create_app, storage
from reviewapp.models.contest import ScoreMethod, Stage
from reviewapp.models.entry import EntryFile
from reviewapp.models.judging import (
    Anchor,
    Annotation,
    Assignment,
    AssignmentKind,
    Phrase,
    ScoreSheet,
    TrialSheet,
)
from reviewapp.models.paper import Paper, Picture
from reviewapp.models.result import Run, RunState, Selection, Standing
from reviewapp.models.similarity import CaseHearing, CaseMember, Passage, SimilarityCase, Verdict
from reviewapp.runs import pack
from tests import factories
from tests.conftest import AUDIT_KEY, NOW

Hide = Callable[[Session, factories.World], None]
CODES = ("AAAAA", "BBBBB", "CCCCC", "DDDDD")  # of the papers
AGAIN = "RRRRR"  # what judge1 knows the last of them by
MARKS = {"1": 60, "2": 40, "3": 40}  # agreed for the essays of the trial, in steps


@contextmanager
def world_app(folder: Path, url: str, stage: Stage, *changes: Hide) -> Iterator[Flask]:
    """An application whose clock stands still, with the contest in it; then the changes."""
    app = create_app(
        {
            "instance": folder, "database_url": url, "jobs_immediate": True, "testing": True,
            "secret_key": "s" * 32, "audit_key": AUDIT_KEY, "argon2_cost": "low",
        }
    )  # fmt: skip
    app.config["WTF_CSRF_ENABLED"] = False
    app.before_request(stop_clock)
    database = app.extensions["jianwen"].database
    with database.transaction() as session:
        world = make_world(session, stage)
        drawn = storage.save(app.extensions["jianwen"].settings.uploads, b"a picture drawn by us").sha256
        for paper in (world.papers[0], world.papers[3]):
            session.add(_picture(paper, 0, drawn, allowed=True))
        for change in changes:
            change(session, world)
            session.flush()
    yield app
    database.dispose()


def stop_clock() -> None:
    g.now = NOW


def make_world(session: Session, stage: Stage) -> factories.World:
    world = factories.make_world(session, stage)
    world.entries = [factories.make_entry(session, world, i % 2, title=f"一盏灯{i}") for i in range(3)]
    first = world.entries[0]
    world.entries.append(factories.make_entry(session, world, 0, title=first.title, text=first.text))
    world.papers = [
        factories.make_paper(session, world, e, code=c) for e, c in zip(world.entries, CODES, strict=True)
    ]
    own = [factories.make_assignment(session, world, world.papers[p], world.judges[0]) for p in (0, 1, 3)]
    own[2].code = AGAIN
    other = factories.make_assignment(session, world, world.papers[0], world.judges[1])
    factories.submit_marks(session, world, other, (38, 29, 28))
    essays = [
        Anchor(
            round_id=1, position=i, title=f"样卷{i}", text=f"样卷{i}\n河面结了冰。", marks=MARKS, trial=True
        )
        for i in range(2)
    ]
    session.add_all(essays)
    session.flush()
    for essay in essays:  # the judge has done his trial
        session.add(
            TrialSheet(anchor_id=essay.id, judge_id=world.judges[0].id, marks=MARKS, submitted_at=NOW)
        )
    session.flush()
    return world


def _picture(paper: Paper, position: int, sha256: str, *, allowed: bool) -> Picture:
    return Picture(
        paper_id=paper.id, position=position, after_line=1, sha256=sha256, media_type="image/png", width=40, height=30,
        allowed=allowed,
    )  # fmt: skip


def hide_author(session: Session, world: factories.World) -> None:
    """Another author, unit, phone, file name, time and digest; the anonymous text is the same."""
    for entry in world.entries:
        entry.authors[0].name, entry.authors[0].phone = "乌日娜", "13900007777"
        entry.unit_id, entry.department = world.hospitals[1].id, "蒙医科"
        entry.submitted_at += timedelta(days=3)
        entry.sha256 = entry.sha256[::-1]
        entry.text = entry.text.replace("医生", "护士")
        session.add(
            EntryFile(
                entry_id=entry.id, sha256=entry.sha256, size=4321, filename="乌日娜.docx", format="docx"
            )
        )


def other_sheet(session: Session) -> ScoreSheet:
    return session.query(ScoreSheet).options(selectinload(ScoreSheet.marks)).order_by(ScoreSheet.id).first()  # type: ignore[return-value]


def hide_marks(session: Session, world: factories.World) -> None:
    """The other judge was strict instead of generous, and wrote remarks."""
    sheet = other_sheet(session)
    sheet.comment, sheet.private_note = "空洞", "像是套话"
    for mark in sheet.marks:
        mark.steps = 3


def hide_readings(session: Session, world: factories.World) -> None:
    """A third judge reads two of the papers too, and has read one."""
    for paper in world.papers[:2]:
        third = factories.make_assignment(session, world, paper, world.judges[3])
    factories.submit_marks(session, world, third, (40, 30, 30))


def _own(session: Session, code: str) -> Assignment:
    return session.query(Assignment).filter_by(judge_id=1, code=code).one()


def hide_third(session: Session, world: factories.World) -> None:
    """The judge reads one paper as third reader, another because it is near the line of selection."""
    _own(session, "AAAAA").kind = AssignmentKind.THIRD
    _own(session, "BBBBB").kind = AssignmentKind.BORDERLINE


def hide_repeat(session: Session, world: factories.World) -> None:
    """One of the judge's papers is another once more: as many papers, the same words."""
    world.round.hidden_repeats = 1
    again = _own(session, AGAIN)
    again.paper_id, again.kind = world.papers[0].id, AssignmentKind.REPEAT


def hide_codes(session: Session, world: factories.World) -> None:
    """The papers have other codes, and so do they for the other judge: this one's are his own."""
    world.round.codes_per_judge = True
    for paper, code in zip(world.papers, ("ZZZZ1", "ZZZZ2", "CCCCC", "ZZZZ4"), strict=True):
        paper.code = code
    session.query(Assignment).filter_by(judge_id=world.judges[1].id).update({"code": "YYYYY"})


def hide_anchor(session: Session, world: factories.World) -> None:
    """Every judge reads one of the papers."""
    world.papers[1].common = True


def hide_notes(session: Session, world: factories.World) -> None:
    """The other judge has marked places in the text, keeps phrases, and says that something is wrong with it."""
    other = session.query(Assignment).filter_by(judge_id=world.judges[1].id).order_by(Assignment.id).first()
    assert other is not None
    other.flag, other.revisit = "copied", True
    note = {"start": 0, "end": 5, "quote": "那天凌晨急", "note": "俗套", "changed_at": NOW}
    session.add_all(
        [
            Annotation(assignment_id=other.id, key="k1", shared=True, **note),
            Annotation(assignment_id=other.id, key="k2", **note),
            Phrase(judge_id=other.judge_id, text="立意平平", uses=9, used_at=NOW),
        ]
    )


def hide_trials(session: Session, world: factories.World) -> None:
    """The other judges have done their trial, badly."""
    for judge in world.judges[1:]:
        session.add(
            TrialSheet(anchor_id=1, judge_id=judge.id, marks={"1": 1, "2": 1, "3": 1}, submitted_at=NOW)
        )


def hide_verdict(session: Session, world: factories.World) -> None:
    """The organizer took points off the work for copying."""
    case = add_case(session, world)
    case.verdict, case.penalty_points, case.reason = Verdict.PENALTY, 10, "套用"
    for member in case.members:
        member.affected = True
    world.papers[0].penalty_points = 10


def hide_pictures(session: Session, world: factories.World) -> None:
    """A work has more pictures, which the clerk does not let through."""
    for paper in world.papers[:2]:
        session.add(_picture(paper, 9, "0" * 64, allowed=False))


def hide_results(session: Session, world: factories.World) -> None:
    """Scores, ranks and a selection are there, made another way; nothing of it was released."""
    world.round.score_method = ScoreMethod.MEAN
    kept = {"inputs": pack({"readings": []}), "output": pack({"rows": [], "methods": {"mean": 1}})}
    done = {"round_id": world.round.id, "state": RunState.DONE, "frozen": True, "created_at": NOW, **kept}
    standings = Run(kind="standings", params={"method": "mean"}, **done)
    session.add(standings)
    session.flush()
    choice = Run(kind="selection", params={"standings_run": standings.id}, **done)
    session.add_all([choice, Run(kind="preview", params={"what": "method", "about": None}, **done)])
    session.flush()
    for place, (entry, paper) in enumerate(zip(world.entries, world.papers, strict=True), 1):
        scores = dict.fromkeys(("mean", "adjusted", "low", "high", "strictness", "final"), 90.0 - place)
        session.add(
            Standing(run_id=standings.id, paper_id=paper.id, readings=2, part=1, rank=place, **scores)
        )
        session.add(
            Selection(
                run_id=choice.id, entry_id=entry.id, selected=place == 1, position=place, group_rank=place,
                code="above_line", facts={"score": 90.0 - place, "probability": 0.5},
            )
        )  # fmt: skip


def show_overlaps(session: Session, world: factories.World) -> None:
    """The contest lets judges see that two of their papers are alike; nobody has decided on it yet."""
    world.round.judges_see_overlaps = True
    texts = sample.load().texts
    for entry, paper, key in zip(world.entries, world.papers, ("P01", "A20", "B20", "P01"), strict=True):
        entry.text = f"{entry.title}\n{texts[key]}"
        paper.text = entry.text.replace("医生", "▇▇")
    add_case(session, world)


def add_case(session: Session, world: factories.World) -> SimilarityCase:
    run = Run(round_id=world.round.id, kind="similarity", created_at=factories.OPENED)
    session.add(run)
    session.flush()
    case = SimilarityCase(
        round_id=world.round.id, run_id=run.id, number=1, members_key="1-2", kind="copy", score=300.0
    )
    case.members = [CaseMember(entry_id=e.id) for e in world.entries[:2]]
    one, other = world.entries[:2]
    place = {"a_start": 10, "a_end": 300, "b_start": 10, "b_end": 300, "reason": "copied"}
    case.passages = [Passage(a_entry_id=one.id, b_entry_id=other.id, **place)]
    session.add(case)
    session.flush()
    return case


def hide_ruling(session: Session, world: factories.World) -> None:
    """Who came first, how much is shared, what was decided, asked, said and answered."""
    case = session.query(SimilarityCase).options(selectinload(SimilarityCase.members)).one()
    case.kind, case.score = "ring", 999.0
    case.verdict, case.penalty_points, case.reason, case.told = Verdict.PENALTY, 10, "套用", "未注明出处"
    for member in case.members:
        member.affected = member.likely_source = True
        member.raw = member.net = member.largest = 0.9
        member.official, member.signs = [[0, 40, "formula"]], [["zero_width", 3, [[2, 3]]]]
        heard = {
            "asked_at": NOW,
            "replied_at": NOW,
            "reply": "确系原创",
            "appealed_at": NOW,
            "appeal": "不服",
        }
        session.add(CaseHearing(member_id=member.id, **heard))
    world.papers[0].penalty_points = 10


FACTS: tuple[Hide, ...] = (
    hide_author, hide_marks, hide_readings, hide_third, hide_repeat, hide_codes, hide_anchor, hide_notes, hide_trials,
    hide_verdict, hide_pictures, hide_results,
)  # fmt: skip
# where a contest shows its judges which anonymous texts are alike; a paper given twice is alike by itself
FACTS_SHOWN: tuple[Hide, ...] = (hide_author, hide_marks, hide_readings, hide_codes, hide_ruling)
