"""What the command ``standings`` computes: one score per paper by one method, and who is selected by it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.aggregation import methods, plain, posterior, ranking, robust, severity
from scoring.cli.marks import Papers
from scoring.cli.quotas import QuotaTable, bodies_of
from scoring.cli.terminal import Progress
from scoring.selection.choose import choose
from scoring.selection.problem import Candidate, Decision, Shortfall
from scoring.selection.stability import DRAWS, inclusion, normal_draws
from scoring.tables import Bools, Floats, Ints, MarkTable

MOST_DRAWN = 40_000_000  # scores drawn in all; a national contest gets fewer draws than DRAWS
DRAWN_AT_ONCE = 10_000_000  # bounds the memory
WARNINGS = {
    "disconnected": "some papers share no judge with others, even by a chain; they are ranked apart",
    "few_readings_per_judge": "most judges read fewer than 15 papers; their severity is known roughly",
    "few_judges": "there are few judges; what is known of them is rough",
    "marks_at_limit": "many readings have full marks or the least; intervals near the limit are too narrow",
    "no_severity": "the judges are equally strict; the adjusted score is the mean",
    "no_variation": "all readings have the same total",
    "one_judge": "there is one judge; severity cannot be compared",
    "one_paper": "there is one paper; nothing can be compared",
    "one_reading": "there is one reading; its interval is that of any mark on the scale",
    "parts_differ": "panels without a common judge differ more than their judges' strictness explains; that counts as "
    "quality of their papers, as far as it is likely to be",
    "papers_without_readings": "some papers have no reading and no score",
    "severity_not_estimable": "every judge read one paper; severity cannot be estimated",
    "severity_only": "the marks cannot tell more of the judges than their severity; scores are adjusted for that",
    "single_readings": "no paper was read twice; quality cannot be told from chance, intervals are wide",
    "weakly_linked": "some groups of judges have hardly any paper in common: how strict they are beside each other is "
    "known badly, and intervals are too narrow; use --method robust with a column region in PAPERS, or --method mean, "
    "or let judges read across the groups (a tenth of the papers at least)",
}
ONLY_FOR_COMPARISON = (
    "standardised scores take the papers of every judge for equally good and equally far apart; where they are not, "
    "or are few, this adds error: for comparison only"
)


@dataclass(frozen=True, slots=True, eq=False)
class Standings:
    """``scored``: score and interval of P papers; ``mean``: (P,); ``strictness``: (P,) how strict its judges are on
    average, points; ``rank``: (P,) among papers of its ``part``, 0 without a reading; ``readings``: (P,);
    ``decimals``: scores are shown and compared so; ``warnings``: sentences."""

    table: MarkTable
    method: str
    model: severity.SeverityFit | robust.RobustFit
    scored: methods.Scored
    mean: Floats
    strictness: Floats
    rank: Ints
    part: Ints
    readings: Ints
    decimals: int
    warnings: tuple[str, ...]

    def shown(self, value: float) -> str | None:
        """A number as it stands in the result; None for NaN."""
        return None if math.isnan(value) else f"{value:.{self.decimals}f}"

    def places(self, region: Sequence[str] | None) -> list[tuple[int, int, str]]:
        """Rank, of how many, and where, for every paper: in its region, in its part, or among all."""
        where = region or [""] * len(self.rank)
        several = len(set(self.part[self.part >= 0].tolist())) > 1
        label = [(name, part if several else 0) for name, part in zip(where, self.part.tolist(), strict=True)]
        rank = ranking.ranks_within(self.scored.score, label, self.decimals).tolist()
        of: dict[tuple[str, int], int] = {}
        for one, place in zip(label, rank, strict=True):
            of[one] = of.get(one, 0) + (place > 0)
        named = (f"region {name} " * bool(name) + f"part {part + 1}" * several for name, part in label)
        return [(r, of[one], name.strip()) for r, one, name in zip(rank, label, named, strict=True)]


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """``inside``: (P,) bool; ``probability``: (P,) of being selected; ``decisions``: one per paper;
    ``shortfalls``: quotas not kept to the number; ``notes``: sentences on quotas that meet no essay."""

    inside: Bools
    probability: Floats
    decisions: tuple[Decision, ...]
    shortfalls: tuple[Shortfall, ...]
    notes: tuple[str, ...]


def standings(table: MarkTable, papers: Papers, method: str, seed: int) -> Standings:
    """Scores and ranks by one method; a model is fitted in any case, for how strict the judges were."""
    model: severity.SeverityFit | robust.RobustFit
    model = robust.fit(table, _groups(papers), seed=seed) if method == "robust" else severity.fit(table)
    scored = {
        "adjusted": lambda: methods.of_fit(model),
        "robust": lambda: methods.of_fit(model),
        "mean": lambda: methods.mean(table),
        "trimmed": lambda: methods.trimmed(table),
        "standardised": lambda: methods.standardised(table),
    }[method]()
    readings = table.readings_per_paper()
    strictness = np.bincount(table.paper, model.severity[table.judge], len(table.papers))
    decimals = max(2, 4 - math.floor(math.log10(table.full_marks)))
    quiet = set() if method in methods.OF_MODELS else {"weakly_linked"}
    told = [WARNINGS[code] for code in model.warnings if code in WARNINGS and code not in quiet]
    if not scored.complete:
        told.append("some papers have fewer than five readings; their trimmed mean is the mean")
    if method == "standardised":
        told.append(ONLY_FOR_COMPARISON)
    return Standings(
        table,
        method,
        model,
        scored,
        plain.mean(table).score,
        strictness / np.maximum(readings, 1),
        ranking.ranks_within(scored.score, model.paper_component.tolist(), decimals),
        model.paper_component,
        readings,
        decimals,
        tuple(told),
    )


def _groups(papers: Papers) -> list[str] | list[tuple[str, str]] | None:
    """Where the papers come from, coarse to fine, as far as it was given."""
    region, unit = papers.column("region"), papers.column("unit")
    if region is None or unit is None:
        return region or unit
    return list(zip(region, unit, strict=True))


def selected(result: Standings, papers: Papers, table: QuotaTable, seed: int, progress: Progress) -> Chosen:
    """The choice under the quotas, and how probable each paper's place in it is given the marks."""
    score = result.scored.score
    candidates = [
        Candidate(name, value, bodies, not math.isnan(value), "no reading" * math.isnan(value))
        for name, value, bodies in zip(
            papers.ids, score.tolist(), bodies_of(papers.rows, table.scopes), strict=True
        )
    ]
    quotas = table.quotas(candidates)
    choice = choose(
        candidates, quotas, seed=seed, group_scope=table.group_scope, decimals=result.decimals, tie_steps=()
    )
    mixed = _across_parts(result, candidates, table.group_scope)
    rng = np.random.default_rng(seed)
    times, done = np.zeros(len(score)), 0
    total = int(np.clip(MOST_DRAWN // len(score), 1, DRAWS))
    for count in _blocks(total, max(1, DRAWN_AT_ONCE // len(score))):
        drawn = _drawn(result, count, seed + done, rng)
        share = inclusion(candidates, drawn, quotas, rng=rng, decimals=result.decimals)
        times, done = times + count * share, done + count
        progress(done, total)
    inside = np.array([decision.selected for decision in choice.decisions])
    return Chosen(
        inside, times / total, choice.decisions, choice.shortfalls, (*table.notes(candidates), *mixed)
    )


def _across_parts(result: Standings, candidates: Sequence[Candidate], scope: str) -> tuple[str, ...]:
    """A warning where one body chooses among papers that cannot be compared."""
    parts: dict[object, set[int]] = {}
    for one, part in zip(candidates, result.part.tolist(), strict=True):
        if one.eligible:
            parts.setdefault(one.bodies.get(scope), set()).add(part)
    if all(len(met) == 1 for met in parts.values()):
        return ()
    return (
        "the selection takes panels without a common judge for equally strict; nothing in the marks says so",
    )


def _drawn(result: Standings, count: int, seed: int, rng: np.random.Generator) -> Floats:
    """(count, P) possible scores: those of the model, else with independent errors."""
    if result.method in methods.OF_MODELS:
        return posterior.draws(result.model, count, seed)
    return normal_draws(result.scored.score, result.scored.se, count, rng)


def _blocks(total: int, most: int) -> Iterator[int]:
    """Numbers of draws, together ``total``, none above ``most``."""
    for start in range(0, total, most):
        yield min(most, total - start)
