"""``python -m scoring COMMAND …``: the computations of the core on files, without the web.

Each command is a module of this package with a function ``add(commands)``; it adds a parser whose default
``run`` takes what was given and returns the exit code. Here, and only here, the core knows files, a terminal
and words for people. Commands import what they compute with after their arguments have been checked.

Exit codes: 0 done, 1 refused or failed (one sentence on stderr), 2 wrong arguments, 130 interrupted.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from scoring.cli import assign, mask, select, similarity, standings
from scoring.cli.files import Refused
from scoring.errors import ScoringError

COMMANDS = (assign, standings, select, similarity, mask)
FAILED, INTERRUPTED = 1, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m scoring", description="The computations of an essay contest, on files."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    given = parser.parse_args(argv)
    try:
        return int(given.run(given))
    except (Refused, ScoringError, OSError) as error:  # an OSError names the file and what is wrong with it
        sys.stderr.write(f"{error}\n")
        return FAILED
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        return INTERRUPTED
