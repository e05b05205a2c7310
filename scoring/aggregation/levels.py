"""Levels of parts of a panel that share no judge: do they differ by their judges or by their papers?

Where papers were dealt at random, parts differ by chance and by their judges, and the step between them is
taken out.  Where each region has a panel of its own, it is the regions that differ, too, and taking the step
out makes the scores worse than plain means.  The variances of papers and judges inside the parts say how far
apart the levels may lie; what they differ beyond that is quality.  Between the two the levels are draws of one
distribution around a common level.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scoring.aggregation import reml

FEWEST_INSIDE = 3  # papers per part, and judges beyond one per part, that variances inside parts take
WORTH_TELLING = 0.5  # variance of the levels, in what judges and papers explain of it
SMALLEST = 1e-6  # of a share


def told_inside(design: reml.Crossed, count: int) -> bool:
    """Whether parts without a common judge have papers and judges enough for variances from inside the parts.

    Then it can be told whether the parts differ more than their judges explain (papers of one region with one
    panel); else all papers count as dealt at random.
    """
    papers, judges = design.incidence.shape
    return count > 1 and papers >= FEWEST_INSIDE * count and judges - count >= FEWEST_INSIDE


def spread(state: reml.State) -> float:
    """Variance of the parts' levels, in residual variances, with which a step between parts is taken out.

    Papers keep their scores unshrunk, so a step must not be shrunk more than the papers are: what counts as
    quality of the part is its share divided by the share that a paper's own mean has in its best prediction.
    """
    ratio, error = _beyond_chance(state), float((1 / state.fixed_size).mean())
    kept = ratio / (ratio + error) / max(1 - float(state.weight.mean()), SMALLEST)
    return error * kept / max(1 - kept, SMALLEST)


def worth_telling(state: reml.State, ratio: float) -> bool:
    """Whether a good part of the steps between parts is taken for quality."""
    return ratio > WORTH_TELLING * float((1 / state.fixed_size).mean())


def alike(state: reml.State, ratio: float) -> reml.State:
    """The model at the same ratios when the levels of the parts are draws of one distribution.

    ratio: their variance, in residual variances; 0: all parts have the same level.
    """
    parts, size = len(state.fixed_size), state.fixed_size
    if parts == 1:
        return state
    if ratio == 0:
        unsure = np.full((parts, parts), 1 / float(size.sum()))
    else:
        unsure = np.linalg.inv(np.diag(size) + (np.eye(parts) - 1 / parts) / ratio)
    known = replace(state, unsure=unsure)
    return replace(known, residual=known.projected(state.design.mark))


def _beyond_chance(state: reml.State) -> float:
    """Variance of the parts' levels beyond what judges and papers explain, in residual variances.

    Moments; source: DerSimonian & Laird (1986), Controlled Clinical Trials 7, 177-188.
    """
    size = state.fixed_size
    levels = state.design.by_part(state.fixed * state.design.mark) / size
    away = size * (levels - float(size @ levels) / float(size.sum())) ** 2 / state.variance
    excess = float(away.sum()) - (len(size) - 1)
    return max(0.0, excess / float(size.sum() - (size**2).sum() / size.sum()))
