"""Flags keep their rate of false alarms, and careless judges are found."""

from __future__ import annotations

import doctest
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, t

from scoring.reliability import flags
from scoring.reliability.flags import Probe
from scoring.reliability.monitor import Monitoring, judge_reports
from scoring.simulate import JudgeKind


@settings(max_examples=50, derandomize=True, database=None)
@given(st.lists(st.floats(0, 1), max_size=7))
def test_holm_equals_its_definition(p: list[float]) -> None:
    ranked = sorted(range(len(p)), key=p.__getitem__)
    wanted, worst = [0.0] * len(p), 0.0
    for place, i in enumerate(ranked):
        worst = max(worst, min(1.0, (len(p) - place) * p[i]))
        wanted[i] = worst
    assert flags.holm(p).tolist() == pytest.approx(wanted)


def test_example_of_the_docstring() -> None:
    assert doctest.testmod(flags).failed == 0


def test_flag_is_firm_only_when_it_survives_all_tests_of_its_kind() -> None:
    probes = [Probe(0, "a", 1.0, 0.0, 0.004), Probe(1, "a", 1.0, 0.0, 0.5), Probe(0, "b", 1.0, 0.0, 0.009)]
    crowd = [Probe(j, "b", 0.0, 0.0, 0.6) for j in range(1, 20)]
    raised = flags.raise_flags(probes + crowd, 20)
    assert [(flag.code, flag.firm) for flag in raised[0]] == [("a", True), ("b", False)]
    assert not any(raised[1:])


def test_one_against_the_rest_equals_the_t_test() -> None:
    values = dict(enumerate([0.1, 0.3, 0.2, 0.4, 0.25, 0.9]))
    found = {probe.judge: probe for probe in flags.probe_among("halo", values, high=True)}
    rest = np.array([0.1, 0.3, 0.2, 0.4, 0.25])
    statistic = (0.9 - rest.mean()) / (rest.std(ddof=1) * np.sqrt(1 + 1 / 5))
    assert found[5].p == pytest.approx(2 * t.sf(statistic, 4))
    assert found[5].expected == pytest.approx(rest.mean())
    assert found[0].p == 1.0  # low is not suspicious here
    assert not flags.probe_among("halo", dict(list(values.items())[:5]), high=True)
    assert not flags.probe_among("halo", dict.fromkeys(range(8), 0.5), high=True)


def test_same_total_is_measured_by_the_other_judges() -> None:
    found = flags.probe_same_total({0: (12, 25), 1: (3, 25), 2: (2, 25)})
    assert found[0].p == pytest.approx(binom.sf(11, 25, 1.5 * 0.1))
    assert found[0].p < flags.FALSE_ALARM < found[1].p
    assert not flags.probe_same_total({0: (12, 25)})


def _hits(found: list[Monitoring]) -> Counter[str]:
    return Counter(flag.code for one in found for report in one.reports for flag in report.flags)


def test_ordinary_judges_are_flagged_no_more_often_than_stated(ordinary_contests) -> None:  # type: ignore[no-untyped-def]
    found = [judge_reports(c.table, c.fit, c.notes) for c in ordinary_contests]
    judges = sum(len(one.reports) for one in found)
    most = binom.ppf(0.999, judges, flags.FALSE_ALARM)  # 240 judges: 8
    assert max(_hits(found).values()) <= most
    tests = sum(one.probes for one in found)
    assert sum(_hits(found).values()) <= tests * flags.FALSE_ALARM
    # at most one panel in twenty and kind: nine kinds, six panels
    firm = sum(flag.firm for one in found for report in one.reports for flag in report.flags)
    assert firm <= binom.ppf(0.999, 6 * 9, flags.FIRM)


def test_careless_judges_are_told_from_ordinary_ones(careless_contests) -> None:  # type: ignore[no-untyped-def]
    following, slope, strict, flagged = [], [], [], []
    kind = np.concatenate([c.kind for c in careless_contests])
    for one in careless_contests:
        for report in judge_reports(one.table, one.fit, one.notes).reports:
            following.append(report.step.following)
            slope.append(report.step.slope)
            strict.append(report.severity)
            flagged.append(bool(report.flags))
    # eight of each kind: one that looks ordinary costs an eighth (benchmarks/judge_quality.py: more judges)
    for values, bad, bar in ((following, JudgeKind.RANDOM, 0.99), (slope, JudgeKind.CENTRAL, 0.93)):
        careless, ordinary = np.array(values)[kind == bad], np.array(values)[kind == JudgeKind.NORMAL]
        assert (careless[:, None] < ordinary).mean() >= bar
    harsh, ordinary = np.array(strict)[kind == JudgeKind.HARSH], np.array(strict)[kind == JudgeKind.NORMAL]
    assert (harsh[:, None] > ordinary).mean() >= 0.95
    assert np.array(flagged)[kind == JudgeKind.RANDOM].mean() >= 0.8
    assert np.array(flagged)[kind == JudgeKind.CENTRAL].mean() >= 0.6
    assert np.array(flagged)[kind == JudgeKind.NORMAL].mean() <= 0.1
