"""Contests: one call with its rules, and where each of its rounds stands.

The administrator opens a contest (or builds it from a preset); the organizer sets it up: title and notice,
timetable, recommending units, obligations, rubric, places, judges.  Settings may change until judging begins,
places until the selection is confirmed; the rubric is frozen when judging begins.  A round moves through

    筹备 setup → 征集 submission → 匿名与分配 sealing → 评审 judging →
    遴选与推荐 selection → 公示 publication → 办结 closed

one step at a time, forward by the organizer (who first sees what still waits) and back with a typed reason.
Which verb is open in which stage: `stages.OPEN_VERBS`.  A deadline is the last second that still counts, kept
as an instant and shown in the contest's time zone with the zone's name.

Who acts: administrator (new contests), organizer (everything else), clerk and leader (watch the overview).
Tables: contest, level, round, division, category, recommender, obligation, region, unit, rubric, criterion,
band, quota, judge; reads counts of every other table for the overview.
"""
