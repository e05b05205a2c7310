"""Every method side by side: scores as by hand, intervals that cover, defined answers at the edges."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.aggregation import methods, severity
from scoring.tables import MarkTable


def table(rows: list[tuple[str, str, float]], papers: tuple[str, ...]) -> MarkTable:
    judges = tuple(sorted({judge for _, judge, _ in rows}))
    return MarkTable.from_readings(papers, judges, rows, 100)


def test_mean_and_its_standard_error_as_by_hand() -> None:
    rows = [("a", "j1", 80.0), ("a", "j2", 84.0), ("b", "j1", 60.0), ("b", "j2", 66.0)]
    found = methods.mean(table(rows, ("a", "b", "unread")))
    assert found.score[:2].tolist() == [82, 63]
    # squares within papers: 8 + 18 over 2 degrees of freedom
    assert found.se[:2].tolist() == pytest.approx([np.sqrt(13 / 2)] * 2, abs=1e-6)
    assert np.isnan([found.score[2], found.se[2], found.low[2], found.high[2]]).all()
    assert found.complete


def test_trimmed_mean_gives_way_to_the_mean_below_five_readings() -> None:
    rows = [("a", f"j{i}", value) for i, value in enumerate((50.0, 70, 72, 74, 100))]
    rows += [("b", "j0", 60.0), ("b", "j1", 64.0)]
    found, plain = methods.trimmed(table(rows, ("a", "b"))), methods.mean(table(rows, ("a", "b")))
    assert found.score.tolist() == [72, 62]
    # winsorized: 70 70 72 74 74, squares 16, times 1 / (3 x 2)
    assert found.se[0] == pytest.approx(np.sqrt(16 / 6), abs=1e-6)
    assert found.se[1] == plain.se[1]
    assert not found.complete
    assert methods.trimmed(table(rows[:5], ("a",))).complete


@pytest.mark.parametrize("method", [methods.mean, methods.trimmed])
def test_ninety_per_cent_intervals_cover_where_readings_are_independent(method: object) -> None:
    rng = np.random.default_rng(4)
    papers, readings = 1000, 5
    truth = rng.normal(60, 8, papers)
    marks = np.clip(truth.repeat(readings) + rng.normal(0, 6, papers * readings), 0, 100)
    given = MarkTable(
        tuple(map(str, range(papers))),
        tuple(map(str, range(50))),
        np.arange(papers).repeat(readings),
        (np.arange(papers * readings) * 7) % 50,
        marks,
        100,
    )
    found = method(given)  # type: ignore[operator]
    assert np.mean((found.low <= truth) & (truth <= found.high)) == pytest.approx(0.90, abs=0.025)


def test_single_readings_and_equal_marks_have_defined_intervals() -> None:
    once = methods.mean(table([("a", "j1", 70.0), ("b", "j2", 80.0)], ("a", "b")))
    assert once.se.tolist() == pytest.approx([np.std([70, 80], ddof=1)] * 2, abs=1e-6)
    alone = methods.mean(table([("a", "j1", 70.0)], ("a",)))
    assert alone.se[0] == pytest.approx(100 / np.sqrt(12), abs=1e-6)
    equal = methods.standardised(table([(p, j, 70.0) for p in "ab" for j in ("j1", "j2")], ("a", "b")))
    assert equal.score.tolist() == [70, 70]
    assert equal.se.tolist() == pytest.approx([1 / np.sqrt(12 * 2)] * 2, abs=1e-6)


def test_models_keep_their_own_numbers() -> None:
    rows = [(p, j, 60.0 + 7 * i + 3 * k) for i, p in enumerate("abc") for k, j in enumerate(("j1", "j2"))]
    fit = severity.fit(table(rows, ("a", "b", "c")))
    assert methods.of_fit(fit).high.tolist() == fit.high.tolist()
