"""The steps of the demo, in the order of work.  Each looks first whether it is done."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

import sample
from reviewapp import runs, worker
from reviewapp.access import Actor
from reviewapp.assignment import actions as assignment
from reviewapp.assignment import queries as assignment_queries
from reviewapp.config import Settings
from reviewapp.contests import marking, presets, structure
from reviewapp.db import Database
from reviewapp.demo import anchors, panel, people, queries, verdicts
from reviewapp.demo.director import Director, Reporter
from reviewapp.models.contest import Round, Stage
from reviewapp.models.entry import EntryState
from reviewapp.models.publication import PublicationKind
from reviewapp.models.result import Run
from reviewapp.publication import actions as publication
from reviewapp.publication.snapshot import last_working_day
from reviewapp.quality import actions as quality
from reviewapp.recommendation import actions as recommendation
from reviewapp.recommendation import queries as recommendation_queries
from reviewapp.rehearsal import actions as rehearsal
from reviewapp.rehearsal import queries as rehearsal_queries
from reviewapp.selection import actions as selection
from reviewapp.similarity import actions as similarity
from reviewapp.similarity import rewording
from reviewapp.standings import actions as standings
from reviewapp.submissions import actions as submissions
from reviewapp.submissions.intake import Upload, read_upload
from sample import packages

SLUG = "sample"
SECOND_TITLE = "择优复评"
REHEARSALS = 5  # few: the visitor waits
SECOND_TOTAL = 20  # works the second round may send to the nation


def day(month: int, day: int, hour: int = 10) -> datetime:
    """A working moment of the first round, Beijing time."""
    return datetime(2026, month, day, hour - 8, tzinfo=UTC)


class Demo(Director):
    """One run of the demo over a database."""

    def __init__(self, settings: Settings, database: Database, report: Reporter) -> None:
        super().__init__(settings, database, report)
        self.sample = sample.load()
        self.preset = presets.with_texts(self.sample.preset, presets.FOLDERS["sample"])
        self.quality = {
            hashlib.sha256(e.file.read_bytes()).hexdigest(): e.quality for e in self.sample.entries
        }

    def run(self) -> None:
        """All steps; those that are done cost a look."""
        self.set_up()
        self.take_in()
        self.seal(self.first, day(7, 2))
        self.compare(self.first, day(7, 6))
        self.decide()
        self.rehearse()
        self.assign(self.first, day(7, 11))
        self.judge(self.first, day(7, 20), leave={})
        self.measure_judges()
        self.aggregate()
        self.select_and_recommend()
        self.publish()
        self.second_round()

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    # set-up and intake

    def set_up(self) -> None:
        progress = self.report("建立征文活动和账号")
        with self.database.session() as session:
            rounds = queries.rounds_of(session, SLUG)
        if len(rounds) == 2:
            self.first, self.second = rounds
            progress(1, 1)
            return
        with self.database.transaction() as session:
            built = presets.create_from(session, Actor.system(), self.preset, now=day(5, 22))
            people.make_accounts(session, self.preset, built, cost=self.settings.argon2_cost, now=day(5, 22))
            first = session.get_one(Round, built.round_id)
            second = self._add_second_round(session, first)
            self.first, self.second = first.id, second.id
        progress(1, 1)

    def _add_second_round(self, session: Session, first: Round) -> Round:
        organizer = people.actor_of(session, "organizer")
        second = structure.add_next_round(session, organizer, first, SECOND_TITLE, now=self.now)
        second.readings = 2
        places = marking.QuotaDraft("total", None, 0, SECOND_TOTAL, hard=True)
        marking.set_quotas(session, organizer, second, (places,), now=self.now)
        return second

    def take_in(self) -> None:
        progress = self.report("收件（上传汇总表和作品）")
        self.move(self.first, Stage.SUBMISSION, day(5, 23))
        bodies = self.sample.recommenders
        if self.stage(self.first) == Stage.SUBMISSION:
            for done, body in enumerate(bodies):
                progress(done, len(bodies))
                self._take_package(body, day(6, 8) + done * timedelta(hours=26))
        progress(len(bodies), len(bodies))

    def _take_package(self, body: sample.SampleRecommender, now: datetime) -> None:
        upload = Upload(packages.package_name(body), packages.package(body.key))
        with self.database.session() as session:
            if queries.has_entries(session, self.first, body.name):
                return
        reading = read_upload([upload], {})
        with self.database.transaction() as session:
            round_ = self.round(session, self.first)
            recommender = queries.recommender_of(session, round_.contest_id, body.name)
            login = next(
                (
                    u["login"]
                    for u in self.preset["demo"]["users"]
                    if (u["scope"] or {}).get("recommender") == body.key
                ),
                "organizer",
            )
            submissions.import_batch(
                session, people.actor_of(session, login), round_, recommender, reading, upload,
                folder=self.settings.uploads, now=now,
            )  # fmt: skip

    # anonymity and similarity

    def seal(self, round_id: int, now: datetime) -> None:
        progress = self.report("查找身份信息，生成匿名稿")
        self.move(round_id, Stage.SEALING, now)
        if self._waiting(round_id, EntryState.RECEIVED):
            self.compute(round_id, submissions.request_sealing, "clerk", now, progress)
        if self._waiting(round_id, EntryState.PROPOSED):
            with self.database.transaction() as session:
                clerk, round_ = people.actor_of(session, "clerk"), self.round(session, round_id)
                reason = "（演示）编号员按系统建议统一确认"
                submissions.confirm_proposed(
                    session, clerk, round_, reason=reason, now=now + timedelta(days=2)
                )
        progress(1, 1)

    def _waiting(self, round_id: int, state: EntryState) -> int:
        with self.database.session() as session:
            return queries.count_entries(session, round_id, state)

    def compare(self, round_id: int, now: datetime) -> None:
        progress = self.report("文字比对（查重）")
        if self.stage(round_id) == Stage.SEALING and not self._scanned(round_id):
            self.compute(round_id, similarity.request_scan, "organizer", now, progress)
            self.compute(round_id, rewording.request_rewording, "organizer", now, progress)
        progress(1, 1)

    def decide(self) -> None:
        """The organizer's verdicts on the first round; in the second they are left to the visitor."""
        if self.stage(self.first) == Stage.SEALING:
            with self.database.transaction() as session:
                organizer = people.actor_of(session, "organizer")
                verdicts.decide(
                    session, organizer, self.round(session, self.first), self.sample, now=day(7, 9)
                )

    def _scanned(self, round_id: int) -> bool:
        return self._computed(round_id, "similarity")

    def _computed(self, round_id: int, kind: str) -> bool:
        with self.database.session() as session:
            return queries.finished_runs(session, round_id, kind) > 0

    # assignment and judging

    def rehearse(self) -> None:
        progress = self.report("预演：按现在的设置模拟评审")
        if not self._computed(self.first, "rehearsal"):
            self.compute(self.first, self._request_rehearsal, "organizer", day(7, 10), progress)
        progress(1, 1)

    @staticmethod
    def _request_rehearsal(session: Session, actor: Actor, round_: Round, *, now: datetime) -> Run:
        judges = rehearsal_queries.judges(session, round_)
        draft = rehearsal.RehearsalDraft(None, len(judges), round_.readings, runs=REHEARSALS)
        return rehearsal.request_rehearsal(session, actor, round_, draft, now=now)

    def assign(self, round_id: int, now: datetime) -> None:
        progress = self.report("分配评委")
        if self.stage(round_id) == Stage.SEALING:
            self.compute(round_id, assignment.request_plan, "organizer", now, progress)
            with self.database.transaction() as session:
                plan = assignment_queries.draft_plans(session, round_id)[-1]
                organizer = people.actor_of(session, "organizer")
                assignment.apply_plan(session, organizer, self.round(session, round_id), plan, now=now)
        self.move(round_id, Stage.JUDGING, now + timedelta(days=2))
        progress(1, 1)

    def judge(self, round_id: int, now: datetime, leave: dict[int, int]) -> None:
        """The panel fills the sheets; discrepancies bring third readings, and those are filled too."""
        progress = self.report("模拟评委打分（种子固定，已标明）")
        seed = self.preset["review"]["simulation_seed"]
        while self.stage(round_id) == Stage.JUDGING:
            filled = panel.mark_open_sheets(
                self.database, round_id, self.quality, seed, leave=leave, now=now, progress=progress
            )
            self._adjudicate(round_id)
            if filled == 0:
                break
        progress(1, 1)

    def _adjudicate(self, round_id: int) -> None:
        with self.database.session() as session:
            queued = runs.queued(session, round_id)
        for run_id in queued:
            runs.perform(self.database, worker.task_for("adjudication"), run_id)

    # results

    def measure_judges(self) -> None:
        progress = self.report("看各位评委的宽严、稳定和一致")
        if not self._computed(self.first, "quality"):
            self.compute(self.first, quality.request_quality, "organizer", day(8, 5), progress)
        progress(1, 1)

    def aggregate(self) -> None:
        progress = self.report("合分")
        if self.stage(self.first) == Stage.JUDGING:
            run_id = self.compute(self.first, standings.request_standings, "organizer", day(8, 6), progress)
            with self.database.transaction() as session:
                run = session.get_one(Run, run_id)
                organizer = people.actor_of(session, "organizer")
                standings.freeze_standings(
                    session, organizer, self.round(session, self.first), run, now=day(8, 6)
                )
        progress(1, 1)

    def select_and_recommend(self) -> None:
        progress = self.report("按名额遴选，提交推荐名单")
        self.move(self.first, Stage.SELECTION, day(8, 10))
        if self.stage(self.first) == Stage.SELECTION:
            run_id = self.compute(self.first, selection.request_selection, "organizer", day(8, 11), progress)
            with self.database.transaction() as session:
                organizer, round_ = people.actor_of(session, "organizer"), self.round(session, self.first)
                selection.confirm_selection(
                    session, organizer, round_, session.get_one(Run, run_id), now=day(8, 12)
                )
                recommendation.draft_list(session, organizer, round_, now=day(8, 13))
                listed = recommendation_queries.current_list(session, round_.id)
                assert listed is not None
                recommendation.submit_list(session, organizer, round_, listed, now=day(8, 14))
        progress(1, 1)

    def publish(self) -> None:
        progress = self.report("公示，并向单位公布结果")
        if self.stage(self.first) == Stage.SELECTION and self._list_is_submitted():
            self.move(self.first, Stage.PUBLICATION, day(8, 17))
            until = last_working_day(self.now.date(), self.preset["publication_days"]["count"])
            with self.database.transaction() as session:
                organizer, round_ = people.actor_of(session, "organizer"), self.round(session, self.first)
                draft = publication.NoticeDraft(
                    PublicationKind.NOTICE,
                    f"关于{round_.contest.theme or round_.contest.title}主题征文入选作品的公示",
                    "经单位推荐、匿名评审和按名额遴选，现将入选作品予以公示。名单按推荐单位排列，不分先后。",
                    "对公示内容有异议的，请在公示期内以书面形式实名提出：个人署真实姓名和联系方式，单位加盖公章。",
                    datetime(until.year, until.month, until.day, 15, 59, tzinfo=UTC),
                )
                publication.publish_notice(session, organizer, round_, draft, now=self.now)
                publication.release_results(session, organizer, round_, now=self.now)
        progress(1, 1)

    def _list_is_submitted(self) -> bool:
        with self.database.session() as session:
            return queries.list_is_submitted(session, self.first)

    def second_round(self) -> None:
        """The recommended works, sealed anew under other codes; some sheets left for three judges."""
        self.move(self.second, Stage.SUBMISSION, self.now)
        self.seal(self.second, self.now)
        self.compare(self.second, self.now)
        self.assign(self.second, self.now)
        if not self._submitted(self.second):
            self.judge(self.second, self.now, leave=self._left_by_hand())
            names = {c["key"]: c["name"] for c in self.preset["rubric"]["criteria"]}
            with self.database.transaction() as session:
                round_ = self.round(session, self.second)
                anchors.add_anchors(session, round_, sample.anchors(), names, now=self.now)

    def _left_by_hand(self) -> dict[int, int]:
        given = self.preset["demo"]["judges_by_hand"]
        with self.database.session() as session:
            actors = [people.actor_of(session, login) for login in given["logins"]]
            return {judge: given["sheets_left"] for a in actors for _contest, judge in a.judge_ids}

    def _submitted(self, round_id: int) -> bool:
        with self.database.session() as session:
            return queries.any_submitted(session, round_id)
