"""How people copy, and how they do not: planted cases of every pattern and a measurement of the scan.

``python -m benchmarks.patterns`` plants copying (P01 … P30) and honest likeness (N1 … N12) in base essays,
runs :func:`scoring.similarity.scan.scan` and prints a table against the bars. Nothing of this package,
least of all its word lists, may be used by the detector.

wordlists → clips → transforms (surface, entities, rewriting, restructuring) → copying, honest → contest
→ evaluation.
"""
