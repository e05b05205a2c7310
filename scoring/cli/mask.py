"""``python -m scoring mask``: where texts tell who wrote them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scoring.cli import numbers
from scoring.cli.files import check_readable, check_writable, write_lines
from scoring.cli.terminal import Progress

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from scoring.cli.entries import Entry
    from scoring.text.span_types import Mention

_PIECE = 20  # texts handed to a process at a time
_DESCRIPTION = """\
Find what in a text could reveal its author: names, units, places, contacts, posts, honours.

IN is JSON lines {"id", "text", "authors"?: [{"name", "phone"?, "email"?, "post"?}], "unit"?, "aliases"?,
"department"?, "region"?, "people"?: ["…"], "units"?: ["…"]}; people and units are the contest's lists. OUT is
JSON lines {"id", "spans": [{"start", "end", "kind", "level"}]}, in the order given: half open, in code points
of the text as given, sorted, without overlap. Level certain is to be masked at once, likely to be proposed,
hint to be shown to a clerk. Without anything but id and text it works, too."""


def add(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "mask",
        help="find what reveals an author",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("texts", type=Path, metavar="IN.jsonl", help="the texts with what their forms tell")
    parser.add_argument("out", type=Path, metavar="OUT.jsonl", help="where to write the spans")
    parser.add_argument(
        "--workers", type=numbers.positive, default=1, metavar="N", help="processes to use (default 1)"
    )
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Check what was given, look, write."""
    check_readable(given.texts)
    check_writable(given.out, [given.texts])
    from scoring.cli.entries import read_entries

    entries = read_entries(given.texts)
    count = 0

    def lines() -> Iterator[str]:
        nonlocal count
        with Progress() as progress:
            for number, (entry, spans) in enumerate(
                zip(entries, _found(entries, given.workers), strict=True), 1
            ):
                count += len(spans)
                progress(number, len(entries))
                yield _line({"id": entry.id, "spans": spans})

    write_lines(given.out, lines())
    sys.stdout.write(f"{len(entries)} texts: {count} spans\n")
    return 0


def _found(entries: Sequence[Entry], workers: int) -> Iterator[list[dict[str, object]]]:
    if workers == 1 or len(entries) <= _PIECE:
        yield from map(spans_of, entries)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # started afresh, as everywhere: a fork would carry over whatever threads the process has
    pool: Executor = ProcessPoolExecutor(min(workers, -(-len(entries) // _PIECE)), get_context("spawn"))
    with pool:
        yield from pool.map(spans_of, entries, chunksize=_PIECE)


def spans_of(entry: Entry) -> list[dict[str, object]]:
    """The spans of one text as they are written."""
    from scoring.text.mentions import find_mentions

    return [_span(mention) for mention in find_mentions(entry.text, entry.identity)]


def _span(mention: Mention) -> dict[str, object]:
    return {
        "start": mention.start,
        "end": mention.end,
        "kind": mention.kind.value,
        "level": mention.level.value,
    }


def _line(values: dict[str, object]) -> str:
    """One line of JSON; escaped throughout where an id holds half a character pair, which UTF-8 cannot."""
    line = json.dumps(values, ensure_ascii=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(values)
    return line
