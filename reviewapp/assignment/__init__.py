"""Assignment: who reads which paper.

Conflicts come from the judge's home unit and region, from an author who judges, from declarations and from
recusals.  A plan is computed as a run, shown with its quality and its problems, and only then applied; what
judges have started stays.  Applying checks every conflict again, by code that shares nothing with the
solver, and refuses a plan whose inputs have moved on.  When all readings of a paper are in and differ by
more than the tolerance, an adjudication run adds a third reading, and then the leader.

Adjudication decides only who reads next: every reading stays in the standings' model, because taking the
closest two of three is less accurate than using all (measured in the design notes, kept by tests).

Tables: conflict, assignment_plan; writes assignment.
"""
