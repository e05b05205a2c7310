"""Published variance components and severities, reproduced to their printed digits.

The model's likelihood depends on the marks only through, for every set of raters, how many papers it read, the
sums of their marks and the sums of products.  These sums of two published data sets stand here instead of the
ratings; papers with exactly these sums are made of them.

Estimates: lme4 1.1-31, ``lmer(total ~ 1 + (1|student) + (1|rater))``.  Data: ptam4 and ptam1 of the R package
immer (Robitzsch & Steinfeld 2018, Psychological Test and Assessment Modeling 60, 101-139).
"""

from __future__ import annotations

import numpy as np
import pytest

from scoring.aggregation import severity
from scoring.tables import Floats, MarkTable

# raters | papers read by just these | sum of marks of each | sums of products, upper triangle by rows
PTAM4 = """
802 | 14 | 75 | 459
802 803 810 816 820 824 831 835 837 844 | 39 | 172 143 183 173 184 164 175 157 224 178 | 962 766 939 927
  955 906 897 803 1071 910 795 842 802 830 759 818 711 944 844 1039 972 976 922 974 866 1158 979 985 944
  903 918 828 1097 927 1026 921 956 840 1141 963 908 885 777 1046 908 997 832 1106 984 771 991 843 1384
  1137 1056
802 803 810 816 824 831 835 837 844 | 1 | 0 0 0 0 0 0 0 0 0 | 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
  0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
802 810 | 1 | 6 6 | 36 36 36
802 824 | 1 | 4 3 | 16 12 9
802 831 | 1 | 6 3 | 36 18 9
802 844 | 1 | 5 3 | 25 15 9
803 | 16 | 54 | 260
803 810 | 1 | 2 3 | 4 6 9
803 820 824 | 1 | 2 3 2 | 4 6 4 9 6 4
803 820 824 837 | 3 | 11 18 18 20 | 69 84 77 74 126 123 126 122 127 138
810 | 16 | 70 | 388
810 824 | 1 | 6 7 | 36 42 49
810 837 | 1 | 3 6 | 9 18 36
810 844 | 1 | 5 4 | 25 20 16
816 | 13 | 58 | 286
816 820 | 2 | 15 14 | 117 108 100
816 824 | 1 | 4 6 | 16 24 36
816 835 | 1 | 7 3 | 49 21 9
820 | 15 | 70 | 392
824 | 15 | 73 | 435
824 831 | 1 | 9 5 | 81 45 25
831 | 17 | 73 | 379
835 | 16 | 62 | 266
837 | 16 | 100 | 650
844 | 14 | 69 | 363
"""
PTAM1 = """
114 | 427 | 1833 | 8695
114 117 | 71 | 314 335 | 1476 1560 1741
114 118 | 51 | 210 256 | 922 1097 1406
114 119 | 85 | 348 513 | 1558 2191 3273
114 124 | 111 | 507 514 | 2499 2506 2792
114 138 | 44 | 188 223 | 850 987 1199
114 174 | 99 | 448 489 | 2210 2310 2649
114 178 | 72 | 294 385 | 1290 1632 2207
114 185 | 118 | 556 625 | 2806 3088 3567
117 | 416 | 2057 | 11335
117 118 | 71 | 344 371 | 1866 1958 2267
117 119 | 103 | 504 591 | 2708 3040 3717
117 124 | 88 | 473 459 | 2827 2640 2655
117 138 | 31 | 130 138 | 620 623 664
117 174 | 96 | 462 440 | 2456 2307 2326
117 178 | 53 | 254 291 | 1356 1506 1791
117 185 | 42 | 192 214 | 970 1001 1168
118 | 427 | 2157 | 12709
118 119 | 56 | 271 324 | 1483 1641 2038
118 124 | 33 | 142 150 | 684 700 758
118 138 | 54 | 242 266 | 1314 1285 1430
118 174 | 45 | 202 237 | 1010 1122 1373
118 185 | 54 | 291 263 | 1843 1579 1475
119 | 412 | 2298 | 13974
119 124 | 62 | 362 298 | 2294 1921 1704
119 138 | 66 | 365 328 | 2207 1909 1754
119 174 | 101 | 623 552 | 4079 3620 3340
119 178 | 66 | 360 362 | 2186 2116 2150
119 185 | 103 | 596 482 | 3780 3049 2676
124 | 483 | 2235 | 11967
124 138 | 12 | 47 42 | 217 201 194
124 178 | 128 | 613 737 | 3411 3808 4599
124 185 | 112 | 517 590 | 2775 2961 3542
138 | 465 | 2310 | 12318
138 174 | 117 | 588 633 | 3242 3370 3789
138 178 | 64 | 347 358 | 2079 2076 2178
174 | 653 | 3302 | 18682
174 178 | 117 | 553 541 | 2907 2687 2687
174 185 | 111 | 536 506 | 2928 2651 2704
178 | 482 | 2474 | 13702
178 185 | 77 | 373 379 | 1891 1873 2003
185 | 598 | 2881 | 15829
"""
SHIFT = 50.0  # the papers made may have marks below zero; severities and variances do not feel a shift


def with_sums(count: int, sums: Floats, products: Floats) -> Floats:
    """(count, raters) marks with the given sums and sums of products."""
    mean = sums / count
    values, vectors = np.linalg.eigh(products - count * np.outer(mean, mean))
    rank = min(count - 1, len(sums))
    root = vectors[:, ::-1][:, :rank] * np.sqrt(np.maximum(values[::-1][:rank], 0))
    angle = np.pi * np.outer(np.arange(count) + 0.5, np.arange(1, rank + 1)) / count
    return mean + np.sqrt(2 / count) * _orthonormal(np.cos(angle)) @ root.T


def _orthonormal(cosines: Floats) -> Floats:
    """Columns of a cosine transform, of length sqrt(count / 2) each; orthogonal to a constant."""
    return cosines * np.sqrt(len(cosines) / 2) / np.linalg.norm(cosines, axis=0)


def table_of(text: str) -> MarkTable:
    rows: list[tuple[str, str, float]] = []
    papers = 0
    for line in text.strip().replace("\n  ", " ").splitlines():
        raters, count, first, second = (part.split() for part in line.split("|"))
        products = np.zeros((len(raters), len(raters)))
        products[np.triu_indices(len(raters))] = [float(x) for x in second]
        products = np.maximum(products, products.T)
        marks = with_sums(int(count[0]), np.array(first, dtype=float), products)
        assert (marks.T @ marks).ravel() == pytest.approx(products.ravel(), abs=1e-6)
        for paper in marks:
            papers += 1
            rows += [(f"p{papers}", r, SHIFT + x) for r, x in zip(raters, paper.tolist(), strict=True)]
    return MarkTable.from_readings(
        [f"p{i + 1}" for i in range(papers)], sorted({row[1] for row in rows}), rows, 100
    )


def test_ptam4_gives_the_published_components_and_severities() -> None:
    table = table_of(PTAM4)
    fit = severity.fit(table)
    assert (len(table.papers), len(table.total)) == (209, 592)
    components = [fit.var_paper, fit.var_judge, fit.var_residual]
    assert components == pytest.approx([2.7555626, 0.28985716, 1.5149833], abs=2e-6)
    assert fit.level - SHIFT == pytest.approx(4.6110124, abs=1e-6)
    # lme4's effect of a rater is generosity, the severity here has the opposite sign
    published = [0.0524155, -0.842568, 0.0956689, -0.0147872, 0.207652]
    published += [-0.100066, -0.109807, -0.483839, 1.15339, 0.0419442]
    assert (-fit.severity).tolist() == pytest.approx(published, abs=5e-6)


def test_ptam1_gives_the_published_components_and_severities() -> None:
    table = table_of(PTAM1)
    fit = severity.fit(table)
    assert len(table.judges) == 9
    assert [fit.var_paper, fit.var_residual] == pytest.approx([1.7183656, 1.1025468], abs=1e-6)
    # lme4 stops 7e-6 away from the minimum: the criterion is lower by 7e-9 here
    assert fit.var_judge == pytest.approx(0.15251829, abs=8e-6)
    assert fit.level - SHIFT == pytest.approx(4.963623, abs=1e-6)
    published = [-0.630969, -0.107776, -0.00695067, 0.759529, -0.352246]
    published += [0.0169779, 0.102614, 0.280625, -0.0618038]
    assert (-fit.severity).tolist() == pytest.approx(published, abs=5e-6)
