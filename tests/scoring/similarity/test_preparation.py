"""What is read off each text: winnowing and official runs against their definitions, window by window."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.similarity import preparation
from scoring.similarity.grams import OCTET, QUAD, narrow, octets, quads
from scoring.similarity.preparation import (
    ARRAYS,
    OFFICIAL_RUN,
    WINDOW,
    Prepared,
    masked_flags,
    official_quads,
    prepare,
)
from scoring.text.normalize import fold

NOTICE = "大力弘扬医疗卫生职业精神，展示广大医务工作者的良好形象"
SURE = OCTET + WINDOW - 1
FEW = st.text(alphabet="山水风云草", max_size=40)
TEXTS = st.lists(st.one_of(FEW, st.text(alphabet="山水，", max_size=60)), min_size=1, max_size=6)


def gram_hash(gram: str) -> int:
    return int(octets(quads(narrow(np.array([ord(character) for character in gram], np.uint32))))[0])


def official_flags(text: str, official: list[str]) -> list[bool]:
    """Characters in runs of OFFICIAL_RUN and more whose grams of four all stand in an official text."""
    known = {line[at : at + QUAD] for line in official for at in range(len(line) - QUAD + 1)}
    flags = [False] * len(text)
    for start in range(len(text)):
        end = start
        while text[end : end + QUAD] in known:
            end += 1
        size = end - start + QUAD - 1 if end > start else 0
        if size >= OFFICIAL_RUN:
            flags[start : start + size] = [True] * size
    return flags


def winnowed(text: str, masked: list[bool]) -> list[tuple[int, int]]:
    """(place, hash): the least hash of every window, at its first place, once for each stretch of windows."""
    hashes = {
        at: gram_hash(text[at : at + OCTET])
        for at in range(len(text) - OCTET + 1)
        if not (masked[at] and masked[at + OCTET - 1])
    }
    found: list[tuple[int, int]] = []
    before = None
    for start in range(1 - WINDOW, len(text)):
        window = [(hashes[at], at) for at in range(start, start + WINDOW) if at in hashes]
        least = min(window, default=None)
        if least and least[0] != before and (not found or found[-1][0] != least[1]):
            found.append((least[1], least[0]))
        before = least[0] if least else None
    return found


def prints(prepared: Prepared, number: int) -> list[tuple[int, int]]:
    rows = slice(prepared.prints[number], prepared.prints[number + 1])
    return list(zip(prepared.places[rows].tolist(), prepared.hashes[rows].tolist(), strict=True))


def masked(prepared: Prepared, number: int) -> list[bool]:
    size = int(prepared.offsets[number + 1] - prepared.offsets[number])
    return masked_flags(prepared.official[prepared.holders == number], size).tolist()


@given(TEXTS, st.lists(FEW, max_size=2))
@settings(max_examples=80, deadline=None)
def test_fingerprints_and_official_runs_follow_the_definition(texts: list[str], official: list[str]) -> None:
    prepared = prepare(texts, official_quads(official))
    for number, text in enumerate(texts):
        folded = fold(text).text
        flags = official_flags(folded, [fold(line).text for line in official])
        assert masked(prepared, number) == flags
        assert prints(prepared, number) == winnowed(folded, flags)


@given(FEW, FEW, FEW, FEW, st.text(alphabet="山水风云草", min_size=SURE, max_size=30))
@settings(max_examples=80, deadline=None)
def test_a_shared_run_of_thirteen_characters_shares_a_fingerprint(
    before: str, after: str, other_before: str, other_after: str, run: str
) -> None:
    prepared = prepare([before + run + after, other_before + run + other_after], official_quads([]))
    one, other = ({value for _, value in prints(prepared, number)} for number in (0, 1))
    assert one & other


@given(TEXTS, st.lists(FEW, max_size=1), st.integers(1, 60))
@settings(max_examples=40, deadline=None)
def test_neither_neighbours_nor_batches_change_a_text(
    texts: list[str], official: list[str], size: int
) -> None:
    known = official_quads(official)
    together = prepare(texts, known)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preparation, "BATCH_CHARACTERS", size)
        in_batches = prepare(texts, known)
    for name in ARRAYS:
        assert np.array_equal(getattr(together, name), getattr(in_batches, name)), name
        assert getattr(together, name).dtype == getattr(in_batches, name).dtype
    assert (together.digests, together.signs) == (in_batches.digests, in_batches.signs)
    for number, text in enumerate(texts):
        alone = prepare([text], known)
        assert prints(alone, 0) == prints(together, number)
        assert (alone.digests[0], alone.signs[0]) == (together.digests[number], together.signs[number])


def test_density_of_fingerprints_is_that_of_winnowing() -> None:
    drawn = np.random.default_rng(3).integers(0x4E00, 0x5200, 30_000)
    prepared = prepare(["".join(map(chr, drawn))], official_quads([]))
    assert abs(len(prepared.hashes) / len(prepared.codes) - 2 / (WINDOW + 1)) < 0.01


def test_a_repeated_character_has_one_fingerprint() -> None:
    assert len(prepare(["山" * 5000], official_quads([])).hashes) == 1


def official_part(text: str, official: str) -> str:
    prepared = prepare([text], official_quads([official]))
    folded = fold(text).text
    assert "".join(text[start:end] for start, end in prepared.shown.tolist()) == "".join(
        text[fold(text).positions[start] : fold(text).positions[end - 1] + 1]
        for start, end in prepared.official
    )
    return "".join(char for char, flag in zip(folded, masked(prepared, 0), strict=True) if flag)


@pytest.mark.parametrize(
    ("text", "official", "part"),
    [
        ("我写道：大力弘扬、医疗卫生职业精神；展示了自己。", NOTICE, "大力弘扬医疗卫生职业精神展示"),
        ("医疗卫生职业的人", NOTICE, ""),
        ("医疗卫生职业精神展", NOTICE, "医疗卫生职业精神展"),
        ("山水", "", ""),
        ("", NOTICE, ""),
    ],
)
def test_given_text_is_official_whatever_its_punctuation_unless_it_is_short(
    text: str, official: str, part: str
) -> None:
    assert official_part(text, official) == part


def test_official_runs_do_not_reach_over_the_border_of_two_texts() -> None:
    prepared = prepare(["大力弘扬医疗卫", "生职业精神展示"], official_quads([NOTICE]))
    assert not len(prepared.official)
    assert not len(prepare([NOTICE], official_quads([NOTICE[:7], NOTICE[7:14]])).official)


@given(st.lists(FEW, min_size=2, max_size=4))
@settings(max_examples=40, deadline=None)
def test_digests_are_equal_exactly_where_the_folded_texts_are(texts: list[str]) -> None:
    digests = prepare([*texts, *("，".join(text) for text in texts)], official_quads([])).digests
    folded = [fold(text).text for text in texts] * 2
    assert [one == other for one in digests for other in digests] == [
        one == other for one in folded for other in folded
    ]
