"""From the marks on a score sheet to the score of a reading, and from readings to a paper's state.

``rubric``       criteria, totals in exact fractions, reading a typed mark
``discrepancy``  when a third reading or the leader is due, and which readings count
"""
