"""The truth file is true: members exist, spans hold what they say, phrases are shared, copies are copies."""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher
from itertools import pairwise

import opencc
import pytest

from sample import CaseTruth, load
from sample.build.essays import read_essays, untagged
from sample.build.planting import INVISIBLE

SAMPLE = load()
CASES = {case.key: case for case in SAMPLE.cases}
ENTRIES = {entry.key: entry for entry in SAMPLE.entries}


def test_ten_cases_of_the_stated_kinds() -> None:
    assert Counter(case.kind for case in SAMPLE.cases) == {
        "whole_copy": 2,
        "entity_swap": 2,
        "mosaic": 1,
        "reordered": 1,
        "traditional": 1,
        "invisible_characters": 1,
        "mixed": 1,
        "shared_template": 1,
    }


def test_members_exist_belong_to_one_case_each_and_copies_come_from_other_units() -> None:
    members = Counter(key for case in SAMPLE.cases for key in case.members)
    assert set(members) <= set(ENTRIES)
    assert {key for key in ENTRIES if key.startswith("P")} <= set(members)
    assert [key for key, count in members.items() if count > 1] == []
    for case in SAMPLE.cases:
        copies = [key for key in case.members if key not in case.sources]
        units = {ENTRIES[key].unit for key in case.sources}
        assert units.isdisjoint(ENTRIES[key].unit for key in copies), case.key


def test_mention_positions_hold_their_text() -> None:
    assert all(SAMPLE.texts[m.entry][m.start : m.end] == m.text != "" for m in SAMPLE.mentions)
    ordered = sorted(SAMPLE.mentions, key=lambda m: (m.entry, m.start))
    overlaps = [(a, b) for a, b in pairwise(ordered) if a.entry == b.entry and b.start < a.end]
    assert overlaps == []


def test_no_author_stands_in_a_text_without_a_mention() -> None:
    for entry in SAMPLE.entries:
        text = SAMPLE.texts[entry.key]
        spans = [(m.start, m.end) for m in SAMPLE.mentions if m.entry == entry.key]
        for author in entry.authors:
            at = text.find(author.name)
            while at >= 0:
                # the flower that gave its name to the author of B16 is a flower, as labelled in the source
                is_flower = entry.key == "B16" and text[at - 2 : at] == "一棵"
                assert is_flower or any(a <= at < b for a, b in spans), (entry.key, author.name, at)
                at = text.find(author.name, at + 1)


def test_originals_show_their_source_text_unchanged() -> None:
    for essay in read_essays():
        body = "\n".join(untagged(text) for text in essay.paragraphs)
        assert body in SAMPLE.texts[essay.key]
        assert SAMPLE.texts[essay.key].split("\n")[0] == essay.title


def _pairs(case: CaseTruth) -> list[tuple[str, str]]:
    return [
        (SAMPLE.texts[s.member][s.start : s.end], SAMPLE.texts[s.source][s.source_start : s.source_end])
        for s in case.spans
    ]


@pytest.mark.parametrize("key", ["whole-copy-1", "whole-copy-2", "mosaic"])
def test_literal_copies_equal_their_source_span(key: str) -> None:
    pairs = _pairs(CASES[key])
    assert pairs
    assert all(copy == source for copy, source in pairs)


def test_whole_copies_take_every_paragraph_under_another_title() -> None:
    for key in ("whole-copy-1", "whole-copy-2"):
        copy, source = CASES[key].members
        assert ENTRIES[copy].title != ENTRIES[source].title
        body = next(essay for essay in read_essays() if essay.key == source).paragraphs
        assert len(CASES[key].spans) == len(body)


@pytest.mark.parametrize("key", ["entity-swap-1", "entity-swap-2"])
def test_entity_swaps_stay_close_and_leave_their_residue(key: str) -> None:
    case = CASES[key]
    pairs = _pairs(case)
    assert any(copy != source for copy, source in pairs)
    copy, source = ("".join(side) for side in zip(*pairs, strict=True))
    assert 0.9 < SequenceMatcher(None, copy, source, autojunk=False).ratio() < 0.99
    assert case.residues
    assert all(word in copy and word in source for word in case.residues)


def test_mosaic_takes_from_two_sources() -> None:
    assert Counter(span.source for span in CASES["mosaic"].spans) == {"B12": 2, "B37": 2}


@pytest.mark.parametrize("key", ["reordered", "mixed"])
def test_reordered_cases_are_not_in_the_order_of_their_source(key: str) -> None:
    positions = [span.source_start for span in CASES[key].spans]
    assert positions != sorted(positions)
    assert len(positions) == len(set(positions))


def test_traditional_copy_converts_back_to_its_source() -> None:
    back = opencc.OpenCC("t2s").convert
    pairs = _pairs(CASES["traditional"])
    assert all(copy != source for copy, source in pairs)
    copy, source = ("".join(side) for side in zip(*pairs, strict=True))
    assert SequenceMatcher(None, back(copy), source, autojunk=False).ratio() > 0.99


def test_invisible_copy_is_its_source_once_the_invisible_is_gone() -> None:
    table = dict.fromkeys(map(ord, INVISIBLE))
    pairs = _pairs(CASES["invisible"])
    assert all(copy.translate(table) == source != copy for copy, source in pairs)
    signs = Counter(char for copy, _ in pairs for char in copy if char in INVISIBLE)
    assert min(signs[sign] for sign in INVISIBLE) > 40


def test_template_members_share_most_words_and_each_has_an_own_anecdote() -> None:
    members = CASES["template"].members
    assert len({ENTRIES[key].unit for key in members}) == 1
    bodies = [SAMPLE.texts[key] for key in members]
    assert all(850 < len(body) < 1050 for body in bodies)
    for i, one in enumerate(bodies):
        for other in bodies[i + 1 :]:
            assert 0.6 < SequenceMatcher(None, one, other, autojunk=False).ratio() < 0.9


def test_official_phrases_are_used_by_unrelated_originals() -> None:
    for phrase in SAMPLE.official_phrases:
        users = {ENTRIES[key].unit for key, text in SAMPLE.texts.items() if phrase in text and key[0] != "P"}
        assert len(users) >= 2, phrase
