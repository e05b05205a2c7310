"""Reading candidates and decisions; organizer only."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload, undefer

from reviewapp.models.contest import Category, Recommender, Round, ScoreMethod
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.paper import Paper
from reviewapp.models.people import Unit
from reviewapp.models.result import (
    ListState,
    Quota,
    Recommendation,
    Run,
    Selection,
    Standing,
)
from reviewapp.models.rubric import Criterion
from reviewapp.models.similarity import CaseMember, SimilarityCase, Verdict
from reviewapp.runs import Json, digest, settled, unpack
from reviewapp.selection.field import Place, entrant, scored
from reviewapp.similarity import effects
from reviewapp.submissions.rows import author_names


@dataclass(frozen=True, slots=True)
class WorkRow:
    """An entry with where it comes from."""

    entry: Entry
    recommender: Recommender
    unit_name: str
    code: str | None

    @property
    def authors(self) -> str:
        return author_names(self.entry)


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decided entry as the selection page shows it."""

    selection: Selection
    entry: Entry
    recommender: Recommender
    unit_name: str
    code: str | None
    standing: Standing | None

    @property
    def authors(self) -> str:
        return author_names(self.entry)


CERTAIN, OUT = 0.9, 0.1  # share of draws from which an entry is as good as in, up to which as good as out


@dataclass(frozen=True, slots=True)
class Firmness:
    """Entries of one recommender that are as good as in, borderline, as good as out; the first and last rank of
    those that cannot be told apart, None where all can."""

    certain: int
    borderline: int
    out: int
    first: int | None
    last: int | None


def entries(session: Session, round_id: int) -> list[tuple[Entry, Paper | None]]:
    """Every entry of the round with its paper, withdrawn ones too: each gets its reason."""
    rows = session.execute(
        select(Entry, Paper)
        .join(Paper, Paper.id == Entry.paper_id, isouter=True)
        .options(selectinload(Entry.authors))
        .where(Entry.round_id == round_id)
        .order_by(Entry.number)
    )
    return [(entry, paper) for entry, paper in rows]


def field(session: Session, round_: Round) -> Json:
    """All a selection depends on beside the scores, as plain values: every entry with its paper, or why it is
    out; the recommenders with their categories; how ties are broken; the quotas."""
    cases = disqualifying_cases(session, round_.id)
    bodies = recommenders(session, round_.contest_id)
    names = criterion_names(session, round_.tie_break)
    return {
        "entries": [entrant(e, paper, cases.get(e.id)) for e, paper in entries(session, round_.id)],
        "recommenders": [{"id": r.id, "name": r.name, "category": c.id} for r, c in bodies],
        "categories": {str(c.id): c.name for _r, c in bodies},
        "criteria": names,
        "tie_steps": [*(str(c) for c in round_.tie_break if str(c) in names), "fewer_deductions"],
        "quotas": [as_json(q) for q in quotas(session, round_.id)],
    }


def as_json(quota: Quota) -> Json:
    """A quota as a selection's inputs hold it."""
    names = ("scope", "minimum", "maximum", "hard", "priority", "reserves", "genre", "percent")
    return {"category": quota.category_id} | {name: getattr(quota, name) for name in names}


def inputs(session: Session, round_: Round, standings_run_id: int) -> Json:
    """All a selection from these standings depends on, as plain values; with the marks behind the scores, from
    which the chances are drawn."""
    columns = [getattr(Standing, method.value) for method in ScoreMethod]
    rows = session.execute(
        select(Standing.paper_id, Standing.final, Standing.facts, *columns).where(
            Standing.run_id == standings_run_id
        )
    )
    places = {
        paper: Place.of(final, facts, dict(zip(ScoreMethod, scores, strict=True)))
        for paper, final, facts, *scores in rows
    }
    standings = session.get_one(Run, standings_run_id, options=[undefer(Run.inputs)])
    found = {"method": standings.params["method"], "seed": standings.seed, "inputs": unpack(standings.inputs)}
    return scored(field(session, round_), places) | {"standings": found}


def criterion_names(session: Session, ids: Sequence[int]) -> dict[str, str]:
    """Names of the criteria that break ties, by id as text."""
    rows = session.execute(select(Criterion.id, Criterion.name).where(Criterion.id.in_(ids)))
    return {str(i): name for i, name in rows}


def is_current(session: Session, round_: Round, run: Run) -> bool:
    """Whether a new selection from the same standings would start from the same inputs and seed."""
    fresh = inputs(session, round_, run.params["standings_run"])
    return run.seed == round_.seed and run.input_digest == digest(fresh)


def disqualifying_cases(session: Session, round_id: int) -> dict[int, int]:
    """Entry id → number of the similarity case that disqualifies it; not one that a later verdict replaced."""
    rows = session.execute(
        select(CaseMember.entry_id, SimilarityCase.number)
        .join(SimilarityCase, SimilarityCase.id == CaseMember.case_id)
        .where(
            SimilarityCase.round_id == round_id,
            SimilarityCase.verdict == Verdict.DISQUALIFIED,
            CaseMember.affected.is_(True),
            ~effects.replaced(),
        )
        .order_by(SimilarityCase.number.desc())
    )
    return {entry_id: number for entry_id, number in rows}


def open_cases(session: Session, round_id: int) -> int:
    """Similarity cases nobody has decided yet."""
    query = select(SimilarityCase.id).where(
        SimilarityCase.round_id == round_id,
        SimilarityCase.verdict == Verdict.OPEN,
        SimilarityCase.superseded.is_(False),
    )
    return len(session.scalars(query).all())


def quotas(session: Session, round_id: int) -> Sequence[Quota]:
    return session.scalars(select(Quota).where(Quota.round_id == round_id).order_by(Quota.id)).all()


def genre_quotas(session: Session, round_id: int) -> Sequence[Quota]:
    """Places of genres."""
    query = select(Quota).where(Quota.round_id == round_id, Quota.genre != "").order_by(Quota.id)
    return session.scalars(query).all()


def genres(session: Session, round_id: int) -> dict[str, int]:
    """Works of every genre that were not withdrawn, the commonest first; works without one are left out."""
    count = func.count(Entry.id)
    rows = session.execute(
        select(Entry.genre, count)
        .where(Entry.round_id == round_id, Entry.genre != "", Entry.state != EntryState.WITHDRAWN)
        .group_by(Entry.genre)
        .order_by(count.desc(), Entry.genre)
    )
    return {genre: number for genre, number in rows}


def recommenders(session: Session, contest_id: int) -> Sequence[tuple[Recommender, Category]]:
    rows = session.execute(
        select(Recommender, Category)
        .join(Category, Category.id == Recommender.category_id)
        .where(Recommender.contest_id == contest_id)
        .order_by(Recommender.position, Recommender.id)
    )
    return [(r, c) for r, c in rows]


def confirmed_run(session: Session, round_id: int) -> Run | None:
    """The confirmed run: the list and the publication build on it."""
    return settled(session, round_id, "selection")


def selected_counts(session: Session, round_id: int) -> dict[int, int]:
    """Run id → how many works it selected."""
    rows = session.execute(
        select(Selection.run_id, func.count(Selection.id))
        .join(Run, Run.id == Selection.run_id)
        .where(Run.round_id == round_id, Selection.selected.is_(True))
        .group_by(Selection.run_id)
    )
    return {run_id: count for run_id, count in rows}


def selected_entries(session: Session, run_id: int) -> set[int]:
    """Entry ids a run selected."""
    return set(
        session.scalars(
            select(Selection.entry_id).where(Selection.run_id == run_id, Selection.selected.is_(True))
        )
    )


def submitted_list(session: Session, round_id: int) -> Recommendation | None:
    """A recommendation list that was sent up: it holds the confirmed selection in place."""
    return session.scalar(
        select(Recommendation)
        .where(Recommendation.round_id == round_id, Recommendation.state == ListState.SUBMITTED)
        .limit(1)
    )


def decisions(session: Session, run: Run, only: Sequence[int] | None = None) -> list[DecisionRow]:
    """Decisions of a run, recommender by recommender, best first; `only`: ids of recommenders."""
    return _decision_rows(session, run, [] if only is None else [Entry.recommender_id.in_(only)])


def decisions_near_line(session: Session, run: Run, last: Mapping[int, int]) -> list[DecisionRow]:
    """Decisions of some recommenders down to a rank in each, and all without a rank; `last`: id → rank."""
    near = [(Entry.recommender_id == body) & (Selection.group_rank <= rank) for body, rank in last.items()]
    unranked = Entry.recommender_id.in_(last) & Selection.group_rank.is_(None)
    return _decision_rows(session, run, [or_(*near, unranked)])


def decisions_of_entries(session: Session, run: Run, entry_ids: Collection[int]) -> list[DecisionRow]:
    """The decisions of a run on some entries."""
    return _decision_rows(session, run, [Entry.id.in_(entry_ids)])


def decisions_page(
    session: Session, run: Run, body: int | None, *, sort: str, offset: int, limit: int
) -> list[DecisionRow]:
    """Decisions of all recommenders or one, in any order; entries that take no part come last."""
    column = SORTS.get(sort.removeprefix("-"), Selection.position)
    way = column.desc() if sort.startswith("-") else column.asc()
    order = (Selection.position.is_(None), column.is_(None), way, Entry.number)
    wanted = [] if body is None else [Entry.recommender_id == body]
    return _decision_rows(session, run, wanted, order, offset, limit)


def decision_count(session: Session, run_id: int, body: int | None) -> int:
    query = select(func.count(Selection.id)).where(Selection.run_id == run_id)
    if body is not None:
        query = query.join(Entry, Entry.id == Selection.entry_id).where(Entry.recommender_id == body)
    return session.scalar(query) or 0


def decision_of_number(session: Session, run: Run, number: int) -> DecisionRow | None:
    """The decision on the entry with this receipt number."""
    return next(iter(_decision_rows(session, run, [Entry.number == number])), None)


def entry_count(session: Session, round_id: int) -> int:
    return session.scalar(select(func.count(Entry.id)).where(Entry.round_id == round_id)) or 0


def works(session: Session, entry_ids: Collection[int]) -> list[WorkRow]:
    """Entries with where they come from."""
    rows = session.execute(
        select(Entry, Recommender, Unit.name, Paper.code)
        .join(Recommender, Recommender.id == Entry.recommender_id)
        .join(Unit, Unit.id == Entry.unit_id)
        .join(Paper, Paper.id == Entry.paper_id, isouter=True)
        .where(Entry.id.in_(entry_ids))
        .options(selectinload(Entry.authors))
    )
    return [WorkRow(*row) for row in rows]


def firmness(session: Session, run_id: int) -> dict[int, Firmness]:
    """Recommender id → how firmly its entries stand inside or outside."""
    share = Selection.facts["probability"].as_float()
    edge = (share > OUT) & (share < CERTAIN)
    rows = session.execute(
        select(
            Entry.recommender_id,
            func.sum(case((share >= CERTAIN, 1), else_=0)),
            func.sum(case((edge, 1), else_=0)),
            func.sum(case((share <= OUT, 1), else_=0)),
            func.min(case((edge, Selection.group_rank))),
            func.max(case((edge, Selection.group_rank))),
        )
        .join(Entry, Entry.id == Selection.entry_id)
        .where(Selection.run_id == run_id, Selection.position.is_not(None))
        .group_by(Entry.recommender_id)
    )
    return {body: Firmness(*numbers) for body, *numbers in rows}


SORTS: dict[str, InstrumentedAttribute[Any]] = {
    "position": Selection.position,
    "rank": Selection.group_rank,
    "number": Entry.number,
    "mean": Standing.mean,
    "adjusted": Standing.adjusted,
    "final": Standing.final,
}


def _decision_rows(
    session: Session,
    run: Run,
    wanted: Sequence[ColumnElement[bool]],
    order: Sequence[Any] = (),
    offset: int = 0,
    limit: int | None = None,
) -> list[DecisionRow]:
    standings_run = run.params.get("standings_run", 0)
    by_body = (Recommender.position, Recommender.id, Selection.group_rank.is_(None), Selection.group_rank)
    rows = session.execute(
        select(Selection, Entry, Recommender, Unit.name, Paper.code, Standing)
        .join(Entry, Entry.id == Selection.entry_id)
        .join(Recommender, Recommender.id == Entry.recommender_id)
        .join(Unit, Unit.id == Entry.unit_id)
        .join(Paper, Paper.id == Entry.paper_id, isouter=True)
        .join(Standing, (Standing.paper_id == Paper.id) & (Standing.run_id == standings_run), isouter=True)
        .where(Selection.run_id == run.id, *wanted)
        .options(selectinload(Entry.authors))
        .order_by(*(order or (*by_body, Entry.number)))
        .offset(offset)
        .limit(limit)
    )
    return [DecisionRow(*row) for row in rows]
