"""Recommendation: the ranked list a round sends one level up.

The confirmed selection becomes a list in order of rank; the organizer may reorder it with a reason and name
reserves before submitting.  Submitting makes the listed works entries of the next level's round, where that
round exists here; each keeps its origin, so that a unit can follow its work up the chain.  The list is
exported as the official 汇总表.

Tables: recommendation, recommendation_item.
"""
