"""Standings: marks → scores with their uncertainty.

A run takes every submitted reading of the round (excluded papers included: their readings still say how
strict a judge is) and gives each paper its score by every method side by side, each with a 90 % interval:
adjusted for severity, robust (where the judges have read enough, or it counts), plain mean, trimmed mean (five
readings or more), standardised per judge.  `final` follows the method the round declared beforehand
(contests/methods.py), penalties taken off; ranks follow `final`, inside each part of the contest that judges
link.  Raw marks are never altered.  A run is frozen by the organizer; selection builds on the frozen run only.

This package knows papers by code, never by author; so there is no region here: lists by region, chances and
reasons stand in selection, where the seal is opened.  Tables: standing (and run).
"""
