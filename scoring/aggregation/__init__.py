"""From marks to scores and ranks.

``plain``     plain mean, trimmed mean, median: what everybody can recompute by hand
``reml``      variance components of the crossed paper + judge model
``severity``  severity-adjusted score with standard error and interval: the score shown
``ranking``   competition ranks, ranks inside a group, the rows of a standing

Sign of severity: **positive is strict**.  A judge of severity 2 gives 2 points less than the panel's
average judge would give to the same paper, and a paper's adjusted score is its mean plus the average
severity of its judges.

Decided 2026-11: the score shown is the *unshrunk* adjusted mean (a shrunk score would pull papers
towards the middle in proportion to how little they were read, which no author would accept), and
per-judge standardising is not offered here: with few readings per judge it adds error.
"""
