"""A tree to a line of Unicode text, for titles, search and readers without MathML.

Scripts of digits and signs become superscript and subscript characters (R², x₁); a degree, a
prime, a star and a dagger stand behind their base; all other scripts keep `^` and `_`, with
braces where they have more than one sign: ℓ_∞, R^d, R^{n×d}.
"""

from __future__ import annotations

import re
import unicodedata

from generator.text.mathematics import symbols
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

_SUPERSCRIPTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_SUBSCRIPTS = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_DIGITS = re.compile(r"[+-]?[0-9]+|[+-]")
_BEHIND = {"∘": "°", "°": "°", "′": "′", "†": "†", "*": "*", "⋆": "⋆", "‡": "‡"}
_SPACED = frozenset(symbols.RELATIONS.values()) | frozenset("=<>≠∉+") | {"±", "·"}
_WHITE = re.compile(r" {2,}")
_BEFORE_CLOSER = re.compile(r" +(?=[)\]},;])|(?<=[(\[{]) +")


def write_linear(node: Node) -> str:
    """Write a formula as one line of text, without space at its ends."""
    written = _write(node, spaced=True)
    return _BEFORE_CLOSER.sub("", _WHITE.sub(" ", written)).strip()


def _write(node: Node | None, *, spaced: bool) -> str:
    match node:
        case None:
            return ""
        case Leaf():
            return node.plain
        case Fence():
            return node.shown
        case Space():
            return " " if node.em else ""
        case Row():
            return _row(node.nodes, spaced=spaced)
        case Scripts():
            return _scripts(node, spaced=spaced)
        case Fraction():
            parts = (_bracketed(node.over), _bracketed(node.under))
            return f"binom({parts[0]}, {parts[1]})" if node.binomial else "/".join(parts)
        case Root():
            degree = _script(node.degree, _SUPERSCRIPTS, "") if node.degree else ""
            inside = _write(node.of, spaced=False)
            return f"{degree}√{inside}" if len(inside) == 1 else f"{degree}√({inside})"
        case Accent():
            return _accent(node, spaced=spaced)


def _row(nodes: tuple[Node, ...], *, spaced: bool) -> str:
    parts: list[str] = []
    before: Node | None = None
    for node in nodes:
        text = _write(node, spaced=spaced)
        if _is_relation(node) and spaced and before is not None and not _is_opening(before):
            text = f" {text} "
        elif _is_function(node) and _ends_in_operand(before):
            text = f" {text}"
        if before is not None and _is_function(before) and not isinstance(node, Fence | Space):
            text = f" {text}"
        parts.append(text)
        if (
            spaced
            and isinstance(node, Leaf)
            and node.kind == "operator"
            and node.plain in {",", ";"}
        ):
            parts.append(" ")
        before = node if not isinstance(node, Space) else before
    return "".join(parts)


def _is_relation(node: Node) -> bool:
    return isinstance(node, Leaf) and node.kind == "operator" and node.plain in _SPACED


def _is_opening(node: Node) -> bool:
    is_sign = isinstance(node, Leaf) and node.kind == "operator" and node.plain not in {"′", "…"}
    return is_sign or (isinstance(node, Fence) and node.shown in "([{⟨")


def _is_function(node: Node | None) -> bool:
    while isinstance(node, Scripts):
        node = node.base
    return isinstance(node, Leaf) and node.kind == "function"


def _ends_in_operand(node: Node | None) -> bool:
    return node is not None and not _is_opening(node) and not _is_function(node)


def _script(script: Node | None, digits: dict[int, int], sign: str) -> str:
    text = write_linear_tight(script)
    if not text:
        return ""
    if _DIGITS.fullmatch(text):
        return text.translate(digits)
    if sign == "^" and all(c in _BEHIND for c in text):
        return "".join(_BEHIND[c] for c in text)
    return f"{sign}{text}" if len(text) == 1 else f"{sign}{{{text}}}"


def write_linear_tight(node: Node | None) -> str:
    """Write a script: no space around its signs."""
    return _BEFORE_CLOSER.sub("", _WHITE.sub(" ", _write(node, spaced=False))).strip()


def _scripts(node: Scripts, *, spaced: bool) -> str:
    base = _write(node.base, spaced=spaced)
    return base + _script(node.sub, _SUBSCRIPTS, "_") + _script(node.sup, _SUPERSCRIPTS, "^")


def _bracketed(node: Node) -> str:
    text = write_linear_tight(node)
    is_one = len(text) == 1 or text.isalnum() or isinstance(node, Leaf | Scripts | Root)
    return text if is_one else f"({text})"


def _accent(node: Accent, *, spaced: bool) -> str:
    base = _write(node.base, spaced=spaced)
    if len(base) == 1:
        return unicodedata.normalize("NFC", base + node.combining)
    return base if node.under else f"{base}{node.combining}" if base else ""
