"""The generator of planted cases: what it says it planted is there, and everything follows from the seed."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from benchmarks.patterns import evaluation, rewriting, surface
from benchmarks.patterns.clips import Clip, assemble, body_of, each_sentence, excerpt, size
from benchmarks.patterns.contest import Contest, generate, read_essays, sample_essays, wanted
from benchmarks.patterns.copying import RECIPES
from benchmarks.patterns.desk import Case, Harmless, Link
from benchmarks.patterns.honest import PLANTS
from scoring.similarity.scan import Case as FoundCase
from scoring.similarity.scan import Document, Pair, Passage, Scan

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def contests() -> list[Contest]:
    return generate(sample_essays(), 3, wanted(1, groups=1))


def test_every_pattern_and_every_honest_kind_is_planted(contests: list[Contest]) -> None:
    planted = {case.pattern for contest in contests for case in contest.cases}
    assert planted == set(RECIPES)
    assert {group.kind for contest in contests for group in contest.harmless} == set(PLANTS)


def test_same_seed_gives_the_same_contests_and_another_seed_others(contests: list[Contest]) -> None:
    assert generate(sample_essays(), 3, wanted(1, groups=1)) == contests
    assert generate(sample_essays(), 4, wanted(1, groups=1)) != contests


def test_spans_stay_in_their_texts_and_do_not_overlap(contests: list[Contest]) -> None:
    for contest in contests:
        texts = {document.id: document.text for document in (*contest.documents, *contest.library)}
        for link in (link for case in contest.cases for link in case.links):
            ends = 0
            for a0, a1, b0, b1 in sorted(link.spans):
                assert ends <= a0 < a1 <= len(texts[link.a])
                assert 0 <= b0 < b1 <= len(texts[link.b])
                ends = a1


@pytest.mark.parametrize("pattern", ["P01", "P05", "P07", "P16", "P23"])
def test_patterns_that_keep_the_words_keep_them_in_their_spans(pattern: str) -> None:
    for contest in generate(sample_essays(), 5, wanted(3, [pattern])):
        texts = {document.id: document.text for document in (*contest.documents, *contest.library)}
        for link in (link for case in contest.cases for link in case.links):
            for a0, a1, b0, b1 in link.spans:
                assert _letters(texts[link.a][a0:a1]) == _letters(texts[link.b][b0:b1])


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def test_no_base_essay_serves_twice_in_one_contest(contests: list[Contest]) -> None:
    opening = 60
    base = {essay.text[:opening] for essay in sample_essays()}
    for contest in contests:
        seen = Counter(document.text[:opening] for document in contest.documents)
        copies = {link.a for case in contest.cases for link in case.links}
        copies |= {name for group in contest.harmless if group.of_one_author for name in group.members}
        untouched = Counter(
            document.text[:opening] for document in contest.documents if document.id not in copies
        )
        assert all(count == 1 for start, count in untouched.items() if start in base), seen


@pytest.mark.parametrize("strength", [1, 2, 3])
def test_stronger_rewriting_keeps_fewer_characters(strength: int) -> None:
    text = "".join(essay.text for essay in sample_essays()[:6])
    kept = [_kept(text, rewriting.synonymous(text, Random(1), each)) for each in range(strength + 1) if each]
    assert kept == sorted(kept, reverse=True)
    assert 0.6 < kept[-1] < 0.97


def _kept(text: str, changed: str) -> float:
    grams = [{one[at : at + 2] for at in range(len(one))} for one in (text, changed)]
    return len(grams[0] & grams[1]) / len(grams[0])


def test_numbers_are_said_and_read_back() -> None:
    assert [surface.chinese(n) for n in (0, 7, 10, 15, 20, 105, 312, 1002, 1_300)] == [
        "零", "七", "十", "十五", "二十", "一百零五", "三百一十二", "一千零二", "一千三百",
    ]  # fmt: skip
    assert all(surface.arabic(surface.chinese(n)) == n for n in range(10_000))
    assert surface.arabic("一二") is None


def test_excerpt_has_the_least_length_and_assembles_to_a_part_of_the_text() -> None:
    essay = max(sample_essays(), key=lambda one: len(one.text))
    piece = excerpt(body_of(essay.id, essay.text), Random(2), 200)
    text, spans = assemble(piece)
    assert size(piece) >= 200
    assert len(spans) == 1
    assert _letters(text) in _letters(essay.text)


def test_rewriting_keeps_the_place_of_every_sentence() -> None:
    body = body_of("one", "甲。乙！\n丙？")
    changed = each_sentence(lambda text, rng, strength: text * strength)(body, Random(0), 2)
    assert [clip for clips in changed for clip in clips] == [
        Clip("甲。甲。", "one", 0, 2),
        Clip("乙！乙！", "one", 2, 4),
        Clip("丙？丙？", "one", 5, 7),
    ]


def test_base_that_is_too_small_is_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        generate(sample_essays()[:20], 1, wanted(1, ["shared"]))


def test_essays_are_read_from_a_file_and_short_ones_left_out(tmp_path: Path) -> None:
    file = tmp_path / "base.jsonl"
    file.write_text('{"id": 1, "text": "%s"}\n{"id": 2, "text": "短"}\n' % ("长" * 500), encoding="utf-8")
    assert [essay.id for essay in read_essays(file)] == ["1"]


def test_figures_count_found_pairs_covered_characters_and_accusations(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    documents = tuple(Document(name, "字" * 100) for name in "abcdef")
    cases = (
        Case("P01", 1, (Link("a", "b", ((0, 100, 0, 100),)),), ("a", "b")),
        Case("P02", 1, (Link("c", "d", ((0, 50, 0, 50),)),), ("c", "d")),
    )
    contest = Contest(documents, (), (), cases, (Harmless("N2", 1, ("e", "f")),))
    half = Pair("b", "a", 50.0, "copy", (Passage(0, 50, 0, 50, 50, "copied"),), 1.0, 1.0, 50)
    wrong = Pair("e", "f", 50.0, "copy", (), 1.0, 1.0, 50)
    stray = Pair("a", "f", 50.0, "copy", (), 1.0, 1.0, 50)
    cases_found = tuple(_case(pair) for pair in (half, wrong, stray))
    result = Scan(cases_found, (half, wrong, stray), (), (), (), (), ())
    monkeypatch.setattr(evaluation, "scan", lambda *given, **named: result)
    report = evaluation.evaluate([contest])
    assert (report.patterns["P01"].recall, report.patterns["P02"].recall) == (1.0, 0.0)
    assert (report.patterns["P01"].span_recall, report.patterns["P01"].span_precision) == (0.5, 1.0)
    assert report.harmless["N2"].accused == 1
    assert [mistake[3:] for mistake in report.false_elsewhere] == [("a", "f")]
    assert evaluation.failures(report) == ["P02", "N2"]


def _case(pair: Pair) -> FoundCase:
    return FoundCase((pair.a, pair.b), (pair,), "copy", None, pair.score, {})


def test_the_detector_never_sees_the_dictionaries_of_the_generator() -> None:
    for path in (ROOT / "scoring").rglob("*.py"):
        assert not re.search(r"(from|import) benchmarks", path.read_text(encoding="utf-8")), path
