"""From marks to scores and ranks.

``plain``         plain mean, trimmed mean, median: what everybody can recompute by hand
``standardised``  z-scores per judge, for comparison only
``reml``          variance components of the crossed paper + judge model
``severity``      severity-adjusted score with standard error and interval: the score shown by default
``panel``         readings as the sampler sees them, which of them lie at an end of the scale
``chain``         the sampler of the robust model: scale use, noise, favours, slips
``tally``         what is kept of its states; papers worked out from the judges without chance
``robust``        robust score with interval, what was found out about each judge
``methods``       all of these side by side, in one form
``choice``        which model to offer, by readings predicted from all others
``posterior``     possible scores at random
``ranking``       competition ranks, ranks inside a group
``parts``         connected parts of a panel, warnings about its design
``links``         groups of judges that few common readings hold together

Sign of severity: **positive is strict**.  A judge of severity 2 gives 2 points less than the panel's
average judge would give to the same paper, and a paper's adjusted score is its mean plus the average
severity of its judges.

Decided 2026-11:

* The score shown by default is the *unshrunk* adjusted mean: a shrunk score would pull papers towards the middle
  in proportion to how little they were read, which no author would accept without asking.  The robust score is
  shrunk, because a judge who marks at random leaves hardly anything to average; it is offered, not imposed.
* Whether a paper's group enters its robust score is the parameter ``prior`` of :func:`robust.fit`, measured in
  its module.  ``"groups"`` is the default (best inside and across groups on average); ``"panel"`` is for papers
  of different groups in competition for the same place, where it would be a judgement by origin.
* z-scores per judge are shown beside the others with their warning, never recommended: with few readings per
  judge they add error.
"""
