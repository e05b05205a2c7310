"""``python -m benchmarks.patterns [--base FILE] [--seed N] [--cases 20] [--json OUT] [--examples N]``.

Plants copying of every pattern and honest likeness in contests, scans them and prints what was found.  Ends with 1
where a bar is not met: which, stands in the last line.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.patterns.contest import Contest, generate, read_essays, sample_essays, wanted
from benchmarks.patterns.evaluation import Report, evaluate, failures, table
from scoring.similarity.scan import Pair, scan

SHOWN = 160


def main(argv: Sequence[str] | None = None) -> int:
    """Plant, scan, print; 1 when a bar is not met."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.patterns",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--base", type=Path, help="JSONL {id, text} of base essays; default: the sample's 72")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=20, help="plantings of each pattern")
    parser.add_argument("--only", nargs="*", default=(), help="patterns, such as P08 N2")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    parser.add_argument("--examples", type=int, default=0, help="literal examples of each kind of mistake")
    given = parser.parse_args(argv)
    base = read_essays(given.base) if given.base else sample_essays()
    contests = generate(base, given.seed, wanted(given.cases, given.only))

    def show(done: int) -> None:
        print(f"\r{done}/{len(contests)} contests", end="", file=sys.stderr)

    report = evaluate(contests, show if sys.stderr.isatty() else None)
    print(table(report))
    if given.examples:
        print(examples(contests, report, given.examples))
    if given.json:
        given.json.write_text(json.dumps(_figures(report), ensure_ascii=False, indent=1), encoding="utf-8")
    return 1 if failures(report) else 0


def _figures(report: Report) -> dict[str, object]:
    patterns = {
        name: asdict(row) | {"recall": row.recall, "plagdet": row.plagdet}
        for name, row in report.patterns.items()
    }
    honest = {name: asdict(row) for name, row in report.harmless.items()}
    return {"patterns": patterns, "harmless": honest, "false_elsewhere": report.false_elsewhere}


def examples(contests: Sequence[Contest], report: Report, most: int) -> str:
    """Some mistakes of each kind: what was copied and missed, what was honest and accused."""
    lines, seen = list[str](), dict[str, int]()
    pairs: dict[int, dict[frozenset[str], Pair]] = {}
    mistakes = {"missed": report.missed, "accused": report.accused, "false": report.false_elsewhere}
    for word, rows in mistakes.items():
        for number, name, strength, a, b in rows:
            seen[word + name] = seen.get(word + name, 0) + 1
            if seen[word + name] > (most if name else 4 * most):
                continue
            contest = contests[number]
            if number not in pairs:
                found = scan(contest.documents, official=contest.official, library=contest.library)
                pairs[number] = {frozenset((pair.a, pair.b)): pair for pair in found.pairs}
            lines += [f"\n{word} {name} strength {strength}: {a} | {b}"]
            lines += _sides(contest, pairs[number].get(frozenset((a, b))), a, b)
    return "\n".join(lines)


def _sides(contest: Contest, pair: Pair | None, a: str, b: str) -> list[str]:
    """The beginning of the passages the scan reports, or else of the longest planted span, in both texts."""
    texts = {document.id: document.text for document in (*contest.documents, *contest.library)}
    if pair:
        places = [(p.a0, p.a1, p.b0, p.b1) for p in pair.copied]
        a, b = pair.a, pair.b
    else:
        links = [link for case in contest.cases for link in case.links if (link.a, link.b) == (a, b)]
        places = sorted((s for link in links for s in link.spans), key=lambda s: s[0] - s[1])[:1]
    lines = [f"  score {pair.score} {pair.kind}"] if pair else []
    for a0, a1, b0, b1 in places[:3]:
        for text, start, end in ((texts[a], a0, a1), (texts[b], b0, b1)):
            lines.append(f"  [{end - start}] " + text[start:end][:SHOWN].replace("\n", "|"))
    return lines


if __name__ == "__main__":
    sys.exit(main())
