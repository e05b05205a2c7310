"""What a judge's browser fetches: bytes of the pages and of the files they bring along."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from benchmarks.web.bench import Bench, signed_in
from benchmarks.web.serving import Client, serve


@dataclass(frozen=True, slots=True)
class Weight:
    """Bytes of a page as sent, compressed, with and without its files; how many requests the first visit takes."""

    first: int
    later: int
    requests: int


def weights(bench: Bench) -> dict[str, Weight]:
    """What a browser fetches for the judge's pages: page, style sheets, scripts, icon."""
    with serve("wsgi:app", bench.environment) as server:
        judge = signed_in(server, "judge01")
        found = {}
        sheet = f"/judging/{bench.made.round_id}/{bench.made.open_codes['judge01'][0]}"
        for name, path in (("judge's list", "/judging"), ("open a sheet", sheet)):
            page = judge.get(path)
            files = files_of(judge, page.text)
            found[name] = Weight(page.size + sum(files.values()), page.size, 1 + len(files))
        return found


def files_of(client: Client, page: str) -> dict[str, int]:
    """Bytes of every file that a page brings along, with what style sheets and scripts import (sources do)."""
    waiting = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    sizes: dict[str, int] = {}
    while waiting:
        path = waiting.pop()
        if path in sizes:
            continue
        answer = client.get(path)
        sizes[path] = answer.size
        if path.split("?")[0].endswith((".js", ".css")):
            folder = path.rsplit("/", 1)[0]
            for name in re.findall(r'(?:from|import)\s*"(\w*[./][^"]+)"', answer.text):
                waiting.append(os.path.normpath(f"{folder}/{name}"))
    return sizes
