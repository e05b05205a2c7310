"""``python -m scoring assign``: who reads which paper."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scoring.cli import numbers
from scoring.cli.files import Refused, check_readable, check_writable, write_lines
from scoring.cli.rows import csv_fields

if TYPE_CHECKING:
    from scoring.assignment.problem import AssignmentProblem, Plan

_DESCRIPTION = """\
Give every paper its readers. Rules are kept without exception; loads are as even as the rules allow; all judges
can be compared through papers read in common, where the rules allow that at all.

PAPERS is CSV with the columns
  id                   unique
  unit, region         nobody reads a paper of his own unit or of his own region
  language, genre      read only by judges who read it
  track                goes to judges of that track as far as even loads allow (a wish)
  quality              a number expected, e.g. an earlier mark; every judge gets an even mix
  reads                readings wanted here instead of --reads; 'all': every judge who may (an anchor)
JUDGES is CSV with the columns
  id, unit, region     as above
  min, max             readings, hidden repeats included; blank: no limit
  languages, genres    what he reads, separated by ; (blank: everything)
  tracks               his tracks, separated by ;
CONFLICTS is CSV with the column judge and, in each row, at least one of
  paper, unit, region  what this judge may not read
  other                another judge who may not read the same papers
FIXED and EARLIER are CSV with the columns paper and judge. FIXED readings stay whatever happens and count as
readings and load; of an EARLIER plan as many readings stay as the rules allow, and with --repeats its hidden
repeats. For third or borderline readings give those done as FIXED and write the greater number into reads.

All columns but id, judge and paper may be left out; an empty unit or region is in nobody's way. OUT has the columns
paper and judge, with --repeats also repeat: 1 for a reading to be given once more under another code.
Exit code 1 and no file where there is no such plan; what stands in the way is said."""


def add(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "assign",
        help="assign papers to judges",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--papers", type=Path, required=True, metavar="P.csv", help="the papers")
    parser.add_argument("--judges", type=Path, required=True, metavar="J.csv", help="the judges")
    parser.add_argument("--conflicts", type=Path, metavar="C.csv", help="declared conflicts")
    parser.add_argument("--fixed", type=Path, metavar="F.csv", help="readings that have begun")
    parser.add_argument("--previous", type=Path, metavar="EARLIER.csv", help="a plan to change little")
    parser.add_argument(
        "--reads", type=numbers.positive, required=True, metavar="K", help="readings of each paper"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="A.csv", help="where to write the plan")
    parser.add_argument("--report", type=Path, metavar="R.json", help="also write the quality of the plan")
    parser.add_argument(
        "--repeats", type=numbers.count, default=0, metavar="N",
        help="readings each judge is given twice, to measure his own noise (default 0)",
    )  # fmt: skip
    parser.add_argument(
        "--links", type=numbers.positive, metavar="N",
        help="readings that join the judges where even loads would split them; the more, the less even the loads "
        "(default: the fewest that bring the severities within 5 %% of the least variance any plan can have)",
    )  # fmt: skip
    parser.add_argument(
        "--own-region", action="store_true", help="judges may read papers of their own region"
    )
    parser.add_argument(
        "--seed",
        type=numbers.seed,
        default=0,
        metavar="N",
        help="another seed, another plan as good (default 0)",
    )
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Check what was given, assign, check the plan by the rules, write."""
    _check(given)
    import numpy as np

    from scoring.assignment.check import violations
    from scoring.assignment.flow import solve
    from scoring.assignment.quality import report
    from scoring.cli.plan_files import Given, read_question
    from scoring.cli.plan_words import as_data, why_not, worth
    from scoring.errors import Infeasible

    question = read_question(
        Given(given.papers, given.judges, given.conflicts, given.fixed, given.previous,
              given.reads, given.repeats, given.own_region, given.links)
    )  # fmt: skip
    for note in question.notes:
        sys.stderr.write(f"{note}\n")
    problem = question.problem
    try:
        plan = solve(problem, np.random.default_rng(given.seed))
    except Infeasible as error:
        raise Refused(why_not(error.blockers, question)) from error
    broken = violations(problem, plan)
    if broken:
        raise RuntimeError(f"the plan breaks a rule, which is a mistake in this program: {broken[0]}")
    quality = report(problem, plan, valid=True)
    write_lines(given.out, [_table(problem, plan)])
    if given.report:
        write_lines(given.report, [json.dumps(as_data(quality, question), ensure_ascii=False, indent=1)])
    papers, judges = len(problem.papers), len(problem.judges)
    sys.stdout.write(f"{papers} papers, {judges} judges, {len(plan.pairs)} readings\n")
    sys.stderr.writelines(f"{sentence}\n" for sentence in worth(quality, question))
    return 0


def _check(given: argparse.Namespace) -> None:
    named = (given.papers, given.judges, given.conflicts, given.fixed, given.previous)
    inputs = [path for path in named if path]
    check_readable(*inputs)
    for path in (given.out, given.report):
        if path:
            check_writable(path, inputs)
    if given.report and given.report.resolve() == given.out.resolve():
        raise Refused("--out and --report name the same file")


def _table(problem: AssignmentProblem, plan: Plan) -> str:
    """The plan as CSV, in the order of the papers; each id is put in quotes once, not at each reading."""
    papers, judges = csv_fields(problem.papers), csv_fields(problem.judges)
    if not problem.repeats:
        return "\n".join(["paper,judge", *[f"{papers[p]},{judges[j]}" for p, j in plan.pairs]])
    again = set(plan.repeats)
    lines = ["paper,judge,repeat"]
    for p, j in plan.pairs:
        lines.append(f"{papers[p]},{judges[j]},0")
        if (p, j) in again:
            lines.append(f"{papers[p]},{judges[j]},1")
    return "\n".join(lines)
