"""Any input is answered: nothing, oddities, giants, thousands of equal texts, texts made to collide."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from scoring.errors import InvalidProblem
from scoring.similarity.scan import Document, Scan, scan

Write = Callable[..., str]
ODD = [
    "",
    "我",
    "，。！？……——",
    "\ud800\udfff",
    "\ud800" * 3000,
    "山" * 3000,
    "山" * 2999,
    "\u200b" * 50,
    "\0\0\0",
    "短句子",
    "a b c",
    "𠀀" * 40,
    "（" * 3000,
    "“" * 3000,
    "一" * 3000,
    "12" * 3000,
    "\n" * 3000,
    "é\u0301" * 500,
]


POOL = np.array(
    [ord(bytes((high, low)).decode("gb2312")) for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF)],
    "<u4",
)


def drawn(seed: int, size: int) -> str:
    """Random text in simplified script."""
    chosen = POOL[np.random.default_rng(seed).integers(0, len(POOL), size)]
    return chosen.tobytes().decode("utf-32-le")


def edited(text: str, seed: int, share: float) -> str:
    """The text with a share of its characters replaced."""
    rng = np.random.default_rng(seed)
    codes = np.frombuffer(text.encode("utf-32-le"), "<u4").copy()
    places = np.flatnonzero(rng.random(len(codes)) < share)
    codes[places] = POOL[rng.integers(0, len(POOL), len(places))]
    return codes.tobytes().decode("utf-32-le")


def numbered(texts: Sequence[str], prefix: str = "D") -> list[Document]:
    return [Document(f"{prefix}{at:05}", text, f"U{prefix}{at}") for at, text in enumerate(texts)]


def members(result: Scan) -> list[tuple[str, ...]]:
    return [case.members for case in result.cases]


def names(documents: Sequence[Document]) -> tuple[str, ...]:
    return tuple(document.id for document in documents)


@pytest.mark.parametrize("texts", [[], [""], ["我"], ["", ""], ["，", "。"], ["\ud800", "\ud800"]])
@pytest.mark.parametrize("library", [[], [Document("L", "")], [Document("L", "山水")]])
def test_nothing_to_compare_gives_nothing(texts: list[str], library: list[Document]) -> None:
    result = scan(numbered(texts), library=library, official=["", "。"])
    assert (result.cases, result.pairs, result.overlaps) == ((), (), ())


@pytest.mark.parametrize("official", [[], ["", "，。", "山", "\ud800", "山" * 500]])
def test_odd_texts_are_answered_and_make_no_case(write: Write, official: list[str]) -> None:
    documents = numbered([*ODD, write(1), write(2)])
    result = scan(documents, official=official, library=[Document("L", "山" * 2998)])
    assert result.cases == ()
    held = set(result.unjudgeable)
    assert {documents[at].id for at in (0, 2, 3, 4, 7, 8, 12, 13, 16)} <= held
    assert not held & {documents[at].id for at in (1, 5, 9, 10, 14, 15, len(ODD))}


@pytest.mark.parametrize("odd", [odd for odd in ODD if len(odd) > 2])
def test_an_essay_is_found_whatever_oddity_surrounds_it(write: Write, odd: str) -> None:
    result = scan(numbered([odd + write(1) + odd, odd + write(2), write(3) + odd, odd + write(1)[:400]]))
    assert members(result) == [("D00000", "D00003")]


def test_lone_surrogates_part_nothing_and_are_kept_in_the_offsets(write: Write) -> None:
    text = "\udfff".join(write(1)[at : at + 7] for at in range(0, len(write(1)), 7))
    result = scan([Document("A", write(1)), Document("B", text)])
    (pair,) = result.pairs
    (passage,) = pair.passages
    assert (pair.raw, pair.net) == (1.0, 1.0)
    assert text[passage.b0 : passage.b1].replace("\udfff", "") == write(1)[passage.a0 : passage.a1]


def test_the_same_id_twice_is_refused_by_name() -> None:
    with pytest.raises(InvalidProblem, match="同一 7"):
        scan([Document("同一 7", "山"), Document("B", ""), Document("同一 7", "山")])
    with pytest.raises(InvalidProblem, match="A, C"):
        scan([Document("A", "山"), Document("C", "")], library=[Document("C", "水"), Document("A", "水")])


def test_a_text_of_five_megabytes_is_compared(write: Write) -> None:
    giant = drawn(1, 1_700_000)
    copy = write(900, 1) + giant[1_300_000:1_300_400] + write(901, 1)
    result = scan([Document("G", giant), Document("C", copy)])
    assert members(result) == [("C", "G")]


def test_two_long_texts_that_differ_in_places_are_one_pair() -> None:
    text = drawn(3, 400_000)
    result = scan([Document("A", text), Document("B", edited(text, 4, 0.01))])
    (pair,) = result.pairs
    assert pair.net > 0.99


def test_periodic_texts_are_answered(write: Write) -> None:
    periods = [drawn(seed, 11 + seed)[: 11 + seed] for seed in range(4)]
    texts = [(period * 20_000)[:200_000] for period in periods] + [periods[0] * 900, write(1)]
    result = scan(numbered(texts))
    assert len(result.pairs) <= 1
    assert scan(numbered([texts[0], texts[0]])).pairs[0].net == 1.0


def test_thousands_of_equal_essays_are_one_case_and_not_millions_of_pairs(write: Write) -> None:
    documents = [*numbered([write(1, 2)] * 3_000, "C"), *numbered([write(2), write(3)])]
    result = scan(documents)
    assert members(result) == [names(documents[:3_000])]
    assert 2_999 <= len(result.pairs) <= 3 * 3_000
    assert all(pair.net == 1.0 for pair in result.pairs)


@pytest.mark.parametrize(
    ("copies", "total", "changed", "around"),
    [(30, 300, 0.0, 2), (30, 300, 0.05, 0), (100, 1000, 0.0, 0), (100, 1000, 0.05, 2)],
)
def test_many_copies_of_one_web_essay_are_one_case_and_do_not_vanish_as_common(
    write: Write, copies: int, total: int, changed: float, around: int
) -> None:
    web = write(10**6, 5)
    texts = [
        write(2 * 10**6 + at, around) + edited(web, at, changed) + write(3 * 10**6 + at, around)
        for at in range(copies)
    ]
    copied, honest = numbered(texts, "C"), numbered([write(at, 4) for at in range(total - copies)])
    mixed = copied + honest
    random.Random(5).shuffle(mixed)
    result = scan(mixed)
    assert members(result) == [names(copied)]
    assert all(one.net > 0.5 for one in result.overlaps)


def test_texts_made_of_the_same_eight_characters_again_and_again_are_answered() -> None:
    octets = [drawn(seed, 8) for seed in range(40)]
    texts = ["".join(random.Random(seed).choices(octets, k=150)) for seed in range(150)]
    result = scan(numbered(texts))
    assert len(result.pairs) < 150 * 40


def test_texts_made_of_the_same_sentences_hang_together_in_bounded_work() -> None:
    sentences = [drawn(seed, 30) for seed in range(10)]
    texts = ["".join(random.Random(seed).sample(sentences, 8)) for seed in range(60)]
    result = scan(numbered(texts))
    assert len(result.cases) == 1
    assert len(result.cases[0].members) == 60
    assert len(result.pairs) < 1000  # of 1770: what more than 40 texts hold is not paired in full


def test_a_text_that_holds_pieces_of_all_others_is_paired_with_each_once(write: Write) -> None:
    essays = numbered([write(at, 3) for at in range(60)], "E")
    collector = Document("X", "".join(document.text[:160] for document in essays), "U")
    result = scan([*essays, collector])
    assert {(pair.a, pair.b) for pair in result.pairs} == {(document.id, "X") for document in essays}
    assert result.cases[0].kind == "mosaic"
    assert result.cases[0].facts["composed"] == "X"


def test_a_text_that_holds_a_fingerprint_of_each_other_makes_no_case(write: Write) -> None:
    essays = numbered([write(at, 3) for at in range(60)], "E")
    collector = Document("X", "".join(document.text[at : at + 14] for at, document in enumerate(essays)), "U")
    assert scan([*essays, collector]).cases == ()


def de_bruijn(letters: str, order: int) -> str:
    """A cyclic text in which every gram of ``order`` letters stands once (greedy: prefer the last letter)."""
    text, seen = letters[0] * (order - 1), set()
    while True:
        for letter in reversed(letters):
            gram = text[len(text) - order + 1 :] + letter
            if gram not in seen:
                seen.add(gram)
                text += letter
                break
        else:
            return text


def test_texts_that_hold_every_gram_of_their_letters_are_answered() -> None:
    letters = "山水风云草木"
    texts = [de_bruijn(letters[turn:] + letters[:turn], 5) for turn in range(6)]
    assert all(len(text) == 6**5 + 4 for text in texts)
    result = scan(numbered(texts))
    assert len(result.pairs) <= 15
    equal = scan(numbered([*texts, texts[0]]))
    assert ("D00000", "D00006") in {(pair.a, pair.b) for pair in equal.pairs}


def test_a_thousand_tiny_texts_are_answered() -> None:
    texts = ["".join(random.Random(at).choices("山水风云", k=at % 13)) for at in range(1000)]
    result = scan(numbered(texts), official=["山水风云"])
    assert (result.cases, result.pairs) == ((), ())
    assert len(result.unjudgeable) == sum(not text for text in texts)


def test_a_long_run_of_one_character_costs_no_product_of_lengths(write: Write) -> None:
    result = scan(numbered([write(1) + "哈" * 30_000, edited(write(1), 1, 0.05) + "哈" * 29_000]))
    assert len(result.pairs) == 1
    assert result.pairs[0].raw > 0.9
