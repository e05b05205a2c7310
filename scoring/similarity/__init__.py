"""Copied text among the entries of a contest: found, shown as aligned passages, grouped into cases.

The way of a text through the package::

    text.normalize.fold      what is compared: letters, digits, ideographs; positions lead back
    corpus                   documents in order, folded, joined; official language masked
    grams                    all folded texts in one buffer, hashes of their character grams
    candidates               winnowed fingerprints, near-duplicate groups, pairs worth aligning
    passages                 order-free alignment of many pairs at once into passages
    baseline                 shared official language: given texts, formulas, quotations
    evidence                 what counts of a passage; score and shares of pairs and of entries
    cases                    groups of pairs: copy, ring, template of one unit, mosaic; likely source
    scan                     all of it: documents in, ``Scan`` out
    differences              what differs inside one passage, for the eye

Why so. Whole-text similarity does not see a copied passage, exact runs do not see a synonym; grams of
eight characters find both and the alignment of grams of four ranks them. A frequency rule alone calls
a much-copied essay "common", so near duplicates are first collapsed and frequencies count groups and
units. Nothing here gives a verdict: figures, spans and reasons go to people.

First version: no entity-masked grams and no word TF-IDF for rewriting; one process; all in memory.
"""
