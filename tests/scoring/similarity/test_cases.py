"""Cases: kind, likely source, order."""

from __future__ import annotations

import pytest

from scoring.similarity.cases import Document, Pair, Passage, group, pair_kind


def pair(a: str, b: str, span: tuple[int, int] = (0, 100), score: float = 100.0) -> Pair:
    return Pair(a, b, score, "passage", (Passage(*span, *span, span[1] - span[0], "copied"),), 0.4, 0.4, 100)


def documents(**parts: tuple[str, str, int]) -> dict[str, Document]:
    return {name: Document(name, "", *facts) for name, facts in parts.items()}


@pytest.mark.parametrize(
    ("parts", "pairs", "library", "kind", "source"),
    [
        ({"A": ("u", "x", 2), "B": ("v", "y", 1)}, [pair("A", "B")], "", "copy", "B"),
        ({"A": ("u", "x", 1), "B": ("v", "y", 1)}, [pair("A", "B")], "", "copy", None),
        ({"A": ("u", "x", 0), "B": ("v", "y", 0)}, [pair("A", "B")], "", "copy", None),
        ({"A": ("u", "x", 1), "B": ("v", "x", 2)}, [pair("A", "B")], "", "same_author", "A"),
        ({"A": ("u", "x", 1), "L": ("", "", 0)}, [pair("A", "L")], "L", "archive", "L"),
        (
            {"A": ("u", "x", 1), "B": ("u", "y", 2), "C": ("u", "z", 3)},
            [pair("A", "B"), pair("A", "C"), pair("B", "C")],
            "",
            "template",
            "A",
        ),
        (
            {"A": ("u", "x", 3), "B": ("v", "y", 2), "C": ("u", "z", 9)},
            [pair("A", "B"), pair("A", "C"), pair("B", "C")],
            "",
            "ring",
            "B",
        ),
        (
            {"A": ("u", "x", 1), "B": ("v", "y", 2), "C": ("w", "z", 3)},
            [pair("A", "C", (0, 100)), pair("B", "C", (200, 300))],
            "",
            "mosaic",
            None,
        ),
        (
            {"A": ("u", "x", 1), "B": ("v", "y", 2), "C": ("w", "z", 3)},
            [pair("A", "C", (0, 100)), pair("B", "C", (0, 100))],
            "",
            "ring",
            "A",
        ),
    ],
)
def test_kind_and_source_of_a_case(
    parts: dict[str, tuple[str, str, int]], pairs: list[Pair], library: str, kind: str, source: str | None
) -> None:
    cases = group(pairs, documents(**parts), frozenset(library))
    assert len(cases) == 1
    assert (cases[0].kind, cases[0].likely_source) == (kind, source)
    assert cases[0].members == tuple(sorted(parts))


def test_mosaic_names_the_composed_text() -> None:
    held = documents(A=("u", "x", 1), B=("v", "y", 2), C=("w", "z", 3))
    case = group([pair("A", "C", (0, 100)), pair("B", "C", (200, 300))], held, frozenset())[0]
    assert case.facts["composed"] == "C"
    assert case.facts["relation"] == "several_units"


def test_cases_are_ordered_by_their_strongest_pair() -> None:
    held = documents(A=("", "", 0), B=("", "", 0), C=("", "", 0), D=("", "", 0))
    cases = group([pair("A", "B", score=50), pair("C", "D", score=90)], held, frozenset())
    assert [(case.members, case.score) for case in cases] == [(("C", "D"), 90), (("A", "B"), 50)]


@pytest.mark.parametrize(
    ("starts", "net", "kind"),
    [([0, 100], 0.9, "copy"), ([100, 0], 0.9, "reordered"), ([100, 0], 0.2, "passage")],
)
def test_pair_kind(starts: list[int], net: float, kind: str) -> None:
    found = [Passage(at * 100, at * 100 + 50, b, b + 50, 50, "copied") for at, b in enumerate(starts)]
    assert pair_kind(found, net) == kind
