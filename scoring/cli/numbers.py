"""Numbers on the command line."""

from __future__ import annotations

from argparse import ArgumentTypeError

_DIGITS = 9  # of a count; a seed may have twice as many


def count(given: str) -> int:
    """A whole number from 0 on. Raises ArgumentTypeError for another text."""
    return _whole(given, 0, _DIGITS)


def positive(given: str) -> int:
    """A whole number from 1 on. Raises ArgumentTypeError for another text."""
    return _whole(given, 1, _DIGITS)


def seed(given: str) -> int:
    """A whole number from 0 on. Raises ArgumentTypeError for another text."""
    return _whole(given, 0, 2 * _DIGITS)


def _whole(given: str, least: int, digits: int) -> int:
    if not given.isdecimal() or len(given) > digits or int(given) < least:
        raise ArgumentTypeError(f"must be a whole number from {least} on, of at most {digits} digits")
    return int(given)
