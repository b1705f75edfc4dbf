"""A tree to MathML Core.

Leaves: one `math` element. It carries its namespace, which XHTML and feeds need and which HTML5
allows on this element, so the same string serves all three. Every text is escaped here; no
attribute comes from the input. Reference: https://www.w3.org/TR/mathml-core/
"""

from __future__ import annotations

from itertools import zip_longest

from generator.text.mathematics.tree import (
    Accent,
    Fence,
    Fraction,
    Leaf,
    Node,
    Root,
    Row,
    Scripts,
    Space,
)

_OPEN = '<math xmlns="http://www.w3.org/1998/Math/MathML">'
_DISPLAY = '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">'
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def write_mathml(node: Node, *, display: bool = False) -> str:
    """Write a formula as a well-formed `math` element, in a line of its own where `display`.

    >>> from generator.text.mathematics.tree import Leaf
    >>> write_mathml(Leaf(kind="operator", shown="<", plain="<"))
    '<math xmlns="http://www.w3.org/1998/Math/MathML"><mo>&lt;</mo></math>'
    """
    inside = _row(node.nodes) if isinstance(node, Row) else _write(node)
    return f"{_DISPLAY if display else _OPEN}{inside}</math>"


def _escape(text: str) -> str:
    return text.translate(_ESCAPES)


def _write(node: Node) -> str:
    match node:
        case Leaf():
            return _leaf(node)
        case Fence():
            return f'<mo stretchy="false">{_escape(node.shown)}</mo>'
        case Space():
            return f'<mspace width="{node.em}em"/>' if node.em else ""
        case Row():
            return f"<mrow>{_row(node.nodes)}</mrow>"
        case Scripts():
            return _scripts(node)
        case Fraction():
            return _fraction(node)
        case Root(of=of, degree=None):
            return f"<msqrt>{_write(of)}</msqrt>"
        case Root(of=of, degree=degree):
            return f"<mroot>{_one(of)}{_one(degree)}</mroot>"
        case Accent():
            return _accent(node)


def _one(node: Node | None) -> str:
    """Write exactly one element: a script or a fraction counts its children."""
    return (_write(node) if node is not None else "") or "<mrow></mrow>"


def _leaf(leaf: Leaf) -> str:
    shown = _escape(leaf.shown)
    match leaf.kind:
        case "identifier":
            return f"<mi>{shown}</mi>"
        case "upright":
            return f'<mi mathvariant="normal">{shown}</mi>'
        case "function":
            return f"<mi>{shown}</mi>"
        case "operator":
            return f"<mo>{shown}</mo>"
        case "number":
            return f"<mn>{shown}</mn>"
        case "text":
            return f"<mtext>{shown}</mtext>"


def _row(nodes: tuple[Node, ...]) -> str:
    """Write nodes side by side, a thin space between a function and an argument without brackets."""
    parts: list[str] = []
    for node, after in zip_longest(nodes, nodes[1:]):
        parts.append(_write(node))
        if _is_function(node) and after is not None and not isinstance(after, Fence | Space):
            parts.append('<mspace width="0.17em"/>')
    return "".join(parts)


def _is_function(node: Node) -> bool:
    while isinstance(node, Scripts):
        node = node.base
    return isinstance(node, Leaf) and node.kind == "function"


def _scripts(node: Scripts) -> str:
    under, over, both = (
        ("munder", "mover", "munderover") if node.limits else ("msub", "msup", "msubsup")
    )
    base = _one(node.base)
    if node.limits and isinstance(node.base, Leaf) and node.base.kind == "function":
        base = f'<mo movablelimits="true">{_escape(node.base.shown)}</mo>'
    if node.sub is None:
        return f"<{over}>{base}{_one(node.sup)}</{over}>"
    if node.sup is None:
        return f"<{under}>{base}{_one(node.sub)}</{under}>"
    return f"<{both}>{base}{_one(node.sub)}{_one(node.sup)}</{both}>"


def _fraction(node: Fraction) -> str:
    parts = f"{_one(node.over)}{_one(node.under)}"
    if node.binomial:
        return f'<mrow><mo>(</mo><mfrac linethickness="0">{parts}</mfrac><mo>)</mo></mrow>'
    return f"<mfrac>{parts}</mfrac>"


def _accent(node: Accent) -> str:
    mark = f'<mo stretchy="false">{_escape(node.mark)}</mo>'
    if node.under:
        return f"<munder>{_one(node.base)}{mark}</munder>"
    return f'<mover accent="true">{_one(node.base)}{mark}</mover>'
