"""Rehearsals: the same again from the same seed, right where the truth is known, honest where no plan exists."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest

from scoring.errors import InvalidProblem
from scoring.rehearsal.rehearse import Rehearsal, rehearse
from scoring.rehearsal.setup import Scenario, usual_scenarios
from scoring.selection.problem import EACH, Quota
from tests.scoring.rehearsal.builders import EXACT, setup


def tried(*scenarios: Scenario, runs: int = 2, seed: int = 1, **given: Any) -> Rehearsal:
    return rehearse(setup(**given), scenarios, seed=seed, runs=runs)


def test_same_seed_gives_the_same_result_and_another_seed_another() -> None:
    one, two, other = (tried(Scenario(2), drop_outs=0.3, method="mean", seed=seed) for seed in (1, 1, 2))
    assert one == two
    assert one.outcomes != other.outcomes


def test_scenario_is_not_changed_by_those_beside_it() -> None:
    alone = tried(Scenario(2), method="mean").outcomes[0]
    beside = tried(Scenario(2), Scenario(3), Scenario(2, borderline=0.2), method="mean").outcomes[0]
    assert alone == beside


def test_exact_judges_choose_rightly() -> None:
    [outcome] = tried(Scenario(1), world=EXACT, step=Fraction(1, 100)).outcomes
    assert outcome.right is not None
    assert outcome.loss is not None
    assert (outcome.right.mean, outcome.loss.mean) == (1, 0)
    assert [share.mean for share in outcome.by_group if share] == [1, 1, 1, 1]


@pytest.mark.parametrize("method", ["robust", "trimmed", "standardised"])
def test_every_method_is_played(method: str) -> None:
    [outcome] = tried(Scenario(2), method=method, runs=1).outcomes
    assert outcome.right is not None
    assert 0.2 < outcome.right.mean < 1


def test_readings_near_the_line_choose_better() -> None:
    given: dict[str, Any] = {"groups": 1, "papers": 100, "judges": 10, "barred": frozenset()}
    quotas = (Quota("total", maximum=25),)
    base, near = tried(Scenario(1), Scenario(1, borderline=0.5), runs=5, quotas=quotas, **given).outcomes
    assert (base.readings, near.readings, near.load) == (100, 150, 15)
    assert near.gain is not None
    assert near.gain.error is not None
    assert near.gain.mean > 2 * near.gain.error


@pytest.mark.parametrize("method", ["adjusted", "mean"])
def test_more_readings_choose_better(method: str) -> None:
    few, many = tried(Scenario(1), Scenario(6), runs=5, method=method).outcomes
    assert few.gain is None
    assert many.gain is not None
    assert many.gain.error is not None
    assert many.gain.mean > 2 * many.gain.error
    assert few.loss is not None
    assert many.loss is not None
    assert many.loss.mean < few.loss.mean


def test_without_a_maximum_everything_is_selected() -> None:
    found = tried(Scenario(2), quotas=(), method="mean")
    assert found.places == (12, 12, 12, 12)
    right = found.outcomes[0].right
    assert right is not None
    assert right.mean == 1


def test_quotas_on_categories_and_the_whole_are_kept() -> None:
    limits = (Quota("category", "a", 0, 3), Quota("total", maximum=4))
    found = tried(Scenario(2), quotas=limits, categories=("a", "a", "b", "b"))
    assert sum(found.places) == 4
    assert sum(found.places[:2]) <= 3


def test_quotas_on_units_are_left_out() -> None:
    assert tried(Scenario(2), quotas=(Quota("unit", EACH, 0, 1),)).places == (12, 12, 12, 12)


def test_days_are_those_of_the_busiest_judge() -> None:
    """48 works twice by 8 judges: 12 each; when a quarter leave, 16 each."""
    [outcome] = tried(Scenario(2), pace=5.0, drop_outs=0.25).outcomes
    assert (outcome.readings, outcome.load, outcome.days) == (96, 12, 3)
    assert outcome.days_late == math.ceil(16 / 5)


def test_more_judges_share_the_readings() -> None:
    base, more = tried(Scenario(2), Scenario(2, more_judges=8)).outcomes
    assert (base.load, more.load) == (12, 6)


def test_more_judges_of_a_large_contest_are_as_many_in_proportion() -> None:
    """A quarter of the works is simulated, by two judges of eight: eight more are two more there."""
    scenarios = [Scenario(1), Scenario(1, more_judges=8)]
    found = rehearse(setup(barred=frozenset(), method="mean"), scenarios, seed=1, runs=1, papers=12)
    base, more = found.outcomes
    assert (found.setup.judges, base.load, more.load) == (2, 6, 3)
    assert more.scenario == Scenario(1, more_judges=8)


def test_set_up_without_a_plan_names_what_blocks_it() -> None:
    [outcome] = tried(Scenario(8)).outcomes  # every work is barred to two of eight judges
    assert (outcome.right, outcome.days, outcome.failed) == (None, None, 1)
    assert outcome.blockers[0][0] == "few_judges"


def test_too_many_drop_outs_are_counted_not_averaged() -> None:
    """6 judges may read each work; 5 readings with half of the judges gone cannot be."""
    [outcome] = tried(Scenario(5), drop_outs=0.5).outcomes
    assert (outcome.right, outcome.failed, outcome.blockers) == (None, 1, ())


def test_progress_counts_contests_and_may_stop_them() -> None:
    seen = []
    rehearse(setup(), [Scenario(1), Scenario(2)], seed=1, runs=2, progress=lambda d, t: seen.append((d, t)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rehearse(setup(), [Scenario(1)], seed=1, progress=stop)


def test_single_run_has_no_error() -> None:
    right = tried(Scenario(2), runs=1).outcomes[0].right
    assert right is not None
    assert right.error is None


@pytest.mark.parametrize("scenarios", [[], [Scenario(0)], [Scenario(1, more_judges=-1)]])
def test_malformed_scenarios_are_refused(scenarios: list[Scenario]) -> None:
    with pytest.raises(InvalidProblem):
        rehearse(setup(), scenarios, seed=1)


def test_usual_scenarios_start_with_the_set_up() -> None:
    found = usual_scenarios(setup(readings=1))
    assert found[0] == Scenario(1)
    assert [s.readings for s in found if not s.more_judges and not s.borderline] == [1, 2, 3]
    assert [s.borderline for s in found if s.borderline] == [0.1, 0.2]
