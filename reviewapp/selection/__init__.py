"""Selection: which works go up, under quotas, with a reason for every entry.

Builds on the frozen standings.  Only here codes and identities meet again: requesting a selection opens the
seal and is logged as such.  The run decides every entry of the round and says why, in words and as data;
shortfalls are reported, never hidden; ties are broken by the declared chain and the step that decided is
kept.  While judging goes on a run is a trial; confirming (stage of selection) freezes it, and the
recommendation list starts from there.

Before an edit of places, method, weights or a verdict a preview (preview.py) makes the choice without and with
it and says who would enter and leave; nothing of it is stored, the request is in the log.

Tables: selection (and run).
"""
