"""Standings: marks → scores with their uncertainty.

A run takes every submitted reading of the round (excluded papers included: their readings still say how
strict a judge is), fits the severity model, and gives each paper its plain mean, trimmed mean (five readings
or more) and adjusted score with a 90 % interval, side by side.  `final` follows the method the round
declared beforehand, penalties taken off; ranks follow `final`.  Raw marks are never altered.  A run is
frozen by the organizer; selection builds on the frozen run only.

Judges' code and this package know papers by code, never by author.  Tables: standing (and run).
"""
