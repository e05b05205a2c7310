"""Pieces of essays that remember where they were taken from, and the essays put together from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random

SENTENCE = re.compile(r".+?(?:[。！？…!?]+[”’」』\"]?|$)", re.DOTALL)
TRIES = 6
CLAUSE_END = re.compile(r"(?<=[，,；;])")


@dataclass(frozen=True, slots=True)
class Clip:
    """Text as it stands in the new essay; ``source`` and [start, end) tell what it was made from.

    ``source`` is "" for words of the new essay's own.
    """

    text: str
    source: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """[a0, a1) of the new essay was made from [b0, b1) of the text ``source``."""

    a0: int
    a1: int
    source: str
    b0: int
    b1: int


Paragraph = list[Clip]
Body = list[Paragraph]
Rewrite = Callable[[str, Random, int], str]
Transform = Callable[[Body, Random, int], Body]


def body_of(source: str, text: str) -> Body:
    """The sentences of a text, paragraph by paragraph."""
    body, at = [], 0
    for line in text.split("\n"):
        found = [
            Clip(m.group(), source, at + m.start(), at + m.end())
            for m in SENTENCE.finditer(line)
            if m.group().strip()
        ]
        if found:
            body.append(found)
        at += len(line) + 1
    return body


def own(*lines: str) -> Body:
    """Paragraphs of the new essay's own words."""
    return [[Clip(line)] for line in lines]


def each_sentence(rewrite: Rewrite) -> Transform:
    """A transform of a body that rewrites every sentence apart; tried again where chance changed nothing."""

    def transform(body: Body, rng: Random, strength: int) -> Body:
        changed = body
        for _ in range(TRIES):
            changed = [
                [replace(clip, text=rewrite(clip.text, rng, strength)) for clip in clips] for clips in body
            ]
            if changed != body:
                break
        return changed

    return transform


def assemble(body: Iterable[Sequence[Clip]]) -> tuple[str, tuple[Span, ...]]:
    """The text of a body and its provenance; neighbours taken from neighbouring places are one span."""
    text, spans = "", list[Span]()
    for paragraph in body:
        text += "\n" if text else ""
        for clip in paragraph:
            start, text = len(text), text + clip.text
            if not clip.source or not clip.text:
                continue
            last = spans[-1] if spans else Span(0, 0, "", 0, 0)
            follows = last.source == clip.source and 0 <= clip.start - last.b1 <= 1 and start - last.a1 <= 1
            if follows:
                spans[-1] = replace(last, a1=len(text), b1=clip.end)
            else:
                spans.append(Span(start, len(text), clip.source, clip.start, clip.end))
    return text, tuple(spans)


def size(body: Iterable[Sequence[Clip]]) -> int:
    """Characters of the body."""
    return sum(len(clip.text) for clips in body for clip in clips)


def excerpt(body: Body, rng: Random, least: int) -> Body:
    """Neighbouring sentences of at least ``least`` characters together (or all), from a random place on."""
    flat = [(number, clip) for number, clips in enumerate(body) for clip in clips]
    lengths = [len(clip.text) for _, clip in flat]
    starts = [at for at in range(len(flat)) if sum(lengths[at:]) >= least] or [0]
    at, taken, paragraphs = rng.choice(starts), 0, dict[int, Paragraph]()
    for number, clip in flat[at:]:
        if taken >= least:
            break
        paragraphs.setdefault(number, []).append(clip)
        taken += len(clip.text)
    return list(paragraphs.values())
