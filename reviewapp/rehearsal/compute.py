"""The rehearsal run: the set-up of a round and some assumptions → what would come of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session, joinedload

from reviewapp.access import Actor
from reviewapp.assignment.sentences import blocker_sentence
from reviewapp.contests import queries as contest_queries
from reviewapp.contests.queries import RecommenderRow
from reviewapp.errors import Invalid
from reviewapp.models.contest import Round
from reviewapp.models.judging import Judge
from reviewapp.models.result import Quota as QuotaRow
from reviewapp.models.result import Run
from reviewapp.models.rubric import Rubric, RubricMode
from reviewapp.rehearsal import actions, queries
from reviewapp.runs import Json, Progress, Task
from reviewapp.selection.compute import of_genre
from reviewapp.selection.queries import as_json
from reviewapp.words import say

if TYPE_CHECKING:
    from scoring.rehearsal.rehearse import Outcome, Share
    from scoring.rehearsal.setup import Setup

PANELS = ("typical", "trained", "mixed")  # names in capitals of the worlds in scoring.simulate
USUAL_MAXIMA, USUAL_STEP = ["40", "30", "30"], "1/2"  # before there is a rubric
OWNERS = ("unit", "author")
OF_WORKS = (*OWNERS, "genre")  # what is known of a work that came in
EACH = "*"  # every body of a scope (scoring.selection.problem)
FINEST = "1/100"  # of a weighted criterion, whose points are no whole steps


def load(session: Session, run: Run) -> Json:
    """The set-up as plain values; a judge added to those enrolled is barred from nothing."""
    round_ = session.get_one(Round, run.round_id)
    bodies = contest_queries.recommender_rows(session, round_)
    enrolled = queries.judges(session, round_)[: run.params["judges"]]
    barred = _barred(bodies, enrolled, queries.declared(session, round_.id), round_.region_conflict)
    added = run.params["judges"] - len(enrolled)
    papers = run.params["papers"]
    counts = {b.recommender.id: b.received if papers is None else papers for b in bodies}
    rows = queries.quotas(session, round_.id)
    return {
        **run.params,
        "groups": [
            {
                "id": str(b.recommender.id),
                "name": b.recommender.name,
                "category": str(b.recommender.category_id),
                "papers": counts[b.recommender.id],
            }
            for b in bodies
        ],
        "barred": barred,
        "aliases": [j.alias for j in enrolled],
        "load_max": [j.load_max for j in enrolled] + [None] * added,
        "quotas": list(_quotas(rows, bodies, counts)),
        "genre_quotas": [as_json(row) for row in rows if row.genre],
        "bodies": _known_of_works(session, round_, bodies, run.params),
        **_scale(queries.rubric(session, round_)),
    }


def _barred(
    bodies: Sequence[RecommenderRow], judges: Sequence[Judge], declared: set[tuple[int, int]], region: bool
) -> list[list[int]]:
    """[position of the body, position of the judge] of those who may not read its works."""
    return [
        [g, j]
        for g, body in enumerate(bodies)
        for j, judge in enumerate(judges)
        if judge.home_unit_id == body.recommender.unit_id
        or (judge.id, body.recommender.unit_id) in declared
        or (region and judge.home_region_id is not None and judge.home_region_id == body.unit.region_id)
    ]


def _quotas(
    rows: Iterable[QuotaRow], bodies: Sequence[RecommenderRow], counts: Mapping[int, int]
) -> Iterable[Json]:
    """A quota on the recommending bodies of a category is one for each of them; those of genres are apart.

    counts: works of each body, of which a quota may be a percentage.
    """
    for row in rows:
        if row.genre:
            continue
        mine = [b.recommender for b in bodies if row.category_id in (None, b.recommender.category_id)]
        if row.scope in OWNERS:
            yield {"scope": row.scope, "key": EACH, **_limits(row, 0)}
        elif row.scope == "recommender":
            for body in mine:
                yield {"scope": "group", "key": str(body.id), **_limits(row, counts[body.id])}
        else:
            sent = sum(counts[body.id] for body in mine)
            key = "" if row.scope == "total" else str(row.category_id)
            yield {"scope": row.scope, "key": key, **_limits(row, sent)}


def _limits(row: QuotaRow, works: int) -> Json:
    """A quota's places, of so many works where it is a percentage."""
    from scoring.selection.allotment import bounds_of_percent

    places = row.minimum, row.maximum
    least, most = bounds_of_percent(*places, works) if row.percent else places
    return {"minimum": least, "maximum": most, "hard": row.hard, "priority": row.priority}


def _known_of_works(session: Session, round_: Round, bodies: Sequence[RecommenderRow], params: Json) -> Json:
    """Unit, author and genre of every work, body by body: of the works that came in; of assumed works nothing but
    their units, if those are assumed too, and then no authors."""
    found: Json = {}
    counts = [b.received if params["papers"] is None else params["papers"] for b in bodies]
    if params["papers"] is None:
        known = queries.owners(session, round_)
        works = [work for b in bodies for work in known.get(b.recommender.id, [])]
        found = {scope: [work[scope] for work in works] for scope in OF_WORKS}
    if params["units"] is not None:
        found.pop("author", None)
        found["unit"] = [f"{b}-{i % params['units']}" for b, count in enumerate(counts) for i in range(count)]
    return found


def _scale(rubric: Rubric | None) -> Json:
    """Full marks of the criteria, in points of the total, least marks where any is above 0, and the step of a mark."""
    if rubric is None or not rubric.criteria:
        return {"maxima": USUAL_MAXIMA, "step": USUAL_STEP}
    if rubric.mode == RubricMode.PERCENT:
        counted = [c for c in rubric.criteria if c.weight]
        maxima = [Fraction(c.weight * rubric.full_marks, 100) for c in counted]
        step = FINEST
    else:
        counted, step = rubric.criteria, f"1/{rubric.steps_per_point}"
        maxima = [Fraction(c.maximum) for c in counted]
    found: Json = {"maxima": [str(share) for share in maxima], "step": step}
    least = [share * Fraction(str(c.minimum)) / c.maximum for share, c in zip(maxima, counted, strict=True)]
    return found | {"minima": [str(mark) for mark in least]} if any(least) else found


def calculate(inputs: Json, params: Json, seed: int, progress: Progress) -> Json:
    """The outcomes of the usual scenarios.  Raises Invalid when the quotas cannot be kept."""
    from scoring.errors import Infeasible
    from scoring.rehearsal.rehearse import rehearse
    from scoring.rehearsal.setup import usual_scenarios

    setup = _setup(inputs)
    scenarios = usual_scenarios(setup, inputs["more_judges"])
    try:
        found = rehearse(setup, scenarios, seed=seed, runs=inputs["runs"], progress=progress)
    except Infeasible as error:
        raise Invalid(say("现有作品数达不到必须满足的最低名额。请核对名额，或改填作品数。")) from error
    sampled = found.setup is not setup
    names = {g["id"]: g["name"] for g in inputs["groups"]}
    return {
        "outcomes": [_outcome(o, inputs, sampled) for o in found.outcomes],
        "groups": [
            {"name": names[group], "papers": papers, "places": _round(places)}
            for group, papers, places in zip(
                found.setup.groups, found.setup.papers, found.places, strict=True
            )
        ],
        "papers": sum(setup.papers),
        "simulated": sum(found.setup.papers),
        "judges": setup.judges,
        "sampled": sampled,
        "runs": inputs["runs"],
        "left_out": _left_out(inputs),
    }


def _left_out(inputs: Json) -> list[str]:
    """Kinds of quotas about which nothing is known of the works."""
    wanted = {q["scope"] for q in inputs["quotas"] if q["scope"] in OWNERS}
    wanted |= {"genre"} if inputs.get("genre_quotas") else set()
    return sorted(wanted - inputs["bodies"].keys())


def _setup(inputs: Json) -> Setup:
    from scoring import simulate
    from scoring.rehearsal.setup import Setup
    from scoring.selection.problem import Quota

    total = sum(g["papers"] for g in inputs["groups"])
    return Setup(
        groups=tuple(g["id"] for g in inputs["groups"]),
        papers=tuple(g["papers"] for g in inputs["groups"]),
        categories=tuple(g["category"] for g in inputs["groups"]),
        barred=frozenset((g, j) for g, j in inputs["barred"]),
        load_min=(0,) * len(inputs["load_max"]),
        load_max=tuple(total if most is None else most for most in inputs["load_max"]),
        readings=inputs["readings"],
        maxima=tuple(Fraction(m) for m in inputs["maxima"]),
        minima=tuple(Fraction(m) for m in inputs.get("minima", ())),
        step=Fraction(inputs["step"]),
        quotas=(*(Quota(**q) for q in inputs["quotas"]), *map(of_genre, inputs.get("genre_quotas", ()))),
        bodies={scope: tuple(keys) for scope, keys in inputs["bodies"].items()},
        method=inputs["method"],
        drop_outs=inputs["drop_outs"] / 100,
        pace=inputs["pace"],
        world=getattr(simulate, inputs["panel"].upper()),
    )


def _outcome(outcome: Outcome, inputs: Json, sampled: bool) -> Json:
    scenario, papers = outcome.scenario, sum(g["papers"] for g in inputs["groups"])
    aliases = () if sampled else inputs["aliases"]
    return {
        "readings": scenario.readings,
        "more_judges": scenario.more_judges,
        "borderline": scenario.borderline,
        "total": papers * scenario.readings + round(papers * scenario.borderline),
        "right": _share(outcome.right),
        "gain": _share(outcome.gain),
        "loss": _share(outcome.loss),
        "by_group": [_share(share) for share in outcome.by_group],
        "load": outcome.load,
        "days": outcome.days,
        "days_late": outcome.days_late,
        "failed": _round(outcome.failed),
        "blocker": blocker_sentence(outcome.blockers, aliases).to_json() if outcome.blockers else None,
    }


def _share(share: Share | None) -> Json | None:
    if share is None:
        return None
    return {"mean": _round(share.mean), "error": None if share.error is None else _round(share.error)}


def _round(value: float) -> float:
    """Six decimals: far below the error, and the same bytes on every machine that agrees so far."""
    return round(float(value), 6)


def store(session: Session, run: Run, output: Json, now: datetime) -> None:
    round_ = session.get_one(Round, run.round_id, options=[joinedload(Round.contest)])
    actions.store_rehearsal(session, Actor.system(), round_, run, output, now=now)


# Not guarded: a work that comes in meanwhile does not spoil what was tried out.
REHEARSAL = Task("rehearsal", load, calculate, store, guarded=False)
