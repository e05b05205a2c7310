"""How far the judges agree, as a panel and one by one.

``agreement``    ICC, Krippendorff's alpha, Kendall's W, quadratic kappa, generalizability coefficients
``components``   where the variance comes from (G study), separation reliability
``panel``        all of these for a table with gaps, in one report
``expectation``  what the other judges of a paper let one expect of a reading
``habits``       following, scale use, noise, halo, drift, pace of one judge
``flags``        which figure is out of the ordinary, at a stated rate of false alarms
``monitor``      one report per judge: ``judge_reports``
``favour``       marks for the own (or any) region or unit against the other judges' marks
``repeats``      papers read twice by one judge

A statistic that the data leave undefined (no variation, too few readings) is None, never NaN.  Nothing here
names a person or decides anything: what follows from a flag is the organizer's to say.
"""
