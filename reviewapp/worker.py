"""Which computation a Run's kind stands for.

Stages are imported only when a run of theirs is performed: a page or a command that computes nothing
does not pay for numpy, jieba or scikit-learn.
"""

from __future__ import annotations

from importlib import import_module

from reviewapp.runs import Task

TASKS = {
    "sealing": "reviewapp.submissions.compute:SEALING",
    "similarity": "reviewapp.similarity.compute:SIMILARITY",
    "plan": "reviewapp.assignment.compute:PLAN",
    "adjudication": "reviewapp.assignment.compute:ADJUDICATION",
    "standings": "reviewapp.standings.compute:STANDINGS",
    "selection": "reviewapp.selection.compute:SELECTION",
}


def task_for(kind: str) -> Task:
    """The task of a run kind, by ``module:NAME``."""
    module, _, name = TASKS[kind].partition(":")
    task: Task = getattr(import_module(module), name)
    return task
