"""Texts: folding for comparison, words, mentions of identity, and the anonymous reading copy.

normalize (compared form with offset map) · view (searched form with punctuation) · segment (words) ·
mentions (the way in to: contacts, people, units, places, honours) · redact.
"""
