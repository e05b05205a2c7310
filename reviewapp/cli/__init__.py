"""The command line: the same verbs as the web pages, for scripts, the worker and rehearsals.

``flask contest …`` gathers the verbs of every stage: a stage that has some offers a file here, named like
the stage, with ``register(group)``.  ``user``, ``db``, ``worker``, ``jobs``, ``check`` and ``rebuild`` look
after the installation (`installation.py`), ``demo`` runs the sample contest.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

import click
from flask import Flask

from reviewapp import STAGES


def register(app: Flask) -> None:
    """Add all command groups to ``flask``; stages in the order of work."""
    from reviewapp.cli import demo, installation

    contest = click.Group("contest", help="The verbs of a contest, stage by stage.")
    present = {module.name for module in pkgutil.iter_modules(__path__)}
    for stage in STAGES:
        if stage in present:
            import_module(f"reviewapp.cli.{stage}").register(contest)
    app.cli.add_command(contest)
    for command in (*installation.COMMANDS, demo.demo):
        app.cli.add_command(command)
