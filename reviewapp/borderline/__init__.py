"""Borderline readings: one more reading where it most likely corrects the selection.

When judging is under way and the marks so far have been scored, most works are clearly in or clearly out.
The organizer states a budget of readings; a run finds the works whose place another reading decides (near
the line under the real quotas, and not known well yet), and gives each to one more judge by the same solver
and rules as every plan.  Two or three rounds, each with new standings, are nearly as good as one at a time.

For the judge it is a paper like any other: its kind is shown to nobody who judges.  The run knows which body
a paper comes from, since the quotas are the bodies'; the page names papers by code only, so the seal holds.
The readings are part of the standings like all others, and take no part in adjudication.

Tables: none of its own; writes assignment (kind ``borderline``).
"""
