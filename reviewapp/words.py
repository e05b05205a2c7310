"""Sentences for people, made where the facts are and spoken where the reader is.

Rules, actions and error classes must not reach flask (see the import contracts), yet their sentences
have to appear in the reader's language.  So they build a `Sentence`: a gettext message id (Chinese, the
default language) with its facts.  The edge that knows the reader (web page, command line) speaks it.
tools/messages.py finds the message ids.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message id with ``%(name)s`` places and the facts that fill them; a list of facts is spoken as a list."""

    msgid: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def speak(self, gettext: Callable[[str], str]) -> str:
        """The sentence in the language of `gettext`; facts that are sentences are spoken too."""
        text = gettext(self.msgid)
        if not self.facts:
            return text
        return text % {k: _spoken(v, gettext) for k, v in self.facts.items()}

    def to_json(self) -> dict[str, Any]:
        """For a report that is kept: spoken again later, in the reader's language of then."""
        return {"msgid": self.msgid, "facts": {k: _kept(v) for k, v in self.facts.items()}}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Sentence:
        """The sentence kept by `to_json`."""
        return cls(value["msgid"], {k: _read(v) for k, v in value["facts"].items()})

    def __str__(self) -> str:
        """The Chinese sentence: logs and tests read it without a translation catalogue."""
        return self.speak(lambda msgid: msgid)


def _spoken(fact: object, gettext: Callable[[str], str]) -> object:
    if isinstance(fact, Sentence):
        return fact.speak(gettext)
    if isinstance(fact, (list, tuple)):
        return gettext(BETWEEN.msgid).join(str(_spoken(one, gettext)) for one in fact)
    return fact


def _kept(fact: object) -> object:
    if isinstance(fact, (list, tuple)):
        return [_kept(one) for one in fact]
    return fact.to_json() if isinstance(fact, Sentence) else fact


def _read(kept: object) -> object:
    if isinstance(kept, list):
        return [_read(one) for one in kept]
    return Sentence.from_json(kept) if isinstance(kept, dict) and "msgid" in kept else kept


def say(msgid: str, **facts: object) -> Sentence:
    """Mark `msgid` for translation and bind its facts."""
    return Sentence(msgid, facts)


BETWEEN = say("、")
FOLLOWED = say("%(first)s%(rest)s")
SEPARATED = say("%(first)s；%(rest)s")


def in_one(sentences: Sequence[Sentence], link: Sentence = FOLLOWED) -> Sentence:
    """Several sentences, at least one, where a single one is wanted."""
    return reduce(lambda first, rest: replace(link, facts={"first": first, "rest": rest}), sentences)
