"""The ways in which people copy, and in which they do not, on contests made of the sample's essays.

A small fixed draw of ``benchmarks.patterns``; the module itself measures with more cases and other essays.
"""

from __future__ import annotations

import pytest

from benchmarks.patterns.contest import generate, sample_essays, wanted
from benchmarks.patterns.copying import GROUPS
from benchmarks.patterns.evaluation import BARS, SIGNS, Report, evaluate
from benchmarks.patterns.honest import PLANTS

SEED = 7
CASES = 3  # one of each strength


@pytest.fixture(scope="module")
def report() -> Report:
    return evaluate(generate(sample_essays(), SEED, wanted(CASES, groups=1)))


@pytest.mark.parametrize("pattern", sorted(BARS))
def test_recall_of_the_pattern_reaches_its_bar(report: Report, pattern: str) -> None:
    missed = [mistake for mistake in report.missed if mistake[1] == pattern]
    assert report.patterns[pattern].recall >= BARS[pattern], missed


@pytest.mark.parametrize("pattern", ["P02+P05", "P07+P16", "P10+P11", "P22+P02", "P28"])
def test_mixed_patterns_and_other_objects_are_found(report: Report, pattern: str) -> None:
    assert report.patterns[pattern].recall >= 0.99, report.missed


@pytest.mark.parametrize("pattern", sorted(GROUPS))
def test_members_of_a_group_come_out_in_one_case(report: Report, pattern: str) -> None:
    assert report.patterns[pattern].recall >= 0.99, report.missed


def test_essays_made_of_official_text_are_called_thin(report: Report) -> None:
    assert report.patterns["P26"].recall == 1.0, report.missed


@pytest.mark.parametrize("pattern", sorted(set(BARS) - {"P07", "P16"}))
def test_passages_cover_what_was_copied(report: Report, pattern: str) -> None:
    row = report.patterns[pattern]
    assert row.span_recall >= (0.7 if pattern == "P19" else 0.85)  # what P19 adds was not copied
    assert row.span_precision >= 0.95


@pytest.mark.parametrize("pattern", sorted(set(SIGNS) - {"P12"}))
def test_disguise_is_reported_as_a_sign(report: Report, pattern: str) -> None:
    assert all(report.patterns[pattern].signed)


@pytest.mark.parametrize("kind", sorted(PLANTS))
def test_honest_likeness_raises_no_case(report: Report, kind: str) -> None:
    wrong = [mistake for mistake in report.accused if mistake[1] == kind]
    assert report.harmless[kind].accused == 0, wrong
