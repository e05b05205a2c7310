"""Codes that papers are known by: random, so that they say nothing about order, unit or number."""

from __future__ import annotations

import secrets

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that can be misread
CODE_LENGTH = 5


def new_code(taken: set[str]) -> str:
    """A code that is not among those taken, and is from now on."""
    while True:
        code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
        if code not in taken:
            taken.add(code)
            return code
