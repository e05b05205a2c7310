"""What an action may answer instead of doing its work.

The web edge maps these to HTTP in one place (reviewapp/edge.py): Forbidden 403 (or 404 when even
the existence of the object is not the actor's business), StageClosed and Stale 409, Missing 404,
Invalid 422 or the form shown again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reviewapp.words import Sentence, say


@dataclass(frozen=True, slots=True)
class Denial:
    """Why a rule says no.  With `hide`, the answer must look as if the object did not exist."""

    reason: Sentence
    hide: bool = False
    closed: bool = False  # the stage of the contest, not the person, is what stands in the way


class DomainError(Exception):
    """Base: carries the sentence for the person who asked."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class Forbidden(DomainError):
    """The actor may not do this; `hide` asks the edge to answer 404."""

    def __init__(self, denial: Denial) -> None:
        super().__init__(denial.reason)
        self.hide = denial.hide


class StageClosed(DomainError):
    """The contest is not in a stage where this verb is open."""


class Missing(DomainError):
    """No such object, or none the actor may know of."""

    def __init__(self, sentence: Sentence | None = None) -> None:
        super().__init__(sentence or say("没有找到这一项。"))


class Stale(DomainError):
    """The object moved on since the actor saw it (another tab, another person, newer inputs)."""


class Invalid(DomainError):
    """The given data cannot be accepted; `fields` names each field and its sentence."""

    def __init__(self, sentence: Sentence, fields: Mapping[str, Sentence] | None = None) -> None:
        super().__init__(sentence)
        self.fields = dict(fields or {})


def refuse(wrong: Mapping[str, Sentence]) -> None:
    """Raise Invalid when a field is wrong."""
    if wrong:
        raise Invalid(say("有几处需要改正。"), wrong)
