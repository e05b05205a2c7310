"""A made-up panel's fit, and simulated contests with the truth about every judge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import pytest

from scoring import simulate
from scoring.aggregation import severity
from scoring.reliability.monitor import Notes
from scoring.tables import Floats, Ints, MarkTable

JUDGES = 40
MAXIMA = (40, 30, 30)


@dataclass(frozen=True)
class Fit:
    """A panel as a model would describe it."""

    severity: Floats
    severity_se: Floats
    level: float = 70.0
    var_paper: float = 50.0
    var_judge: float = 16.0
    var_residual: float = 30.0


@dataclass(frozen=True)
class Contest:
    """A simulated contest in the table's order, its fit, and each judge's true kind."""

    table: MarkTable
    fit: severity.SeverityFit
    notes: Notes
    kind: Ints


def contest(papers: int, seed: int, world: simulate.World) -> Contest:
    """Papers read by three of forty judges each, dealt at random."""
    rng = np.random.default_rng(seed)
    pairs = sorted((p, int(j)) for p in range(papers) for j in rng.choice(JUDGES, 3, replace=False))
    truth = simulate.draw_quality([0] * papers, rng, world)
    found = simulate.simulate_panel(truth, pairs, MAXIMA, Fraction(1), rng, world, JUDGES)
    paper, judge = np.array(pairs).T
    names = tuple(f"p{i}" for i in range(papers)), tuple(f"j{i}" for i in range(JUDGES))
    table = MarkTable(*names, paper, judge, found.totals, 100.0)
    notes = Notes(criteria=found.marks.astype(float), order=np.arange(len(paper), dtype=float))
    return Contest(table, severity.fit(table), notes, found.panel.kind)


@pytest.fixture(scope="session")
def ordinary_contests() -> list[Contest]:
    """Six panels in which nobody is careless, 25 readings a judge: 240 judges."""
    world = replace(simulate.TYPICAL, random=0.0, central=0.0, harsh=0.0, favouring=0.0)
    return [contest(333, seed, world) for seed in range(6)]


@pytest.fixture(scope="session")
def careless_contests() -> list[Contest]:
    """Four panels of 75 readings a judge with random, central and harsh judges among them."""
    world = replace(simulate.TYPICAL, random=0.05, central=0.05, harsh=0.025, favouring=0.0)
    return [contest(1000, seed, world) for seed in range(4)]


@pytest.fixture(scope="session")
def fit_of() -> Callable[..., Fit]:
    """fit_of(judges, severity=None, **components): a fit made up for a test."""

    def make(judges: int, severity: list[float] | None = None, **components: float) -> Fit:
        strict = np.zeros(judges) if severity is None else np.array(severity)
        return Fit(strict, np.full(judges, 0.5), **components)

    return make
