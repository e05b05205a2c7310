"""What an edit would change before it is made: who would enter, who would leave.

A preview is a run of its own kind.  It takes the marks, verdicts and quotas as they are now, makes scores and a
choice from them, then the same with the edit, and compares; nothing is stored but the comparison.  The edit is
one of

    {"quotas": […]}                        places, also of genres, as in the field (queries.field)
    {"method": "mean"}                     which score counts
    {"weights": {criterion: percent, …}}   of the full marks; only to see: the rubric is frozen by then
    {"papers": {paper: [excluded, penalty]}, "cases": {entry: number or None}}   what a verdict does

and comes from `request_preview`, which tries the act itself and takes it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from operator import mul
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from reviewapp.models.contest import Round
from reviewapp.models.result import Run
from reviewapp.runs import Json, Progress, Task
from reviewapp.selection import compute, queries
from reviewapp.selection.field import Place, scored
from reviewapp.standings import compute as standings
from reviewapp.standings import queries as standings_queries

if TYPE_CHECKING:
    from scoring.selection.problem import Choice

STEPS = 4  # scores and choice, before and after


def load(session: Session, run: Run) -> Json:
    """Marks, field and settings as they are."""
    round_ = session.get_one(Round, run.round_id)
    return {
        "marks": standings_queries.inputs(session, round_),
        "field": queries.field(session, round_),
        "method": round_.score_method.value,
    }


def calculate(inputs: Json, params: Json, seed: int, progress: Progress) -> Json:
    """Who enters and who leaves, with rank and score before and after; how many others change their rank."""
    edit: Json = params["edit"]
    marks, field = inputs["marks"], inputs["field"]
    places = standings.places(marks, inputs["method"], seed)
    progress(1, STEPS)
    before = _Outcome(scored(field, _placed(places)), seed)
    progress(2, STEPS)
    new_marks, new_field = edited_marks(marks, edit), edited_field(field, edit)
    method = str(edit.get("method", inputs["method"]))
    if method != inputs["method"] or new_marks["readings"] != marks["readings"]:
        places = standings.places(new_marks, method, seed)
    else:
        places = standings.less_penalties(places, new_marks)
    progress(3, STEPS)
    after = _Outcome(scored(new_field, _placed(places)), seed)
    progress(STEPS, STEPS)
    return _compared(before, after)


def _placed(rows: Mapping[int, Json]) -> dict[int, Place]:
    return {paper: Place.of(row["final"], row["facts"], {}) for paper, row in rows.items()}


class _Outcome:
    """A choice with what is told of each entry."""

    def __init__(self, inputs: Json, seed: int) -> None:
        self.inputs, self.names = inputs, compute.names_of(inputs)
        self.choice: Choice = compute.choose_from(inputs, seed)
        self.entries = {e["id"]: e for e in inputs["entries"]}
        self.decisions = dict(zip(self.entries, self.choice.decisions, strict=True))

    def line(self, entry: int) -> Json:
        """One entry: in or out, rank in its body, score."""
        decision = self.decisions[entry]
        return {
            "selected": decision.selected,
            "rank": decision.rank_in_group,
            "score": self.entries[entry]["score"],
        }

    def sentence(self, entry: int) -> Json:
        """Why it is in or out."""
        known, decision = self.entries[entry], self.decisions[entry]
        return compute.told(known, decision, self.inputs["criteria"], self.names).to_json()


def _compared(before: _Outcome, after: _Outcome) -> Json:
    rows: dict[str, list[Json]] = {"enters": [], "leaves": []}
    stays = moved = 0
    for entry in after.entries:
        was, now = before.line(entry), after.line(entry)
        stays += was["selected"] and now["selected"]
        moved += was["rank"] != now["rank"]
        if was["selected"] != now["selected"]:
            side = "enters" if now["selected"] else "leaves"
            rows[side].append(
                {"entry": entry, "before": was, "after": now, "sentence": after.sentence(entry)}
            )
    short = [group for group in compute.groups(after.inputs, after.choice) if group["sentence"]]
    missed = compute.missed(after.choice, after.names)
    return {
        **rows,
        "stays": stays,
        "moved": moved,
        "selected": [len(side.choice.selected) for side in (before, after)],
        "short": [{"name": group["name"], "sentence": group["sentence"]} for group in short],
        "missed": missed,
    }


def edited_marks(marks: Json, edit: Json) -> Json:
    """The inputs of the standings with the edit made."""
    if "weights" in edit:
        return marks | _weighed(marks, edit["weights"])
    if "papers" not in edit:
        return marks
    touched: Mapping[str, Any] = edit["papers"]
    excluded = {paper for paper in marks["excluded"] if str(paper) not in touched}
    penalties = {paper: points for paper, points in marks["penalties"].items() if paper not in touched}
    for paper, (out, points) in touched.items():
        excluded |= {int(paper)} if out else set()
        penalties |= {paper: points} if points else {}
    return marks | {
        "excluded": [paper for paper in marks["papers"] if paper in excluded],
        "penalties": penalties,
    }


def _weighed(marks: Json, weights: Mapping[str, int]) -> Json:
    """Readings, and the least total, made with other weights: percent of the full marks per criterion."""
    names = [str(criterion) for criterion in marks["criteria"]]
    shares = [Fraction(weights[c] * marks["full_marks"], 100 * marks["maxima"][c]) for c in names]

    def total(points: Iterable[Fraction]) -> str:
        return str(sum(map(mul, points, shares), Fraction(0)))

    per_point = marks["steps_per_point"]
    found: Json = {
        "readings": [
            [paper, judge, total(Fraction(step or 0, per_point) for step in steps), steps, kind]
            for paper, judge, _total, steps, kind in marks["readings"]
        ]
    }
    if "minima" in marks:
        found["least"] = total(Fraction(str(marks["minima"][c])) for c in names)
    return found


def edited_field(field: Json, edit: Json) -> Json:
    """The field of the selection with the edit made."""
    field = field | {"quotas": edit.get("quotas", field["quotas"])}
    if "cases" not in edit:
        return field
    papers: Mapping[str, Any] = edit["papers"]
    entries = []
    for e in field["entries"]:
        case = edit["cases"].get(str(e["id"]), e["case"])
        out, _points = papers.get(str(e["paper"]), (e["ineligible"] == "excluded", 0))
        touched = str(e["id"]) in edit["cases"] and e["ineligible"] in ("", "disqualified", "excluded")
        why = "disqualified" if case is not None else "excluded" if out else ""
        entries.append(e | {"case": case, "ineligible": why if touched else e["ineligible"]})
    return field | {"entries": entries}


def store(session: Session, run: Run, output: Json, now: datetime) -> None:
    """Nothing: the comparison stays with the run; the request is in the log."""


PREVIEW = Task("preview", load, calculate, store)
