"""Recall, precision and false masks, by characters, at the levels certain and likely."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from benchmarks.masks.labelled import Labelled
from scoring.text.mentions import find_mentions
from scoring.text.second_reader import SecondReader
from scoring.text.span_types import Identity, Level, Mention

STRICT = ("author", "contact", "unit")


@dataclass(slots=True)
class Figures:
    """Counts over a set of essays; ``missed`` and ``wrong`` are (id, kind, text with its surroundings)."""

    labelled: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    masked: int = 0
    right: int = 0
    clean_characters: int = 0
    clean_masks: int = 0
    missed: list[tuple[str, str, str]] = field(default_factory=list)
    wrong: list[tuple[str, str, str]] = field(default_factory=list)

    def recall(self, *kinds: str) -> float:
        """Share of the labelled characters found; all kinds when none is named."""
        chosen = kinds or tuple(self.labelled)
        return sum(self.found[kind] for kind in chosen) / max(1, sum(self.labelled[kind] for kind in chosen))

    def precision(self) -> float:
        """Share of the masked characters that carry a label."""
        return self.right / max(1, self.masked)

    def false_masks(self) -> float:
        """Spans masked per 3,000 characters of texts without any label."""
        return 3000 * self.clean_masks / max(1, self.clean_characters)


def measure(
    essays: Iterable[Labelled], with_form: bool = True, second: SecondReader | None = None
) -> Figures:
    """Find the mentions of every essay, with or without what the entry form tells."""
    figures = Figures()
    for essay in essays:
        found = find_mentions(essay.text, essay.identity if with_form else Identity(), second)
        _count(figures, essay, [mention for mention in found if mention.level is not Level.HINT])
    return figures


def _count(figures: Figures, essay: Labelled, mentions: list[Mention]) -> None:
    covered = {at for mention in mentions for at in range(mention.start, mention.end)}
    true = {at for start, end, _ in essay.labels for at in range(start, end)}
    figures.masked += len(covered)
    figures.right += len(covered & true)
    if not essay.labels:
        figures.clean_characters += len(essay.text)
        figures.clean_masks += len(mentions)
    for start, end, kind in essay.labels:
        hit = len(covered.intersection(range(start, end)))
        figures.labelled[kind] += end - start
        figures.found[kind] += hit
        if hit < end - start:
            figures.missed.append((essay.id, kind, _shown(essay.text, start, end)))
    for mention in mentions:
        if not true.issuperset(range(mention.start, mention.end)):
            kind = f"{mention.kind.value}/{mention.rule}"
            figures.wrong.append((essay.id, kind, _shown(essay.text, mention.start, mention.end)))


def _shown(text: str, start: int, end: int) -> str:
    shown = f"{text[max(0, start - 10) : start]}[{text[start:end]}]{text[end : end + 10]}"
    return shown.replace("\n", "↵")
