"""Publication: notices (公示) and final results (通报) for everybody.

A publication is a frozen snapshot built from a whitelist of fields (number in the list, title, authors,
unit, recommending body; never phone, address, birth, score, rank inside a list that states none), with its
digest.  Public pages read snapshots only, never the live tables, and only inside their period.  A mistake is
mended by a new snapshot; the old one is taken down and kept.  Releasing results lets units see what became
of each of their works, with the reason.

Tables: publication; writes round.released_at.
"""
