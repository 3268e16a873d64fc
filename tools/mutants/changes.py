"""Which small faults can be put into a module: a table of changes, found in its syntax and made in its text.

Left alone are annotations, decorators, docstrings and texts (what a refusal says is held by tables of its own), texts
with values in them, `__all__`, type aliases, the guard `strict` of zip, and assertions that something cannot be.
"""

from __future__ import annotations

import ast
import difflib
import re
from dataclasses import dataclass
from typing import Final

__all__ = ["Mutant", "mutants_of"]

_COMPARED: Final[dict[type[ast.cmpop], tuple[str, tuple[str, ...]]]] = {
    ast.Lt: ("<", ("<=", ">=")),
    ast.LtE: ("<=", ("<", ">")),
    ast.Gt: (">", (">=", "<=")),
    ast.GtE: (">=", (">", "<")),
    ast.Eq: ("==", ("!=",)),
    ast.NotEq: ("!=", ("==",)),
    ast.Is: (r"\bis\b", ("is not",)),
    ast.IsNot: (r"\bis\s+not\b", ("is",)),
    ast.In: (r"\bin\b", ("not in",)),
    ast.NotIn: (r"\bnot\s+in\b", ("in",)),
}
_RECKONED: Final[dict[type[ast.operator], tuple[str, str]]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "//"),
    ast.FloorDiv: ("//", "*"),
    ast.Div: ("/", "*"),
    ast.Mod: ("%", "*"),
    ast.Pow: ("**", "*"),
    ast.BitOr: ("|", "&"),
    ast.BitAnd: ("&", "|"),
    ast.LShift: ("<<", ">>"),
    ast.RShift: (">>", "<<"),
}
_CALLED: Final = {
    one: other
    for pair in (("min", "max"), ("floor", "ceil"), ("any", "all"), ("startswith", "endswith"),
                 ("bisect_left", "bisect_right"))
    for one, other in (pair, pair[::-1])
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: bytes `start` to `end` of the module's source become `text`.

    Attributes:
        module: the module's file name without its ending.
        function: the innermost class and function around it; empty at the top of the module.
        kind: which row of the tables made it.
        lines: first and last line of the statement, or of its head, whose running is what a test must notice.
        was: the lines that change, each without its indentation, joined by spaces.
        now: the same lines with the fault.
    """

    module: str
    function: str
    kind: str
    lines: tuple[int, int]
    start: int
    end: int
    text: str
    was: str
    now: str

    @property
    def name(self) -> tuple[str, str, str, str]:
        """What it is known by in the table of explanations, wherever in the file it moves."""
        return self.module, self.function, self.was, self.now

    def applied(self, source: bytes) -> bytes:
        """Give the source with the fault."""
        return source[: self.start] + self.text.encode() + source[self.end :]

    def diff(self, source: bytes) -> str:
        """Show the fault."""
        before, after = (text.decode().splitlines(keepends=True) for text in (source, self.applied(source)))
        name = f"{self.module}.py"
        return "".join(difflib.unified_diff(before, after, name, name, n=2))


def mutants_of(source: bytes, module: str) -> tuple[Mutant, ...]:
    """Find every mutant of a module, in the order of its text.

    >>> [(one.function, one.was, one.now) for one in mutants_of(b"def f(a):\\n    return a < 2\\n", "m")][:2]
    [('f', 'return a < 2', 'return None'), ('f', 'return a < 2', 'return a <= 2')]
    """
    finder = _Finder(source, module)
    finder.visit(ast.parse(source))
    return tuple(sorted(finder.found, key=lambda one: (one.start, one.end, one.text)))


class _Finder(ast.NodeVisitor):
    """Walks through a module and keeps every change that a table allows."""

    def __init__(self, source: bytes, module: str) -> None:
        self.found: list[Mutant] = []
        self._source, self._module = source, module
        ends = [match.end() for match in re.finditer(rb"\n", source)]
        self._line_starts = [0, *ends]
        self._within: list[str] = []
        self._lines = (1, 1)

    # What is walked into, and what is not.

    def visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.stmt):
            outer, self._lines = self._lines, _head(node)
            super().visit(node)
            self._lines = outer
        else:
            super().visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.ClassDef) -> None:
        if isinstance(node, ast.FunctionDef):
            for default in (*node.args.defaults, *(one for one in node.args.kw_defaults if one)):
                self.visit(default)
        self._within.append(node.name)
        for statement in node.body:
            self.visit(statement)
        self._within.pop()

    visit_ClassDef = visit_FunctionDef  # noqa: N815 - the name is ast's

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None and "TypeAlias" not in ast.unparse(node.annotation):
            self.visit(node.value)

    def visit_Assign(self, node: ast.Assign) -> None:
        if any(isinstance(one, ast.Name) and one.id == "__all__" for one in node.targets):
            return
        if all(isinstance(one, ast.Subscript | ast.Attribute) for one in node.targets):
            self._drop(node)
        self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Leave texts alone; before Python 3.12 the places of what is in them are not known either."""

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg != "strict":
            self.visit(node.value)

    # What is changed.

    def visit_Compare(self, node: ast.Compare) -> None:
        sides = [node.left, *node.comparators]
        for left, op, right in zip(sides, node.ops, sides[1:], strict=False):
            sign, others = _COMPARED[type(op)]
            pattern = sign if sign.startswith(r"\b") else re.escape(sign)
            self._between(left, right, pattern, others, "comparison")
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        self._reckoned(node.op, node.left, node.right)
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._reckoned(node.op, node.target, node.value)
        self._drop(node)
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        sign, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in zip(node.values, node.values[1:], strict=False):
            self._between(left, right, rf"\b{sign}\b", (other,), "and, or")
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        start = self._at(node.lineno, node.col_offset)
        self._keep(start, start + (3 if isinstance(node.op, ast.Not) else 1), "", "sign or not")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        value = node.value
        if isinstance(value, bool):
            others: tuple[object, ...] = (not value,)
        elif isinstance(value, int):
            others = value - 1, value + 1
        elif isinstance(value, float):
            others = value / 2, value * 2
        else:
            others = ()
        for other in others:
            self._replace(node, f"({other})" if str(other).startswith("-") else str(other), "constant")

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in _CALLED:
            end = self._end(node.func)
            self._keep(end - len(name), end, _CALLED[name], "called")
        self.generic_visit(node)

    def visit_If(self, node: ast.If | ast.While | ast.IfExp) -> None:
        self._negated(node.test)
        self.generic_visit(node)

    visit_While = visit_IfExp = visit_If  # noqa: N815 - the names are ast's

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for condition in node.ifs:
            self._negated(condition)
        self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        if node.value is not None and not isinstance(node.value, ast.Constant):
            self._replace(node.value, "None", "return")
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self._drop(node)
            self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> None:
        if node.exc is None or "AssertionError" not in ast.unparse(node.exc):
            self._drop(node)
            self.generic_visit(node)

    def visit_Continue(self, node: ast.Continue) -> None:
        self._replace(node, "break", "loop")

    def visit_Break(self, node: ast.Break) -> None:
        self._replace(node, "continue", "loop")

    # How a change is kept.

    def _reckoned(self, op: ast.operator, left: ast.expr, right: ast.expr) -> None:
        if type(op) in _RECKONED:
            sign, other = _RECKONED[type(op)]
            self._between(left, right, re.escape(sign), (other,), "reckoning")

    def _negated(self, test: ast.expr) -> None:
        is_said = isinstance(test, ast.Compare | ast.BoolOp) or (
            isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
        )
        if not is_said:
            start = self._at(test.lineno, test.col_offset)
            self._replace(test, f"not ({self._source[start : self._end(test)].decode()})", "condition")

    def _drop(self, node: ast.stmt) -> None:
        self._replace(node, "pass", "dropped")

    def _replace(self, node: ast.expr | ast.stmt, text: str, kind: str) -> None:
        self._keep(self._at(node.lineno, node.col_offset), self._end(node), text, kind)

    def _between(self, left: ast.expr, right: ast.expr, pattern: str, others: tuple[str, ...], kind: str) -> None:
        start = self._end(left)
        gap = self._source[start : self._at(right.lineno, right.col_offset)].decode()
        sign = re.search(pattern, gap)
        if sign is None:
            raise AssertionError(f"{self._module}.py, line {left.lineno}: no {pattern} in {gap!r}")
        first, last = (start + len(gap[:at].encode()) for at in sign.span())
        for other in others:
            self._keep(first, last, other, kind)

    def _keep(self, start: int, end: int, text: str, kind: str) -> None:
        first = self._source.rfind(b"\n", 0, start) + 1
        last = self._source.find(b"\n", end)
        last = len(self._source) if last < 0 else last
        now = self._source[first:start].decode() + text + self._source[end:last].decode()
        was = self._source[first:last].decode()
        self.found.append(
            Mutant(self._module, ".".join(self._within), kind, self._lines, start, end, text, _flat(was), _flat(now))
        )

    def _at(self, line: int, column: int) -> int:
        return self._line_starts[line - 1] + column

    def _end(self, node: ast.expr | ast.stmt) -> int:
        if node.end_lineno is None or node.end_col_offset is None:
            raise AssertionError("what was parsed has an end")
        return self._at(node.end_lineno, node.end_col_offset)


def _head(node: ast.stmt) -> tuple[int, int]:
    """Give the lines that run when the statement itself does, without those of its body."""
    body = getattr(node, "body", None)
    last = node.end_lineno or node.lineno
    return node.lineno, max(node.lineno, min(last, body[0].lineno - 1)) if body else last


def _flat(text: str) -> str:
    return " ".join(line.strip() for line in text.splitlines())
