"""What a judge sees of a case where the contest says so: two anonymous texts and what they share.

Works on papers alone: the two texts as judges read them are compared anew, so that nothing can appear here
that does not stand in them.  No verdict, no figures of the case, no code or title of the other paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import render_template
from flask_login import login_required

from reviewapp import web
from reviewapp.errors import Missing
from reviewapp.models.contest import Round
from reviewapp.models.paper import Paper
from reviewapp.models.similarity import Passage
from reviewapp.similarity import evidence, queries, rules
from reviewapp.similarity.blueprint import bp
from reviewapp.similarity.paint import Plain
from reviewapp.similarity.rows import Overlap

MINE, OTHER = 1, 2  # keys of the two texts


@bp.app_context_processor
def _overlap_places() -> dict[str, Any]:
    """For the judge's desk: ``overlap_places(round, code)`` numbers the texts that share words with this paper;
    nothing, and no question to the database, unless the contest shows them."""

    def overlap_places(round_: Round, code: str) -> range:
        return range(1, len(_overlaps(round_, code)) + 1)

    return {"overlap_places": overlap_places}


@bp.route("/judging/<int:round_id>/<code>/overlaps/<int:place>")
@login_required
def overlap(round_id: int, code: str, place: int) -> str:
    """The paper one reads beside the other one; `place` counts from 1."""
    round_ = web.load_round(round_id)
    web.require(rules.see_overlaps(web.actor(), round_, now=web.now()))
    found = _overlaps(round_, code)
    if not 1 <= place <= len(found):
        raise Missing
    texts = {MINE: _shown(found[place - 1].mine), OTHER: _shown(found[place - 1].other)}
    passages, marks = _compared(texts, queries.official_texts(web.read_session(), round_.contest_id))
    pair = evidence.pairing(MINE, OTHER, passages, texts) if passages else None
    return render_template(
        "similarity/overlap.html",
        round=round_,
        code=code,
        place=place,
        count=len(found),
        comparison=evidence.compare(pair, texts, marks) if pair else None,
    )


def _overlaps(round_: Round, code: str) -> Sequence[Overlap]:
    actor = web.actor()
    judge_id = actor.judge_id(round_.contest_id)
    if judge_id is None or rules.see_overlaps(actor, round_, now=web.now()) is not None:
        return []
    return queries.overlaps_of(web.read_session(), round_.id, judge_id, code)


def _shown(paper: Paper) -> str:
    """The text as the judge reads it, without its title."""
    first, _line_end, rest = paper.text.lstrip().partition("\n")
    return rest if first.strip() == paper.title.strip() else paper.text


def _compared(texts: dict[int, str], official: Sequence[str]) -> tuple[list[Passage], dict[int, Plain]]:
    """Passages between the two texts, and what in each is official language."""
    from scoring.similarity.scan import Document, scan  # numpy: only where it is shown

    result = scan([Document(id=str(key), text=text) for key, text in texts.items()], official=official)
    grey = {int(key): [list(span) for span in spans] for key, spans in result.official}
    passages = [
        Passage(
            a_entry_id=MINE, b_entry_id=OTHER, official=False, reason=p.reason,
            **({"a_start": p.a0, "a_end": p.a1, "b_start": p.b0, "b_end": p.b1} if pair.a == str(MINE)
               else {"a_start": p.b0, "a_end": p.b1, "b_start": p.a0, "b_end": p.a1}),
        )
        for pair in result.pairs
        for p in pair.copied
    ]  # fmt: skip
    return passages, {key: Plain(official=grey.get(key, [])) for key in texts}
