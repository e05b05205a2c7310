"""Figures of pairs and entries against counting characters one by one; formulas against their definition."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from scoring.similarity import baseline, evidence
from scoring.similarity import scan as engine
from scoring.similarity.cases import Pair, Passage
from scoring.similarity.corpus import Corpus
from scoring.similarity.evidence import RAW_RUN
from scoring.similarity.grams import OCTET
from scoring.similarity.preparation import official_quads, prepare
from scoring.similarity.scan import Document, Overlap, Scan, scan
from scoring.similarity.workspace import Workspace
from scoring.text.normalize import Folded, fold

Write = Callable[..., str]
OFFICIAL = "大力弘扬医疗卫生职业精神，展示广大医务工作者的良好形象，推进行业作风建设。"
FORMULA = "我们要像他那样在平凡的岗位上做出不平凡的成绩来"


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    """Six essays by as many units, and copies of some: whole, in parts, edited, reordered, short."""
    rng = random.Random(4)
    characters = [chr(code) for code in range(0x4E00, 0x5000)]
    essays = ["".join(rng.choices(characters, k=500)) for _ in range(6)]
    essays = [text[:240] + OFFICIAL + text[240:300] + FORMULA + text[300:] for text in essays]
    edited = "".join("某" if at % 15 == 7 else char for at, char in enumerate(essays[2]))
    texts = [
        *essays,
        essays[0],
        essays[1][:350],
        edited + essays[3][100:200],
        essays[4][250:] + essays[4][:250],
        essays[0][:120] + essays[1][400:] + "".join(rng.choices(characters, k=200)),
    ]
    return [Document(f"E{at:02}", text, f"U{at}") for at, text in enumerate(texts)]


@pytest.fixture(scope="module")
def result(documents: list[Document]) -> Scan:
    return scan(documents, official=[OFFICIAL])


@pytest.fixture(scope="module")
def folded(documents: list[Document]) -> dict[str, Folded]:
    return {document.id: fold(document.text) for document in documents}


def inside(text: Folded, start: int, end: int) -> set[int]:
    """Folded characters that stand for a span of the text as given."""
    return set(np.flatnonzero((text.positions >= start) & (text.positions < end)).tolist())


def taken(text: Folded, passages: list[tuple[int, int]]) -> set[int]:
    return {at for start, end in passages for at in inside(text, start, end)}


def exact(mine: str, theirs: str) -> set[int]:
    """Characters of ``mine`` in runs of RAW_RUN and more that ``theirs`` holds too."""
    starts = [at for at in range(len(mine) - RAW_RUN + 1) if mine[at : at + RAW_RUN] in theirs]
    return {at + step for at in starts for step in range(RAW_RUN)}


def official(text: Folded) -> set[int]:
    runs = prepare([text.text], official_quads([OFFICIAL])).official.tolist()
    return {at for start, end in runs for at in range(start, end)}


def sides(pair: Pair, passages: tuple[Passage, ...]) -> list[tuple[str, str, list[tuple[int, int]]]]:
    return [
        (pair.a, pair.b, [(passage.a0, passage.a1) for passage in passages]),
        (pair.b, pair.a, [(passage.b0, passage.b1) for passage in passages]),
    ]


def test_every_kind_of_copy_is_there(result: Scan) -> None:
    assert {(pair.a, pair.b) for pair in result.pairs} == {
        ("E00", "E06"),
        ("E00", "E10"),
        ("E06", "E10"),
        ("E01", "E07"),
        ("E01", "E10"),
        ("E02", "E08"),
        ("E03", "E08"),
        ("E04", "E09"),
    }
    assert {pair.kind for pair in result.pairs} == {"copy", "reordered", "passage"}


def test_raw_and_net_are_shares_of_the_shorter_text(result: Scan, folded: dict[str, Folded]) -> None:
    for pair in result.pairs:
        shorter = min(len(folded[pair.a].text), len(folded[pair.b].text))
        expected = [
            (
                len(taken(folded[mine], spans) | exact(folded[mine].text, folded[theirs].text)) / shorter,
                len(taken(folded[mine], copied) - official(folded[mine])) / shorter,
            )
            for (mine, theirs, spans), (_, _, copied) in zip(
                sides(pair, pair.passages), sides(pair, pair.copied), strict=True
            )
            if len(folded[mine].text) == shorter
        ]
        if pair.raw < 1:  # a text equal after folding is copied whole, whatever is official in it
            assert (pair.raw, pair.net) in [pytest.approx(figures) for figures in expected]


def test_score_and_largest_follow_from_the_copied_passages(result: Scan, folded: dict[str, Folded]) -> None:
    for pair in result.pairs:
        lengths = [
            min(
                len(inside(folded[pair.a], passage.a0, passage.a1)),
                len(inside(folded[pair.b], passage.b0, passage.b1)),
            )
            for passage in pair.copied
        ]
        assert pair.largest == max(lengths)
        assert all(passage.matched <= size for passage, size in zip(pair.copied, lengths, strict=True))
        assert 0 < pair.score <= sum(passage.matched for passage in pair.copied)


def test_figures_of_an_entry_take_all_its_partners_together(result: Scan, folded: dict[str, Folded]) -> None:
    held: dict[str, dict[str, set[int]]] = {}
    for pair in result.pairs:
        for mine, theirs, spans in sides(pair, pair.copied):
            counted = taken(folded[mine], spans)
            whole = folded[mine].text == folded[theirs].text
            held.setdefault(mine, {})[theirs] = counted if whole else counted - official(folded[mine])
    assert [one.id for one in result.overlaps] == sorted(held)
    for overlap in result.overlaps:
        partners = held[overlap.id]
        size = len(folded[overlap.id].text)
        assert overlap.net == pytest.approx(len(set.union(*partners.values())) / size)
        assert overlap.largest == pytest.approx(max(map(len, partners.values())) / size)
        assert len(partners[overlap.source]) == max(map(len, partners.values()))
        assert overlap.largest <= overlap.net <= overlap.raw <= 1


def test_equal_texts_overlap_in_full(result: Scan) -> None:
    (pair,) = (pair for pair in result.pairs if (pair.a, pair.b) == ("E00", "E06"))
    assert (pair.raw, pair.net, pair.kind) == (1.0, 1.0, "copy")
    overlaps: dict[str, Overlap] = {one.id: one for one in result.overlaps}
    assert (overlaps["E06"].raw, overlaps["E06"].net, overlaps["E06"].largest) == (1.0, 1.0, 1.0)


def test_official_language_is_shown_in_every_text_with_its_reason(
    result: Scan, documents: list[Document]
) -> None:
    shown = dict(result.official)
    for document in documents:
        given = [(start, end) for start, end, reason in shown.get(document.id, ()) if reason == "official"]
        where = document.text.find(OFFICIAL)
        assert bool(given) == (where >= 0 or len(official(fold(document.text))) > 0)
        assert all(fold(document.text[start:end]).text in fold(OFFICIAL).text for start, end in given)


@pytest.mark.parametrize("block", [10**6, 900])
def test_formulas_are_runs_that_several_sources_hold(
    documents: list[Document], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(engine, "BLOCK_CHARACTERS", block)
    scan(documents, official=[OFFICIAL], workspace=tmp_path)
    corpus = Corpus(Workspace(tmp_path))
    ordered = sorted(documents, key=lambda one: (len(one.text), one.text))  # as the corpus numbers them
    prepared = prepare([document.text for document in ordered], official_quads([OFFICIAL]))
    owners = np.repeat(np.arange(len(documents)), np.diff(prepared.prints)).tolist()
    groups, sources = corpus.groups.tolist(), dict[int, set[int]]()
    for value, owner in zip(prepared.hashes.tolist(), owners, strict=True):
        sources.setdefault(value, set()).add(groups[owner])
    expected = []
    for number in range(len(documents)):
        runs: list[list[int]] = []
        for value, owner, place in zip(
            prepared.hashes.tolist(), owners, prepared.places.tolist(), strict=True
        ):
            if owner == number and len(sources[value]) >= baseline.FORMULA_SOURCES:
                if runs and place - runs[-1][1] + OCTET <= OCTET:
                    runs[-1][1] = place + OCTET
                else:
                    runs.append([place, place + OCTET])
        expected += [[number, *run] for run in runs if RAW_RUN <= run[1] - run[0] < baseline.FORMULA_LENGTH]
    assert expected
    assert evidence.formulas(corpus, 0, len(documents)).tolist() == expected
