"""Many contests of each scenario, summed up with their Monte-Carlo errors."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scoring.errors import Infeasible, InvalidProblem
from scoring.rehearsal.play import Planned, Played, Truth, deepen, draw_truth, planned, play, staff
from scoring.rehearsal.setup import PAPERS, Scenario, Setup, sampled
from scoring.tables import Floats

RUNS = 20
LATE = 90  # percentile of the runs by which the last reading is in
# Different sets of judges who drop out; runs take them in turn, since every one needs a plan of its own.
STAFFS = 5
SAMPLE, WORLD, PLAY, STAFF, MORE = range(5)  # streams of random numbers


@dataclass(frozen=True, slots=True)
class Share:
    """A mean over the runs with its Monte-Carlo standard error; the error is None for a single run."""

    mean: float
    error: float | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scenario would give; G groups of the set-up that was simulated.

    right
        share of the truly best works (those the quotas would select from the truth) that are selected.
    gain
        ``right`` against the first scenario, run by run; None for the first itself.
    loss
        points of 100 by which the selected works are truly below those that should have been selected.
    by_group
        ``(G,)`` ``right`` of each group; None where nothing is to be selected.
    readings
        of the whole plan of the simulated set-up, borderline readings included.
    load, days
        readings of the busiest judge when nobody drops out, and the days they take.
    days_late
        with the drop-outs; one run in ten takes longer.
    failed
        share of the runs in which the judges who were left did not suffice; they count in nothing else.
    blockers
        why there is no plan even without drop-outs (see assignment.blockers).

    All but ``readings`` and ``failed`` are None when no run had a plan.
    """

    scenario: Scenario
    readings: int
    right: Share | None = None
    gain: Share | None = None
    loss: Share | None = None
    by_group: tuple[Share | None, ...] = ()
    load: int | None = None
    days: int | None = None
    days_late: int | None = None
    failed: float = 1.0
    blockers: tuple[tuple[str, dict[str, object]], ...] = ()


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Outcomes in the order of the scenarios.

    setup
        what was simulated, see :func:`scoring.rehearsal.setup.sampled`; the given one unless it is large.
    places
        ``(G,)`` works of each group that the quotas select from the truth, mean over the runs.
    """

    setup: Setup
    outcomes: tuple[Outcome, ...]
    places: tuple[float, ...]


def rehearse(
    setup: Setup,
    scenarios: Sequence[Scenario],
    *,
    seed: int,
    runs: int = RUNS,
    papers: int = PAPERS,
    progress: Callable[[int, int], None] | None = None,
) -> Rehearsal:
    """Play every scenario ``runs`` times; the first is what the others are compared with.

    The same arguments give the same result.  Cost: runs x scenarios x readings, the papers cut to ``papers``
    (:func:`scoring.rehearsal.setup.sampled`).

    progress: called as ``progress(done, total)`` after every contest played; may raise to cancel.

    Raises InvalidProblem for no scenarios or runs, a scenario without readings or with fewer judges;
    Infeasible when the quotas contradict the number of works.
    """
    if not scenarios or runs < 1 or any(s.readings < 1 or s.more_judges < 0 for s in scenarios):
        raise InvalidProblem("a rehearsal needs runs, and scenarios with readings")
    small = sampled(setup, np.random.default_rng([seed, SAMPLE]), papers)
    # in a sample, more judges are as many more in proportion
    tried = [replace(s, more_judges=round(s.more_judges * small.judges / setup.judges)) for s in scenarios]
    judges = small.judges + max(s.more_judges for s in tried)
    leaves = [np.random.default_rng([seed, STAFF, i]).random(judges) for i in range(min(runs, STAFFS))]
    boards = [_Board(small, scenario, runs) for scenario in tried]
    plans = _Plans(small, seed)
    for run in range(runs):
        truth = draw_truth(small, judges, np.random.default_rng([seed, WORLD, run]))
        stage = _Stage(plans, truth, leaves[run % len(leaves)], run)
        for i, board in enumerate(boards):
            board.note(run, truth, stage.play(board.scenario))
            if progress is not None:
                progress(run * len(boards) + i + 1, runs * len(boards))
    for board in boards:
        board.everybody = plans.of(board.scenario.readings, tuple(range(board.judges)))
    places = tuple(boards[0].places.mean(axis=0).tolist())
    outcomes = [board.outcome(boards[0]) for board in boards]
    told = (replace(o, scenario=scenario) for o, scenario in zip(outcomes, scenarios, strict=True))
    return Rehearsal(small, tuple(told), places)


class _Plans:
    """Plans by readings and judges, each computed once; where there is none, why."""

    def __init__(self, setup: Setup, seed: int) -> None:
        self.setup, self.seed = setup, seed
        self._known: dict[tuple[int, tuple[int, ...]], Planned | Infeasible] = {}

    def of(self, readings: int, judges: tuple[int, ...]) -> Planned | Infeasible:
        if (readings, judges) not in self._known:
            try:
                rng = np.random.default_rng([self.seed, PLAY])
                self._known[readings, judges] = planned(self.setup, readings, judges, rng)
            except Infeasible as error:
                self._known[readings, judges] = error
        return self._known[readings, judges]


class _Stage:
    """One run: every scenario of the same readings and judges is played once, and deepened from there."""

    def __init__(self, plans: _Plans, truth: Truth, leaves: Floats, run: int) -> None:
        self.plans, self.truth, self.leaves, self.run = plans, truth, leaves, run
        self._played: dict[tuple[int, int], tuple[Planned, Played] | None] = {}

    def play(self, scenario: Scenario) -> Played | None:
        """None when the judges who are left do not suffice."""
        key = (scenario.readings, scenario.more_judges)
        if key not in self._played:
            self._played[key] = self._first(scenario)
        found = self._played[key]
        if found is None or not scenario.borderline:
            return found[1] if found else None
        rng = np.random.default_rng([self.plans.seed, MORE, self.run])
        try:
            return deepen(self.plans.setup, found[0], self.truth, found[1], scenario.borderline, rng)
        except Infeasible:
            return None

    def _first(self, scenario: Scenario) -> tuple[Planned, Played] | None:
        setup = self.plans.setup
        plan = self.plans.of(scenario.readings, staff(setup, scenario, self.leaves))
        if isinstance(plan, Infeasible):
            return None
        rng = np.random.default_rng([self.plans.seed, PLAY, self.run])
        return plan, play(setup, plan, self.truth, rng)


class _Board:
    """What the runs of one scenario came to; runs without a plan stay NaN."""

    everybody: Planned | Infeasible  # the plan when nobody drops out

    def __init__(self, setup: Setup, scenario: Scenario, runs: int) -> None:
        self.setup, self.scenario = setup, scenario
        self.places = np.zeros((runs, len(setup.groups)))
        self.hits = np.full((runs, len(setup.groups)), np.nan)
        self.loss, self.load = np.full(runs, np.nan), np.full(runs, np.nan)

    @property
    def judges(self) -> int:
        return self.setup.judges + self.scenario.more_judges

    @property
    def readings(self) -> int:
        papers = sum(self.setup.papers)
        return papers * self.scenario.readings + round(papers * self.scenario.borderline)

    def note(self, run: int, truth: Truth, played: Played | None) -> None:
        """One contest, as far as there was one."""
        groups = len(self.setup.groups)
        self.places[run] = np.bincount(truth.group[truth.best], minlength=groups)
        if played is None:
            return
        right = played.chosen & truth.best
        self.hits[run] = np.bincount(truth.group[right], minlength=groups)
        self.loss[run] = _mean(truth.quality[truth.best]) - _mean(truth.quality[played.chosen])
        self.load[run] = played.busiest

    @property
    def right(self) -> Floats:
        return np.asarray(self.hits.sum(axis=1) / np.maximum(self.places.sum(axis=1), 1))

    def outcome(self, base: _Board) -> Outcome:
        """The sums; ``base`` is the scenario to compare with."""
        if isinstance(self.everybody, Infeasible):
            return Outcome(self.scenario, self.readings, blockers=self.everybody.blockers)
        failed = float(np.isnan(self.loss).mean())
        if failed == 1:
            return Outcome(self.scenario, self.readings)
        busiest = int(np.bincount([judge for _, judge in self.everybody.pairs]).max())
        load = max(busiest, math.ceil(self.readings / self.judges))
        pace, late = self.setup.pace, np.nanpercentile(self.load, LATE, method="higher")
        with np.errstate(invalid="ignore", divide="ignore"):
            shares = self.hits / self.places  # NaN where there is no place
        return Outcome(
            scenario=self.scenario,
            readings=self.readings,
            right=_share(self.right),
            gain=None if self is base else _share(self.right - base.right),
            loss=_share(self.loss),
            by_group=tuple(_share(column) for column in shares.T),
            load=load,
            days=math.ceil(load / pace),
            days_late=math.ceil(float(late) / pace),
            failed=failed,
        )


def _share(values: Floats) -> Share | None:
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    error = float(known.std(ddof=1) / math.sqrt(len(known))) if len(known) > 1 else None
    return Share(float(known.mean()), error)


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else 0.0
