"""The numbers of each paper of a run, as the cells of the table that shows them.

A run is never edited: a process writes them once in a language and remembers them, so that a page of a thousand
papers only puts them in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from flask import get_template_attribute
from flask_babel import get_locale
from markupsafe import Markup
from sqlalchemy.orm import Session

from reviewapp.db import memory_of
from reviewapp.markup import Point, interval_cell, plus_minus, signed, two_decimals
from reviewapp.models.contest import ScoreMethod
from reviewapp.models.result import Run, Standing
from reviewapp.runs import Json
from reviewapp.standings import queries, sentences, table_queries


class Figures(NamedTuple):
    """cells: from the final score to the drawn interval; ends: of the interval of the score that counts."""

    cells: Markup
    final: float | None
    ends: tuple[float, float] | None


def columns(output: Json, overview: queries.Overview) -> frozenset[str]:
    """The methods of a run that have a column; without five readings of a paper nothing is trimmed."""
    found = {row["method"] for row in output["methods"]}
    return frozenset(found if overview.trims else found - {ScoreMethod.TRIMMED.value})


def of_papers(
    session: Session, run: Run, output: Json, overview: queries.Overview, papers: Iterable[int]
) -> Mapping[int, Figures]:
    """Paper id → its figures, of these papers at least."""
    memory, key = memory_of(session), ("standings figures", run.id, run.output_digest, str(get_locale()))
    known: dict[int, Figures] | None = memory.get(key)
    if known is None:
        known = {}
        memory.put(key, known)
    missing = [paper for paper in papers if paper not in known]
    if missing:
        pattern = get_template_attribute("standings/_figures.html", "figures")
        write = str(pattern(ScoreMethod(run.params["method"]), columns(output, overview))).format
        for s in table_queries.standings_of(session, run.id, missing):
            ends = sentences.interval(s)
            cells = Markup(write(**_numbers(s, ends, overview)))  # noqa: S704 - our own words, and numbers
            known[s.paper_id] = Figures(cells, s.final, ends)
    return known


def _numbers(s: Standing, ends: tuple[float, float] | None, overview: queries.Overview) -> dict[str, object]:
    """What stands in the cells of one paper, by the names that the template gives them."""
    penalty, interval = s.facts.get("penalty"), ""
    if ends is not None:
        score = s.final if s.final is not None else (ends[0] + ends[1]) / 2
        state = "out" if s.rank is None else ""
        interval = interval_cell(score, *ends, overview.low, overview.high, state=state)
    return {
        "final": two_decimals(s.final),
        "penalty": f"−{penalty}" if penalty else "",
        "readings": s.readings,
        "mean": two_decimals(s.mean),
        "trimmed": two_decimals(s.trimmed),
        "standardised": two_decimals(s.standardised),
        "strictness": signed(s.strictness),
        "adjusted": plus_minus(s.adjusted, sentences.half_width(s, ScoreMethod.ADJUSTED)),
        "robust": plus_minus(s.robust, sentences.half_width(s, ScoreMethod.ROBUST)),
        "interval": interval,
    }


def points(
    rows: Iterable[table_queries.TableRow], found: Mapping[int, Figures], addresses: Mapping[str, str]
) -> list[Point]:
    """The papers that have a score and an interval, in the order of the rows."""
    return [
        Point(row.code, row.rank, f.final, f.ends[0], f.ends[1], addresses[row.code])
        for row in rows
        for f in [found[row.paper_id]]
        if f.final is not None and f.ends is not None
    ]
