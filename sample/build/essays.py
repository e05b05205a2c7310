"""Essays as written: one JSON object a line, identity mentions tagged ⟦TYPE|text⟧ in the body."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from sample import ROOT, SampleAuthor

TAG = re.compile(r"⟦(\w+)\|([^⟧]*)⟧")


@dataclass(frozen=True, slots=True)
class Origin:
    """The paragraph another essay's paragraph was copied from: its key and 0-based position."""

    key: str
    paragraph: int


@dataclass(frozen=True, slots=True)
class Essay:
    """An essay before it becomes a file. `paragraphs` keep their tags; `origins` has one item a paragraph."""

    key: str
    title: str
    genre: str
    region: str
    category: str
    unit: str
    department: str
    authors: tuple[SampleAuthor, ...]
    collective: bool
    quality: str
    paragraphs: tuple[str, ...]
    origins: tuple[Origin | None, ...]


def untagged(text: str) -> str:
    """The text without its tags."""
    return TAG.sub(r"\2", text)


def paragraphs_of(body: str) -> tuple[str, ...]:
    """Split a tagged body at its line breaks; a mention broken over two lines becomes two tagged parts."""
    whole = TAG.sub(lambda tag: tag[0].replace("\n", f"⟧\n⟦{tag[1]}|"), body)
    return tuple(whole.split("\n"))


def read_essays(folder: Path = ROOT / "texts") -> tuple[Essay, ...]:
    """The 72 original essays in the order of their keys."""
    rows = [
        json.loads(line)
        for name in ("sample_a.jsonl", "sample_b.jsonl")
        for line in (folder / name).read_text(encoding="utf-8").splitlines()
    ]
    essays = []
    for row in rows:
        body = paragraphs_of(row.pop("body"))
        key, authors = row.pop("id"), tuple(SampleAuthor(**author) for author in row.pop("authors"))
        essays.append(Essay(key=key, authors=authors, paragraphs=body, origins=(None,) * len(body), **row))
    return tuple(essays)
