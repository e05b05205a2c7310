"""The dictionaries of the generator, read from ``data/``. The detector must never see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True, slots=True)
class OfficialText:
    """An invented official text. ``known`` to the detector or not; ``kind``: notice, policy, statute, oath,
    leader, appeal or classic; ``issuer``: who issued or said it."""

    key: str
    known: bool
    kind: str
    title: str
    issuer: str
    paragraphs: tuple[str, ...]


def _lines(name: str) -> list[str]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@cache
def phrases(section: str) -> tuple[str, ...]:
    """The lines of one section of phrases.txt. Raises KeyError for an unknown section."""
    sections: dict[str, list[str]] = {}
    for line in _lines("phrases.txt"):
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), [])
        else:
            current.append(line)
    return tuple(sections[section])


def aside(rng: Random) -> str:
    """A clause that fits anywhere, one of 65,000, so that two essays hardly ever share one."""
    return "".join(rng.choice(phrases(part)) for part in ("who", "how", "did", "what"))


def mixed(section: str, rng: Random) -> str:
    """A sentence put together from clauses of different lines, so that two essays hardly ever share it."""
    clauses = [line.rstrip("。").split("，") for line in phrases(section)]
    first, second, last = (rng.choice(clauses) for _ in range(3))
    return f"{first[0]}，{second[len(second) // 2]}，{last[-1]}。"


@cache
def official_texts() -> tuple[OfficialText, ...]:
    """All invented official texts, in the order of the file."""
    texts = []
    for block in "\n".join(_lines("official.txt")).split("== ")[1:]:
        head, *paragraphs = block.strip().split("\n")
        key, known, kind, title, issuer = (part.strip() for part in head.split("|"))
        texts.append(OfficialText(key, known == "known", kind, title, issuer, tuple(paragraphs)))
    return tuple(texts)


@cache
def synonyms() -> Mapping[str, tuple[str, ...]]:
    """Word → the other words of its groups."""
    others: dict[str, tuple[str, ...]] = {}
    for line in _lines("synonyms.txt"):
        group = line.split()
        for word in group:
            others[word] = others.get(word, ()) + tuple(other for other in group if other != word)
    return others


@cache
def entities() -> Mapping[str, tuple[str, ...]]:
    """Kind (place, kin, subject, …) → its members."""
    kinds: dict[str, tuple[str, ...]] = {}
    for line in _lines("entities.txt"):
        kind, members = line.split(":")
        kinds[kind] = kinds.get(kind, ()) + tuple(members.split())
    return kinds


@cache
def readings() -> Mapping[str, str]:
    """Ideograph → its pinyin with tone mark, for common ideographs."""
    return {item[0]: item[1:] for line in _lines("pinyin.txt") for item in line.split()}


@cache
def variants() -> Mapping[str, str]:
    """Simplified ideograph → its variant forms."""
    return {item[0]: item[1:] for line in _lines("variants.txt") for item in line.split()}
