"""Similarity: entries whose texts overlap, shown with evidence, decided by people.

The scan compares every entry with every other and with the library of the installation (not with the web) and
groups overlaps into cases.  It never decides: a person gives a verdict with a reason (nothing, note, penalty,
disqualified), and only that changes what a paper may become.  A verdict can be taken back or changed; the
effect on scores follows it exactly, since standings read the verdicts as inputs.  A later scan keeps the case
of the same members, with its verdict; a case it no longer finds is marked superseded, never deleted.

Hearing: before the verdict the organizer may ask the units of a case; a unit that was asked, or that a verdict
affects, sees its own work's shared passages and figures and nothing of the other party (`parties.py` refuses
words for it that name one), replies until the verdict, and appeals once against a penalty or a
disqualification; the answer upholds or changes the verdict.  Every step is recorded.

Seen by organizer and clerk, decided by the organizer.  The order by score joins ranks with works: it opens the
seal, on record, for the organizer alone.  Judges see nothing, unless the round says so: then the two anonymous
texts, compared anew from the papers, without verdict or figures, while no verdict called the case groundless.

Files beside the usual: case_views, unit_views, judge_views (who looks), hearing (verbs of the units),
evidence, paint, graph, clues (pure: what a page shows), parties, rows, sentences.

Tables: similarity_case, case_member, case_hearing, case_library, passage.
"""
