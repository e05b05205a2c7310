"""Who is selected under quotas, and the reason for everybody.

``problem``    candidates, quotas, decisions, shortfalls: the values that go in and come out
``bounds``     the nest of quotas (author in unit in group in category in total) and what it allows
``fill``       the exact choice for one order of candidates
``tiebreak``   the order: score as shown, declared chain of tie keys, seeded lot
``reasons``    why in, why out, how many points were missing
``choose``     all of it together
``apportion``  dividing a number of places among bodies, with floors and caps
``stability``  how often each candidate is in when the scores move within their standard errors

What quotas mean (decided 2026-11).  A maximum is never exceeded, except that a soft maximum gives way
to hard minima inside it.  A hard minimum that cannot be met makes the problem infeasible; a soft one
is met as far as the entries and the maxima allow, and the rest is reported as a shortfall.  When soft
minima compete for too few places, the better candidates get them.  Everything that the maxima leave
open is filled by score: **without any maximum, every eligible candidate is selected**.
"""
