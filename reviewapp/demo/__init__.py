"""The demo: the sample contest run from notice to publication, through the same verbs as the pages.

Two rounds.  The first (自治区初评) is complete: real files taken in, sealed, compared, assigned, marked by
a simulated panel (labelled, seed fixed), selected, recommended, published.  The second (择优复评) holds
the works recommended by the first and is open: most sheets are filled by the panel, a few are left for
three judges to do by hand.  Every step looks first whether it is done, so a second run is quick and
changes nothing, and a run that was interrupted goes on where it stopped.

Acts of the first round carry the dates of its timetable; publication and the second round happen now.
"""
