"""Word lists written as running text, so that hundreds of words stay readable in the source."""

from __future__ import annotations

import re

# An ideograph, for patterns made for each author: the range of all takes a millisecond to compile, this far less.
LETTER = r"[^\W\d_a-zA-Z]"


def words_in(listing: str) -> tuple[str, ...]:
    """The words of a listing, in order; blanks and line ends part them."""
    return tuple(listing.split())


def any_of(listing: str) -> str:
    """An alternation of the words of a listing for a pattern, longest first, without brackets."""
    return "|".join(re.escape(word) for word in sorted(words_in(listing), key=len, reverse=True))
