"""Recall and precision of the mentions on labelled essays: twenty of those the rules were made with.

Being known essays, they guard against loss, they do not tell how well strangers are found.
A label is ⟦TYPE|text⟧ in the body; what counts is characters at the levels certain and likely.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from scoring.text.mentions import Identity, Kind, Level, find_mentions

ESSAYS = Path(__file__).parent / "labelled" / "essays.jsonl"
LABEL = re.compile(r"⟦([A-Z]+)\|(.*?)⟧", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Essay:
    text: str
    labels: tuple[tuple[int, int, Kind], ...]
    identity: Identity


def essays() -> list[Essay]:
    rows = [json.loads(line) for line in ESSAYS.read_text(encoding="utf-8").splitlines()]
    return [essay_of(row, rows) for row in rows]


def essay_of(row: dict, rows: list[dict]) -> Essay:
    text, labels, at = "", [], 0
    for match in LABEL.finditer(row["body"]):
        text += row["body"][at : match.start()]
        labels.append((len(text), len(text) + len(match[2]), Kind(match[1].lower())))
        text += match[2]
        at = match.end()
    authors = row["authors"]
    others = [other for other in rows if other is not row]
    identity = Identity(
        authors=tuple(author["name"] for author in authors),
        units=(row["unit"],),
        department=row["department"] or "",
        region=row["region"],
        phones=tuple(author["phone"] for author in authors if author["phone"]),
        emails=tuple(author["email"] for author in authors if author["email"]),
        posts=tuple(author["post"] for author in authors),
        people=tuple(author["name"] for other in others for author in other["authors"]),
        other_units=tuple(other["unit"] for other in others),
    )
    return Essay(text + row["body"][at:], tuple(labels), identity)


@pytest.fixture(scope="module")
def measured() -> dict[str, float]:
    labelled: Counter[str] = Counter()
    found: Counter[str] = Counter()
    masked = right = 0
    for essay in essays():
        mentions = find_mentions(essay.text, essay.identity)
        covered = {at for m in mentions if m.level is not Level.HINT for at in range(m.start, m.end)}
        true = {at for start, end, _ in essay.labels for at in range(start, end)}
        masked += len(covered)
        right += len(covered & true)
        for start, end, kind in essay.labels:
            for key in (kind.value, "all"):
                labelled[key] += end - start
                found[key] += len(covered.intersection(range(start, end)))
    shares = {key: found[key] / labelled[key] for key in labelled}
    return {**shares, "precision": right / masked}


@pytest.mark.parametrize(
    ("figure", "least"),
    [
        ("all", 0.96),
        ("author", 0.98),
        ("contact", 0.99),
        ("unit", 0.97),
        ("person", 0.98),
        ("place", 0.85),
        ("honour", 0.95),
        ("post", 0.95),
        ("precision", 0.95),
    ],
)
def test_figure_on_labelled_essays_is_not_below_what_was_reached(
    measured: dict[str, float], figure: str, least: float
) -> None:
    assert measured[figure] >= least, measured
