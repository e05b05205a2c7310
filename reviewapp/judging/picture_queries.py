"""The pictures a judge may see with a paper, counted from 1 as he sees them; of others nothing can be learnt."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from reviewapp.judging.places import shown_lines
from reviewapp.judging.queries import LIVE
from reviewapp.models.judging import Assignment
from reviewapp.models.paper import Picture


@dataclass(frozen=True, slots=True)
class SeatedPicture:
    """A picture of a paper.  number: among those shown, from 1; below: paragraph as shown, from 1; 0: above all."""

    number: int
    below: int
    width: int  # pixels
    height: int


_ALLOWED = (
    select(Picture)
    .where(Picture.paper_id == bindparam("paper_id"), Picture.allowed.is_(True))
    .order_by(Picture.position)
)


def allowed(session: Session, paper_id: int) -> list[Picture]:
    """The pictures of one paper that a clerk allowed, in their order."""
    return list(session.scalars(_ALLOWED, {"paper_id": paper_id}))


def allowed_by_code(session: Session, round_id: int, judge_id: int) -> dict[str, list[Picture]]:
    """Code → the same, for all papers of a judge in a round."""
    query = (
        select(Assignment.code, Picture)
        .join(Picture, Picture.paper_id == Assignment.paper_id)
        .where(Assignment.round_id == round_id, Assignment.judge_id == judge_id, Assignment.state.in_(LIVE))
        .where(Picture.allowed.is_(True))
        .order_by(Picture.position)
    )
    found: dict[str, list[Picture]] = {}
    for code, picture in session.execute(query):
        found.setdefault(code, []).append(picture)
    return found


def seated(title: str, text: str, pictures: Iterable[Picture]) -> list[SeatedPicture]:
    """The pictures with the paragraph of the page below which each stands."""
    starts = [start for start, _line in shown_lines(text, title)]
    lengths = [len(line) + 1 for line in text.split("\n")]
    return [
        SeatedPicture(
            number, bisect_left(starts, sum(lengths[: picture.after_line + 1])), picture.width, picture.height
        )
        for number, picture in enumerate(pictures, 1)
    ]
