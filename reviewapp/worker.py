"""Which computation a Run's kind stands for, and which work a chore's name.

Stages are imported only when a run of theirs is performed: a page or a command that computes nothing
does not pay for numpy, jieba or scikit-learn.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from reviewapp.runs import Chore, Task

TASKS = {
    "sealing": "reviewapp.submissions.compute:SEALING",
    "similarity": "reviewapp.similarity.compute:SIMILARITY",
    "rewording": "reviewapp.similarity.rewording:REWORDING",
    "plan": "reviewapp.assignment.compute:PLAN",
    "adjudication": "reviewapp.assignment.compute:ADJUDICATION",
    "quality": "reviewapp.quality.compute:QUALITY",
    "standings": "reviewapp.standings.compute:STANDINGS",
    "selection": "reviewapp.selection.compute:SELECTION",
    "preview": "reviewapp.selection.preview:PREVIEW",
    "borderline": "reviewapp.borderline.compute:BORDERLINE",
    "rehearsal": "reviewapp.rehearsal.compute:REHEARSAL",
}

CHORES: dict[str, str] = {
    "arrivals": "reviewapp.library.compute:ARRIVALS",
}


def task_for(kind: str) -> Task:
    """The task of a run kind."""
    task: Task = _named(TASKS[kind])
    return task


def chore_for(name: str) -> Chore:
    """The chore of this name."""
    chore: Chore = _named(CHORES[name])
    return chore


def _named(place: str) -> Any:
    """What stands at ``module:NAME``."""
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)
