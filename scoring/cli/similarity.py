"""``python -m scoring similarity``: every copy among the texts of a contest, as pairs with their passages."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scoring.cli import numbers
from scoring.cli.files import Refused, check_readable, check_writable, whole_text, write_lines
from scoring.cli.terminal import Progress

if TYPE_CHECKING:
    from scoring.similarity.executors import Executor
    from scoring.similarity.rewording import Advisory
    from scoring.similarity.scan import Case, Document, Pair

_DESCRIPTION = """\
Compare the texts with each other and with a library; write who copied what.

DOCS and LIBRARY are JSON lines {"id", "text", "unit"?, "author"?, "received"?}; unit, author and the rank of
receipt make cases say more. The result is JSON lines {"a", "b", "score", "kind", "spans", "raw", "net"}:
a was received before b or b is a library text; score is comparable to characters copied word for word, and pairs
below 50 are left out; spans are the copied passages [a0, a1, b0, b1], half open, in code points of the texts as
given; raw and net are shares of the shorter text, with and without shared official language.

--rewording also writes pairs of DOCS that share no passage but unusually many rare words, as
{"a", "b", "similarity", "words", "kind": "rewording"}. They are for reference: a reason to read the two texts,
no evidence of copying; they make no case. It takes longer than the comparison: some 14 ms a text at 10,000."""


def add(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "similarity",
        help="find copied texts",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--docs", type=Path, required=True, metavar="DOCS.jsonl", help="the texts to compare")
    parser.add_argument("--library", type=Path, metavar="LIBRARY.jsonl", help="texts they may be copied from")
    parser.add_argument(
        "--official",
        type=Path,
        nargs="+",
        action="extend",
        default=[],
        metavar="FILE.txt",
        help="texts whose words all may use: the notice, slogans, forms",
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="PAIRS.jsonl", help="where to write the pairs"
    )
    parser.add_argument(
        "--cases", type=Path, metavar="CASES.jsonl", help="also write the cases the pairs form"
    )
    parser.add_argument(
        "--rewording",
        type=Path,
        metavar="ADVICE.jsonl",
        help="also write pairs that may be reworded; for reference, they make no case",
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--workers", type=numbers.positive, default=1, metavar="N", help="processes to use (default 1)"
    )
    where.add_argument(
        "--dask", metavar="ADDRESS", help="compute on a Dask cluster, e.g. tcp://10.0.0.1:8786"
    )
    parser.add_argument(
        "--workspace",
        type=Path,
        metavar="DIR",
        help="folder for finished pieces: the same command goes on there after an interruption; "
        "with --dask all machines must see it",
    )
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Check what was given, compare, write."""
    _check(given)
    from scoring.cli.documents import read_documents
    from scoring.similarity.rewording import MOST_TEXTS
    from scoring.similarity.scan import scan

    paths = [given.docs, *([given.library] if given.library else [])]
    official = [whole_text(path) for path in given.official]
    documents, *others = read_documents(*paths)
    library = others[0] if others else []
    if given.rewording and len(documents) > MOST_TEXTS:
        raise Refused(f"--rewording compares at most {MOST_TEXTS} texts; {given.docs} holds {len(documents)}")
    with Progress() as progress:
        result = scan(
            documents,
            official=official,
            library=library,
            progress=progress,
            executor=_executor(given),
            workspace=given.workspace,
        )
    write_lines(given.out, map(_line, _pairs(result.pairs)))
    if given.cases:
        write_lines(given.cases, map(_line, _cases(result.cases)))
    sys.stdout.write(
        f"{len(documents)} texts, {len(library)} in the library: "
        f"{len(result.pairs)} pairs in {len(result.cases)} cases\n"
    )
    if result.unjudgeable:
        sys.stdout.write(f"{len(result.unjudgeable)} texts hold nothing that could be compared\n")
    if given.rewording:
        _advise(given.rewording, documents, result.pairs, official)
    return 0


def _advise(
    path: Path, documents: Sequence[Document], pairs: Sequence[Pair], official: Sequence[str]
) -> None:
    """Pairs that may be reworded and that the scan did not find, to their own file."""
    from scoring.similarity.rewording import reworded

    known = [(pair.a, pair.b) for pair in pairs]
    with Progress() as progress:
        advice = reworded(documents, known=known, official=official, progress=progress)
    write_lines(path, (_line(_advisory(one)) for one in advice))
    sys.stdout.write(f"{len(advice)} pairs may be reworded: for reference, they make no case\n")


def _advisory(one: Advisory) -> dict[str, object]:
    return {"a": one.a, "b": one.b, "similarity": one.similarity, "words": one.words, "kind": one.kind}


def _check(given: argparse.Namespace) -> None:
    inputs = [path for path in (given.docs, given.library, *given.official) if path]
    check_readable(*inputs)
    outputs = {"--out": given.out, "--cases": given.cases, "--rewording": given.rewording}
    named = {option: path for option, path in outputs.items() if path}
    for path in named.values():
        check_writable(path, inputs)
    for one, other in combinations(named, 2):
        if named[one].resolve() == named[other].resolve():
            raise Refused(f"{one} and {other} name the same file")
    if given.workspace and given.workspace.exists() and not given.workspace.is_dir():
        raise Refused(f"{given.workspace} is not a folder")


def _executor(given: argparse.Namespace) -> Executor:
    from scoring.similarity.executors import InProcess, Processes

    if given.dask:
        from scoring.similarity.cluster import Cluster

        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what people need to know is raised
        return Cluster(given.dask)
    return Processes(given.workers) if given.workers > 1 else InProcess()


def _pairs(pairs: Sequence[Pair]) -> Iterator[dict[str, object]]:
    for pair in pairs:
        yield {
            "a": pair.a,
            "b": pair.b,
            "score": pair.score,
            "kind": pair.kind,
            "spans": [[one.a0, one.a1, one.b0, one.b1] for one in pair.copied],
            "raw": round(pair.raw, 4),
            "net": round(pair.net, 4),
        }


def _cases(cases: Sequence[Case]) -> Iterator[dict[str, object]]:
    for case in cases:
        yield {
            "members": case.members,
            "kind": case.kind,
            "score": case.score,
            "likely_source": case.likely_source,
            "facts": dict(case.facts),
            "pairs": [[pair.a, pair.b] for pair in case.pairs],
        }


def _line(values: dict[str, object]) -> str:
    """One line of JSON; escaped throughout where an id holds half a character pair, which UTF-8 cannot."""
    line = json.dumps(values, ensure_ascii=False)
    return line if line.isascii() or _encodable(line) else json.dumps(values)


def _encodable(line: str) -> bool:
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
