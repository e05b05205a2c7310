"""Who is selected under quotas, and the reason for everybody.

``problem``    candidates, quotas, compositions, decisions, shortfalls: the values that go in and come out
``allotment``  quotas that depend on numbers: percent of entries, places by headcount
``apportion``  dividing a number of places among bodies, with floors and caps
``bodies``     quotas resolved to sets of candidates and rules on them
``tiebreak``   the order: score as shown, declared chain, the choice before, seeded lot
``solution``   one way to ask for the exact choice: ``nested`` (sorting) or ``crossing`` (integer program over
               ``demands``; ``room``: mostly without solving it); ``blocking``: the smallest set of hard quotas
               that contradict each other
``lines``      whom each candidate outside would have to come before
``reasons``    why in, why out, how many points were missing · ``shortfalls`` · ``reserves``
``choose``     all of it together
``stability``  how often each candidate is in when the scores move, or without single judges
``borderline`` which papers deserve one more reading

What is chosen (decided 2026-11).  The candidates are in a total order, best first.  A quota is a bound on the
number chosen of a body, or on a share of those chosen.  Of all sets of eligible candidates, the chosen one is

1. among those that keep all hard quotas (if there are none: Infeasible, with the smallest contradictions),
2. among these, among those that miss the fewest places of the soft quotas of priority 1; then of priority 2; …
   (places missing or too many, added over the quotas; of a composition the papers that would have to be added),
3. of these, the best candidate by candidate: of two sets the better one holds the first candidate, in the order,
   that only one of them holds.  So it cannot be enlarged: **without any maximum, every eligible candidate is
   selected**; and among sets of its size it has the largest sum of scores when the quotas are nested.

It is unique.  **Monotone**, whatever the quotas: which sets are allowed depends on no score; when a chosen candidate
moves up, the first difference between its set and any other stays where it is or becomes that candidate, so
the set remains the best.  **Few changes on a re-run**: equal inputs give the equal choice; lots depend on the seed
and the candidate alone and come after the choice before (``previous``); under nested quotas one changed score or one
entry that falls away changes at most one other place (an exchange of one against one).
"""
