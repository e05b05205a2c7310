"""The selection run: frozen standings and quotas → a decision with its reason for every entry."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session, joinedload

from reviewapp.access import Actor
from reviewapp.errors import Invalid
from reviewapp.models.contest import Round
from reviewapp.models.result import Run
from reviewapp.runs import Json, Progress, Task
from reviewapp.selection import actions, queries, reasons
from reviewapp.selection.field import genre_key
from reviewapp.selection.received import Received, bounds_of, works_received
from reviewapp.standings import compute as standings_compute
from reviewapp.words import Sentence

if TYPE_CHECKING:
    from scoring.selection import problem
    from scoring.tables import Floats

DECIMALS = 2  # as in the standings: scores are compared as they are shown
Names = Mapping[tuple[str, str], str]
SCOPES = {
    "recommender": "group", "category": "category", "total": "total", "unit": "unit", "author": "author"
}  # fmt: skip
OF_EACH = "group+genre"  # any one genre in each recommender


def load(session: Session, run: Run) -> Json:
    """Entries with score, error and tie keys, recommenders, quotas (see queries.inputs)."""
    round_ = session.get_one(Round, run.round_id)
    return queries.inputs(session, round_, run.params["standings_run"])


def calculate(inputs: Json, params: Json, seed: int, progress: Progress) -> Json:
    """Decisions for every entry, a summary per recommender, shortfalls and deciding ties."""
    choice = choose_from(inputs, seed)
    names = names_of(inputs)
    draws = draws_of(inputs)
    share = chances(inputs, seed, progress, draws=draws)
    return {
        "decisions": [
            _decision(entry, decision, round(float(p), 3), inputs, names)
            for entry, decision, p in zip(inputs["entries"], choice.decisions, share, strict=True)
        ],
        "groups": groups(inputs, choice),
        "shortfalls": [
            {"code": s.code, "scope": s.scope, "key": s.key, "wanted": s.wanted, "got": s.got}
            for s in choice.shortfalls
        ],
        "missed": missed(choice, names),
        "draws": draws,
        "ties": [{"winner": int(t.winner), "loser": int(t.loser), "step": t.step} for t in choice.ties],
        "methods": _differences(inputs, choice, seed),
    }


def choose_from(inputs: Json, seed: int) -> problem.Choice:
    """The choice from the inputs of a run; Invalid, in words, when hard quotas cannot all be kept."""
    from scoring.errors import Infeasible
    from scoring.selection.choose import choose

    try:
        return choose(
            _candidates(inputs),
            _quotas(inputs),
            seed=seed,
            group_scope="group",
            known=_known(inputs),
            decimals=DECIMALS,
            tie_steps=tuple(inputs["tie_steps"]),
        )
    except Infeasible as error:
        raise Invalid(reasons.infeasible(error.blockers, names_of(inputs))) from error


def draws_of(inputs: Json) -> int:
    """How often the scores are drawn for the chances: fewer where quotas cross and each choice takes longer."""
    from scoring.selection.stability import CROSSING_DRAWS, draws_for

    most = draws_for(len(inputs["entries"]))
    return min(most, CROSSING_DRAWS) if any(q["genre"] for q in inputs["quotas"]) else most


def missed(choice: problem.Choice, names: Names) -> list[Json]:
    """Quotas beside those of single recommenders that could not be kept to the number, in words."""
    return [
        reasons.missed(s.code, s.wanted, s.got, s.eligible, reasons.name_of(s.scope, s.key, names)).to_json()
        for s in choice.shortfalls
        if s.scope != "group"
    ]


def chances(
    inputs: Json, seed: int, progress: Progress | None = None, *, draws: int | None = None
) -> Sequence[float]:
    """For every entry how often it is selected, over the scores that the marks allow: those drawn from the model
    that counts or, where the method has none, the scores moved within their standard errors."""
    import numpy as np

    from scoring.selection.stability import inclusion, normal_draws

    candidates, rng = _candidates(inputs), np.random.default_rng(seed)
    count = draws or draws_of(inputs)
    scores = _drawn(inputs, count)
    if scores is None:
        errors = [math.nan if e["se"] is None else e["se"] for e in inputs["entries"]]
        scores = normal_draws([c.score for c in candidates], errors, count, rng)
    found: list[float] = inclusion(
        candidates,
        scores,
        _quotas(inputs),
        rng=rng,
        known=_known(inputs),
        decimals=DECIMALS,
        progress=progress,
    ).tolist()
    return found


def _drawn(inputs: Json, count: int) -> Floats | None:
    """(count, entries) possible scores; NaN for entries without a paper in the standings."""
    import numpy as np

    standings = inputs["standings"]
    of_papers = standings_compute.drawn(standings["inputs"], standings["method"], standings["seed"], count)
    if of_papers is None:
        return None
    column = {paper: i for i, paper in enumerate(standings["inputs"]["papers"])}
    known = [(i, column[e["paper"]]) for i, e in enumerate(inputs["entries"]) if e["paper"] in column]
    scores = np.full((count, len(inputs["entries"])), np.nan)
    scores[:, [i for i, _c in known]] = of_papers[:, [c for _i, c in known]]
    return scores


def _differences(inputs: Json, choice: problem.Choice, seed: int) -> dict[str, int]:
    """Method → how many of those selected would not be, if it made the scores; where all papers have one."""
    from scoring.selection.choose import selected_by

    taking_part = [e for e in inputs["entries"] if not e["ineligible"]]
    methods = sorted(set.intersection(*(set(e["by_method"]) for e in taking_part))) if taking_part else []
    if not methods:
        return {}
    rows = [[_number(e["by_method"].get(method)) for e in inputs["entries"]] for method in methods]
    selected = selected_by(
        _candidates(inputs), rows, _quotas(inputs), seed=seed, known=_known(inputs), decimals=DECIMALS,
        tie_steps=tuple(inputs["tie_steps"]),
    )  # fmt: skip
    chosen = set(choice.selected)
    return {method: len(chosen - ids) for method, ids in zip(methods, selected, strict=True)}


def _number(score: float | None) -> float:
    return math.nan if score is None else score


def _candidates(inputs: Json) -> list[problem.Candidate]:
    """Candidates are named by receipt number: a unit can draw its own lot again."""
    from scoring.selection.problem import Candidate

    category = {r["id"]: str(r["category"]) for r in inputs["recommenders"]}
    return [
        Candidate(
            id=str(e["number"]),
            score=_number(e["score"]),
            bodies={
                "category": category[e["recommender"]],
                "group": str(e["recommender"]),
                "unit": str(e["unit"]),
                "author": e["author"],
                "genre": e["genre"],
            },
            eligible=not e["ineligible"],
            ineligible_reason=e["ineligible"],
            tie_keys=tuple(e["tie_keys"]),
        )
        for e in inputs["entries"]
    ]


def _quotas(inputs: Json) -> list[problem.Quota | problem.Composition]:
    """A quota on the recommenders of a category becomes one quota for each of them."""
    from scoring.selection.problem import Quota

    received = works_received(inputs)
    of_genres = [of_genre(q) for q in inputs["quotas"] if q["genre"]]
    return of_genres + [
        Quota(SCOPES[q["scope"]], key, *bounds_of(q, key, received), q["hard"], q["priority"], q["reserves"])
        for q in inputs["quotas"]
        if not q["genre"]
        for key in _keys(q, inputs)
    ]


def of_genre(quota: Json) -> problem.Quota | problem.Composition:
    """Places of a genre in total, its share of those selected, or places of each genre in each recommender."""
    from scoring.selection.problem import BOTH, EACH, ROOT, Composition, Quota

    low, high, strict = quota["minimum"], quota["maximum"], (quota["hard"], quota["priority"])
    if quota["scope"] == "recommender":
        return Quota(OF_EACH, EACH + BOTH + EACH, low, high, *strict)
    key = genre_key(quota["genre"])
    if not quota["percent"]:
        return Quota("genre", key, low, high, *strict)
    most = Fraction(1) if high is None else Fraction(high, 100)
    return Composition("genre", key, Fraction(low, 100), most, ROOT, *strict)


def _known(inputs: Json) -> dict[str, list[str]]:
    """Recommenders and categories are there whether or not they have sent anything."""
    return {
        "group": [str(r["id"]) for r in inputs["recommenders"]],
        "category": list(inputs["categories"]),
    }


def _keys(quota: Json, inputs: Json) -> list[str]:
    from scoring.selection.problem import EACH

    if quota["scope"] == "total":
        return [""]
    if quota["scope"] in ("unit", "author"):
        return [EACH]
    if quota["scope"] == "category":
        return [str(quota["category"])]
    return [str(r["id"]) for r in inputs["recommenders"] if quota["category"] in (None, r["category"])]


def names_of(inputs: Json) -> Names:
    """Names of recommenders, categories and genres by (scope, key)."""
    names = {("group", str(r["id"])): r["name"] for r in inputs["recommenders"]}
    names |= {("category", key): name for key, name in inputs["categories"].items()}
    for e in inputs["entries"]:
        body, genre = str(e["recommender"]), e["genre"]
        names["genre", genre] = genre
        names[OF_EACH, f"{body}+{genre}"] = f"{names['group', body]}“{genre}”"
    return names


def _decision(
    entry: Json, decision: problem.Decision, probability: float, inputs: Json, names: Names
) -> Json:
    return {
        "entry_id": entry["id"],
        "selected": decision.selected,
        "position": decision.position,
        "group_rank": decision.rank_in_group,
        "code": decision.code,
        "facts": dict(decision.facts)
        | {
            "score": entry["score"],
            "case": entry["case"],
            "probability": None if decision.position is None else probability,
            "reserve": decision.reserve,
            "sentence": told(entry, decision, inputs["criteria"], names).to_json(),
        },
    }


def told(entry: Json, decision: problem.Decision, criteria: Mapping[str, str], names: Names) -> Sentence:
    """The reason of a decision in words; `criteria`, `names`: of criteria by id, of bodies."""
    facts = dict(decision.facts)
    return reasons.sentence(
        decision.code,
        facts
        | {
            "rank": decision.rank_in_group,
            "position": decision.position,
            "name": names.get((str(facts.get("scope", "")), str(facts.get("key", ""))), ""),
            "tie_name": criteria.get(str(facts.get("tie_step", "")), ""),
            "case": entry["case"],
        },
    )


def groups(inputs: Json, choice: problem.Choice) -> list[Json]:
    """Per recommender: owed, received, able to be chosen, chosen, and what is missing in words."""
    chosen = set(choice.selected)
    received = works_received(inputs)
    limits = _limits(inputs, received)
    found = []
    entries: dict[int, list[Json]] = defaultdict(list)
    for e in inputs["entries"]:
        entries[e["recommender"]].append(e)
    for r in inputs["recommenders"]:
        mine = entries[r["id"]]
        eligible = sum(not e["ineligible"] for e in mine)
        selected = sum(str(e["number"]) in chosen for e in mine)
        minimum, maximum = limits[r["id"]]
        short = reasons.shortfall(minimum, eligible, selected)
        found.append(
            {
                "recommender": r["id"],
                "name": r["name"],
                "category": inputs["categories"][str(r["category"])],
                "received": received["recommender", str(r["id"])],
                "eligible": eligible,
                "minimum": minimum,
                "maximum": maximum,
                "selected": selected,
                "sentence": short.to_json() if short else None,
            }
        )
    return found


def _limits(inputs: Json, received: Received) -> dict[int, tuple[int, int | None]]:
    """Strictest minimum and maximum of each recommender."""
    limits: dict[int, tuple[int, int | None]] = {r["id"]: (0, None) for r in inputs["recommenders"]}
    for q in inputs["quotas"]:
        if q["scope"] != "recommender" or q["genre"]:
            continue
        for key in map(int, _keys(q, inputs)):
            minimum, maximum = limits[key]
            least, most = bounds_of(q, str(key), received)
            limits[key] = max(minimum, least), min((m for m in (maximum, most) if m is not None), default=None)
    return limits


def store(session: Session, run: Run, output: Json, now: datetime) -> None:
    round_ = session.get_one(Round, run.round_id, options=[joinedload(Round.contest)])
    actions.store_selection(session, Actor.system(), round_, run, output, now=now)


SELECTION = Task("selection", load, calculate, store)
