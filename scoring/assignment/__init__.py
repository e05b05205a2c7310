"""Who reads which paper.

``problem``   AssignmentProblem and Plan: the frozen question and answer
``flow``      solve(): the whole, in order of precedence
``rules``     the rules as tables, in an order that does not depend on the rows
``classes``   papers the rules cannot tell apart, so that the flow stays small
``blockers``  why no plan exists: the smallest group of papers and judges in each other's way
``balance``   the most even loads, exactly, by maximum flows
``linking``   readings across parts, so that all judges can be compared
``shares``    how many papers of each class a group of judges reads; ``cheapest`` for preferred judges
``deal``      which judge reads which paper
``board``     swaps of readings that keep the rules; ``mixing`` spreads overlaps, groups and levels by them
``joining``   parts that fell apart by chance, paper by paper
``replan``    the most of an earlier plan that can stay
``exact``     integer programming, where judges who must be apart leave the flow no way out
``repeats``   readings given to a judge a second time, under another code
``quality``   what a plan is worth; ``precision`` of severities and scores before any mark is given
``check``     violations(): independent of the solver; asked before a plan is applied
"""
