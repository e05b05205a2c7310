"""The house rules as small walks over source code; each takes text, so that a test can show it failing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMIT_ALLOWED = {"reviewapp/db.py"}
# where SELECTs may be built besides queries.py (and <thing>_queries.py): the frame that reads its own tables,
# and what checks everything
SELECT_ALLOWED = {
    "reviewapp/access.py",
    "reviewapp/audit.py",
    "reviewapp/runs.py",
    "reviewapp/invariants.py",
    "reviewapp/similarity/effects.py",  # conditions that queries and actions share: a second queries.py
}


def modules(pattern: str) -> list[Path]:
    return sorted(p for p in ROOT.glob(pattern) if "migrations" not in p.parts)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def public_functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (n for n in tree.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_"))


def action_faults(source: str) -> list[str]:
    """Actions take (session, actor, …, *, now), authorize first, and record once."""
    faults = []
    for function in public_functions(ast.parse(source)):
        names = [a.arg for a in function.args.args]
        if names[:1] != ["session"]:
            continue  # not a verb: a pure function beside them
        if "actor" not in names:
            if function.name != "sign_in":  # nobody is acting yet
                faults.append(f"{function.name}: no actor")
            continue
        if "now" not in [a.arg for a in function.args.kwonlyargs]:
            faults.append(f"{function.name}: `now` is not keyword-only")
        if not _calls(_first_statement(function), "authorize"):
            faults.append(f"{function.name}: the first statement does not authorize")
        if not any(_calls(n, "record") for n in ast.walk(function) if isinstance(n, ast.stmt)):
            faults.append(f"{function.name}: nothing is recorded")
    return faults


def commit_faults(source: str) -> list[str]:
    """Transactions end in db.py only."""
    return [
        f"line {n.lineno}: .{n.func.attr}()"
        for n in ast.walk(ast.parse(source))
        if isinstance(n, ast.Call)
        and isinstance(n.func, ast.Attribute)
        and n.func.attr in ("commit", "rollback")
    ]


def select_faults(source: str) -> list[str]:
    """SELECT statements are built in queries.py (or <thing>_queries.py) only."""
    return [
        f"line {n.lineno}: {ast.unparse(n.func)}()"
        for n in ast.walk(ast.parse(source))
        if isinstance(n, ast.Call)
        and ast.unparse(n.func) in ("select", "sa.select", "session.query", "text", "sa.text")
    ]


def clock_faults(source: str) -> list[str]:
    """Rules and actions are told the time."""
    return [
        f"line {n.lineno}: {ast.unparse(n.func)}()"
        for n in ast.walk(ast.parse(source))
        if isinstance(n, ast.Call) and ast.unparse(n.func) in ("datetime.now", "time.time", "datetime.utcnow")
    ]


def rule_faults(source: str) -> list[str]:
    """Rules are (actor, …, *, now) -> Denial | None and have a sentence of the regulations."""
    faults = []
    for function in public_functions(ast.parse(source)):
        if function.args.args[:1] and function.args.args[0].arg != "actor":
            faults.append(f"{function.name}: does not begin with the actor")
        if "now" not in [a.arg for a in function.args.kwonlyargs]:
            faults.append(f"{function.name}: `now` is not keyword-only")
        if function.returns is None or ast.unparse(function.returns) != "Denial | None":
            faults.append(f"{function.name}: does not answer Denial | None")
        if ast.get_docstring(function) is None:
            faults.append(f"{function.name}: no docstring")
    return faults


def size_faults(source: str, limit: int = 350, function_limit: int = 50) -> list[str]:
    """Files one can read in a sitting, functions one can see at once."""
    lines = source.count("\n")
    faults = [f"{lines} lines"] if lines > limit else []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            documented = ast.get_docstring(node, clean=False) or ""
            length = (node.end_lineno or node.lineno) - node.lineno + 1 - documented.count("\n")
            if length > function_limit:
                faults.append(f"{node.name}: {length} lines")
    return faults


def module_docstring_faults(source: str) -> list[str]:
    return [] if ast.get_docstring(ast.parse(source)) else ["no module docstring"]


def guard_faults(source: str) -> list[str]:
    """Routes that ask nobody to sign in (a decorator that ends in login_required)."""
    faults = []
    for function in public_functions(ast.parse(source)):
        marks = [ast.unparse(d) for d in function.decorator_list]
        if any(".route(" in m for m in marks) and not any(m.endswith("login_required") for m in marks):
            faults.append(function.name)
    return faults


SPEAKERS = {"_", "_l", "say", "gettext", "lazy_gettext"}


def sentence_faults(source: str) -> list[str]:
    """Sentences are written where they are spoken: the catalogue is made of literals, others stay Chinese."""
    return [
        f"line {n.lineno}: {ast.unparse(n)[:60]}"
        for n in ast.walk(ast.parse(source))
        if isinstance(n, ast.Call)
        and ast.unparse(n.func) in SPEAKERS
        and isinstance(n.args[0], ast.Name | ast.IfExp | ast.JoinedStr)
    ]


def import_faults(template: str) -> list[str]:
    """What a template takes from others it uses."""
    text = re.sub(r"\{#.*?#\}", "", template, flags=re.DOTALL)
    names = [
        name.split(" as ")[-1].strip()
        for names in re.findall(r"\{% from \S+ import (.*?) %\}", text)
        for name in names.removesuffix(" with context").split(",")
    ]
    return [f"{name} is not used" for name in names if len(re.findall(rf"\b{name}\b", text)) == 1]


def _first_statement(function: ast.FunctionDef) -> ast.stmt:
    """The first statement that is more than a docstring or the loading of what the rule asks about."""
    body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    return next((s for s in body if not _only_loads(s)), body[-1])


def _only_loads(statement: ast.stmt) -> bool:
    calls = {ast.unparse(n.func) for n in ast.walk(statement) if isinstance(n, ast.Call)}
    return isinstance(statement, ast.Assign) and bool(calls) and calls <= {"session.get", "session.get_one"}


def _calls(node: ast.AST, name: str) -> bool:
    return any(isinstance(n, ast.Call) and ast.unparse(n.func).split(".")[-1] == name for n in ast.walk(node))
