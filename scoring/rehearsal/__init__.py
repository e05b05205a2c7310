"""A contest rehearsed before it runs: how many of the right works would a set-up select, in how many days?

``setup``     the set-up, the scenarios to try, and the sample that stands for a large contest
``play``      one contest from truth to selection: assign, mark, score, select, compare
``rehearse``  many of them for each scenario, summed up with their Monte-Carlo errors

Every run of a scenario draws true qualities and a panel (:mod:`scoring.simulate`), lets some judges drop out,
assigns by the real solver, scores by the chosen method, selects under the real quotas, and compares with what
the same quotas would select from the truth.  Runs of the same number meet the same works, the same judges and
the same drop-outs in every scenario, so differences between scenarios are known better than the shares.

Quotas are kept as far as the set-up says what they are about: units, authors and genres may be unknown before works
have come in.  Not simulated: similarity, adjudication, and judges who leave halfway: here they leave before they
begin, which is the dearer case for the others.
"""
