"""Tables and trivial properties only: no queries, no rules.

Importing this package fills the metadata.  Nobody imports names *from* it: import the module that owns
the table (``from reviewapp.models.paper import Paper``), or the blindness contract cannot see the road.
"""

from reviewapp.models import (  # noqa: F401  (filling the metadata is the point)
    account,
    assignment,
    contest,
    entry,
    judging,
    library,
    log,
    paper,
    people,
    publication,
    result,
    rubric,
    similarity,
)
