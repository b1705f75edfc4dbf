r"""Leaves of a formula: what one token of TeX shows.

Enters: a token, or a name without its backslash. Leaves: a node. Refuses, with `BadTexError`, a name
that is not known.
"""

from __future__ import annotations

from generator.text.mathematics import symbols
from generator.text.mathematics.alphabets import in_alphabet, in_plain
from generator.text.mathematics.tree import Fence, Leaf, LeafKind, Node, Row, Scripts, Space

_SPACES = {",": 0.17, ":": 0.22, ";": 0.28, ">": 0.22, " ": 0.33, "!": 0.0, "/": 0.0, "\\": 1.0}
_WIDE = {"quad": 1.0, "qquad": 2.0, "thinspace": 0.17, "enspace": 0.5, "space": 0.33}
_ESCAPED = {"{": "{", "}": "}", "%": "%", "#": "#", "$": "$", "&": "&", "_": "_", "|": "‖"}
_OPERATORS = {"-": "−", "*": "∗", "'": "′", "`": "‘", "~": " "}


class BadTexError(Exception):
    """What stands here is not understood; the formula is given up as a whole."""


def leaf(kind: LeafKind, shown: str, plain: str | None = None) -> Leaf:
    """Make a leaf; a text shows it as it is unless `plain` says otherwise."""
    return Leaf(kind=kind, shown=shown, plain=shown if plain is None else plain)


def as_word(node: Node) -> Node:
    r"""Make one word of upright letters: {\rm log}, \mathrm{eff}."""
    nodes = node.nodes if isinstance(node, Row) else (node,)
    letters = [
        part.shown
        for part in nodes
        if isinstance(part, Leaf) and part.kind == "upright" and part.shown.isascii()
    ]
    if not letters or len(letters) < len(nodes):
        return nodes[0] if len(nodes) == 1 else node
    word = "".join(letters)
    return leaf("function" if word in symbols.FUNCTIONS else "upright", word)


def is_prime(node: Node) -> bool:
    """Tell a prime, or several."""
    if isinstance(node, Row):
        return bool(node.nodes) and all(map(is_prime, node.nodes))
    return isinstance(node, Leaf) and node.shown == "′"


def with_prime(base: Node, prime: Leaf) -> Node:
    """Put a prime on a node that may have scripts."""
    if isinstance(base, Scripts):
        if base.sup is not None and not is_prime(base.sup):
            raise BadTexError
        sup = prime if base.sup is None else Row(nodes=(base.sup, prime))
        return Scripts(base=base.base, sub=base.sub, sup=sup, limits=base.limits)
    return Scripts(base=base, sub=None, sup=prime)


def takes_limits(base: Node) -> bool:
    """Tell an operator whose scripts stand under and over it in a displayed formula."""
    name = base.plain if isinstance(base, Leaf) else ""
    return name in symbols.LIMITS or name in {"∑", "∏", "∐", "arg min", "arg max"}


def text_sign(name: str) -> str:
    """Give the character of a name among words, or no character for a thin space."""
    if name in _ESCAPED:
        return _ESCAPED[name]
    if name in _SPACES or name in _WIDE:
        return " " if name not in {"!", "/"} else ""
    character = symbols.NAMES.get(name)
    if character is None:
        raise BadTexError
    return character


def escaped(name: str) -> Node:
    """Read a backslash and a sign: a space, or a sign that TeX uses itself."""
    if name.isspace():
        name = " "
    if name in _SPACES:
        return Space(em=_SPACES[name])
    if name not in _ESCAPED:
        raise BadTexError
    character = _ESCAPED[name]
    if character in "{}‖":
        return Fence(shown=character)
    return leaf("operator" if character != "%" else "number", character)


def sign(token: str, style: str) -> Node:
    """Read a digit, a letter or any other sign."""
    if token[0].isdecimal() or (token[0] == "." and len(token) > 1):
        styled = "".join(in_alphabet(c, style) for c in token) if style == "bold" else token
        return leaf("number", styled, token)
    if token in "()[]|":
        return Fence(shown=token)
    if token == "~":
        return Space(em=0.33)
    if token in _OPERATORS:
        return leaf("operator", _OPERATORS[token], {"−": "-", "∗": "*"}.get(_OPERATORS[token]))
    if not token.isalpha():
        return leaf("operator", token)
    if style in {"roman", "function"}:
        return leaf("upright", token)
    return leaf("identifier", in_alphabet(token, style), in_plain(token, style))


def named(name: str, style: str) -> Node:
    """Read a name that stands for one thing."""
    if name in symbols.FUNCTIONS:
        shown = {"argmin": "arg min", "argmax": "arg max"}.get(name, name)
        return leaf("function", shown)
    if name in _WIDE:
        return Space(em=_WIDE[name])
    if name in symbols.SETS:
        return leaf("identifier", in_alphabet(name, "blackboard"), in_plain(name, "blackboard"))
    if name[:3] == "cal" and len(name) == 4:
        return leaf("identifier", in_alphabet(name[3], "script"), name[3])
    character = symbols.NAMES.get(name)
    if character is None:
        raise BadTexError
    if name in symbols.FENCES:
        return Fence(shown=character)
    if name in symbols.GREEK:
        upright = name[0].isupper() or style == "roman"
        return leaf("upright" if upright else "identifier", character)
    return leaf("upright" if name in symbols.LETTERS else "operator", character)
