"""From numbers of readings to readings: which judge of a group reads which paper of a class.

Within a group of judges readings are dealt in turn, so that loads and classes differ by one at most.
Within a class the judges' shares are laid end to end and wrapped over the papers (McNaughton 1959): no
share is longer than the class, so a paper's readings fall to different judges; the papers are shuffled
anew at every turn, so that who reads with whom is left to chance.
"""

from __future__ import annotations

import numpy as np

from scoring.assignment.balance import Groups
from scoring.assignment.classes import Classes
from scoring.assignment.problem import BoolArray, IntArray


def deal(
    classes: Classes, groups: Groups, counts: IntArray, across: BoolArray, rng: np.random.Generator
) -> tuple[IntArray, IntArray]:
    """Papers (R,) and judges (R,) of ``counts`` (C, G).

    ``across`` (C, G): groups whose readings of the class link parts; they go to different papers.
    """
    class_of, judge_of = _to_judges(groups, counts, rng)
    later = ~across[class_of, groups.of_judge[judge_of]]
    shuffled = rng.permutation(len(groups.of_judge))
    order = np.argsort((2 * class_of + later) * len(shuffled) + shuffled[judge_of])
    judge_of = judge_of[order]
    ends = np.cumsum(counts.sum(axis=1)).tolist()
    papers = [
        _to_papers(members, judge_of[start:end], rng)
        for members, start, end in zip(classes.members, [0, *ends], ends, strict=False)
    ]
    return np.concatenate([np.zeros(0, dtype=np.int64), *papers]), judge_of


def _to_judges(groups: Groups, counts: IntArray, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    """Class (R,) and judge (R,) of every reading, dealt in turn among the judges of each group."""
    by_group = np.argsort(groups.of_judge, kind="stable")
    ends = np.cumsum(groups.size)
    classes, judges = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for group, (size, end) in enumerate(zip(groups.size.tolist(), ends.tolist(), strict=True)):
        order = rng.permutation(len(counts))
        readings = np.repeat(order, counts[order, group])
        members = rng.permutation(by_group[end - size : end])
        classes.append(readings)
        judges.append(members[np.arange(len(readings)) % size])
    return np.concatenate(classes), np.concatenate(judges)


def _to_papers(members: IntArray, judges: IntArray, rng: np.random.Generator) -> IntArray:
    """Papers of one class for the ``judges`` (r,), whose shares stand together."""
    size, order, turns = len(members), rng.permutation(len(members)), []
    for start in range(0, len(judges), size):
        turn = judges[start : start + size]
        turns.append(members[order[: len(turn)]])
        # a share that goes on in the next turn must not meet its papers again: they come last there
        goes_on = start + size < len(judges) and judges[start + size] == turn[-1]
        mine = int((turn == turn[-1]).sum()) if goes_on else 0
        order = np.concatenate([rng.permutation(order[: size - mine]), rng.permutation(order[size - mine :])])
    return np.concatenate(turns) if turns else members[:0]
