"""The sealing run: find identity mentions in every received entry."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session, joinedload

from reviewapp.access import Actor
from reviewapp.models.contest import Round
from reviewapp.models.result import Run
from reviewapp.runs import Json, Progress, Task
from reviewapp.submissions import actions, queries
from reviewapp.submissions.masking import MASKED_LEVELS
from reviewapp.submissions.reading import split_names
from reviewapp.submissions.rows import IdentityFacts


def load(session: Session, run: Run) -> Json:
    """Texts with everything the contest knows of their people, units and places."""
    round_ = session.get_one(Round, run.round_id)
    people, units = queries.people_and_units(session, round_.id)
    return {
        "people": people,
        "units": units,
        "entries": [_facts(facts) for facts in queries.to_seal(session, round_)],
    }


def _facts(facts: IdentityFacts) -> dict[str, Any]:
    entry, form = facts.entry, facts.entry.form
    own_units = [facts.unit, facts.recommender_unit]
    region = facts.region
    written = form.get("unit", "")
    return {
        "entry": entry.id,
        "title": entry.title,
        "genre": entry.genre,
        "text": entry.text,
        "authors": list(
            dict.fromkeys([*(a.name for a in entry.authors), *split_names(form.get("teacher", ""))])
        ),
        "units": list(dict.fromkeys([*(u.name for u in own_units), *([written] if written else [])])),
        "unit_aliases": [str(a) for u in own_units for a in u.aliases],
        "department": entry.department,
        "region": region.name if region else "",
        "places": [str(p) for p in [*region.aliases, *region.places]] if region else [],
        "phones": [a.phone for a in entry.authors if a.phone],
        "emails": [a.email for a in entry.authors if a.email],
        "posts": [a.post for a in entry.authors if a.post],
    }


def calculate(inputs: Json, params: Json, seed: int, progress: Progress) -> Json:
    """Mentions of every text, and of every title and genre what must be masked there."""
    from scoring.text.mentions import Identity, find_mentions  # loads the dictionary: worker only

    def masked(words: str, identity: Identity) -> list[list[object]]:
        mentions = find_mentions(words, identity)
        return [[m.start, m.end, m.kind.value] for m in mentions if m.level.value in MASKED_LEVELS]

    found = []
    for done, row in enumerate(inputs["entries"]):
        progress(done, len(inputs["entries"]))
        own = {*row["units"], *row["unit_aliases"]}
        identity = Identity(
            authors=tuple(row["authors"]),
            units=tuple(row["units"]),
            unit_aliases=tuple(row["unit_aliases"]),
            department=row["department"],
            region=row["region"],
            places=tuple(row["places"]),
            phones=tuple(row["phones"]),
            emails=tuple(row["emails"]),
            posts=tuple(row["posts"]),
            people=tuple(p for p in inputs["people"] if p not in row["authors"]),
            other_units=tuple(u for u in inputs["units"] if u not in own),
        )
        mentions = find_mentions(row["text"], identity)
        found.append(
            {
                "entry": row["entry"],
                "mentions": [[m.start, m.end, m.kind.value, m.level.value, m.rule] for m in mentions],
                # runs recorded before genres were masked hold none
                **{
                    f"{name}_spans": masked(row[name], identity) for name in ("title", "genre") if name in row
                },
            }
        )
    progress(len(found), max(len(found), 1))
    return {"entries": found}


def store(session: Session, run: Run, output: Json, now: datetime) -> None:
    round_ = session.get_one(Round, run.round_id, options=[joinedload(Round.contest)])
    actions.store_papers(session, Actor.system(), round_, output["entries"], now=now)


SEALING = Task(
    "sealing", load, calculate, store, guarded=False
)  # an entry that came meanwhile waits for the next run
