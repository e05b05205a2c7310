"""Copied text among the entries of a contest: found, shown as aligned passages, grouped into cases.

The way of a text through the package::

    scan            all of it: documents in, ``Scan`` out, stage after stage
    workspace       the folder of finished pieces that the stages share
    tasks           the pieces: what is computed for one block of texts or one part of the hashes
    executors       where the pieces are computed: here, in a pool, on a cluster
    preparation     folded codes, given official language, winnowed fingerprints of each text
    index           inverted lists, near-duplicate groups, independent sources
    search          pairs whose shared fingerprints stand close together in both texts
    passages        order-free alignment of those pairs into passages; tiles: blocks that changed places
    baseline        shared official language: formulas, quotations, forms, figures (quotation, headings)
    evidence        what counts of a passage; score and shares of a pair
    cases           groups of pairs: copy, ring, template of one unit, mosaic; likely source
    results         the findings of all blocks put together
    library         texts on disk that a new essay is compared with on arrival
    differences     what differs inside one passage, for the eye
    residue         foreign places and units, wrong roles, impossible years left in a text
    rewording       an advisory on request: texts alike in their words, sentence by sentence reworded

Why so. Whole-text similarity does not see a copied passage, exact runs do not see a synonym; grams of
eight characters find both and the alignment of grams of four ranks them. Asking that shared grams stand
*near each other* leaves a quarter of a pair for each essay to align, where asking for two shared grams left fifty, and
loses no planted pair; that is why plain numpy is fast enough. A frequency rule alone calls a much-copied essay
"common", so near duplicates are first collapsed and frequencies count groups and units. Grams with places and
names masked, and word vectors, found no pair that nearness had missed, at many times the cost; word vectors serve the
advisory only. Nothing here gives a verdict: figures, spans and reasons go to people.

Blocks and parts depend on the workspace alone, so the same pieces run in this process, in a pool and on a
cluster, with the same bytes as result, and an interrupted scan goes on where it stopped.
"""
