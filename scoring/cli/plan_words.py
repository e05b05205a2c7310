"""What the assignment has to say, in sentences: why there is no plan, and what a plan is worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from scoring.assignment.quality import Quality
from scoring.cli.plan_files import Question

# Names written out in one sentence.
NAMES_SHOWN = 8


def why_not(blockers: Sequence[tuple[str, dict[str, Any]]], question: Question) -> str:
    """Sentences naming what stands in the way and what would free it."""
    return "\n".join(
        ["There is no such plan.", *(_blocker(kind, facts, question) for kind, facts in blockers)]
    )


def _blocker(kind: str, facts: Mapping[str, Any], question: Question) -> str:
    problem = question.problem
    judges = _listed([problem.judges[j] for j in facts.get("judges", ())]) or "nobody"
    papers = _papers(facts.get("papers", ()), question)
    if kind == "fixed_readings":
        paper, surplus = problem.papers[facts["paper"]], facts["surplus"]
        return f"{paper} has {_count(surplus, 'begun reading')} more than wanted; want more there (column reads)."
    if kind == "fixed_load":
        return (
            f"{problem.judges[facts['judge']]} has begun {_count(facts['held'], 'reading')}, more than the maximum "
            f"of {facts['load_max']}; raise the maximum."
        )
    if kind == "few_judges":
        return _too_few(
            papers, facts, [[problem.judges[j] for j in facts[who]] for who in ("judges", "barred")]
        )
    if kind == "capacity":
        return (
            f"{papers}: {_count(facts['needed'], 'reading')} to place, but those who may read them ({judges}) can "
            f"take {facts['available']}. Raise their maxima by {facts['missing']} together, or add "
            f"{_count(facts['new_judges'], 'judge')} without conflicts there with room for {facts['missing']}."
        )
    if kind == "minimum_load":
        return (
            f"The minima of {judges} want {_count(facts['needed'], 'reading')}, but there are {facts['available']} "
            f"for them ({papers}). Lower these minima by {facts['missing']} together."
        )
    pairs = "; ".join(f"{problem.judges[a]} and {problem.judges[b]}" for a, b in facts["pairs"][:NAMES_SHOWN])
    known = "" if facts["proven"] else "No plan was found, though there may be one. "
    return (
        f"{known}Judges who must be apart leave too few readers: {pairs}. Lift one of these, or add a judge."
    )


def _too_few(papers: str, facts: Mapping[str, Any], names: Sequence[Sequence[str]]) -> str:
    """Papers with fewer possible readers than readings; ``names``: of the readers, and of those barred."""
    (readers, barred), short = names, facts["needed"] - facts["available"]
    who = f"the judges who may read them are {_listed(readers)}" if readers else "nobody may read them"
    way = f"Add {_count(short, 'judge')} without a conflict there"
    if short <= len(barred):
        way = f"Lift conflicts of {short} of {_listed(barred)}, add as many judges without such a conflict"
    elif barred:
        way += f", one fewer for each of {_listed(barred)} whose conflicts are lifted"
    return (
        f"{papers}: {_count(facts['needed'], 'more reading')} each, but {who}. {way}, or want fewer readings."
    )


def _papers(positions: Sequence[int], question: Question) -> str:
    """How many papers, of which regions, and their names where they are few."""
    names = [question.problem.papers[p] for p in positions]
    regions = Counter(question.regions[p] for p in positions if question.regions[p])
    said = f"{_count(len(names), 'paper')}"
    if len(names) <= NAMES_SHOWN:
        return f"{said} ({', '.join(names)})"
    where = _listed([f"{region} {times}" for region, times in regions.most_common()])
    return f"{said} ({where})" if where else said


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return ", ".join(names[:NAMES_SHOWN]) + more


def worth(quality: Quality, question: Question) -> list[str]:
    """The quality of a plan, a sentence a line."""
    problem, said = question.problem, []
    low, high = min(quality.loads, default=0), max(quality.loads, default=0)
    least = (
        ""
        if quality.load_spread <= 1
        else f"; the rules allow a difference of {quality.least_spread} at best"
    )
    said.append(f"{low} to {high} readings a judge{least}")
    parts = [len(part) for part in quality.components]
    if len(parts) > 1:
        sizes = _listed([*map(str, parts)])
        said.append(
            f"the judges fall into {len(parts)} parts, of {sizes}, which cannot be compared with each other"
        )
    if quality.variance_ratio is not None and quality.severity_error is not None:
        said.append(
            f"all judges can be compared; differences of severity are known to {quality.severity_error:.3f} of one "
            f"reading's error (variance {quality.variance_ratio:.4f} x the least possible), adjusted scores to "
            f"{quality.score_error:.3f}"
        )
    if quality.links and quality.link_ratio is not None:
        said.append(
            f"even loads would split the judges; {_count(quality.links, 'linking reading')} "
            f"{'join' if quality.links > 1 else 'joins'} them (variance {quality.link_ratio:.4f} x the least that "
            f"so many allow); fewer or more: --links"
        )
    if quality.preferred is not None:
        said.append(f"{quality.preferred:.1%} of the readings are in the judge's own track")
    if quality.kept is not None:
        said.append(
            f"of the earlier plan {quality.kept} readings stay, {quality.dropped} go, {quality.added} are new"
        )
    idle = [problem.judges[j] for j, load in enumerate(quality.loads) if not load]
    if idle:
        said.append(f"{_count(len(idle), 'judge')} without a reading: {_listed(idle)}")
    return said


def as_data(quality: Quality, question: Question) -> dict[str, Any]:
    """The quality of a plan for programs; judges by id."""
    ids = question.problem.judges
    return {
        "loads": dict(zip(ids, quality.loads, strict=True)),
        "load_spread": quality.load_spread,
        "least_spread": quality.least_spread,
        "overlaps": [list(pair) for pair in quality.overlaps],
        "components": [[ids[j] for j in part] for part in quality.components],
        "connectivity": quality.connectivity,
        "variance_ratio": quality.variance_ratio,
        "load_ratio": quality.load_ratio,
        "links": quality.links,
        "link_ratio": quality.link_ratio,
        "severity_error": quality.severity_error,
        "score_error": quality.score_error,
        "preferred": quality.preferred,
        "kept": quality.kept,
        "dropped": quality.dropped,
        "added": quality.added,
        "problems": [[code, _plain(facts, ids)] for code, facts in quality.problems],
    }


def _plain(facts: Mapping[str, Any], ids: Sequence[str]) -> dict[str, Any]:
    return {name: [ids[j] for j in value] if name == "judges" else value for name, value in facts.items()}
