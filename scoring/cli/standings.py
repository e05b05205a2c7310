"""``python -m scoring standings``: marks become scores with intervals and ranks, and under quotas a selection."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scoring.cli import numbers
from scoring.cli.files import Refused, check_readable, check_writable
from scoring.cli.rows import write_rows
from scoring.cli.sentences import sentence
from scoring.cli.terminal import Progress
from scoring.cli.verdicts import blocker, missing_places, reason
from scoring.errors import Infeasible

if TYPE_CHECKING:
    from scoring.cli.marks import Papers
    from scoring.cli.scores import Chosen, Standings

METHODS = ("adjusted", "robust", "mean", "trimmed", "standardised")
HEADER = ("essay", "score", "low", "high", "rank", "reason")
CHOSEN = ("essay", "score", "low", "high", "rank", "p_selected", "selected", "reason")
_DESCRIPTION = """\
Make scores, 90 % intervals and ranks of the marks of a contest, and say who is selected.

MARKS is a table essay, judge, criterion, value; PAPERS: id, region, unit (the last two may be absent); CRITERIA:
criterion, weight, min, max (min may be absent: 0). The total of a reading is the sum of weight x value; full marks
are the sum of weight x max, the least total that of weight x min (without CRITERIA: the values are added, from 0 to
100). A reading that lacks a criterion, or has it blank, is left out with a warning; anything else that is wrong is
refused with its line.

The result is a table essay, score, low, high, rank, p_selected, selected, reason:
  low, high    the 90 % interval of the score
  rank         1 is best; papers of panels without a common judge cannot be compared and are ranked apart
  p_selected   how probable it is, given the marks, that the paper is among those that deserve a place
  selected     1 or 0, by the score
  reason       how the score came about, and why the paper is selected or not
Without QUOTA nothing is selected: the columns p_selected and selected are then left out, not blank, since a blank
would be read as "not selected". A paper without a reading has no score."""
_NO_QUOTA = "no --quota was given: nothing is selected, the columns p_selected and selected are left out"
_METHODS = """\
adjusted: each judge's average strictness taken out (default); robust: also the judges' use of the scale, their
noise and favours, outlying marks, and the regions and units of the papers; mean; trimmed: without the highest and
lowest reading, from five readings on (the mean below); standardised: z-scores per judge, for comparison only"""


def add(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "standings",
        help="scores, intervals and ranks from marks",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--marks", type=Path, required=True, metavar="MARKS.csv")
    parser.add_argument("--papers", type=Path, required=True, metavar="PAPERS.csv")
    parser.add_argument("--criteria", type=Path, metavar="CRITERIA.csv")
    parser.add_argument(
        "--quota", type=Path, metavar="QUOTA.csv", help="how many are selected; see select --help"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="STANDINGS.csv")
    parser.add_argument("--method", choices=METHODS, default="adjusted", help=_METHODS)
    parser.add_argument("--seed", type=numbers.seed, default=0, help="of everything drawn by lot (default 0)")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Check what was given, compute, write."""
    inputs = [path for path in (given.marks, given.papers, given.criteria, given.quota) if path]
    check_readable(*inputs)
    check_writable(given.out, inputs)
    from scoring.cli import marks
    from scoring.cli.quotas import read_quotas
    from scoring.cli.scores import selected, standings

    papers = marks.read_papers(given.papers)
    quotas = read_quotas(given.quota) if given.quota else None
    criteria = marks.read_criteria(given.criteria) if given.criteria else None
    readings = marks.read_marks(given.marks, papers, criteria)
    for warning in readings.warnings:
        sys.stderr.write(f"{warning}\n")
    with Progress() as progress:
        result = standings(readings.table, papers, given.method, given.seed)
        try:
            choice = selected(result, papers, quotas, given.seed, progress) if quotas else None
        except Infeasible as error:
            told = [blocker(code, facts) for code, facts in error.blockers]
            raise Refused("\n".join(["the hard quotas cannot all be kept:", *told])) from error
    for note in choice.notes if choice else ():
        sys.stderr.write(f"{note}\n")
    write_rows(given.out, HEADER if choice is None else CHOSEN, _records(result, papers, choice))
    if choice is None:
        sys.stderr.write(f"{_NO_QUOTA}\n")
    for warning in result.warnings:
        sys.stderr.write(f"warning: {warning}\n")
    table = result.table
    sys.stdout.write(
        f"{len(table.papers)} papers, {len(table.total)} readings by {len(table.judges)} judges"
        + (f", {sum(choice.inside)} selected\n" if choice else "\n")
    )
    for shortfall in choice.shortfalls if choice else ():
        sys.stdout.write(f"{missing_places(shortfall)}\n")
    return 0


def _records(result: Standings, papers: Papers, choice: Chosen | None) -> Iterator[Sequence[object]]:
    """A line per paper, in the order given."""
    places = result.places(papers.column("region"))
    for i in papers.as_given:
        numbers = [
            result.shown(column[i]) for column in (result.scored.score, result.scored.low, result.scored.high)
        ]
        start = [papers.ids[i], *numbers, int(result.rank[i]) or None]
        # the reason for staying out names the place itself
        inside = choice is None or bool(choice.inside[i])
        told = sentence(result, i, places[i] if inside else None)
        if choice is None:
            yield [*start, told]
        else:
            share = round(float(choice.probability[i]), 4)
            yield [
                *start,
                share,
                int(choice.inside[i]),
                f"{told}; {reason(choice.decisions[i], result.decimals)}",
            ]
