"""Linking readings: make the judges comparable where even loads alone would split them.

Two judges' severities can be compared only along a chain of papers read in common.  With skewed
conflicts every most even plan can fall into parts (the judges of the big region read only the small
ones).  Then each judge of one part takes some readings of the other part's papers beforehand, and the
rest is laid as evenly round them as it goes.  How many are worth it: see ``split``.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from scoring.assignment.balance import Flow, Groups
from scoring.assignment.classes import Classes
from scoring.assignment.problem import BoolArray, IntArray
from scoring.assignment.shares import Links, share_out
from scoring.assignment.split import fewest_links


def judge_parts(paper: IntArray, judge: IntArray, papers: int, judges: int) -> IntArray:
    """Connected parts of the judges linked by common papers, numbered from 0; -1 = no reading; ``(J,)``."""
    size = papers + judges
    graph = csr_array((np.ones(len(paper), dtype=np.int8), (paper, papers + judge)), shape=(size, size))
    labels = connected_components(graph, directed=False)[1][papers:]
    busy = np.bincount(judge, minlength=judges) > 0
    numbers = np.full(judges, -1, dtype=np.int64)
    numbers[busy] = np.unique(labels[busy], return_inverse=True)[1]
    return numbers


def linked_shares(
    classes: Classes, groups: Groups, held: IntArray, wish: BoolArray | None, wanted: int | None = None
) -> tuple[IntArray, BoolArray] | None:
    """Readings of each class by each group (C, G), and which of them link parts (C, G).

    None when no plan serves every class.  ``held`` (n, 2): readings that stay; ``wanted``: links between two
    parts, None: as few as are worth it.
    """
    cap = groups.sums(classes.cap)
    links = Links(np.zeros(cap.shape, dtype=np.int64), np.zeros(len(groups.size), dtype=np.int64))
    counts = share_out(classes.demand, cap, groups, wish, links)
    if counts is None:
        return None
    if not len(held) and classes.need.max(initial=0) < 2:
        return counts, links.counts > 0  # single readings cannot be compared anyhow
    parts = group_parts(classes, groups, counts, held)
    while (found := int(parts.max(initial=-1)) + 1) > 1:
        joined = _join_smallest(classes, groups, cap, wish, (counts, links, parts), wanted)
        if joined is None:
            break
        parts = group_parts(classes, groups, joined[0], held)
        if int(parts.max()) + 1 >= found:
            break
        counts, links = joined
    return counts, links.counts > 0


def group_parts(classes: Classes, groups: Groups, counts: IntArray, held: IntArray) -> IntArray:
    """Parts of the groups linked by classes read in common, -1 = no reading; ``(G,)``."""
    n_classes, n_groups = counts.shape
    begun = np.isin(np.arange(len(classes.of_paper)), held[:, 0])
    links = (classes.need > 1) | np.isin(np.arange(n_classes), classes.of_paper[begun])
    class_of, group_of = np.nonzero((counts > 0) & links[:, None])
    papers = np.flatnonzero(begun & (classes.of_paper >= 0))
    # the papers stand behind the classes
    rows = np.concatenate([class_of, n_classes + held[:, 0], n_classes + papers])
    group_nodes = n_classes + len(begun) + np.concatenate([group_of, groups.of_judge[held[:, 1]]])
    columns = np.concatenate([group_nodes, classes.of_paper[papers]])
    size = n_classes + len(begun) + n_groups
    graph = csr_array((np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=(size, size))
    labels = connected_components(graph, directed=False)[1][-n_groups:]
    busy = (counts.sum(axis=0) > 0) | (groups.bounds.held > 0)
    parts = np.full(n_groups, -1, dtype=np.int64)
    parts[busy] = np.unique(labels[busy], return_inverse=True)[1]
    return parts


def _join_smallest(
    classes: Classes, groups: Groups, cap: IntArray, wish: BoolArray | None,
    state: tuple[IntArray, Links, IntArray], links_wanted: int | None,
) -> tuple[IntArray, Links] | None:  # fmt: skip
    """Shares with links between the part with the fewest readings and the rest; None: they cannot be."""
    counts, links, parts = state
    loads = counts.sum(axis=0)
    busy, per_paper = parts >= 0, classes.demand.sum() / max(int(classes.size.sum()), 1)
    weight = np.bincount(parts[busy], weights=loads[busy]).astype(np.int64)
    for part in np.argsort(weight, kind="stable"):
        inside = parts == part
        within = int(groups.size[inside].sum()), int(groups.size[busy & ~inside].sum())
        readings = int(weight[part]), int(weight.sum() - weight[part])
        wanted = links_wanted or fewest_links(within, readings, per_paper)
        ours = np.asarray((counts[:, inside] > 0).any(axis=1))
        across = (ours[:, None] ^ inside) & busy
        cells = np.where(across, cap - links.counts, 0)
        while wanted and cells.any():
            more = _links(classes, groups, cells, links, wanted)
            laid = share_out(classes.demand, cap, groups, wish, more)
            if laid is not None and more.counts.sum() > links.counts.sum():
                return laid, more
            wanted //= 2
    return None


def _links(classes: Classes, groups: Groups, cells: IntArray, links: Links, wanted: int) -> Links:
    """About ``wanted`` more links in the given cells (C, G), as even over classes and judges as may be.

    Every judge of a group takes the same number, and a class gives each paper once.
    """
    free = np.maximum(groups.bounds.high - groups.bounds.held - links.each, 0)
    able = cells.any(axis=0) & (free > 0)
    enough = able & (np.cumsum(groups.size * able) - groups.size < wanted)
    each = np.minimum(max(1, round(wanted / max(int(groups.size[enough].sum()), 1))), free) * enough
    open_to = cells[:, enough].any(axis=1)
    share = int(groups.size @ each) / max(int(classes.size[open_to].sum()), 1)
    spare = np.where(open_to, classes.size - links.counts.sum(axis=1), 0)
    for slack in (1.0, 1.5, 2.0, np.inf):  # in proportion if that can be
        flow = Flow(np.minimum(spare, np.ceil(slack * share * classes.size)).astype(np.int64), cells)
        if flow.push(groups.size * each) == groups.size @ each:
            break
    each = flow.loads // groups.size
    flow = Flow(flow.demand, cells)
    flow.push(groups.size * each)
    return Links(links.counts + flow.counts, links.each + each)
