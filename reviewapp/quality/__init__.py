"""The judges' quality: how strict, how far in step with the others, what stands out; the panel as a whole.

For the organizer alone, at any time after the first readings: a run reads all submitted marks and stores its
figures as its output; pages show them with what they mean and what may be done.  Nothing follows from a
figure by itself: no mark is changed, no judge removed.

Regions and units enter only as sums over several papers (does a judge mark one region higher than the others
do?); no page here joins a paper to where it came from.
"""
