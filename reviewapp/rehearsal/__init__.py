"""Rehearsal: the contest as it is set up, simulated before it runs.

The organizer says how many works each recommending body will send (or takes what has come in), how many
judges there are, how fast they read and how many of them drop out.  A run simulates that contest many times
with the real solver, the round's way of making scores and its quotas, and says how many days the reading
takes, how many of the works that deserve it would be selected, and what another reading per work, more
judges, or extra readings at the line of selection would change.

Nothing of the contest is touched: no mark, no plan, no seal.  Judges are known by what bars them (home unit,
home region, declared conflicts with a recommending body) and by their loads; works only by number and body,
so conflicts with a work's own unit below its recommending body do not show.

Tables: none of its own; the result is the run.  Files beside the usual five: `sentences.py` (figures → words).
"""
