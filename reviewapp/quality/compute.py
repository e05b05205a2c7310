"""The quality run: all submitted marks → figures of every judge and of the panel."""

from __future__ import annotations

import math
from dataclasses import asdict
from datetime import datetime
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session, joinedload

from reviewapp.access import Actor
from reviewapp.errors import Invalid
from reviewapp.models.contest import Round
from reviewapp.models.result import Run
from reviewapp.quality import actions, queries
from reviewapp.runs import Json, Progress, Task
from reviewapp.words import say

if TYPE_CHECKING:
    from scoring.aggregation.severity import SeverityFit
    from scoring.reliability.flags import Usual
    from scoring.reliability.monitor import JudgeReport, Notes
    from scoring.reliability.repeats import RepeatReport
    from scoring.tables import MarkTable

STEPS = 3  # model, judges, panel: what the progress bar counts
BARS = 10  # of a judge's histogram
LONGEST_READING = 45 * 60  # seconds between two submissions beyond which the judge did something else
SHORTEST_READING = 5  # below, sheets were keyed in or imported
LIFTS_SHOWN = 20


def load(session: Session, run: Run) -> Json:
    """Marks with their times, papers and judges with where they come from (see queries.inputs)."""
    return queries.inputs(session, session.get_one(Round, run.round_id))


def calculate(inputs: Json, params: Json, seed: int, progress: Progress) -> Json:
    """Reports of all judges, the panel's statistics, lifts for regions and units."""
    from scoring.aggregation import severity
    from scoring.reliability.monitor import judge_reports
    from scoring.reliability.panel import panel_report

    if not inputs["readings"]:
        raise Invalid(say("还没有已提交的评分，不能统计。"))
    table, notes = _table(inputs)
    fit = severity.fit(table)
    progress(1, STEPS)
    found = judge_reports(table, fit, notes)
    again = _repeats(inputs, table, fit)
    progress(2, STEPS)
    panel = panel_report(table, fit, fit.adjusted, fit.se)
    lifts = _lifts(inputs, table, fit)
    progress(STEPS, STEPS)
    output = {
        "judges": [
            _with_repeats(_judge(one, table, i, found.usual), again.get(one.judge))
            for i, one in enumerate(found.reports)
        ],
        "repeats": _pooled(inputs, fit),
        "usual_slope": found.usual.slope,
        "panel": asdict(panel) if panel else None,
        "lifts": lifts,
        "probes": found.probes + sum(_enough(one) for one in found.reports if one.judge in again),
        "false_alarm": found.false_alarm,
        "firm": found.firm,
        "readings": len(table.total),
        "full_marks": inputs["full_marks"],
        "warnings": list(fit.warnings),
    }
    if table.least:
        output["least"] = table.least
    rounded: Json = _rounded(output)
    return rounded


def _table(inputs: Json) -> tuple[MarkTable, Notes]:
    """The marks in the table's own order, and what else is known of each reading."""
    import numpy as np

    from scoring.reliability.monitor import Notes
    from scoring.tables import MarkTable

    paper_at = {row[0]: i for i, row in enumerate(inputs["papers"])}
    judge_at = {row[0]: i for i, row in enumerate(inputs["judges"])}
    known = [r for r in inputs["readings"] if r[0] in paper_at]
    readings = sorted(known, key=lambda r: (paper_at[r[0]], judge_at[r[1]]))
    table = MarkTable(
        papers=tuple(str(row[0]) for row in inputs["papers"]),
        judges=tuple(str(row[0]) for row in inputs["judges"]),
        paper=np.array([paper_at[r[0]] for r in readings]),
        judge=np.array([judge_at[r[1]] for r in readings]),
        total=np.array([float(Fraction(r[2])) for r in readings]),
        full_marks=float(inputs["full_marks"]),
        least=float(Fraction(inputs.get("least", 0))),
    )
    notes = Notes(
        criteria=np.array([[math.nan if s is None else s for s in r[3]] for r in readings], dtype=float),
        order=np.array([r[4] or 0 for r in readings], dtype=float),
        seconds=np.array(seconds_of(readings)),
        characters=np.array([inputs["papers"][paper_at[r[0]]][1] for r in readings], dtype=float),
    )
    return table, notes


def seconds_of(readings: list[list[Any]]) -> list[float]:
    """Seconds since the same judge's previous submission, per reading; NaN where that is not a reading's time."""
    seconds = [math.nan] * len(readings)
    by_judge: dict[int, list[int]] = {}
    for i, reading in enumerate(readings):
        if reading[4] is not None:
            by_judge.setdefault(reading[1], []).append(i)
    for rows in by_judge.values():
        for before, i in pairwise(sorted(rows, key=lambda i: (readings[i][4], i))):
            gap = readings[i][4] - readings[before][4]
            if SHORTEST_READING <= gap <= LONGEST_READING:
                seconds[i] = float(gap)
    return seconds


def _judge(report: JudgeReport, table: MarkTable, place: int, usual: Usual) -> Json:
    import numpy as np

    from scoring.reliability.flags import following_of

    step, trend = report.step, report.trend
    totals = table.total[table.judge == place]
    bars, _edges = np.histogram(totals, bins=BARS, range=(table.least, table.full_marks))
    return {
        "judge": int(report.judge),
        "readings": report.readings,
        "severity": report.severity,
        "se": report.severity_se,
        "mean": report.mean,
        "spread": report.spread,
        "following": step.following if step else None,
        "following_expected": following_of(step, usual) if step else None,
        "slope": step.slope if step else None,
        "slope_se": step.slope_se if step else None,
        "noise": step.noise if step else None,
        "middle": report.middle_share,
        "commonest": report.commonest_share,
        "halo": report.halo,
        "change": trend.change if trend else None,
        "change_se": trend.change_se if trend else None,
        "thirds": list(trend.thirds) if trend else None,
        "pace": report.pace,
        "flags": [asdict(flag) for flag in report.flags],
        "bars": bars.tolist(),
    }


def _repeats(inputs: Json, table: MarkTable, fit: SeverityFit) -> dict[str, RepeatReport]:
    """Judge → how he agrees with himself, for those who read something twice."""
    from scoring.reliability.repeats import repeat_reports

    place = {judge: i for i, judge in enumerate(table.judges)}
    rows = [row for row in inputs["repeats"] if str(row[0]) in place]
    first, second = ([float(Fraction(row[side])) for row in rows] for side in (1, 2))
    found = repeat_reports(
        table.judges, [place[str(row[0])] for row in rows], first, second, fit.var_residual
    )
    return {report.judge: report for report in found}


def _enough(report: JudgeReport) -> bool:
    from scoring.reliability.flags import ENOUGH

    return report.readings >= ENOUGH


def _with_repeats(row: Json, again: RepeatReport | None) -> Json:
    """A judge's figures and flags with those of the hidden repeats; a judge with few readings is not flagged."""
    from scoring.reliability.flags import ENOUGH

    told: Json = {"repeats": 0, "repeat_noise": None, "repeat_shift": None}
    if again is not None:
        told = {"repeats": again.repeats, "repeat_noise": again.noise, "repeat_shift": again.shift}
        if row["readings"] >= ENOUGH:
            row["flags"] = sorted(
                [*row["flags"], *map(asdict, again.flags)], key=lambda f: (not f["firm"], f["p"], f["code"])
            )
    return row | told


def _pooled(inputs: Json, fit: SeverityFit) -> Json | None:
    """All hidden repeats together, points: pairs, the mean difference either way, the noise of one reading with
    oneself, and what two judges differ by, severities apart; None without repeats."""
    gaps = [float(Fraction(second) - Fraction(first)) for _judge, first, second in inputs["repeats"]]
    if not gaps:
        return None
    return {
        "pairs": len(gaps),
        "gap": sum(map(abs, gaps)) / len(gaps),
        "noise": math.sqrt(sum(gap * gap for gap in gaps) / (2 * len(gaps))),
        "between": math.sqrt(fit.var_residual),
    }


def _lifts(inputs: Json, table: MarkTable, fit: SeverityFit) -> Json:
    """Differences for the own region, the own unit and any region: how many were looked at, the most telling."""
    from scoring.reliability.favour import group_lifts

    regions = [-1 if row[2] is None else row[2] for row in inputs["papers"]]
    units = [-1 if row[3] is None else row[3] for row in inputs["papers"]]
    own_region = [-1 if row[1] is None else row[1] for row in inputs["judges"]]
    own_unit = [-1 if row[2] is None else row[2] for row in inputs["judges"]]
    looked = {
        "own_region": group_lifts(table, fit, regions, own_region),
        "own_unit": group_lifts(table, fit, units, own_unit),
        "any_region": group_lifts(table, fit, regions),
    }
    return {
        kind: {"tests": len(found), "rows": [asdict(lift) for lift in found[:LIFTS_SHOWN]]}
        for kind, found in looked.items()
    }


def _rounded(value: Any) -> Any:
    """Six decimals throughout: far below what is shown, and the same bytes on every machine."""
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return round(value, 6) if isinstance(value, float) else value


def store(session: Session, run: Run, output: Json, now: datetime) -> None:
    round_ = session.get_one(Round, run.round_id, options=[joinedload(Round.contest)])
    actions.store_quality(session, Actor.system(), round_, run, output, now=now)


# Not guarded: judges go on submitting meanwhile; the page says how many sheets are newer.
QUALITY = Task("quality", load, calculate, store, guarded=False)
