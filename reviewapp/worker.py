"""Which computation a Run's kind stands for.

Stages are imported only when a run of theirs is performed: a page or a command that computes nothing
does not pay for numpy, jieba or scikit-learn.
"""

from __future__ import annotations

from importlib import import_module

from reviewapp.runs import Task

MODULES = {
    "sealing": "reviewapp.submissions.compute",
    "similarity": "reviewapp.similarity.compute",
    "plan": "reviewapp.assignment.compute",
    "standings": "reviewapp.standings.compute",
    "selection": "reviewapp.selection.compute",
}


def task_for(kind: str) -> Task:
    """The task of a run kind; every module above offers it as `TASK`."""
    task: Task = import_module(MODULES[kind]).TASK
    return task
