"""What holds for any contest: symmetry, independence of order and of pieces, offsets that point at equal text."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scoring.similarity import baseline, index, passages, search
from scoring.similarity import scan as engine
from scoring.similarity.cases import Pair, Passage
from scoring.similarity.grams import QUAD
from scoring.similarity.scan import Document, Scan, scan
from scoring.text.normalize import fold

CHARACTERS = [chr(code) for code in range(0x4E00, 0x4E00 + 600)]
UNRELATED = [chr(code) for code in range(0x6E00, 0x6E00 + 600)]
OFFICIAL = "大力弘扬医疗卫生职业精神，展示广大医务工作者的良好形象，推进行业作风建设。"
EXAMPLES = settings(max_examples=12, deadline=None)


def sentences(seed: int, count: int, characters: list[str] = CHARACTERS) -> list[str]:
    """Sentences of two or three clauses, different for every seed."""
    rng = random.Random(seed)
    return [
        "，".join("".join(rng.choices(characters, k=rng.randint(5, 11))) for _ in range(rng.randint(2, 3)))
        + "。"
        for _ in range(count)
    ]


def changed(text: str, every: int) -> str:
    return "".join("某" if at % every == every - 2 and char > "一" else char for at, char in enumerate(text))


DISGUISES: list[Callable[[str], str]] = [
    str,
    lambda text: changed(text, 13),
    lambda text: changed(text, 31),
    lambda text: "。".join(reversed(text.split("。"))),
    lambda text: "".join(char + "\u200b" * (at % 5 == 1) for at, char in enumerate(text)),
    lambda text: text.replace("，", " 2012年abc"),
    lambda text: text + text[: len(text) // 2],
    lambda text: f"《纲要》指出：“{text}”",
]


@dataclass(frozen=True)
class Copy:
    """Sentences of one or two essays, disguised, between sentences of one's own."""

    sources: tuple[int, ...]
    start: int
    size: int
    disguise: int
    own: int

    def text(self, essays: list[list[str]], seed: int) -> str:
        taken = "".join(
            "".join(essays[source % len(essays)][self.start : self.start + self.size])
            for source in self.sources
        )
        own = sentences(seed, self.own)
        half = self.own // 2
        return "".join(own[:half]) + DISGUISES[self.disguise](taken) + "".join(own[half:])


@st.composite
def contests(draw: st.DrawFn) -> list[Document]:
    """Some essays and copies of them, by a few units, received in any order."""
    sizes = draw(st.lists(st.integers(4, 22), min_size=2, max_size=5))
    essays = [sentences(seed, size) for seed, size in enumerate(sizes)]
    copies = draw(
        st.lists(
            st.builds(
                Copy,
                st.lists(st.integers(0, 4), min_size=1, max_size=2).map(tuple),
                st.integers(0, 6),
                st.integers(2, 16),
                st.integers(0, len(DISGUISES) - 1),
                st.integers(0, 12),
            ),
            min_size=1,
            max_size=5,
        )
    )
    texts = ["".join(essay) for essay in essays]
    texts += [copy.text(essays, 100 + number) for number, copy in enumerate(copies)]
    order = draw(st.permutations(range(len(texts))))
    official = draw(st.sets(st.integers(0, len(texts) - 1), max_size=4))
    texts = [text + OFFICIAL * (at in official) for at, text in enumerate(texts)]
    units = draw(st.lists(st.integers(0, 6), min_size=len(texts), max_size=len(texts)))
    return [
        Document(f"E{order[at]:02}", text, f"U{unit}", received=order[at] % 4)
        for at, (text, unit) in enumerate(zip(texts, units, strict=True))
    ]


def mirrored(pair: Pair) -> Pair:
    turned = [Passage(one.b0, one.b1, one.a0, one.a1, one.matched, one.reason) for one in pair.passages]
    turned.sort(key=lambda one: (one.a0, one.b0))
    return replace(pair, a=pair.b, b=pair.a, passages=tuple(turned))


def pairs_of(documents: list[Document]) -> dict[frozenset[str], Pair]:
    return {frozenset((pair.a, pair.b)): pair for pair in scan(documents, official=[OFFICIAL]).pairs}


def both_ways(documents: list[Document]) -> tuple[dict[frozenset[str], Pair], dict[frozenset[str], Pair]]:
    """Pairs where the documents were received in this order, and in the opposite one."""
    forward = pairs_of([replace(document, received=at + 1) for at, document in enumerate(documents)])
    backward = pairs_of([replace(document, received=99 - at) for at, document in enumerate(documents)])
    return forward, {names: mirrored(pair) for names, pair in backward.items()}


@given(contests())
@EXAMPLES
def test_everything_about_a_pair_is_the_same_from_both_sides(documents: list[Document]) -> None:
    forward, backward = both_ways(documents)
    assert forward == backward


@given(contests(), st.randoms(use_true_random=False))
@EXAMPLES
def test_the_order_of_input_changes_nothing(documents: list[Document], rng: random.Random) -> None:
    border = len(documents) // 2
    entries, library = documents[:border], documents[border:]
    first = scan(entries, library=library, official=[OFFICIAL, "山水"])
    rng.shuffle(entries)
    rng.shuffle(library)
    assert scan(entries, library=library, official=["山水", OFFICIAL]) == first


@given(contests(), st.integers(200, 3000), st.integers(50, 900))
@EXAMPLES
def test_the_size_of_pieces_changes_nothing(documents: list[Document], block: int, part: int) -> None:
    whole = scan(documents, official=[OFFICIAL])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "BLOCK_CHARACTERS", block)
        patch.setattr(index, "PART_FINGERPRINTS", part)
        patch.setattr(search, "BLOCK_RECORDS", part)
        patch.setattr(passages, "BLOCK_SEEDS", part)
        assert scan(documents, official=[OFFICIAL]) == whole


@given(contests(), st.booleans(), st.integers(0, 20))
@EXAMPLES
def test_equal_texts_are_a_pair_in_full_whatever_they_are_made_of(
    documents: list[Document], given_text: bool, number: int
) -> None:
    original = documents[number % len(documents)]
    assume(len(fold(original.text).text) >= 50)
    twin = Document("T", " ".join(original.text), "UT")
    assume(fold(twin.text).text == fold(original.text).text)  # a space may part a date from its number
    result = scan([*documents, twin], official=[original.text] if given_text else [OFFICIAL])
    pair = {frozenset((one.a, one.b)): one for one in result.pairs}[frozenset((original.id, "T"))]
    assert (pair.raw, pair.net, pair.kind) == (1.0, 1.0, "copy")
    assert any({original.id, "T"} <= set(case.members) for case in result.cases)
    overlap = {one.id: one for one in result.overlaps}["T"]
    assert (overlap.raw, overlap.net, overlap.largest) == (1.0, 1.0, 1.0)


@given(contests())
@EXAMPLES
def test_an_unrelated_essay_changes_nothing(documents: list[Document]) -> None:
    stranger = Document("Z", "".join(sentences(7, 15, UNRELATED)) + OFFICIAL, "UZ")
    before = scan(documents, official=[OFFICIAL])
    after = scan([*documents, stranger], official=[OFFICIAL])
    assert (after.cases, after.pairs, after.overlaps, after.thin) == (
        before.cases,
        before.pairs,
        before.overlaps,
        before.thin,
    )


@given(contests(), st.integers(0, 20), st.integers(0, 10))
@EXAMPLES
def test_an_essay_with_one_phrase_changes_only_what_holds_the_phrase(
    documents: list[Document], number: int, at: int
) -> None:
    """The shared-phrase rule: fingerprints of three and more sources make a passage a formula, or common.

    A further source of a phrase may so take a passage out of the pairs that hold it, and a formula may come in
    again where its neighbour counts. All other pairs stay as they are.
    """
    lines = documents[number % len(documents)].text.split("。")
    phrase = fold(lines[at % len(lines)]).text
    assume(phrase)
    stranger = Document("Z", "".join(sentences(7, 9, UNRELATED)) + phrase, "UZ")
    before = pairs_of(documents)
    after = pairs_of([*documents, stranger])
    texts = {document.id: document.text for document in documents}
    grams = {phrase[place : place + QUAD] for place in range(len(phrase) - QUAD + 1)}
    for names in before.keys() | after.keys():
        if "Z" not in names and before.get(names) != after.get(names):
            held = [fold(texts[name]).text for name in names]
            assert all(any(gram in text for gram in grams) for text in held)


def shared_characters(mine: str, theirs: str) -> int:
    """Characters of ``mine`` in runs of four that ``theirs`` holds too."""
    places = [at for at in range(len(mine) - QUAD + 1) if mine[at : at + QUAD] in theirs]
    return len({at + step for at in places for step in range(QUAD)})


def passages_point_at_equal_text(documents: list[Document], result: Scan) -> None:
    texts = {document.id: document.text for document in documents}
    for pair in result.pairs:
        left, right = texts[pair.a], texts[pair.b]
        assert pair.copied
        for one in pair.passages:
            assert 0 <= one.a0 < one.a1 <= len(left)
            assert 0 <= one.b0 < one.b1 <= len(right)
            mine, theirs = fold(left[one.a0 : one.a1]).text, fold(right[one.b0 : one.b1]).text
            assert shared_characters(mine, theirs) >= QUAD
            assert mine[:QUAD] in theirs
            assert theirs[-QUAD:] in mine
            assert one.reason in (
                baseline.COPIED,
                baseline.FORMULA,
                baseline.COMMON,
                baseline.QUOTATION,
                baseline.FORM,
                baseline.FIGURES,
            )


def no_place_is_shown_twice(result: Scan) -> None:
    for pair in result.pairs:
        for at, one in enumerate(pair.passages):
            for other in pair.passages[:at]:
                in_a = min(one.a1, other.a1) - max(one.a0, other.a0)
                in_b = min(one.b1, other.b1) - max(one.b0, other.b0)
                assert min(in_a, in_b) <= 0


def cases_divide_the_pairs_and_figures_stay_in_their_bounds(documents: list[Document], result: Scan) -> None:
    in_cases = [(pair.a, pair.b) for case in result.cases for pair in case.pairs]
    assert sorted(in_cases) == sorted((pair.a, pair.b) for pair in result.pairs)
    names = [name for case in result.cases for name in case.members]
    assert len(names) == len(set(names))
    assert {one.id for one in result.overlaps} == set(names)
    assert all(0 < pair.net <= pair.raw <= 1 for pair in result.pairs)
    assert all(0 < one.largest <= one.net <= one.raw <= 1 for one in result.overlaps)
    received = {document.id: (document.received, document.id) for document in documents}
    assert all(received[pair.a] < received[pair.b] for pair in result.pairs)
    scores = [case.score for case in result.cases]
    assert scores == sorted(scores, reverse=True)
    for spans in dict(result.official).values():
        assert all(one[1] <= other[0] for one, other in pairwise(spans))


@given(contests())
@EXAMPLES
def test_what_every_result_keeps_to(documents: list[Document]) -> None:
    result = scan(documents, official=[OFFICIAL])
    passages_point_at_equal_text(documents, result)
    no_place_is_shown_twice(result)
    cases_divide_the_pairs_and_figures_stay_in_their_bounds(documents, result)


def folded(text: str, start: int, end: int) -> str:
    """What the span of the text is once the whole of it is folded: a number may be cut by the span."""
    whole = fold(text)
    first, last = np.searchsorted(whole.positions, [start, end]).tolist()
    return whole.text[first:last]


@given(contests())
@EXAMPLES
def test_no_more_is_called_matched_than_both_sides_share(documents: list[Document]) -> None:
    """Also where one of the texts repeats itself."""
    copied = documents[0].text[:120]
    texts = {document.id: document.text for document in documents} | {
        "A": copied,
        "B": copied * 2 + copied[:60],
    }
    result = scan([*documents, Document("A", copied), Document("B", texts["B"])])
    for pair in result.pairs:
        for one in pair.passages:
            mine = folded(texts[pair.a], one.a0, one.a1)
            theirs = folded(texts[pair.b], one.b0, one.b1)
            assert one.matched <= min(shared_characters(mine, theirs), shared_characters(theirs, mine))
