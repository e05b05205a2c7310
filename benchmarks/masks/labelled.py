"""Labelled essays: ``⟦KIND|text⟧`` around every span that could reveal the author.

The labels follow one rule: own nicknames are AUTHOR; surname + title only, people of history and public life,
"our hospital" and places of the whole nation carry none; the author's own town, banner or river is a PLACE.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from scoring.text.span_types import Identity

_LABEL = re.compile(r"⟦([A-Z]+)\|(.*?)⟧", re.DOTALL)
_BREAK = "\n=====\n"


@dataclass(frozen=True, slots=True)
class Labelled:
    """An essay without its tags; ``labels`` are (start, end, kind in small letters)."""

    id: str
    text: str
    labels: tuple[tuple[int, int, str], ...]
    identity: Identity


def untag(body: str) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """The text of a tagged body and its labels."""
    text, labels, at = "", [], 0
    for match in _LABEL.finditer(body):
        text += body[at : match.start()]
        labels.append((len(text), len(text) + len(match[2]), match[1].lower()))
        text += match[2]
        at = match.end()
    return text + body[at:], tuple(labels)


def from_json_lines(*paths: Path) -> list[Labelled]:
    """Essays as in the labelled set of the tests: authors with phone, e-mail and post."""
    rows = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return with_lists(_from_row(row) for row in rows)


def _from_row(row: dict[str, object]) -> Labelled:
    text, labels = untag(str(row["body"]))
    authors: list[dict[str, str]] = row["authors"]  # type: ignore[assignment]
    identity = Identity(
        authors=tuple(author["name"] for author in authors),
        units=(str(row["unit"]),),
        department=str(row["department"] or ""),
        region=str(row["region"]),
        phones=tuple(author["phone"] for author in authors if author["phone"]),
        emails=tuple(author["email"] for author in authors if author["email"]),
        posts=tuple(author["post"] for author in authors),
    )
    return Labelled(str(row["id"]), text, labels, identity)


def from_pages(*paths: Path) -> list[Labelled]:
    """Essays written by hand: "key: value" lines, an empty line, the tagged body."""
    return with_lists(
        _from_page(page) for path in paths for page in path.read_text(encoding="utf-8").split(_BREAK)
    )


def _from_page(page: str) -> Labelled:
    head, _, body = page.partition("\n\n")
    said = {
        key.strip(): value.strip() for key, _, value in (line.partition(":") for line in head.splitlines())
    }
    text, labels = untag(body)
    identity = Identity(
        authors=_listed(said.get("authors", "")),
        units=_listed(said.get("unit", "")),
        department=said.get("department", ""),
        region=said.get("region", ""),
        phones=_listed(said.get("phones", "")),
        emails=_listed(said.get("emails", "")),
    )
    return Labelled(said["id"], text, labels, identity)


def _listed(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split("[,、]", value) if part.strip())


def with_lists(essays: Iterable[Labelled]) -> list[Labelled]:
    """Every essay with the authors and units of the others as the contest's lists."""
    return list(_with_lists(list(essays)))


def _with_lists(essays: list[Labelled]) -> Iterator[Labelled]:
    from dataclasses import replace

    for essay in essays:
        others = [other.identity for other in essays if other is not essay]
        identity = replace(
            essay.identity,
            people=tuple(name for other in others for name in other.authors),
            other_units=tuple(unit for other in others for unit in other.units),
        )
        yield replace(essay, identity=identity)
