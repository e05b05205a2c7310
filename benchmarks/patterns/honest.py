"""N1 … N12: likeness that accuses nobody, planted in essays that are otherwise unrelated.

Every planting can be recognised as harmless by a rule: the text is known as official, or stands in marks
or behind its attribution, or is in essays of three and more units, or is of the same author.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from random import Random

from benchmarks.patterns import rewriting
from benchmarks.patterns.clips import SENTENCE, body_of, each_sentence
from benchmarks.patterns.desk import BaseEssay, Desk, Harmless
from benchmarks.patterns.wordlists import OfficialText, aside, official_texts, phrases

Plant = Callable[[Desk, int], Harmless]
BARE_SHARE = 0.3


def theme(desk: Desk, strength: int) -> Harmless:
    """N1: the slogan and sentences of the notice, word for word or with small changes."""
    notice = next(text for text in official_texts() if text.kind == "notice")
    words = desk.rng.sample(phrases("slogans"), min(strength, 2))
    if strength > 1:
        words.append(_words(notice.paragraphs[desk.rng.randrange(4)], desk.rng, strength))
    return _scattered(
        desk, "N1", strength, lambda rng: _slightly_changed("，".join(words), rng, strength == 3)
    )


def quoted(desk: Desk, strength: int, name: str, kinds: tuple[str, ...]) -> Harmless:
    """N2, N3, N5, N6: the same official words in marks or, in a third, only behind their attribution."""
    text = desk.rng.choice([text for text in official_texts() if text.kind in kinds])
    paragraph = desk.rng.choice(text.paragraphs)
    words = _words(re.sub("^第.+?条：", "", paragraph), desk.rng, strength)
    article = paragraph.split("：")[0]
    kind = "policy" if text.kind == "appeal" else text.kind

    def piece(rng: Random) -> str:
        bare = rng.random() < BARE_SHARE and kind not in ("oath", "classic")
        return _led(
            text, words, article, rng.choice(phrases(f"bare_{kind}" if bare else f"lead_{kind}")), rng
        )

    return _scattered(desk, name, strength, piece)


def set_phrases(desk: Desk, strength: int) -> Harmless:
    """N4: rows of four-character phrases, in strength 3 in any order."""
    rows = desk.rng.sample(phrases("set"), strength)

    def row(rng: Random) -> str:
        words = "、".join(rows).split("、")
        return "、".join(rng.sample(words, len(words)) if strength == 3 else words)

    return _scattered(desk, "N4", strength, lambda rng: f"{rng.choice(phrases('said'))}{row(rng)}。")


def report(desk: Desk, strength: int) -> Harmless:
    """N7: paragraphs of the notice inside reports of several units."""
    notice = next(text for text in official_texts() if text.kind == "notice")
    cited = desk.rng.sample(notice.paragraphs, strength)
    frame = phrases("report")

    def written(essay: BaseEssay, rng: Random) -> str:
        lines = essay.text.split("\n")
        parts = [f"{frame[5]}。{frame[6]}，{aside(rng)}。", *cited]
        parts += [line for pair in zip(frame[:5], lines, strict=False) for line in pair]
        return "\n".join([*parts, *lines[5:], frame[7]])

    return _entered(desk, "N7", strength, desk.other_units(3), written)


def form(desk: Desk, strength: int) -> Harmless:
    """N8: the entry form in front of the essay, filled in differently, in essays of three and more units."""
    lines = phrases("form")[:strength]

    def written(essay: BaseEssay, rng: Random) -> str:
        filled = [re.sub("：(?= )", lambda _: f"：{desk.name()}", line) for line in lines]
        return "\n".join([*filled, essay.text])

    return _entered(desk, "N8", strength, desk.other_units(desk.rng.randint(3, 5)), written)


def unit_figures(desk: Desk, strength: int) -> Harmless:
    """N9: two essays of one unit with its public figures: other wording, the same, and its honours too."""
    unit, rng = desk.rng.choice(desk.units), desk.rng
    staff = rng.randint(60, 900)
    facts = {"unit": unit, "year": rng.randint(1950, 2005), "a": staff, "b": staff * 7 // 10}
    facts |= {"c": rng.randint(5, 40), "d": f"{rng.uniform(1, 30):.1f}", "e": rng.randint(3, 9)}
    facts["f"] = rng.randint(90, 99)
    shapes = rng.sample(phrases("unit_facts"), 2)
    lines = [shape.format(**facts) for shape in (shapes if strength == 1 else shapes[:1] * 2)]
    honours = "，".join(phrases("unit_honours")[: strength - 1]).format(**facts)

    def written(essay: BaseEssay, rng: Random) -> str:
        return _set_in(essay.text, f"{lines.pop()}，{honours}。", rng)

    return _entered(desk, "N9", strength, [unit, unit], written)


def own_draft(desk: Desk, strength: int) -> Harmless:
    """N10: the author's earlier draft, or the same work sent by the level above."""
    first = desk.source()
    body = body_of(first.id, first.text)
    if strength > 1:
        body = each_sentence((rewriting.mistyped, rewriting.synonymous)[strength - 2])(body, desk.rng, 1)
    unit = first.unit if strength == 1 else desk.rng.choice(desk.units)
    links = desk.copied(body, "N10", unit=unit, author=first.author)
    return Harmless("N10", strength, (links[0].a, first.id), of_one_author=True)


def own_publication(desk: Desk, strength: int) -> Harmless:
    """N11: the author's published text stands in the library under the same name."""
    published = desk.source(library=True)
    body = body_of(published.id, published.text)
    if strength > 1:
        body = each_sentence((rewriting.mistyped, rewriting.synonymous)[strength - 2])(body, desk.rng, 1)
    links = desk.copied(body, "N11", unit=published.unit, author=published.author)
    return Harmless("N11", strength, (links[0].a, published.id), of_one_author=True)


def common_line(desk: Desk, strength: int) -> Harmless:
    """N12: a line without attribution in essays of as many units: word for word in three, maybe changed in more."""
    lines = desk.rng.sample(phrases("common"), 1 + (strength == 3))
    changed = [False] * 3 + [
        desk.rng.random() < 0.5 for _ in range(desk.rng.randint(0, 5) if strength > 1 else 0)
    ]

    def piece(rng: Random) -> str:
        return _slightly_changed("，".join(lines) + "。", rng, changed.pop())

    return _scattered(desk, "N12", strength, piece, len(changed))


def shared_by_all(desk: Desk, strength: int) -> Harmless:
    """Ten essays in each of five units that share slogan, policy quotation, leader and set phrases."""
    texts = {text.kind: text for text in official_texts() if not text.known or text.kind == "notice"}
    policy = _words(desk.rng.choice(texts["policy"].paragraphs), desk.rng, strength)
    leader = _words(desk.rng.choice(texts["leader"].paragraphs), desk.rng, strength)
    row, slogan = desk.rng.choice(phrases("set")), desk.rng.choice(phrases("slogans"))

    def written(essay: BaseEssay, rng: Random) -> str:
        pieces = [slogan + "。", _led(texts["policy"], policy, "", rng.choice(phrases("lead_policy")), rng)]
        pieces += [
            _led(texts["leader"], leader, "", rng.choice(phrases("lead_leader")), rng),
            f"{rng.choice(phrases('said'))}{row}。",
        ]
        text = essay.text
        for piece in rng.sample(pieces, 4):
            text = _set_in(text, piece, rng)
        return text

    return _entered(
        desk, "shared", strength, [unit for unit in desk.other_units(5) for _ in range(10)], written
    )


def _led(text: OfficialText, words: str, article: str, lead: str, rng: Random) -> str:
    return lead.format(title=text.title, issuer=text.issuer, article=article, words=words).rstrip("。") + "。"


def _words(paragraph: str, rng: Random, strength: int) -> str:
    """Some clauses (20 characters and more), a sentence or so (60), or the whole paragraph."""
    if strength == 3:
        return paragraph
    clauses = re.findall(r"[^，；。]+[，；。]?", paragraph)
    least = (20, 60)[strength - 1]
    start = rng.choice([n for n in range(len(clauses)) if sum(map(len, clauses[n:])) >= least])
    words = ""
    while len(words) < least:
        words += clauses[start]
        start += 1
    return words.rstrip("，；")


def _slightly_changed(text: str, rng: Random, changed: bool) -> str:
    return rewriting.mistyped(text, rng, 1) if changed else text


def _set_in(text: str, piece: str, rng: Random) -> str:
    """The piece as a paragraph of its own, or inside one after a sentence."""
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    if rng.random() < 0.5:
        return "\n".join([*lines[: at + 1], piece, *lines[at + 1 :]])
    sentences = [m.group() for m in SENTENCE.finditer(lines[at]) if m.group()] or [""]
    cut = rng.randint(0, len(sentences))
    lines[at] = "".join([*sentences[:cut], piece, *sentences[cut:]])
    return "\n".join(lines)


def _scattered(
    desk: Desk, kind: str, strength: int, piece: Callable[[Random], str], count: int = 0
) -> Harmless:
    units = desk.other_units(count or desk.rng.randint(2, 4))
    return _entered(desk, kind, strength, units, lambda essay, rng: _set_in(essay.text, piece(rng), rng))


def _entered(
    desk: Desk, kind: str, strength: int, units: Sequence[str], write: Callable[[BaseEssay, Random], str]
) -> Harmless:
    members = [desk.enter(write(desk.take(), desk.rng), kind, unit=unit).id for unit in units]
    return Harmless(kind, strength, tuple(members))


PLANTS: dict[str, Plant] = {
    "N1": theme,
    "N2": partial(quoted, name="N2", kinds=("policy", "appeal")),
    "N3": partial(quoted, name="N3", kinds=("leader",)),
    "N4": set_phrases,
    "N5": partial(quoted, name="N5", kinds=("oath", "classic")),
    "N6": partial(quoted, name="N6", kinds=("statute",)),
    "N7": report,
    "N8": form,
    "N9": unit_figures,
    "N10": own_draft,
    "N11": own_publication,
    "N12": common_line,
    "shared": shared_by_all,
}
