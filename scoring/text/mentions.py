"""Finds the spans of an essay that may reveal who wrote it.

Each detector looks for one sort of trace and gives its spans a level. Where spans overlap, the surer
one wins and the rest of the weaker one stays, so that nothing found is lost. Historical and public
figures, surname + title alone, and national places are left alone.

What the entry form and the contest's lists know (:class:`Identity`) is looked for in every writing;
names, units, places and contacts nobody listed are found by their form and context. So is what the writing itself
tells to be a name: nicknames, names said to be names, who speaks in a chat, former names and bynames of units, and
contacts told in words or pieces (:mod:`~scoring.text.nicknames`, :mod:`~scoring.text.told_names`,
:mod:`~scoring.text.chat_names`, :mod:`~scoring.text.unit_bynames`; :mod:`~scoring.text.contacts` asks
``said_numbers``, ``said_in_turn``, ``told_contacts``, ``said_mail`` and ``numbered``, :mod:`~scoring.text.authors` asks
``own_calls`` with ``own_signs`` and ``spelled_names``, ``own_address``, ``own_letters``, ``own_wordplay`` and
``pet_names``, :mod:`~scoring.text.told_names` asks ``told_calls``, ``told_since`` and ``name_repeats``). A second
reader, who learned from labelled essays, proposes what the rules passed over and doubts what they took for likely; it
asks :mod:`~scoring.text.left_alone` what the rules pass over on purpose, and :mod:`~scoring.text.proposed` what tells
something. :mod:`~scoring.text.name_bounds` mends where names begin and end, what a scanner blew up is read closed up
(:mod:`~scoring.text.closed_up`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

from scoring.text.authors import find_authors, find_listed_people
from scoring.text.bare_names import find_bare_names, told_again
from scoring.text.chat_names import find_chat_names
from scoring.text.closed_up import close_up
from scoring.text.contacts import find_contacts
from scoring.text.honours import find_honours, honours_of_places
from scoring.text.known import Reader, read
from scoring.text.led_places import find_acted_places, find_led_places, places_beside
from scoring.text.left_alone import left_alone
from scoring.text.name_bounds import bounded
from scoring.text.named_bodies import find_named_bodies
from scoring.text.nicknames import find_nicknames
from scoring.text.own_address import without_shared_surnames
from scoring.text.people import find_names
from scoring.text.place_bounds import not_the_name
from scoring.text.places import (
    find_bare_banners,
    find_known_places,
    find_listed_places,
)
from scoring.text.posts import find_posts, posts_beside, posts_of_forms, units_signed
from scoring.text.second_reader import RULE, SHORTEST, SecondReader, second_reader, second_reading
from scoring.text.segment import segmenter
from scoring.text.self_named import find_self_named
from scoring.text.shaped_places import find_shaped_places
from scoring.text.span_types import Identity, Kind, Level, Mention
from scoring.text.told_names import find_told_names
from scoring.text.unit_bynames import find_unit_bynames
from scoring.text.unit_shapes import find_named_units
from scoring.text.units import find_other_units, find_own_unit

__all__ = ["Identity", "Kind", "Level", "Mention", "find_mentions"]

_LEVELS = (Level.HINT, Level.LIKELY, Level.CERTAIN)  # weakest first
_LISTED = ("form_place", "own_area", "division", "near_division")
_REPEATED = (Kind.PERSON, Kind.AUTHOR, Kind.PLACE, Kind.OTHERUNIT)
_NAMED_AFTER = (Kind.PLACE, Kind.UNIT, Kind.OTHERUNIT)
# Of two equally sure kinds the more telling one wins.
_KINDS = (
    Kind.POST,
    Kind.PLACE,
    Kind.HONOUR,
    Kind.PERSON,
    Kind.OTHERUNIT,
    Kind.UNIT,
    Kind.CONTACT,
    Kind.AUTHOR,
)


def find_mentions(text: str, identity: Identity, second: SecondReader | None = None) -> tuple[Mention, ...]:
    """All mentions in ``text``, sorted and without overlap; offsets are code points of ``text``.

    ``second``: another second reader than the one that comes with the package.
    """
    closed = close_up(text)
    if closed is None:
        return _mentions(text, identity, second)
    return tuple(
        Mention(*closed.span(found.start, found.end), found.kind, found.level, found.rule)
        for found in _mentions(closed.text, identity, second)
    )


def _mentions(text: str, identity: Identity, second: SecondReader | None) -> tuple[Mention, ...]:
    reader = read(text)
    if not reader.view.text.strip():
        return ()
    found = _found_by_rules(reader, identity)
    if len(text) < SHORTEST:
        return found
    reading = (second or second_reader()).read(reader, identity)
    proposed = second_reading(reading, text, identity, found, left_alone(reader, identity))
    both = list(bounded(reader, proposed, RULE))
    again = [*_again(text, (m for m in both if m.rule == RULE)), *told_again(reader, both)]
    return _settle(len(text), [*both, *again])


def _found_by_rules(reader: Reader, identity: Identity) -> tuple[Mention, ...]:
    text = reader.original
    found = without_shared_surnames(text, list(_all_mentions(reader, identity)), identity)
    found = list(bounded(reader, _without_inner_names(found), RULE))
    sure = [mention for mention in found if mention.level is not Level.HINT]
    beside = [*posts_beside(text, sure), *posts_of_forms(text, sure), *units_signed(text, sure)]
    beside += [*honours_of_places(reader, found), *places_beside(reader, sure)]
    return _settle(len(text), [*found, *_again(text, found), *beside])


def _all_mentions(reader: Reader, identity: Identity) -> Iterator[Mention]:
    yield from find_authors(reader, identity)
    yield from find_listed_people(reader, identity)
    yield from find_self_named(reader)
    yield from find_nicknames(reader)
    yield from find_chat_names(reader, identity)
    yield from find_told_names(reader)
    yield from find_names(reader)
    yield from find_bare_names(reader)
    yield from find_own_unit(reader, identity)
    yield from find_other_units(reader, identity)
    yield from find_named_units(reader)
    yield from find_named_bodies(reader)
    yield from find_unit_bynames(reader)
    yield from find_known_places(reader, identity)
    yield from find_listed_places(reader, identity)
    yield from find_shaped_places(reader)
    yield from find_led_places(reader)
    yield from find_acted_places(reader)
    yield from find_bare_banners(reader)
    yield from find_contacts(reader, identity)
    yield from find_honours(reader)
    yield from find_posts(reader, identity)


def _without_inner_names(found: list[Mention]) -> list[Mention]:
    """A name guessed inside the name of a place or a unit is a part of that: 嘎鲁图 in 嘎鲁图镇, 于海勃 in 于海勃湾."""
    longer = sorted(
        (m.start, m.end)
        for m in found
        if m.kind in _NAMED_AFTER and m.level is not Level.HINT and m.end - m.start > 2
    )
    inside = {at for m in found if m.rule in _LISTED for at in range(m.start + 1, m.end)}
    starts = [start for start, _ in longer]
    reach = [0, *accumulate((end for _, end in longer), max)]  # how far the first spans reach
    return [
        m
        for m in found
        if m.rule not in ("name", "given_name")
        or m.kind is Kind.AUTHOR
        or (
            reach[bisect_left(starts, m.start)] < m.end
            and reach[bisect_right(starts, m.start)] <= m.end
            and m.end not in inside
            and m.start not in inside
        )
    ]


def _again(text: str, found: Iterable[Mention]) -> Iterator[Mention]:
    """A name found once by its context is the same name where the context is missing."""
    named = {
        text[mention.start : mention.end]: mention
        for mention in found
        if mention.level is not Level.HINT
        and mention.kind in _REPEATED
        and _tells(text[mention.start : mention.end])
    }
    by_start: dict[str, list[str]] = {}
    for name in named:
        by_start.setdefault(name[:2], []).append(name)
    behind = dict.fromkeys(named, 0)  # where the last one of a name ended
    for at in range(len(text) - 2):
        for name in by_start.get(text[at : at + 2], ()):
            if at >= behind[name] and text.startswith(name, at) and _meant(text, name, at):
                mention, behind[name] = named[name], at + len(name)
                yield Mention(at, at + len(name), mention.kind, mention.level, mention.rule)


_NUMBER = frozenset("一二三四五六七八九十百")


def _tells(name: str) -> bool:
    """Whether a name is nobody's word: three letters and no number (五十八), or a pet name said twice (七七)."""
    return (len(name) > 2 and not _NUMBER.issuperset(name)) or (len(name) == 2 and name[0] == name[1])


def _meant(text: str, name: str, at: int) -> bool:
    """Whether a pet name that is a word, too (等等), stands where somebody acts; 鄂伦春话 is no place."""
    if not_the_name(text, at, at + len(name)):
        return False
    if len(name) > 2 or segmenter().known(name) < 200:
        return True
    behind = text[at + 2 : at + 3]
    return "\u4e00" <= behind <= "\u9fff" and text[at - 1 : at] in _ACTED_ON


_ACTED_ON = ("", *"\n。！？把给叫喊抱跟对和让哄逗")


def _settle(length: int, found: Iterable[Mention]) -> tuple[Mention, ...]:
    """Paint the spans weakest first; each run of one colour is a mention."""
    ordered = sorted(
        found,
        key=lambda m: (_LEVELS.index(m.level), _KINDS.index(m.kind), m.end - m.start, m.start, m.rule),
    )
    owner: dict[int, int] = {}
    for number, mention in enumerate(ordered):
        for at in range(mention.start, min(mention.end, length)):
            owner[at] = number
    settled: list[Mention] = []
    for at in sorted(owner):
        mention = ordered[owner[at]]
        last = settled[-1] if settled else None
        if last and last.end == at and owner.get(at - 1) == owner[at]:
            settled[-1] = Mention(last.start, at + 1, last.kind, last.level, last.rule)
        else:
            settled.append(Mention(at, at + 1, mention.kind, mention.level, mention.rule))
    # One letter left of a weaker span is the tail of a wrong guess: 周蕊|和, 何霜|来.
    whole = {(mention.start, mention.end) for mention in ordered}
    return tuple(m for m in settled if m.end - m.start > 1 or (m.start, m.end) in whole)
