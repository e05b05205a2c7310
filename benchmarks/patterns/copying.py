"""Recipes of the copying patterns: which transforms, on how much of the source, entered by whom."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations
from random import Random

from benchmarks.patterns import entities, restructuring, rewriting, surface
from benchmarks.patterns import wordlists as words
from benchmarks.patterns.clips import Body, Transform, body_of, each_sentence, excerpt, own, size
from benchmarks.patterns.desk import Case, Desk, Link
from benchmarks.patterns.wordlists import mixed, official_texts, phrases
from scoring.similarity.scan import Document

Recipe = Callable[[Desk, str, int], Case]
WHOLE = 0.5  # share of the cases that take the whole essay; the others take a passage
PASSAGE = 300  # least length of a passage whose words are changed,
SEASONED = frozenset({"P02", "P03", "P15"})
SHORT_PASSAGE = 120  # and of one whose words are kept

FRAME = re.compile("[一二三四五]、|现将|我单位")

SURFACE: dict[str, Transform] = {
    "P10": each_sentence(surface.traditional),
    "P11": each_sentence(surface.invisible),
    "P12": each_sentence(surface.punctuation),
    "P13": each_sentence(surface.homoglyphs),
    "P14": each_sentence(surface.mangled),
    "P15": each_sentence(surface.figures),
}
REWRITING: dict[str, Transform] = {
    "P08": each_sentence(rewriting.synonymous),
    "P09": each_sentence(rewriting.restructured),
    "P19": each_sentence(rewriting.resized),
    "P20": each_sentence(rewriting.retranslated),
    "P21": each_sentence(rewriting.reworded),
    "P27": each_sentence(rewriting.retold),
    "P29": each_sentence(rewriting.foreign),
    "P30": each_sentence(rewriting.mistyped),
}


def plain(
    desk: Desk,
    pattern: str,
    strength: int,
    *,
    by: Sequence[Transform],
    whole: float = WHOLE,
    least: int = SHORT_PASSAGE,
) -> Case:
    """One source, the whole of it or a passage in an essay that is otherwise the author's own."""
    source = seasoned(desk, pattern, strength)
    body = body_of(source.id, source.text)
    entire = desk.rng.random() < whole
    if not entire:
        body = excerpt(body, desk.rng, desk.rng.randint(least, least + 200))
    for transform in by:
        body = transform(body, desk.rng, strength)
    links = desk.copied(body if entire else desk.host(body), pattern)
    return Case(pattern, strength, links, (links[0].a, source.id))


def seasoned(desk: Desk, pattern: str, strength: int) -> Document:
    """A source; for P02, P03 and P15 of strength 2 and 3 with more of what they change in its sentences."""
    if strength == 1 or pattern not in SEASONED:
        return desk.source()
    essay, rng = desk.take(), desk.rng
    season = phrases(f"season_{pattern}")

    def more(text: str) -> str:
        if not text.endswith("。") or rng.random() > (0.25, 0.5)[strength - 2]:
            return text
        return f"{text[:-1]}，{rng.choice(season).format(**filling(rng))}。"

    lines = ("".join(more(clip.text) for clip in clips) for clips in body_of("", essay.text))
    return desk.enter("\n".join(lines), essay.id)


def filling(rng: Random) -> dict[str, str | int]:
    """Something for every slot of the seasoning phrases."""
    slots: dict[str, str | int] = {kind: rng.choice(members) for kind, members in words.entities().items()}
    year = rng.randint(1978, 2023)
    slots |= {
        "year": year,
        "year2": year + rng.randint(1, 9),
        "k": rng.randint(1, 12),
        "m": rng.randint(2, 28),
    }
    return slots | {"n": rng.randint(11, 97), "big": rng.randint(110, 980), "big2": rng.randint(1100, 9800)}


def mosaic(desk: Desk, pattern: str, strength: int, *, by: Sequence[Transform] = ()) -> Case:
    """P07: pieces of 3 to 6 essays, of about 150 to 350 characters each, with bridges."""
    count = desk.rng.randint(2 + strength, 3 + strength)
    pieces = []
    for source in [desk.source() for _ in range(count)]:
        body = body_of(source.id, source.text)
        pieces.append(excerpt(body, desk.rng, desk.rng.randint(150, 350 if strength < 3 else 200)))
    body = restructuring.mosaic(pieces, desk.rng)
    for transform in by:
        body = transform(body, desk.rng, strength)
    links = desk.copied(body, pattern)
    return Case(pattern, strength, links, (links[0].a, *(link.b for link in links)))


def core(desk: Desk, pattern: str, strength: int) -> Case:
    """P16: two paragraphs or so of another essay, drowned in slogans."""
    source = desk.source()
    kept = excerpt(body_of(source.id, source.text), desk.rng, desk.rng.randint(250, 500))
    links = desk.copied(restructuring.diluted(kept, desk.rng, strength), pattern)
    return Case(pattern, strength, links, (links[0].a, source.id))


def two_units(desk: Desk, pattern: str, strength: int, *, by: Sequence[Transform] = ()) -> Case:
    """P22: one text from two units and authors at nearly the same time, identical or with names changed."""
    one, other = desk.other_units(2)
    received = desk.rng.randint(1, 10**6)
    essay = desk.take()
    source = desk.enter(essay.text, essay.id, unit=one, received=received)
    body = body_of(source.id, source.text)
    for transform in by or ((entities.swapped,) if strength > 1 else ()):
        body = transform(body, desk.rng, strength)
    links = desk.copied(body, pattern, unit=other, received=received + desk.rng.choice((-2, -1, 1, 2)))
    return Case(pattern, strength, links, (links[0].a, source.id))


def again(desk: Desk, pattern: str, strength: int) -> Case:
    """P23: the same author with a second title, an alias in the same unit, or a co-author added."""
    source = desk.source()
    author = (source.author, desk.name(), f"{source.author}、{desk.name()}")[strength - 1]
    body = restructuring.titled(body_of(source.id, source.text), desk.rng, strength)
    links = desk.copied(body, pattern, unit=source.unit, author=author)
    return Case(pattern, strength, links, (links[0].a, source.id))


def archive(desk: Desk, pattern: str, strength: int) -> Case:
    """P24: a winner of last year or of another region, as it is, with names and times changed, reframed."""
    source = desk.source(library=True)
    body = body_of(source.id, source.text)
    if strength > 1:
        body = entities.moved_in_time(entities.swapped(body, desk.rng, strength - 1), desk.rng, strength)
    if strength > 2:
        body = restructuring.reframed(body, desk.rng, 1)
    links = desk.copied(body, pattern)
    return Case(pattern, strength, links, (links[0].a, source.id))


def colleagues(
    desk: Desk, pattern: str, strength: int, *, by: Sequence[Transform] = (), count: int = 0
) -> Case:
    """P25: essays of one unit around the same skeleton and interviews, with other names in each."""
    unit, hidden = desk.rng.choice(desk.units), desk.take()
    skeleton = excerpt(body_of(hidden.id, hidden.text), desk.rng, desk.rng.randint(300, 450))
    members = []
    for _ in range(count or (5, 7, 10)[strength - 1]):
        body: Body = [[replace(clip, source="") for clip in clips] for clips in skeleton]
        for transform in (entities.swapped, *by):
            body = transform(body, desk.rng, strength)
        mine = excerpt(body_of("", desk.take().text), desk.rng, 350)
        text = "\n".join("".join(clip.text for clip in clips) for clips in [*mine[:1], *body, *mine[1:]])
        members.append(desk.enter(text, pattern, unit=unit).id)
    return Case(pattern, strength, tuple(Link(a, b, ()) for a, b in combinations(members, 2)), tuple(members))


def anecdote(desk: Desk, pattern: str, strength: int) -> Case:
    """Five essays of one unit that tell one private anecdote, each in slightly other words."""
    return colleagues(desk, pattern, 1, by=(REWRITING["P30"],), count=5)


def official_body(desk: Desk, pattern: str, strength: int) -> Case:
    """P26: paragraphs of known official texts without marks, and a line of feeling in the first person."""
    pool = [p for text in official_texts() if text.known and text.kind != "classic" for p in text.paragraphs]
    pasted = desk.rng.sample(pool, 3 + strength)
    feelings = [mixed("feelings", desk.rng) for _ in range(2)]
    body = own(feelings[0], *pasted, feelings[1], mixed("closings", desk.rng))
    document = desk.enter("\n".join(clips[0].text for clips in body), pattern)
    return Case(pattern, strength, (), (document.id,))


def other_object(desk: Desk, pattern: str, strength: int) -> Case:
    """P28: an essay pasted from the report of the unit, or the report from the essay."""
    essay, frame = desk.take(), phrases("report")
    unit = desk.rng.choice(desk.units)
    original = body_of("", essay.text)
    headed = [clips for n, body in enumerate(original) for clips in (*own(*frame[n : n + 1]), body)]
    report = "\n".join("".join(clip.text for clip in clips) for clips in (*own(frame[5], frame[6]), *headed))
    texts = (report, essay.text) if strength != 2 else (essay.text, report)
    source = desk.enter(texts[0], essay.id, unit=unit)
    body = [clips for clips in body_of(source.id, source.text) if not FRAME.match(clips[0].text)]
    if strength == 2:
        body = [clips for n, kept in enumerate(body) for clips in (*own(*frame[n : n + 1]), kept)]
    elif strength == 3 and size(body) > 2 * PASSAGE:
        body = restructuring.reframed(body, desk.rng, 1)
    links = desk.copied(body, pattern, unit=unit)
    return Case(pattern, strength, links, (links[0].a, source.id))


RECIPES: dict[str, Recipe] = {
    "P01": partial(plain, by=(restructuring.titled,), whole=1.0),
    "P02": partial(plain, by=(entities.swapped,)),
    "P03": partial(plain, by=(entities.moved_in_time,)),
    "P04": partial(plain, by=(restructuring.reframed,), whole=1.0),
    "P05": partial(plain, by=(restructuring.paragraphs_moved,), whole=0.8),
    "P06": partial(plain, by=(restructuring.sentences_moved,)),
    "P07": mosaic,
    "P16": core,
    "P22": two_units,
    "P23": again,
    "P24": archive,
    "P25": colleagues,
    "P26": official_body,
    "P28": other_object,
    **{pattern: partial(plain, by=(transform,)) for pattern, transform in SURFACE.items()},
    **{pattern: partial(plain, by=(transform,), least=PASSAGE) for pattern, transform in REWRITING.items()},
    "P02+P05": partial(plain, by=(entities.swapped, restructuring.paragraphs_moved), whole=0.8),
    "P07+P16": partial(mosaic, by=(restructuring.diluted,)),
    "P10+P11": partial(plain, by=(SURFACE["P10"], SURFACE["P11"])),
    "P22+P02": partial(two_units, by=(entities.swapped,)),
    "P25+P15": partial(colleagues, by=(SURFACE["P15"],)),
    "anecdote": anecdote,
}
ADVISORY = frozenset({"P20", "P21", "P27", "P29"})
GROUPS = frozenset({"P25", "P25+P15", "anecdote"})
