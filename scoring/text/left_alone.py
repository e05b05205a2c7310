"""What the rules know and leave alone on purpose: bodies of the nation, people of public life, far places,
peoples and their languages.

No mention is made of these. Who proposes mentions without knowing them (:mod:`scoring.text.second_reader`) asks here.
"""

from __future__ import annotations

from collections.abc import Iterator

from scoring.text.known import Reader
from scoring.text.place_bounds import peoples_named
from scoring.text.public_frame import far_things
from scoring.text.span_types import Identity
from scoring.text.unit_shapes import bodies_of_the_nation


def left_alone(reader: Reader, identity: Identity) -> frozenset[int]:
    """The offsets in the original of letters that stand in something left alone on purpose."""
    named = {*identity.authors, *identity.people}
    text, positions = reader.flow.text, reader.flow.positions
    return frozenset(
        positions[at]
        for start, end in _spans(reader)
        if text[start:end] not in named
        for at in range(start, end)
    )


def _spans(reader: Reader) -> Iterator[tuple[int, int]]:
    """Spans of the flow."""
    yield from peoples_named(reader.flow.text)
    yield from bodies_of_the_nation(reader.flow.text)
    yield from far_things(reader, 0, len(reader.flow.text))
