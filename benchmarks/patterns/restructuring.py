"""P01, P04 … P07, P16: what is done to the order and the surroundings of copied paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from benchmarks.patterns.clips import CLAUSE_END, Body, Clip, Paragraph, own, size
from benchmarks.patterns.wordlists import OfficialText, mixed, official_texts, phrases


def titled(body: Body, rng: Random, strength: int) -> Body:
    """P01: a new title; in strength 2 the paragraphs are divided anew; in 3 there is also a line at the end."""
    if strength > 1:
        body = _divided([clip for clips in body for clip in clips], rng)
    end = own(f"（{rng.choice(('投稿', '推荐', '征文'))}稿，{rng.randint(3, 12)}月修改）")
    body = body + end if strength == 3 else body
    return own(rng.choice(phrases("titles"))) + body


def reframed(body: Body, rng: Random, strength: int) -> Body:
    """P04: another title, opening and closing; the middle is kept (more than 60 % of the text)."""
    flat = size(body)
    middle = _without_end(body, 0, flat)
    middle = _without_end(middle, -1, flat)
    sentences = strength if flat > 900 else 1
    opening = [mixed("openings", rng) for _ in range(sentences)]
    closing = [mixed("closings", rng) for _ in range(sentences)]
    return own(rng.choice(phrases("titles")), "".join(opening)) + middle + own("".join(closing))


def paragraphs_moved(body: Body, rng: Random, strength: int) -> Body:
    """P05: at least four paragraphs in another order: halves swapped, some moved, or all shuffled."""
    if len(body) < 4:
        body = _divided([clip for clips in body for clip in clips], rng, 4 + strength)
    if strength == 1:
        turn = len(body) // 2
        return body[turn:] + body[:turn]
    if strength == 2:
        moved = body.copy()
        for _ in range(max(2, len(body) // 3)):
            moved.insert(rng.randrange(len(moved)), moved.pop(rng.randrange(len(moved))))
        return moved if moved != body else body[::-1]
    return rng.sample(body, len(body)) if len(body) > 4 else body[::-1]


def sentences_moved(body: Body, rng: Random, strength: int) -> Body:
    """P06: sentences of a paragraph shuffled; then also cut at commas and merged; then clauses shuffled."""
    changed = []
    for clips in body:
        mixed = rng.sample(clips, len(clips)) if len(clips) > 1 else clips
        if strength > 1:
            mixed = [part for clip in mixed for part in _clauses(clip, rng, shuffled=strength == 3)]
        changed.append(mixed)
    return changed


def mosaic(sources: Sequence[Body], rng: Random) -> Body:
    """P07: the pieces one after the other, with sentences between them that belong to nobody."""
    bridges = [mixed("bridges", rng) for _ in sources]
    body: Body = own(rng.choice(phrases("titles")), mixed("openings", rng))
    for piece, bridge in zip(sources, bridges, strict=True):
        body.append([Clip(bridge), *piece[0]])
        body.extend(piece[1:])
    return body + own(mixed("closings", rng))


def diluted(body: Body, rng: Random, strength: int) -> Body:
    """P16: 40 to 60 % of the text become slogans, known official paragraphs and quotations around the core."""
    share = (0.4, 0.5, 0.6)[strength - 1]
    pool = [
        words for text in official_texts() for words in (text.paragraphs if text.known else _quoted(text))
    ]
    pool += phrases("dilution")
    core, added = size(body), list[str]()
    while sum(map(len, added)) < share / (1 - share) * core:
        lead = rng.choice(("", "", rng.choice(phrases("slogans")) + "。", rng.choice(phrases("set")) + "。"))
        added.append(lead + rng.choice(pool))
    mixed = [*body, *own(*added)]
    order = sorted(range(len(mixed)), key=lambda at: rng.random() * len(body) if at >= len(body) else at)
    return [mixed[at] for at in order]


def _divided(clips: Paragraph, rng: Random, parts: int = 0) -> Body:
    """The sentences in other paragraphs; about ``parts`` of them, else of two to five sentences each."""
    if parts and len(clips) < parts:
        clips = [part for clip in clips for part in _clauses(clip, rng, shuffled=False)]
    step = max(1, len(clips) // parts) if parts else 0
    body, at = list[Paragraph](), 0
    while at < len(clips):
        taken = step or rng.randint(2, 5)
        body.append(clips[at : at + taken])
        at += taken
    return body


def _quoted(text: OfficialText) -> list[str]:
    return [f"《{text.title}》指出：“{paragraph.split('条：')[-1]}”" for paragraph in text.paragraphs]


def _without_end(body: Body, at: int, flat: int) -> Body:
    """The body without its first (0) or last (-1) paragraph, or where that is long without one sentence."""
    if len(body) > 2 and size([body[at]]) < flat / 5:
        return body[1:] if at == 0 else body[:-1]
    changed = body.copy()
    changed[at] = changed[at][1:] if at == 0 else changed[at][:-1]
    return [clips for clips in changed if clips]


def _clauses(clip: Clip, rng: Random, *, shuffled: bool) -> Paragraph:
    """A sentence cut at its commas; the marks change, and in ``shuffled`` the order."""
    parts, at = list[Clip](), 0
    for text in CLAUSE_END.split(clip.text):
        mark = rng.choice("，；。，") if text[-1:] in "，,；;" else text[-1:]
        parts.append(
            replace(clip, text=text[:-1] + mark, start=clip.start + at, end=clip.start + at + len(text))
        )
        at += len(text)
    return rng.sample(parts, len(parts)) if shuffled and "“" not in clip.text else parts
