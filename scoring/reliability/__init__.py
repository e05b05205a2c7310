"""How far the judges agree, as a panel and one by one.

``agreement``  ICC, Krippendorff's alpha, Kendall's W, quadratic kappa, generalizability coefficients
``drift``      one report per judge: severity, following the others, safe marks

A statistic that the data leave undefined (no variation, too few readings) is None, never NaN.
"""
