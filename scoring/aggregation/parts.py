"""What the models have in common: connected parts of a panel, warnings about a design, results put in place.

Models see only the papers and judges that have readings, numbered densely; their results go back to the
positions of the table, rounded and read-only.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from scoring.aggregation import links
from scoring.tables import Floats, Ints, MarkTable

# Results are cut to a millionth of a point: the last bits differ between processors, and a run must be
# rebuilt to the same bytes.
STORED_DECIMALS = 6
# Below about 15 readings per judge the correction gains little over the plain mean (own simulations).
STEADY_READINGS = 15
# Of the scale: the step of marks is between these.
FINEST_STEP, COARSEST_STEP = 0.01, 0.05


def components(paper: Ints, judge: Ints) -> tuple[Ints, Ints]:
    """Connected part of every paper and judge, numbered in the order of their first paper.

    Parameters
    ----------
    paper, judge: (R,) int, dense positions 0..P-1 and 0..J-1, each with at least one reading.

    Returns
    -------
    (P,) and (J,) int; papers of different parts share no chain of judges.
    """
    papers, judges = int(paper.max()) + 1, int(judge.max()) + 1
    nodes = papers + judges
    graph = sp.coo_array((np.ones(len(paper)), (paper, papers + judge)), shape=(nodes, nodes))
    _, label = connected_components(graph, directed=False)
    _, first, renamed = np.unique(label, return_index=True, return_inverse=True)
    order = np.argsort(np.argsort(first))
    numbered = order[renamed].astype(np.int64)
    return numbered[:papers], numbered[papers:]


def design_warnings(table: MarkTable, part: tuple[Ints, Ints], *, groups_told: bool = False) -> set[str]:
    """Codes about who read what: ``papers_without_readings, judges_without_readings, disconnected, weakly_linked,
    few_readings_per_judge``.

    part: what `components` says of the papers and judges with readings.  groups_told: the model knows where papers
    come from, so that weak links between groups do it no harm.
    """
    found = set()
    per_judge = table.readings_per_judge()
    if (table.readings_per_paper() == 0).any():
        found.add("papers_without_readings")
    if (per_judge == 0).any():
        found.add("judges_without_readings")
    if part[0].max() > 0:
        found.add("disconnected")
    if not groups_told and links.weak(_dense(table.paper), _dense(table.judge), part[1]):
        found.add("weakly_linked")
    if np.median(per_judge[per_judge > 0]) < STEADY_READINGS:
        found.add("few_readings_per_judge")
    return found


def _dense(position: Ints) -> Ints:
    return np.unique(position, return_inverse=True)[1].astype(np.int64)


def least_noise(table: MarkTable) -> float:
    """Standard deviation below which no reading's noise is believed: a mark stands for all within half a step.

    The step is the one all marks are multiples of apart, but at least 1 % and at most 5 % of the scale: few
    marks that happen to fit together say nothing of judges who never waver.
    """
    step = min(max(common_step(table), FINEST_STEP * table.span), COARSEST_STEP * table.span)
    return float(step / np.sqrt(12))


def common_step(table: MarkTable) -> float:
    """What all marks are multiples of apart, points, to a thousandth; 0 where all are equal."""
    thousandths = np.unique(np.round(1000 * table.total).astype(np.int64))
    return float(np.gcd.reduce(np.diff(thousandths))) / 1000 if len(thousandths) > 1 else 0.0


def interval(table: MarkTable, score: Floats, half: Floats) -> tuple[Floats, Floats]:
    """Bounds ``score -+ half`` inside the table's scale; a score beyond it is itself the bound."""
    low = np.minimum(np.clip(score - half, table.least, table.full_marks), score)
    return low, np.maximum(np.clip(score + half, table.least, table.full_marks), score)


def placed(values: Floats, where: tuple[Ints, int], blank: float) -> Floats:
    """Values at their positions among ``where[1]`` places, ``blank`` elsewhere; rounded, read-only."""
    whole = np.full(where[1], blank)
    whole[where[0]] = values
    return stored(whole)


def labels(values: Ints, where: tuple[Ints, int]) -> Ints:
    """Numbers of parts at their positions, -1 elsewhere; read-only."""
    whole = np.full(where[1], -1, dtype=np.int64)
    whole[where[0]] = values
    whole.setflags(write=False)
    return whole


def stored(values: Floats) -> Floats:
    """Rounded to ``STORED_DECIMALS`` and read-only."""
    kept = np.round(values, STORED_DECIMALS) + 0.0
    kept.setflags(write=False)
    return kept
