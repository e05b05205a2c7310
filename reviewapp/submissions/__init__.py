"""Submissions: from an uploaded file to a confirmed anonymous paper.

Intake.  A unit (own works only) or the staff upload single files, or a zip with a 汇总表.  Files are read
in a child process before any lock is taken; then every readable row becomes an entry with a numbered
receipt, every other row a line of the report that says why.  A row is taken whole or not at all; the same
file from the same recommender is never taken twice.  The original is kept unchanged under its SHA-256.

Sealing.  A run finds identity mentions in every received entry and proposes a masked paper with a random
code.  Redaction.  A clerk accepts, adds or removes masks and confirms; only then may the paper be assigned.
Only `Entry.paper_id` links the two; judges' code never reaches this package.

States of an entry: received → proposed → sealed; withdrawn from any of them before judging.

Tables: entry, entry_file, author, mention, intake_batch; writes paper.
"""
