"""The mathematics of an essay contest: no Flask, no SQL, no clock, no global random state.

Map of the package::

    errors       the four errors a caller can meet
    tables       validated frozen carriers: MarkTable
    simulate     synthetic contests with known truth, for tests, demo panel and rehearsal
    text         fold (match form with offset map) · segment (words) · mentions (identity) · redact
    similarity   search · passages · baseline (shared official language) · cases · scan (the whole) · library
    assignment   problem · flow (solver) · linking · quality · check (independent of the solver)
    marks        rubric (totals, bounds) · discrepancy (third reading, leader)
    reliability  agreement of the panel · one report per judge · flags
    aggregation  plain scores · severity and robust models · methods side by side · choice · posterior · ranking
    selection    apportion · choose · tiebreak · stability
    rehearsal    a contest simulated before it runs, from assignment to selection
    cli          python -m scoring COMMAND: the same on files

Conventions.  Arrays are numpy; shapes are given as symbols in every docstring (P papers, J judges,
R readings, C criteria).  Text offsets are code points of the text as given, half open ``[start, end)``.
Functions take frozen values and return frozen values; randomness arrives as ``np.random.Generator``;
files are read and written only in folders that the caller names (pieces of a scan, a library);
progress is reported through an optional callable ``progress(done, total)`` that may raise to cancel.
Heavy imports (sklearn, jieba, opencc) happen inside functions.
"""
