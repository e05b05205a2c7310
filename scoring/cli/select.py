"""``python -m scoring select``: who is selected under quotas, and the reason for every essay."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scoring.cli import numbers
from scoring.cli.files import Refused, check_readable, check_writable
from scoring.cli.rows import Rows, read_rows, write_rows
from scoring.cli.terminal import Progress
from scoring.cli.verdicts import blocker, missing_places, reason
from scoring.errors import Infeasible

if TYPE_CHECKING:
    from scoring.selection.choose import Choice
    from scoring.selection.problem import Candidate, Keys
    from scoring.tables import Floats

HEADER = ("essay", "score", "rank", "selected", "reserve", "reason", "code", "points_needed")
_Z90 = 1.6448536269514722  # half a 90 % interval in standard errors
_YES, _NO = ("", "1", "yes", "true", "y", "是"), ("0", "no", "false", "n", "否")
_DESCRIPTION = """\
Choose essays under quotas, exactly, and say of every essay why.

STANDINGS is a table essay, score and, if known, low, high (a 90 % interval: then p_selected is told), region, unit,
author, theme … (whatever the quotas speak of; several authors divided by ;), eligible (yes or no) and
ineligible_reason. Columns that are not there are looked up in PAPERS (id, region, unit …). An essay without a
score takes no part. Scores are compared as they stand, or rounded to --decimals.

The result is a table essay, score, rank (among all, 1 = best), selected (1 or 0), reserve (1 = first substitute of
its body), reason, code, points_needed (the smallest rise that brings it in, all else equal), p_selected. Hard
quotas that cannot all be kept are refused with the smallest set that contradicts itself; places missing from soft
ones are told.

QUOTA is a table; a line is a quota. In the short form the first column names a scope, which is a column of the
essays, and its fields name bodies; * stands for each body without a line of its own, blank for the total:

    region,min,max              scope,key,places,max_percent,hard,priority
    *,2,5                       region,*,5,,,
    North,3,6                   unit,*,,20,no,2
    ,,80                        total,,80,,,

Columns (all but scope and key may be left out or blank):
  scope, key    region, unit, author, theme …; region+theme with the key North+poem for both at once
  min, max      at least, at most so many (also minimum, maximum)
  exact         exactly so many
  places        so many as far as there are entries: at most, and what is missing is reported (also quota)
  min_percent, max_percent (percent)   of the body's entries; rounding: down, up or nearest
                (blank: a minimum is rounded up, a maximum down)
  at_least, at_most, of   percent of those chosen in all, or in the body of, written region=North or region=*
  apportion     so many places divided among the bodies of the scope by headcount (a column of the bodies' own
                lines; blank: by entries), min and max of those lines being kept (Sainte-Laguë)
  reserves      so many substitutes to be named
  hard          yes or no; blank: maxima are hard, minima are kept as far as entries and maxima allow
  priority      of quotas that are not hard: 1 is kept before 2 (blank: 1)"""


def add(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "select",
        help="choose essays under quotas",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--standings", type=Path, required=True, metavar="STANDINGS.csv")
    parser.add_argument("--quota", type=Path, required=True, metavar="QUOTA.csv")
    parser.add_argument("--papers", type=Path, metavar="PAPERS.csv", help="where the essays come from")
    parser.add_argument("--out", type=Path, required=True, metavar="RESULT.csv")
    parser.add_argument(
        "--ties",
        default="",
        metavar="COLUMN,…",
        help="columns of STANDINGS that decide equal scores, the larger the better (COLUMN- the smaller); then by lot",
    )
    parser.add_argument("--all-tied-enter", action="store_true", help="equal to the last place is in too")
    parser.add_argument(
        "--previous",
        type=Path,
        metavar="RESULT.csv",
        help="an earlier result; it wins where only the lot decides",
    )
    parser.add_argument(
        "--decimals", type=_decimals, metavar="N", help="default: as many as the scores have, at least 2"
    )
    parser.add_argument(
        "--seed", type=numbers.seed, default=0, help="of the lot, to be published (default 0)"
    )
    parser.set_defaults(run=run)


def _decimals(given: str) -> int:
    if not given.isdecimal() or len(given) > 1:
        raise argparse.ArgumentTypeError("must be a whole number from 0 to 9")
    return int(given)


def _shown(rows: Rows) -> int:
    """Decimals that tell apart all scores that look different."""
    exponents = (Decimal(text).as_tuple().exponent for text in set(rows.columns["score"]) if text)
    return max(2, min(9, max((-e for e in exponents if isinstance(e, int)), default=0)))


def run(given: argparse.Namespace) -> int:
    """Check what was given, choose, write."""
    inputs = [p for p in (given.standings, given.quota, given.papers, given.previous) if p]
    check_readable(*inputs)
    check_writable(given.out, inputs)
    from scoring.cli.quotas import read_quotas
    from scoring.selection.choose import choose

    table = read_quotas(given.quota)
    rows = read_rows(given.standings, ["essay", "score"], {"paper": "essay", "id": "essay"})
    steps = [step for step in given.ties.split(",") if step]
    candidates = _candidates(rows, _bodies(rows, table.scopes, given.papers), _tie_keys(rows, steps))
    quotas = table.quotas(candidates)
    for note in table.notes(candidates):
        sys.stderr.write(f"{note}\n")
    decimals = _shown(rows) if given.decimals is None else given.decimals
    try:
        choice = choose(
            candidates,
            quotas,
            seed=given.seed,
            group_scope=table.group_scope,
            decimals=decimals,
            tie_steps=[step.removesuffix("-") for step in steps],
            ties="all_enter" if given.all_tied_enter else "chain",
            previous=_previous(given.previous),
        )
    except Infeasible as error:
        told = [blocker(code, facts) for code, facts in error.blockers]
        raise Refused("\n".join(["the hard quotas cannot all be kept:", *told])) from error
    share = _share(rows, candidates, quotas, given.seed, decimals)
    header = HEADER if share is None else (*HEADER, "p_selected")
    write_rows(given.out, header, _records(rows, choice, share, decimals))
    sys.stdout.write(f"{len(choice.selected)} of {len(candidates)} essays selected\n")
    for shortfall in choice.shortfalls:
        sys.stdout.write(f"{missing_places(shortfall)}\n")
    return 0


def _bodies(rows: Rows, scopes: Sequence[str], papers: Path | None) -> list[dict[str, Keys]]:
    """Where every essay comes from: by its own columns, else by those of the papers."""
    from scoring.cli.quotas import bodies_of

    own = [scope for scope in scopes if scope in rows or papers is None]
    bodies = bodies_of(rows, own)
    others = [scope for scope in scopes if scope not in own]
    if papers is None or not others:
        return bodies
    table = read_rows(papers, ["id"], {"essay": "id", "paper": "id"})
    positions = rows.positions("essay", table.ids(), f"paper in {papers}").tolist()
    known = bodies_of(table, others)
    return [body | known[position] for body, position in zip(bodies, positions, strict=True)]


def _tie_keys(rows: Rows, steps: Sequence[str]) -> list[tuple[float, ...]]:
    columns = []
    for step in steps:
        name = step.removesuffix("-").lower()
        if name not in rows:
            raise Refused(f"{rows.path} has no column {name} to decide ties by")
        numbers = rows.numbers(name, blank=0.0)
        columns.append((-numbers if step.endswith("-") else numbers).tolist())
    return list(zip(*columns, strict=True)) if columns else [()] * len(rows)


def _candidates(
    rows: Rows, bodies: Sequence[Mapping[str, Keys]], keys: Sequence[tuple[float, ...]]
) -> list[Candidate]:
    from scoring.selection.problem import Candidate

    scores = rows.numbers("score", blank=float("nan")).tolist()
    eligible = rows.optional("eligible")
    rows.refuse(
        f"line {line}: eligible must be yes or no, not {text!r}"
        for line, text in zip(rows.lines, eligible, strict=True)
        if text.lower() not in (*_YES, *_NO)
    )
    why = rows.optional("ineligible_reason")
    found = []
    for i, (essay, score) in enumerate(zip(rows.ids("essay"), scores, strict=True)):
        out = eligible[i].lower() in _NO
        told = (why[i] or "not eligible") if out else "no score" if score != score else ""
        found.append(Candidate(essay, score, bodies[i], not told, told, keys[i]))
    return found


def _previous(path: Path | None) -> list[str]:
    """Essays that an earlier result selected."""
    if path is None:
        return []
    rows = read_rows(path, ["essay", "selected"])
    return [
        essay
        for essay, text in zip(rows.texts("essay"), rows.columns["selected"], strict=True)
        if text.lower() in _YES[1:]
    ]


def _share(
    rows: Rows, candidates: Sequence[Candidate], quotas: Sequence[Any], seed: int, decimals: int
) -> Floats | None:
    """How probable the place of each essay is, where the standings have intervals."""
    if "low" not in rows or "high" not in rows:
        return None
    import numpy as np

    from scoring.selection.stability import inclusion_of_errors

    low, high = (rows.numbers(column, blank=float("nan")) for column in ("low", "high"))
    rows.refuse(
        f"line {line}: a score needs low and high with low not above high"
        for line, one, half in zip(rows.lines, candidates, (high - low).tolist(), strict=True)
        if one.eligible and not half >= 0
    )
    # drawn in the order of the ids: that of the lines changes nothing
    order = np.array(sorted(range(len(candidates)), key=lambda i: candidates[i].id))
    errors, rng = ((high - low) / (2 * _Z90))[order], np.random.default_rng(seed)
    share = np.empty(len(order))
    with Progress() as progress:
        share[order] = inclusion_of_errors(
            [candidates[i] for i in order], errors, quotas, rng=rng, decimals=decimals, progress=progress
        )
    return share


def _records(rows: Rows, choice: Choice, share: Floats | None, decimals: int) -> Iterator[Sequence[object]]:
    for i, (text, decision) in enumerate(zip(rows.columns["score"], choice.decisions, strict=True)):
        needed = decision.facts.get("points_needed")
        record = [
            decision.id,
            text,
            decision.position,
            int(decision.selected),
            decision.reserve,
            reason(decision, decimals),
            decision.code,
            None if needed is None else f"{needed:.{decimals}f}",
        ]
        yield record if share is None else [*record, f"{share[i]:.4f}" if decision.position else None]
