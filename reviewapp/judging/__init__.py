"""Judging: a judge reads papers and gives marks.

A judge sees `Paper` rows and own score sheets, nothing else: no author, unit, file, other judge, count or
average of others.  A sheet is a draft until submitted; every saved state is a SheetVersion.  Each save
carries an operation id and the version it started from: a replay is harmless, and two tabs never overwrite
silently (the later one is told and shown both).  Zero must be typed; blank is never zero.

States of an assignment: open → submitted (→ open again by reopen, with a reason); open → recused.
When all readings of a paper are in, an adjudication run looks for discrepancies and adds a third reading
or calls the leader.

Tables: judge, assignment, score_sheet, mark, sheet_version.
"""
