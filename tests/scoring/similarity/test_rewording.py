"""Advice on reworded texts, on the sample's 72 essays (all on one theme) and on bad input."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest

from benchmarks.patterns.contest import known_official, sample_essays
from scoring.errors import InvalidProblem
from scoring.similarity import rewording
from scoring.similarity.rewording import Advisory, reworded, usual_limit
from scoring.similarity.scan import Document, scan
from scoring.text import segment

OFFICIAL = known_official()
ALL_ESSAYS = [Document(essay.id, essay.text) for essay in sample_essays()]
ESSAYS = ALL_ESSAYS[:40]


def _other_order(text: str) -> str:
    """The longer words of each sentence from its end, without the small words between them."""
    sentences = re.split("[。！？\n]+", text)
    kept = [[word for word in segment.words(sentence) if len(word) > 1] for sentence in sentences]
    return "。".join("，".join(reversed(words)) for words in kept)


STOLEN = Document("stolen", _other_order(ESSAYS[7].text), received=9)


def _names(advice: tuple[Advisory, ...]) -> set[tuple[str, str]]:
    return {(one.a, one.b) for one in advice}


@pytest.fixture(scope="module", autouse=True)
def _words_found_once() -> Iterator[None]:
    """Finding the words takes most of the time, and nearly all texts come again in every test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segment, "words", cache(segment.words))
        yield


@pytest.fixture(scope="module")
def advice() -> tuple[Advisory, ...]:
    return reworded([*ESSAYS, STOLEN], official=OFFICIAL)


def test_original_essays_on_one_theme_raise_nothing() -> None:
    assert reworded(ALL_ESSAYS, official=OFFICIAL) == ()


def test_text_in_another_word_order_is_found_where_the_scan_sees_no_passage(
    advice: tuple[Advisory, ...],
) -> None:
    assert scan([*ESSAYS, STOLEN], official=OFFICIAL).pairs == ()
    assert _names(advice) == {(ESSAYS[7].id, "stolen")}


def test_advice_says_how_alike_and_by_which_words(advice: tuple[Advisory, ...]) -> None:
    (one,) = advice
    assert one.kind == "rewording"
    assert rewording.LEAST_SIMILARITY < one.similarity <= 1
    assert len(one.words) == rewording.MOST_WORDS == len(set(one.words))
    assert all(word in ESSAYS[7].text and word in STOLEN.text for word in one.words)
    holders = [sum(word in essay.text for essay in ESSAYS) for word in one.words]
    assert np.mean(holders) < 0.1 * len(ESSAYS)


def test_passage_in_an_essay_of_ones_own_is_found() -> None:
    source, own = ESSAYS[7].text, ESSAYS[20].text
    host = Document("host", own[: len(own) // 2] + "\n" + _other_order(source[: len(source) // 2]))
    others = [essay for essay in ESSAYS if essay is not ESSAYS[20]]
    assert _names(reworded([*others, host], official=OFFICIAL)) == {(ESSAYS[7].id, "host")}


def test_order_of_input_and_size_of_blocks_change_nothing(
    advice: tuple[Advisory, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [*ESSAYS, STOLEN]
    random.Random(1).shuffle(documents)
    monkeypatch.setattr(rewording, "CELLS", 1)
    assert reworded(documents, official=OFFICIAL) == advice


def test_known_pair_is_left_out_in_either_order() -> None:
    documents = [*ESSAYS, STOLEN]
    for known in ((ESSAYS[7].id, "stolen"), ("stolen", ESSAYS[7].id)):
        assert reworded(documents, known=[known, ("absent", "stolen")], official=OFFICIAL) == ()


def test_identical_texts_that_nobody_knew_of_are_named() -> None:
    twin = Document("twin", ESSAYS[3].text, received=2)
    (one,) = reworded([*ESSAYS, twin], official=OFFICIAL)
    assert (one.a, one.b, one.similarity) == (ESSAYS[3].id, "twin", 1.0)


def test_text_of_the_office_in_two_essays_says_nothing() -> None:
    pasted = ESSAYS[11].text
    both = [Document(f"with {n}", f"{ESSAYS[n].text}\n{pasted}") for n in (0, 1)]
    others = [*ESSAYS[2:11], *ESSAYS[12:]]
    assert _names(reworded([*both, *others], official=OFFICIAL)) == {("with 0", "with 1")}
    assert reworded([*both, *others], official=[*OFFICIAL, pasted]) == ()


def test_words_that_three_essays_hold_literally_say_nothing() -> None:
    quoted = ESSAYS[11].text[:500]
    three = [Document(f"with {n}", f"{ESSAYS[n].text}\n{quoted}") for n in range(3)]
    assert reworded([*three, *ESSAYS[3:11], *ESSAYS[12:]], official=OFFICIAL) == ()


def test_rewording_of_a_text_with_many_known_copies_is_named_with_each() -> None:
    copies = [Document(f"copy {n}", ESSAYS[7].text, received=1) for n in range(5)]
    same = [ESSAYS[7].id, *(copy.id for copy in copies)]
    known = [(a, b) for a in same for b in same if a < b]
    found = _names(reworded([*ESSAYS, *copies, STOLEN], known=known, official=OFFICIAL))
    assert found == {(name, "stolen") for name in same}


@pytest.mark.parametrize("text", ["", "医", "。，！", "abc 123", "\ud800\ud800", "啊" * 20_000, "医院"])
def test_texts_without_content_are_accepted_and_say_nothing(text: str) -> None:
    odd = [Document(f"odd {n}", text) for n in range(3)]
    assert reworded(odd) == ()
    assert reworded([*odd, *(Document(f"more {n}", text) for n in range(rewording.LEAST_TEXTS))]) == ()
    assert reworded([*odd, *ESSAYS[:30]], official=OFFICIAL) == ()


def test_none_one_and_few_documents_say_nothing() -> None:
    assert reworded([]) == ()
    assert reworded([STOLEN]) == ()
    assert reworded([ESSAYS[7], STOLEN, *ESSAYS[10:20]]) == ()


def test_crowd_of_identical_texts_gives_no_squares() -> None:
    crowd = [Document(f"same {n:03}", ESSAYS[0].text) for n in range(200)]
    assert len(reworded([*crowd, *ESSAYS[1:]])) <= rewording.NEAREST * 200


def test_id_given_twice_is_refused() -> None:
    with pytest.raises(InvalidProblem, match="same id"):
        reworded([STOLEN, STOLEN])


def test_progress_rises_to_the_end_and_may_cancel() -> None:
    seen: list[tuple[int, int]] = []
    reworded(ESSAYS[:25], progress=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[0] == (0, 100)
    assert seen[-1] == (100, 100)

    def cancel(done: int, total: int) -> None:
        if done > 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reworded(ESSAYS[:25], progress=cancel)


def test_limit_is_passed_by_the_promised_share_of_unrelated_texts() -> None:
    rng = np.random.default_rng(5)
    near = rng.gumbel(0.3, 0.03, 200_000).astype(np.float32)
    assert np.mean(near > usual_limit(near)) == pytest.approx(rewording.FALSE_SHARE, rel=0.25)


def test_limit_does_not_follow_a_third_of_reworded_texts_beyond_their_likeness() -> None:
    rng = np.random.default_rng(6)
    near = rng.gumbel(0.15, 0.03, 3_000).astype(np.float32)
    near[:1_000] = 0.8
    assert usual_limit(near) < 0.6


def test_limit_of_few_texts_is_out_of_reach_and_of_equal_ones_never_too_low() -> None:
    assert usual_limit(np.ones(rewording.LEAST_TEXTS - 1, np.float32)) == np.inf
    assert usual_limit(np.zeros(50, np.float32)) == rewording.LEAST_SIMILARITY
