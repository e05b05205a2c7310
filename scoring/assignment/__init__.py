"""Who reads which paper.

``problem``  AssignmentProblem and Plan: the frozen question and answer
``classes``  papers the rules cannot tell apart, so that the flow stays small
``balance``  the most even loads, exactly, by maximum flows
``blockers`` why no plan exists: the smallest group of papers and judges in each other's way
``replan``   the most of an earlier plan that can stay
``mixing``   swaps that spread pair overlaps and paper groups
``linking``  readings across parts, so that all judges can be compared
``flow``     solve(): the whole, in order of precedence
``quality``  what a plan is worth: loads, overlaps, connectivity, precision of severity differences
``check``    violations(): independent of the solver; asked before a plan is applied
"""
