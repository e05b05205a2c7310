"""How templates are compiled: Jinja's own way, less what is done for nothing some thousand times a page.

What ``{{ … }}`` says becomes part of one text at once, so a piece that is known to need no escaping is joined as it
is; Jinja makes an object of each.  And the two functions templates call most are called, not asked first whether
they want to know the template's context.
"""

from __future__ import annotations

from keyword import iskeyword
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

PLAIN_CALLS = frozenset({"_", "url_for"})  # globals of every template (markup.install)


def safe_text(value: Any) -> str:
    """The text of a value with the characters that mean something in HTML escaped."""
    kind = type(value)
    if kind is Markup or (kind is str and value.isalnum()):  # letters of any script and digits
        return value  # type: ignore[no-any-return]
    return str(value) if kind is int else escape(value)


class Compiler(CodeGenerator):
    """Differs from Jinja's in how the output and the calls above are written."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja names it
        """The module of one template; begins with what it uses."""
        self.writeline(f"from {__name__} import {safe_text.__name__}")
        super().visit_Template(node, frame)

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write(f"{safe_text.__name__}(")

    def visit_Call(  # noqa: N802 - Jinja names it
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        """A call; `forward_caller`: of a call block."""
        if forward_caller or not _is_plain(node):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")


def _is_plain(node: nodes.Call) -> bool:
    """One of PLAIN_CALLS, its arguments written one by one under names that Python takes."""
    named = isinstance(node.node, nodes.Name) and node.node.name in PLAIN_CALLS
    spread = node.dyn_args is not None or node.dyn_kwargs is not None
    return named and not spread and not any(iskeyword(k.key) for k in node.kwargs)
