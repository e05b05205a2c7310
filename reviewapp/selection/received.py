"""Works received, and the places of quotas that are a percentage of them."""

from __future__ import annotations

from collections import Counter

from reviewapp.runs import Json

Received = Counter[tuple[str, str]]  # (scope, key) of a recommender or a category → its works


def works_received(inputs: Json) -> Received:
    """Works sent and not withdrawn, by (scope, key) of recommender and category."""
    category = {r["id"]: str(r["category"]) for r in inputs["recommenders"]}
    found: Received = Counter()
    for e in inputs["entries"]:
        if e["ineligible"] != "withdrawn":
            found["recommender", str(e["recommender"])] += 1
            found["category", category[e["recommender"]]] += 1
    return found


def bounds_of(quota: Json, key: str, received: Received) -> tuple[int, int | None]:
    """Places of one body: those of the quota, or its percent of the works received from that body."""
    from scoring.selection.allotment import bounds_of_percent

    places = quota["minimum"], quota["maximum"]
    return bounds_of_percent(*places, received[quota["scope"], key]) if quota["percent"] else places
