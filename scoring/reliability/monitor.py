"""One report per judge, from a table of totals and whatever else is known of the readings.

Severity, following, scale use, noise, safe marks, halo, drift and pace, each with what an ordinary judge
shows, and flags at a stated rate of false alarms (:mod:`scoring.reliability.flags`).  The reports are for the
organizer: a judge is told only what the judge's own marks say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from scoring.errors import InvalidProblem
from scoring.reliability import flags, habits
from scoring.reliability.expectation import Expectation, PanelFit, expect
from scoring.reliability.flags import FALSE_ALARM, FIRM, Flag, Probe, Usual
from scoring.tables import Floats, Ints, MarkTable


@dataclass(frozen=True, slots=True, eq=False)
class Notes:
    """What is known of the readings beside their totals, row by row of the table (its order: paper, judge).

    ``criteria``: (R, C) marks per criterion in any unit, NaN = left blank.  ``order``: (R,) place or time of
    each reading; only its order within a judge counts.  ``seconds``: (R,) spent, NaN = not known.
    ``characters``: (R,) length of the paper.
    """

    criteria: Floats | None = None
    order: Floats | None = None
    seconds: Floats | None = None
    characters: Floats | None = None


NO_NOTES = Notes()


@dataclass(frozen=True, slots=True)
class JudgeReport:
    """A judge's figures; points unless said, None where undefined (too few readings, no variation).

    ``readings``: count.  ``severity, severity_se``: positive = strict, as given.  ``mean, spread``: of the
    totals (spread = standard deviation, from two readings on).  ``step``: following, slope and noise (see
    :class:`~scoring.reliability.habits.InStep`).  ``middle_share``: share of totals between the panel's
    quartiles, severity taken out.  ``commonest_share``: share of the most frequent total.  ``halo``: mean
    correlation between criteria; ``trend``: change over time; ``pace``: seconds per 1,000 characters (per
    reading where lengths are unknown).  ``flags``: worst first.
    """

    judge: str
    readings: int
    severity: float
    severity_se: float
    mean: float | None
    spread: float | None
    step: habits.InStep | None
    middle_share: float | None
    commonest_share: float | None
    halo: float | None
    trend: habits.Trend | None
    pace: float | None
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class Monitoring:
    """``reports``: in the order of the table's judges.  ``probes``: how many judge-and-habit pairs were tested;
    ``false_alarm``: share of them flagged at most when every judge is ordinary, so ``probes * false_alarm``
    flags are to be expected of a faultless panel; ``firm``: chance at most of a firm flag, per habit.
    ``usual``: where the middle of the panel lies.
    """

    reports: tuple[JudgeReport, ...]
    probes: int
    usual: Usual
    false_alarm: float = FALSE_ALARM
    firm: float = FIRM


def judge_reports(table: MarkTable, fit: PanelFit, notes: Notes = NO_NOTES) -> Monitoring:
    """Reports on all judges.

    Cost O(R log R); deterministic, independent of the order in which readings were given.

    Raises
    ------
    InvalidProblem: a fit or notes that do not belong to the table.
    """
    _check(notes, len(table.total))
    seen = expect(table, fit)
    quartiles = np.quantile(seen.fair, [0.25, 0.75]) if len(seen.fair) else np.zeros(2)
    readings = rows_by_judge(table)
    drafts = [
        _figures(table, fit, seen, notes, judge, rows, quartiles) for judge, rows in enumerate(readings)
    ]
    usual = flags.usual([draft.step for draft in drafts if draft.step is not None])
    probes = [*_own_probes(table, fit, drafts, readings, usual), *_panel_probes(drafts)]
    raised = flags.raise_flags(probes, len(drafts))
    reports = tuple(replace(draft, flags=found) for draft, found in zip(drafts, raised, strict=True))
    return Monitoring(reports, len(probes), usual)


def rows_by_judge(table: MarkTable) -> list[Ints]:
    """For each judge the rows of the table that are the judge's readings, in the table's order."""
    order = np.argsort(table.judge, kind="stable")
    ends = np.cumsum(table.readings_per_judge())
    return [np.asarray(rows) for rows in np.split(order, ends[:-1])] if len(ends) else []


def _check(notes: Notes, readings: int) -> None:
    for name in ("criteria", "order", "seconds", "characters"):
        values = getattr(notes, name)
        if values is None:
            continue
        if values.shape[:1] != (readings,) or values.ndim != (2 if name == "criteria" else 1):
            raise InvalidProblem(f"{name} must have one row per reading")
        if name in ("order", "characters") and not np.isfinite(values).all():
            raise InvalidProblem(f"{name} must be finite")
        if np.isinf(values).any() or (name == "seconds" and (values <= 0).any()):
            raise InvalidProblem(f"{name} holds a value that cannot be")


def _figures(
    table: MarkTable,
    fit: PanelFit,
    seen: Expectation,
    notes: Notes,
    judge: int,
    rows: Ints,
    quartiles: Floats,
) -> JudgeReport:
    total = table.total[rows]
    met = rows[seen.known[rows]]
    order, criteria = notes.order, notes.criteria
    lengths = None if notes.characters is None else notes.characters[rows]
    return JudgeReport(
        judge=table.judges[judge],
        readings=len(total),
        severity=float(fit.severity[judge]),
        severity_se=float(fit.severity_se[judge]),
        mean=float(total.mean()) if len(total) else None,
        spread=float(total.std(ddof=1)) if len(total) > 1 else None,
        step=habits.in_step(table.total[met], seen.predicted[met], seen.doubt[met], fit.var_residual),
        middle_share=habits.middle_share(seen.fair[rows], *quartiles),
        commonest_share=habits.commonest(total) / len(total) if len(total) else None,
        halo=None if criteria is None else habits.halo(criteria[rows]),
        trend=None if order is None else habits.trend(table.total[met], seen.predicted[met], order[met]),
        pace=None if notes.seconds is None else habits.pace(notes.seconds[rows], lengths),
        flags=(),
    )


def _own_probes(
    table: MarkTable, fit: PanelFit, drafts: list[JudgeReport], readings: list[Ints], usual: Usual
) -> Iterator[Probe]:
    """What is tested judge by judge against what an ordinary judge would show."""
    counts = {}
    for judge, draft in enumerate(drafts):
        if draft.readings < flags.ENOUGH:
            continue
        counts[judge] = (habits.commonest(table.total[readings[judge]]), draft.readings)
        yield from flags.probe_severity(judge, draft.severity, draft.severity_se, fit.var_judge)
        if draft.step is not None:
            yield from flags.probe_step(judge, draft.step, usual)
            if draft.trend is not None:
                yield from flags.probe_trend(judge, draft.trend, draft.step.readings, table.span)
    yield from flags.probe_same_total(counts)


def _panel_probes(drafts: list[JudgeReport]) -> Iterator[Probe]:
    """What has no yardstick but the other judges: halo and pace, on scales where they spread evenly."""
    enough = [(judge, draft) for judge, draft in enumerate(drafts) if draft.readings >= flags.ENOUGH]
    halo = {j: float(np.arctanh(min(d.halo, 0.9999))) for j, d in enough if d.halo is not None}
    speed = {j: float(np.log(d.pace)) for j, d in enough if d.pace is not None}
    for probe in flags.probe_among(flags.HALO, halo, high=True):
        yield replace(probe, value=float(np.tanh(probe.value)), expected=float(np.tanh(probe.expected)))
    for probe in flags.probe_among(flags.HURRIED, speed, high=False):
        yield replace(probe, value=float(np.exp(probe.value)), expected=float(np.exp(probe.expected)))
