"""Password hashing (argon2id) and the rules for a new password."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from reviewapp.words import Sentence, say

MINIMUM = 10  # characters; length is what matters (ASVS 5.0, 6.2.1)
MAXIMUM = 200
COMMON = frozenset({"password12", "1234567890", "qwertyuiop", "jianwen123", "zhengwen123", "0123456789"})


@cache
def hasher(cost: str) -> PasswordHasher:
    """'standard': the library's profile (64 MiB, RFC 9106); 'low': for tests only."""
    return PasswordHasher(time_cost=1, memory_cost=256, parallelism=1) if cost == "low" else PasswordHasher()


@cache
def decoy(cost: str) -> str:
    """A hash to check against when the user is unknown, so that time tells nothing."""
    return hasher(cost).hash("no such user")


def matches(password: str, stored: str, cost: str) -> bool:
    try:
        return hasher(cost).verify(stored, password[:MAXIMUM])
    except (VerificationError, InvalidHashError):
        return False


def problem(password: str, username: str) -> Sentence | None:
    """Why this cannot be a password, or None."""
    if len(password) < MINIMUM:
        return say("密码至少 %(count)s 个字符。", count=MINIMUM)
    if len(password) > MAXIMUM:
        return say("密码最多 %(count)s 个字符。", count=MAXIMUM)
    if password.lower() in COMMON or (username and username.lower() in password.lower()):
        return say("这个密码太容易猜到，请换一个。")
    return None
