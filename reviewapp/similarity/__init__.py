"""Similarity: entries whose texts overlap, shown with evidence, decided by people.

The scan compares every entry with every other (not with the web) and groups overlaps into cases.  It
never decides: a person gives a verdict with a reason (nothing, note, penalty, disqualified), and only that
changes what a paper may become.  A verdict can be taken back or changed; the effect on scores follows it
exactly, since standings read the verdicts as inputs.  A later scan keeps the case of the same members,
with its verdict; a case it no longer finds is marked superseded, never deleted.

Seen by organizer and clerk, decided by the organizer.  Judges do not reach this package.

Tables: similarity_case, case_member, passage.
"""
