"""What every step of the demo needs: look at a round, move it on, do a computation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from reviewapp import runs, worker
from reviewapp.config import Settings
from reviewapp.contests import actions as contests
from reviewapp.contests.stages import ORDER
from reviewapp.db import Database
from reviewapp.demo import people, queries
from reviewapp.errors import DomainError
from reviewapp.models.contest import Round, Stage
from reviewapp.models.result import Run, RunState
from reviewapp.words import Sentence, say

Progress = Callable[[int, int], None]
Reporter = Callable[[str], Progress]  # names a step, returns its progress callable


class Director:
    """The rounds of the demo and the means to act on them."""

    first: int  # ids of the two rounds
    second: int

    def __init__(self, settings: Settings, database: Database, report: Reporter) -> None:
        self.settings, self.database, self.report = settings, database, report

    def round(self, session: Session, round_id: int) -> Round:
        return queries.round_with_contest(session, round_id)

    def stage(self, round_id: int) -> Stage:
        with self.database.session() as session:
            return session.get_one(Round, round_id).stage

    def move(self, round_id: int, to: Stage, now: datetime) -> None:
        """One step on, if the round stands just before `to`."""
        if ORDER.index(self.stage(round_id)) == ORDER.index(to) - 1:
            with self.database.transaction() as session:
                organizer = people.actor_of(session, "organizer")
                contests.move_stage(session, organizer, self.round(session, round_id), to, now=now)

    def compute(
        self, round_id: int, request: Callable[..., Run], login: str, now: datetime, progress: Progress
    ) -> int:
        """Request a run as `login` and do it here; raises DomainError with its sentence when it fails."""
        with self.database.transaction() as session:
            run = request(session, people.actor_of(session, login), self.round(session, round_id), now=now)
            kind, run_id = run.kind, run.id
        state = runs.perform(self.database, worker.task_for(kind), run_id, on_progress=progress)
        if state != RunState.DONE:
            with self.database.session() as session:
                error = session.get_one(Run, run_id).error
            why = Sentence.from_json(error) if error else say("运算没有完成。")
            raise DomainError(say("演示步骤没有完成：%(error)s", error=why))
        return run_id
