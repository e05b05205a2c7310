"""The library of the installation: past winners, model essays, and official texts all may use.

One library serves every contest of an installation.  Organizers and administrators add texts: files of the
kinds the product reads (also a zip of them), pasted text, or, in one click, the selected works of a round
whose result is public.  Winners and model essays take part in every scan of a contest other than the one
they come from (a work sent up from a league must not meet itself); official texts are words that count as
nobody's copying.  Texts never change; one taken out stays as a row, because cases may rest on it.

Arrivals.  A received entry is compared at once, in the background, with the library and with the entries
before it in its round; what it shares becomes a hint for the staff.  Hints decide nothing and are made
again whenever they are missing; a unit or a judge never meets one.

The truth is the database.  What makes comparing fast is an index below the instance folder: a cache that
says which engine wrote it, and is brought in line with the database whenever it is opened.

Tables: library_text, entry_hint.  Files beside the usual: `intake.py` (uploads → drafts), `index.py`
(the cache), `compute.py` (the background comparison of arrivals).
"""
